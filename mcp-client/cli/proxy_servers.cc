#include "proxy_servers.hpp"

#include <algorithm>
#include <iostream>
#include <set>
#include <sstream>
#include <utility>

#include "connection.hpp"
#include "headers.hpp"
#include "io/trusted_file.hpp"
#include "json/parse.hpp"
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

std::string server_text(const Json& entry, const char* key) {
  const Json value = entry.value(key, Json());
  return value.is_string() ? value.get<std::string>() : "";
}

ServerSettings settings_of(const std::string& where, const Json& entry) {
  ServerSettings settings;
  settings.url = server_text(entry, "url");
  if (settings.url.empty()) settings.url = server_text(entry, "serverUrl");
  settings.directory = server_text(entry, "cwd");
  if (const std::string command = server_text(entry, "command"); !command.empty()) {
    settings.command.push_back(command);
    for (const auto& word : entry.value("args", Json::array())) {
      if (!word.is_string()) throw Misuse(where + "`args` must be an array of strings");
      settings.command.push_back(word);
    }
  }
  const Json environment = entry.value("env", Json::object());
  for (const auto& [name, value] : environment.items()) {
    if (!value.is_string()) throw Misuse(where + "`env` must have strings as values");
    settings.environment.push_back(name + "=" + value.get<std::string>());
  }
  const Json headers = entry.value("headers", Json::object());
  for (const auto& [name, value] : headers.items()) {
    if (!value.is_string()) throw Misuse(where + "`headers` must have strings as values");
    settings.headers.push_back(name + ": " + value.get<std::string>());
  }
  if (settings.url.empty() == settings.command.empty()) {
    throw Misuse(where + "a server needs either `command` or `url`");
  }
  return settings;
}

Json read_servers(const std::string& path) {
  std::string text;
  try {
    text = read_trusted_file(path);
  } catch (const std::runtime_error& error) {
    throw Misuse(std::string("--config: ") + error.what());
  }
  const auto content = json::parse(text);
  if (!content) throw Misuse("--config: " + path + " is not JSON: " + content.error().what());
  for (const char* member : {"mcpServers", "servers"}) {
    const Json servers = content->is_object() ? content->value(member, Json()) : Json();
    if (servers.is_object()) return servers;
  }
  throw Misuse("--config: " + path + " has no object `mcpServers`");
}

// The host shows what the proxy writes there in its log; a browser opens by itself on a desktop.
LoginDisplay login_on_standard_error() {
  return {.mode = LoginMode::interactive, .print = [](const std::string& line) {
            std::cerr << "mcp-client: " << safe_to_show(line) << '\n';
          }};
}

}  // namespace

std::vector<NamedServer> read_server_file(const std::string& path,
                                          const std::vector<std::string>& names) {
  const Json servers = read_servers(path);
  std::vector<NamedServer> found;
  for (const auto& name : names) {
    if (!servers.contains(name)) {
      throw Misuse("--server: " + path + " has no server " + schema::quote_name(name));
    }
  }
  for (const auto& [name, entry] : servers.items()) {
    if (!names.empty() && std::ranges::find(names, name) == names.end()) continue;
    const std::string where = "--config: " + path + ", " + schema::quote_name(name) + ": ";
    if (!entry.is_object()) throw Misuse(where + "must be an object");
    if (names.empty() && entry.value("disabled", Json()) == true) continue;
    found.push_back({name, settings_of(where, entry)});
  }
  if (found.empty()) throw Misuse("--config: " + path + " has no server");
  return found;
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
    const auto tokens = tokens_for(server.settings, login_on_standard_error());
    entries.push_back({.name = name,
                       .open = [settings = std::move(server.settings), errors, tokens,
                                kill] { return open_channel(settings, kill, errors, tokens); },
                       .era = era});
  }
  return entries;
}

}  // namespace mcp::cli
