#include "proxy_servers.hpp"

#include <iostream>
#include <set>
#include <sstream>
#include <utility>

#include "configurations/configured_server.hpp"
#include "connection.hpp"
#include "misuse.hpp"
#include "names.hpp"
#include "schema/text.hpp"
#include "text/ascii.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

bool is_url(const std::string& text) {
  const std::string lower = ascii::lower(text);
  return lower.starts_with("http://") || lower.starts_with("https://");
}

// The host shows what the proxy writes there in its log; a browser opens by itself on a desktop.
LoginDisplay login_on_standard_error() {
  return {.mode = LoginMode::interactive, .print = [](const std::string& line) {
            std::cerr << "mcp-client: " << safe_to_show(line) << '\n';
          }};
}

}  // namespace

std::vector<NamedServer> configured_servers(const std::string& file,
                                            std::vector<std::string> names) {
  const Places places = Places::of_process();
  const ServerCatalog catalog = read_configuration(file, places);
  if (!catalog.unreadable.empty()) throw Misuse("--config: " + catalog.unreadable.front().problem);
  if (names.empty()) {
    for (const auto& entry : enabled_servers(catalog)) names.push_back(entry.name);
  }
  if (names.empty()) throw Misuse("--config: " + file + " has no server");
  std::vector<NamedServer> servers;
  for (const auto& name : names) {
    servers.push_back({name, resolved(choose_server(catalog, name), places)});
  }
  return servers;
}

NamedServer parse_upstream(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == text.npos || equals == 0 || equals + 1 == text.size()) {
    throw Misuse("--upstream: must be NAME=URL or NAME=COMMAND, not " + schema::quote_name(text));
  }
  NamedServer server{.name = text.substr(0, equals), .settings = {}};
  const std::string rest = text.substr(equals + 1);
  if (is_url(rest)) {
    server.settings.url = rest;
    return server;
  }
  std::istringstream words(rest);
  for (std::string word; words >> word;) server.settings.command.push_back(word);
  if (server.settings.command.empty()) throw Misuse("--upstream: the command is empty");
  return server;
}

std::vector<proxy::ServerEntry> to_entries(std::vector<NamedServer> servers, Era era,
                                           const std::stop_token& kill) {
  std::vector<proxy::ServerEntry> entries;
  std::set<std::string> taken;
  for (auto& server : servers) {
    // A single server has no prefix; its name stands in messages only.
    const std::string prefix = servers.size() == 1 ? server.name : proxy::to_prefix(server.name);
    std::string name = prefix;
    for (int number = 2; !taken.insert(name).second; ++number) {
      name = prefix + "-" + std::to_string(number);
    }
    const auto errors = std::make_shared<ServerStderr>(true);
    errors->opened();
    const auto configured_era = server.settings.configured_era;
    const auto tokens = tokens_for(server.settings, login_on_standard_error());
    entries.push_back({.name = name,
                       .open = [settings = std::move(server.settings), errors, tokens,
                                kill] { return open_channel(settings, kill, errors, tokens); },
                       .era = configured_era.value_or(era)});
  }
  return entries;
}

}  // namespace mcp::cli
