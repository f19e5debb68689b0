#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mcp/client/client.hpp"

namespace mcp::proxy {

/// A server behind the proxy.
struct ServerEntry {
  std::string name;  ///< Prefix of its tools and prompts when there are several servers.
  /// Makes a channel to the server; called again for each client of the proxy. Throws Error.
  std::function<std::unique_ptr<Channel>()> open;
  Era era = Era::automatic;
};

/// Which tools the proxy's clients see and may call. Patterns have `*`, `?` and `[...]`, and are
/// compared with the names that the clients see.
struct ToolFilter {
  bool read_only = false;               ///< Only tools with the annotation `readOnlyHint`.
  std::vector<std::string> allow = {};  ///< Empty: all.
  std::vector<std::string> deny = {};

  bool allows_name(const std::string& name) const;
};

struct Options {
  std::vector<ServerEntry> servers;
  ToolFilter filter = {};
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(60);
  /// Without a response or progress for this long a request fails.
  std::chrono::milliseconds call_timeout = std::chrono::hours(1);
  /// How long the proxy keeps a call whose server requested input, for a client of 2026-07-28 that
  /// repeats the request with the responses.
  std::chrono::milliseconds round_timeout = std::chrono::minutes(10);
  /// Maximum clients that have connections to the servers at the same time.
  std::size_t max_clients = 64;
  /// A client of 2026-07-28 without requests for this long loses its connections to the servers.
  /// Zero: never.
  std::chrono::milliseconds client_idle = std::chrono::milliseconds(0);
  /// Receives warnings, as text for people. Any thread.
  std::function<void(const std::string&)> log = [](const std::string&) {};
};

}  // namespace mcp::proxy
