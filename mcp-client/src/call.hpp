#pragma once

#include <functional>
#include <memory>
#include <string>

#include "client_core.hpp"

namespace mcp {

/// Makes one call: passes it through ClientOptions::middleware, sends it, answers the server's
/// input requests and sends it again, until it has a result, times out, or is cancelled. `done` is
/// called exactly once, possibly before this returns.
/// Spec: 2026-07-28 basic/patterns/mrtr, Client Requirements; basic/patterns/cancellation.
void start_call(std::shared_ptr<ClientCore> core, std::string method, Json params,
                CallOptions options, std::function<void(Result<Json>)> done);

}  // namespace mcp
