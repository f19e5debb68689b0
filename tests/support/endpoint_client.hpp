#pragma once

#include <memory>
#include <string>

#include "support/feature_server.hpp"
#include "support/http_requests.hpp"
#include "support/recorded_response.hpp"

namespace mcp::test {

/// Error codes on the wire. Source: JSON-RPC 2.0 section 5.1; 2026-07-28 basic, Error Codes.
constexpr int mismatch = -32020;
constexpr int unsupported = -32022;
constexpr int invalid_request = -32600;
constexpr int unknown_method = -32601;
constexpr int invalid_params = -32602;

/// A request that was sent to an endpoint, and its response.
struct Served {
  std::shared_ptr<RecordedResponse> response;
  std::shared_ptr<http::Call> call;

  RecordedResponse* operator->() const { return response.get(); }
  /// Disconnects the client.
  void leave() {
    if (call) call->disconnected();
    call.reset();
  }
};

/// The feature server behind an endpoint, called without sockets. The test sets the clock.
class EndpointClient {
 public:
  explicit EndpointClient(http::EndpointOptions options = {})
      : endpoint(server, std::move(options)) {}

  Served send(http::Request request) {
    Served served{std::make_shared<RecordedResponse>(), nullptr};
    served.call = endpoint.handle(std::move(request), served.response, now);
    return served;
  }

  /// Opens a session. Returns its id, or an empty text.
  std::string open(const std::string& version = legacy_version,
                   const Json& capabilities = Json::object()) {
    const Served opened = send(initialize_post(version, capabilities));
    std::string id = opened->header("Mcp-Session-Id");
    if (!id.empty()) send(legacy_post(id, notification("notifications/initialized")));
    return id;
  }

  FeatureServer server;
  http::Endpoint endpoint;
  http::Endpoint::Clock::time_point now{};
};

}  // namespace mcp::test
