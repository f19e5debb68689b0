#pragma once

#include <stop_token>
#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// Sends the events of a response, in order.
class EventSink {
 public:
  virtual ~EventSink() = default;
  /// Any thread; does not wait.
  virtual void send(const std::string& event, const Json& data) = 0;
  /// Stopped when the client has disconnected.
  virtual std::stop_token stop() const = 0;
};

}  // namespace mcp::bridge
