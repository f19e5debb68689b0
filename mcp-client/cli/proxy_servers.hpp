#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "options.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// A server as the user named it for `proxy`.
struct NamedServer {
  std::string name;
  ServerSettings settings;
};

/// The servers of a configuration file in the format of any host (see configurations/finder.hpp):
/// those in `names`; empty: all that are not disabled. Throws Misuse.
std::vector<NamedServer> configured_servers(const std::string& file,
                                            std::vector<std::string> names);

/// NAME=URL or NAME=COMMAND, whose words are separated by blanks. Throws Misuse.
NamedServer parse_upstream(const std::string& text);

/// The servers as the proxy connects to them, under names that are valid prefixes, each once.
/// Servers with a URL and no `Authorization` header let the user log in when they demand it.
/// `kill` kills started servers at once.
std::vector<proxy::ServerEntry> to_entries(std::vector<NamedServer> servers, Era era,
                                           const std::stop_token& kill);

}  // namespace mcp::cli
