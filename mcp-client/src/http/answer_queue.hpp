#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>

#include "mcp/message.hpp"

namespace mcp::http::client {

/// The client's responses to requests of a legacy server, each of which is a POST. A server decides
/// how many there are, so only a few are posted side by side, some wait, and more are refused.
class AnswerQueue {
 public:
  /// Posts a response and calls `done` when the server has it or did not take it.
  using Post = std::function<void(const Message& answer, std::function<void()> done)>;

  explicit AnswerQueue(Post post) : post_(std::move(post)) {}

  /// Makes room for one response. False: too many are under way, this one must be dropped. Any
  /// thread.
  bool reserve();
  /// Gives back room that was reserved and is not used. Any thread.
  void release() { --under_way_; }

  /// Posts a response for which there is room, at once or when it is its turn. On the loop's
  /// thread.
  void add(Message answer);

 private:
  void post_waiting();

  const Post post_;
  std::atomic<std::size_t> under_way_ = 0;
  std::size_t posting_ = 0;
  std::deque<Message> waiting_;
};

}  // namespace mcp::http::client
