// Claude Desktop: `mcpServers` with commands; no variables are replaced.
// Source: modelcontextprotocol.io, Connect to local MCP servers.

#include "configurations/entry_members.hpp"
#include "configurations/hosts.hpp"

namespace mcp::cli {
namespace {

constexpr const char* file_name = "claude_desktop_config.json";

std::vector<ConfigurationPlace> claude_desktop_places(const Places& places) {
  std::vector<ConfigurationPlace> all;
  if (!places.config_home.empty()) all.push_back({places.config_home / "Claude" / file_name});
  if (!places.home.empty()) {
    all.push_back({places.home / "Library" / "Application Support" / "Claude" / file_name});
    all.push_back({places.home / "AppData" / "Roaming" / "Claude" / file_name});
  }
  return all;
}

std::vector<ServerEntry> read_claude_desktop(const ConfigurationFile& file, const Places&) {
  return read_entries(JsonFile(file.text), "/mcpServers",
                      entry_of(claude_desktop, file, VariableSyntax::none));
}

}  // namespace

const Host claude_desktop = {"Claude Desktop", claude_desktop_places, read_claude_desktop};

}  // namespace mcp::cli
