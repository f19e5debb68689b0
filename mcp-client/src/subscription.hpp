#pragma once

#include <memory>

#include "client_core.hpp"

namespace mcp {

/// Opens a subscription in the server's era. Throws Error when the server rejects it.
std::unique_ptr<Subscription> start_listening(std::shared_ptr<ClientCore> core, ListenFilter filter,
                                              SubscriptionHandler on_change);

}  // namespace mcp
