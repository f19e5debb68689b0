// Codex: tables [mcp_servers.NAME] in config.toml. No variables are replaced; headers and variables
// of the environment are named instead.
// Source: developers.openai.com/codex/mcp; openai/codex, codex-rs/config/src/mcp_types.rs.

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>

#include "configurations/entry_members.hpp"
#include "configurations/hosts.hpp"
#include "mcp/error.hpp"

namespace mcp::cli {
namespace {

std::vector<ConfigurationPlace> codex_places(const Places& places) {
  std::vector<ConfigurationPlace> all;
  if (const auto folder = places.directory_from("CODEX_HOME", ".codex"); !folder.empty()) {
    all.push_back({folder / "config.toml"});
  }
  add_project_files(all, places, ".codex/config.toml");
  return all;
}

// Dates and times, which no setting of a server has, become null.
Json json_of(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    Json object = Json::object();
    for (const auto& [key, value] : *table) object[std::string(key.str())] = json_of(value);
    return object;
  }
  if (const auto* array = node.as_array()) {
    Json list = Json::array();
    for (const auto& value : *array) list.push_back(json_of(value));
    return list;
  }
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  return nullptr;
}

// `env_vars` lists names, or tables with a `name`.
std::vector<std::string> variables_to_pass(const Json& server) {
  std::vector<std::string> names;
  for (const Json& each : server.value("env_vars", Json::array())) {
    if (each.is_string()) names.push_back(each.get<std::string>());
    if (each.is_object()) names.push_back(entry_text(each, "name"));
  }
  return names;
}

void read_headers(const Json& server, ServerEntry& entry) {
  for (auto& [name, value] : entry_named_texts(server, "http_headers")) {
    entry.headers.emplace_back(name, value);
  }
  for (auto& [name, variable] : entry_named_texts(server, "env_http_headers")) {
    entry.variable_headers.push_back({name, "", variable});
  }
  const std::string token = entry_text(server, "bearer_token_env_var");
  if (!token.empty()) entry.variable_headers.push_back({"Authorization", "Bearer ", token});
}

void read_codex_server(const Json& server, ServerEntry& entry) {
  read_members(server, entry);
  if (server.contains("enabled")) entry.disabled = !entry_flag(server, "enabled");
  if (entry.uses_http()) {
    entry.transport = ServerTransport::http;
    entry.headers.clear();  // Codex ignores `headers`
    read_headers(server, entry);
  } else {
    entry.inherited_variables = variables_to_pass(server);
  }
}

toml::table parsed(const std::string& text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    // Its description may quote the file, which may contain secrets.
    const auto& begin = error.source().begin;
    throw Error(ErrorCode::parse_error,
                std::to_string(begin.line) + ':' + std::to_string(begin.column) +
                    ": not valid TOML; check quotes, brackets and equals signs here");
  }
}

std::vector<ServerEntry> read_codex(const ConfigurationFile& file, const Places&) {
  const toml::table table = parsed(file.text);
  const toml::node* servers = table.get("mcp_servers");
  if (!servers) return {};
  if (!servers->is_table()) {
    throw Error(ErrorCode::invalid_params, std::to_string(servers->source().begin.line) +
                                               ": `mcp_servers` must be a table of servers");
  }
  std::vector<ServerEntry> entries;
  for (const auto& [key, node] : *servers->as_table()) {
    ServerEntry& entry = entries.emplace_back(entry_of(codex, file, VariableSyntax::none));
    entry.name = std::string(key.str());
    entry.origin.line = node.source().begin.line;
    try {
      if (!node.is_table()) throw Error(ErrorCode::invalid_params, "must be a table");
      read_codex_server(json_of(node), entry);
    } catch (const Error& error) {
      entry.problem = error.what();
    }
  }
  std::ranges::stable_sort(entries, {}, [](const ServerEntry& each) { return each.origin.line; });
  return entries;
}

}  // namespace

const Host codex = {"Codex", codex_places, read_codex};

}  // namespace mcp::cli
