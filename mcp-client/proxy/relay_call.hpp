#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "mcp/error.hpp"
#include "mcp/server/gateway.hpp"

namespace mcp::proxy {

/// A request to a server, as the server receives it.
struct RelayCall {
  std::size_t server = 0;
  std::string method;
  Json params = nullptr;
  /// Whether the client follows a task that the call becomes. Otherwise the proxy waits for the
  /// task's result.
  bool client_follows_task = true;
  /// Changes a complete result for the client; may be empty.
  std::function<Json(Json)> present = {};
  /// Called with the server's error; true: the client's request was passed on otherwise.
  std::function<bool(const Error&)> recover = {};
};

/// A call that waits for its client to repeat the request with responses.
/// Spec: 2026-07-28 basic/patterns/mrtr.
class ParkedCall {
 public:
  virtual ~ParkedCall() = default;
  /// The client has repeated the request with responses. False: it is another request.
  virtual bool resume(const std::shared_ptr<GatewayRequest>& request,
                      const RelayCall& repeated) = 0;
  /// The client has not repeated the request in time.
  virtual void expire() = 0;
};

}  // namespace mcp::proxy
