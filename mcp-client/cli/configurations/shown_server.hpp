#pragma once

#include <string>
#include <vector>

#include "configurations/server_entry.hpp"

namespace mcp::cli {

/// A command as it may be shown: values that are likely secrets are replaced by `***`. These are
/// the values of options and variables named like secrets (`--token X`, `API_KEY=X`), of headers,
/// and passwords and queries in URLs.
std::vector<std::string> shown_command(const std::vector<std::string>& command);

/// A URL without its user, password and the values of its query.
std::string shown_url(const std::string& url);

/// The command in one line, or the URL.
std::string shown_target(const ServerEntry& entry);

/// "stdio", "http" or "sse", as in the `type` of an entry.
std::string transport_name(ServerTransport transport);

}  // namespace mcp::cli
