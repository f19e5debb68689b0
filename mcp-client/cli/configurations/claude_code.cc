// Claude Code: `mcpServers` of the user and of each project in .claude.json, and the .mcp.json that
// a project shares. `${NAME}` and `${NAME:-default}` are replaced.
// Source: code.claude.com/docs/en/mcp, MCP installation scopes, Environment variable expansion.

#include <algorithm>

#include "configurations/entry_members.hpp"
#include "configurations/hosts.hpp"

namespace mcp::cli {
namespace {

std::vector<ConfigurationPlace> claude_code_places(const Places& places) {
  std::vector<ConfigurationPlace> all;
  if (const auto folder = places.directory_from("CLAUDE_CONFIG_DIR", ""); !folder.empty()) {
    all.push_back({folder / ".claude.json"});
  }
  add_project_files(all, places, ".mcp.json");
  return all;
}

void disable_named(std::vector<ServerEntry>& entries, const std::vector<std::string>& names) {
  for (auto& entry : entries) {
    if (std::ranges::find(names, entry.name) != names.end()) entry.disabled = true;
  }
}

// The servers of the nearest project hide those of the user with the same names.
void add_unhidden(std::vector<ServerEntry>& entries, std::vector<ServerEntry> more) {
  for (auto& entry : more) {
    const auto same = std::ranges::find(entries, entry.name, &ServerEntry::name);
    if (same == entries.end()) entries.push_back(std::move(entry));
  }
}

std::vector<ServerEntry> read_claude_code(const ConfigurationFile& file, const Places& places) {
  const JsonFile json(file.text);
  const ServerEntry like = entry_of(claude_code, file, VariableSyntax::braces);
  std::vector<ServerEntry> entries;
  std::vector<std::string> disabled;
  const Json projects = json.value().is_object() ? json.value().value("projects", Json()) : Json();
  for (const auto& directory : places.project_directories()) {
    const auto project = projects.is_object() ? projects.find(directory.string()) : projects.end();
    if (project == projects.end() || !project->is_object()) continue;
    ServerEntry local = like;
    local.origin.project = directory.string();
    add_unhidden(
        entries,
        read_entries(json, "/projects/" + pointer_part(directory.string()) + "/mcpServers", local));
    for (auto& name : entry_texts(*project, "disabledMcpServers")) disabled.push_back(name);
  }
  add_unhidden(entries, read_entries(json, "/mcpServers", like));
  disable_named(entries, disabled);
  return entries;
}

}  // namespace

const Host claude_code = {"Claude Code", claude_code_places, read_claude_code};

}  // namespace mcp::cli
