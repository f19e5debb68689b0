#pragma once

#include <memory>
#include <vector>

#include "directory.hpp"
#include "mcp/server/gateway.hpp"
#include "relay.hpp"
#include "server_link.hpp"

namespace mcp::proxy {

/// What the client is told about the servers: one server's own words, with a title that names the
/// proxy; or of several together.
GatewayInfo describe_servers(const std::vector<std::shared_ptr<ServerLink>>& links,
                             const GatewaySession* session);

/// What the servers are told about the client: its own identity, with a title that names the proxy.
Implementation seen_by_servers(const CallerInfo& client);

/// The call, whose result also tells the directory which server runs a task that it created.
RelayCall learning_tasks(std::shared_ptr<Directory> directory, RelayCall call);

}  // namespace mcp::proxy
