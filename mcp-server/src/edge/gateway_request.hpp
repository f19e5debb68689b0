#pragma once

#include <memory>

#include "edge/exchange.hpp"
#include "edge/gateway_session.hpp"
#include "mcp/server/gateway.hpp"

namespace mcp {

/// Passes a request to ServerOptions::gateway, with the session of its client (null: none).
void pass_to_gateway(const std::shared_ptr<ServerCore>& core, const ExchangePointer& exchange,
                     std::shared_ptr<SessionOfGateway> session);

/// The result of `server/discover` of a server with a gateway.
Json discover_result(const GatewayInfo& info);
/// The result of `initialize`.
Json initialize_result(const GatewayInfo& info, std::string_view revision, const Json& self);

}  // namespace mcp
