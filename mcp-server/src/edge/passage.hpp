#pragma once

#include <functional>
#include <memory>

#include "edge/exchange.hpp"
#include "server_core.hpp"

namespace mcp {

/// Passes a request through the server's middleware and then to `answer`, which gets an exchange of
/// its own: its response goes back through the middleware, and then to the client. When the request
/// ends otherwise, the middleware gets the error `request_cancelled`. Any thread.
void pass_through(const std::shared_ptr<ServerCore>& core, const ExchangePointer& exchange,
                  std::function<void(const ExchangePointer&)> answer);

}  // namespace mcp
