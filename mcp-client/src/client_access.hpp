#pragma once

#include <memory>

#include "mcp/client/client.hpp"

namespace mcp {

/// The core of a client, for functions of the library that are not members of Client.
struct ClientAccess {
  static const std::shared_ptr<ClientCore>& core(Client& client) { return client.core_; }
};

}  // namespace mcp
