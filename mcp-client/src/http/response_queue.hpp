#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>

#include "mcp/message.hpp"

namespace mcp::http::client {

/// Queues the client's responses to requests of a legacy server, each of which is a POST. The
/// server decides how many there are, so the concurrent POSTs and the queue are limited, and
/// responses beyond both limits are rejected.
class ResponseQueue {
 public:
  /// Posts a response and calls `done` when the POST has ended, successfully or not.
  using Post = std::function<void(const Message& response, std::function<void()> done)>;

  explicit ResponseQueue(Post post) : post_(std::move(post)) {}

  /// Reserves room for one response. False: there are too many, and this one must be dropped. Any
  /// thread.
  bool reserve();
  /// Releases reserved room that is not used. Any thread.
  void release() { --under_way_; }

  /// Posts a response for which room is reserved, now or when earlier POSTs have ended. On the
  /// loop's thread.
  void add(Message response);

 private:
  void post_waiting();

  const Post post_;
  std::atomic<std::size_t> under_way_ = 0;
  std::size_t posting_ = 0;
  std::deque<Message> waiting_;
};

}  // namespace mcp::http::client
