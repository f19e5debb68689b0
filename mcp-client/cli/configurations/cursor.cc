// Cursor: `mcpServers`, with `${env:NAME}` and the folders of an editor.
// Source: cursor.com/docs/mcp, Config interpolation, STDIO server configuration.

#include "configurations/entry_members.hpp"
#include "configurations/hosts.hpp"

namespace mcp::cli {
namespace {

std::vector<ConfigurationPlace> cursor_places(const Places& places) {
  std::vector<ConfigurationPlace> all;
  if (!places.home.empty()) all.push_back({places.home / ".cursor" / "mcp.json"});
  add_project_files(all, places, ".cursor/mcp.json");
  return all;
}

std::vector<ServerEntry> read_cursor(const ConfigurationFile& file, const Places&) {
  return read_entries(JsonFile(file.text), "/mcpServers",
                      entry_of(cursor, file, VariableSyntax::editor));
}

}  // namespace

const Host cursor = {"Cursor", cursor_places, read_cursor};

}  // namespace mcp::cli
