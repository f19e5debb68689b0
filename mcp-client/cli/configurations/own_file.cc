// The file that mcp-client and mcp-bridge share: `mcpServers`, as
// schemas/bridge/servers.schema.json describes it.

#include "configurations/entry_members.hpp"
#include "configurations/hosts.hpp"
#include "mcp/error.hpp"

namespace mcp::cli {
namespace {

std::vector<ConfigurationPlace> own_file_places(const Places& places) {
  if (places.config_home.empty()) return {};
  return {{places.config_home / "mcp-toolkit" / "servers.json"}};
}

void read_own_file_server(const Json& json, ServerEntry& entry) {
  read_members(json, entry);
  const std::string era = entry_text(json, "era");
  if (era == "modern") entry.era = Era::modern;
  if (era == "legacy") entry.era = Era::legacy;
  if (!era.empty() && era != "automatic" && !entry.era) {
    throw Error(ErrorCode::invalid_params, "`era` must be automatic, modern or legacy");
  }
}

std::vector<ServerEntry> read_own_file(const ConfigurationFile& file, const Places&) {
  return read_entries(JsonFile(file.text), "/mcpServers",
                      entry_of(own_file, file, VariableSyntax::braces), read_own_file_server);
}

}  // namespace

const Host own_file = {"mcp-toolkit", own_file_places, read_own_file};

}  // namespace mcp::cli
