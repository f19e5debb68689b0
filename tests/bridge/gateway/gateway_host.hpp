#pragma once

#include <string>
#include <thread>
#include <utility>

#include "bridge/gateway/gateway.hpp"
#include "bridge/session/bare_sessions.hpp"

namespace mcp::test {

/// A gateway with options of the test's choice, which listens on a port of its own until the end of
/// the test. Its token is "token".
class GatewayHost {
 public:
  explicit GatewayHost(bridge::GatewayOptions options, bridge::Gateway::Rest rest = answer)
      : gateway_(bare_.sessions, std::move(rest), route_of, with_token(std::move(options)),
                 observer_),
        serving_([this](const std::stop_token& stop) { gateway_.run(stop); }) {}

  std::uint16_t port() const { return gateway_.port(); }

  static bridge::HttpReply answer(const bridge::HttpCall& call) {
    return bridge::json_reply({{"path", call.path}, {"bytes", call.body.size()}});
  }
  static bridge::Route route_of(const std::string& path) {
    if (path == "/health") return bridge::Route::open;
    return path.starts_with("/remote") ? bridge::Route::remote : bridge::Route::stored;
  }

 private:
  static bridge::GatewayOptions with_token(bridge::GatewayOptions options) {
    options.port = 0;
    options.access.token = "token";
    options.projects = {"default"};
    return options;
  }

  BareSessions bare_;
  bridge::GatewayObserver observer_;
  bridge::Gateway gateway_;
  std::jthread serving_;
};

}  // namespace mcp::test
