// VS Code: `servers` and `inputs` in mcp.json.
// Source: code.visualstudio.com, MCP configuration reference.

#include "configurations/entry_members.hpp"
#include "configurations/hosts.hpp"
#include "mcp/error.hpp"

namespace mcp::cli {
namespace {

std::vector<ConfigurationPlace> vscode_places(const Places& places) {
  std::vector<ConfigurationPlace> all;
  for (const char* product : {"Code", "Code - Insiders", "VSCodium"}) {
    const auto file = std::filesystem::path(product) / "User" / "mcp.json";
    if (!places.config_home.empty()) all.push_back({places.config_home / file});
    if (places.home.empty()) continue;
    all.push_back({places.home / "Library" / "Application Support" / file});
    all.push_back({places.home / "AppData" / "Roaming" / file});
  }
  add_project_files(all, places, ".vscode/mcp.json");
  return all;
}

// An option of a `pickString` is a text, or an object with a label and a value.
std::string option_text(const Json& option) {
  return option.is_object() ? entry_text(option, "value")
                            : (option.is_string() ? option.get<std::string>() : "");
}

// Inputs that are not valid are left out; an entry that needs one says that it is missing.
std::vector<ServerInput> inputs_of(const Json& json) {
  std::vector<ServerInput> inputs;
  const Json list = json.is_object() ? json.value("inputs", Json()) : Json();
  if (!list.is_array()) return inputs;
  for (const Json& each : list) {
    if (!each.is_object()) continue;
    try {
      ServerInput input{.id = entry_text(each, "id"),
                        .description = entry_text(each, "description"),
                        .default_value = entry_text(each, "default"),
                        .is_password = entry_flag(each, "password")};
      for (const Json& option : each.value("options", Json::array())) {
        input.options.push_back(option_text(option));
      }
      inputs.push_back(std::move(input));
    } catch (const Error&) {
      continue;
    }
  }
  return inputs;
}

// VS Code tries HTTP+SSE when a server of type http does not speak Streamable HTTP.
void read_vscode_server(const Json& json, ServerEntry& entry) {
  read_members(json, entry);
  if (entry.transport == ServerTransport::http) entry.transport = ServerTransport::automatic;
}

std::vector<ServerEntry> read_vscode(const ConfigurationFile& file, const Places&) {
  const JsonFile json(file.text);
  ServerEntry like = entry_of(vscode, file, VariableSyntax::editor_inputs);
  like.inputs = inputs_of(json.value());
  return read_entries(json, "/servers", like, read_vscode_server);
}

}  // namespace

const Host vscode = {"VS Code", vscode_places, read_vscode};

}  // namespace mcp::cli
