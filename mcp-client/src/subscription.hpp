#pragma once

#include <memory>

#include "client_core.hpp"

namespace mcp {

/// Opens a subscription in whichever way the server's era has. Throws Error when it refuses.
std::unique_ptr<Subscription> start_listening(std::shared_ptr<ClientCore> core,
                                              ListenFilter filter);

}  // namespace mcp
