// Gemini CLI: `mcpServers` in settings.json; `httpUrl` for Streamable HTTP; `$NAME` is replaced.
// Source: geminicli.com/docs/tools/mcp-server.

#include <algorithm>

#include "configurations/entry_members.hpp"
#include "configurations/hosts.hpp"
#include "mcp/error.hpp"

namespace mcp::cli {
namespace {

std::vector<ConfigurationPlace> gemini_places(const Places& places) {
  std::vector<ConfigurationPlace> all;
  if (!places.home.empty()) all.push_back({places.home / ".gemini" / "settings.json"});
  add_project_files(all, places, ".gemini/settings.json");
  return all;
}

void read_gemini_server(const Json& json, ServerEntry& entry) {
  const std::string http_url = entry_text(json, "httpUrl");
  if (http_url.empty()) return read_members(json, entry);
  Json as_others = json;
  as_others["url"] = http_url;
  as_others["type"] = "http";
  read_members(as_others, entry);
}

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

// `mcp.allowed`, when it is given, names the only servers that are used.
void disable_excluded(std::vector<ServerEntry>& entries, const Json& json) {
  const Json mcp = json.is_object() ? json.value("mcp", Json()) : Json();
  if (!mcp.is_object()) return;
  const auto allowed = entry_texts(mcp, "allowed");
  const auto excluded = entry_texts(mcp, "excluded");
  for (auto& entry : entries) {
    if (!allowed.empty() && !has_name(allowed, entry.name)) entry.disabled = true;
    if (has_name(excluded, entry.name)) entry.disabled = true;
  }
}

std::vector<ServerEntry> read_gemini(const ConfigurationFile& file, const Places&) {
  const JsonFile json(file.text);
  auto entries = read_entries(json, "/mcpServers", entry_of(gemini, file, VariableSyntax::dollar),
                              read_gemini_server);
  disable_excluded(entries, json.value());
  return entries;
}

}  // namespace

const Host gemini = {"Gemini", gemini_places, read_gemini};

}  // namespace mcp::cli
