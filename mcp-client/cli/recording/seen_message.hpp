#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "mcp/client/channel.hpp"

namespace mcp::cli {

using Milliseconds = std::chrono::duration<double, std::milli>;

/// A message that the client sent or received.
struct SeenMessage {
  MessageDirection direction = MessageDirection::sent;
  Milliseconds time{0};                       ///< Since the connection was begun.
  std::optional<Milliseconds> duration = {};  ///< Of a response: since its request.
  std::string method = {};                    ///< Of a response: that of its request.
  Json id = nullptr;                          ///< Null: a notification.
  std::size_t bytes = 0;                      ///< Of the message as JSON text.
  Json message = nullptr;                     ///< Without secrets (see redact).

  bool is_request() const { return message.contains("method") && !id.is_null(); }
  bool is_response() const { return !message.contains("method"); }
};

/// Notes when messages pass. Remembers the last 10,000 requests without a response. One thread.
class MessageClock {
 public:
  MessageClock() : start_(std::chrono::steady_clock::now()) {}

  SeenMessage see(MessageDirection direction, const Message& message);

 private:
  struct Asked {
    std::string method;
    Milliseconds time;
  };
  using Key = std::pair<MessageDirection, std::string>;

  void remember(const SeenMessage& request);
  void complete(SeenMessage& response);

  const std::chrono::steady_clock::time_point start_;
  std::map<Key, Asked> open_;
  std::deque<Key> order_;
};

}  // namespace mcp::cli
