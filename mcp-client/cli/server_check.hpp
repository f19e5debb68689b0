#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "mcp/client/client.hpp"

namespace mcp::cli {

/// What a server said when it was connected to.
struct ServerCheck {
  ServerInfo info;
  std::size_t tools = 0;
  std::int64_t milliseconds = 0;  ///< To connect and to list the tools.
};

/// "modern" or "legacy": the era of the revision that a client and its server agreed on.
std::string era_name(const ServerInfo& info);

/// Whether the server sends log messages only with the response to a request that carries a level.
bool sends_log_by_request(const ServerInfo& info);

/// {"ok": true, "era", "protocolVersion", "serverInfo", "tools", "milliseconds"}.
Json to_json(const ServerCheck& check);

}  // namespace mcp::cli
