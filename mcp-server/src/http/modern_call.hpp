#pragma once

#include <memory>
#include <string>

#include "edge/connection.hpp"
#include "mcp/server/http_endpoint.hpp"

namespace mcp::http {

/// A POST of 2026-07-28: one request, whose response is one JSON object, or an event stream when
/// other messages come first. The client cancels the request by disconnecting.
class ModernCall final : public Call {
 public:
  ModernCall(std::shared_ptr<ServerCore> core, std::string principal,
             std::shared_ptr<Responder> responder);

  void serve(mcp::Request message, CallerInfo caller) {
    connection_.receive(std::move(message), std::move(caller));
  }

  void disconnected() override { connection_.closed(); }
  void end_subscription() { connection_.end_subscriptions(); }
  bool wait_until_idle(std::chrono::milliseconds limit) {
    return connection_.wait_until_idle(limit);
  }

 private:
  Connection connection_;
};

}  // namespace mcp::http
