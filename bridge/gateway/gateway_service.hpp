#pragma once

#include <memory>
#include <utility>

#include "bridge/gateway/gateway_connection.hpp"
#include "bridge/gateway/response_head.hpp"

namespace mcp::bridge {

/// Creates the handlers of a gateway's connections.
class GatewayService final : public http::Service {
 public:
  /// The state must outlive the server and the workers of the state.
  explicit GatewayService(GatewayState& state) : state_(state) {}

  std::unique_ptr<http::ConnectionHandler> accept(http::Peer peer) override {
    return std::make_unique<GatewayConnection>(state_, std::move(peer));
  }

  http::Response refusal(int status) override {
    HttpCall call;
    call.request_id = state_.next_request_id();
    state_.observer.answered(call, status);
    return response_of(call, bridge::refusal(status));
  }

 private:
  GatewayState& state_;
};

}  // namespace mcp::bridge
