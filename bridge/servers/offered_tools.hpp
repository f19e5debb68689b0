#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/servers/model_schema.hpp"
#include "bridge/servers/server_config.hpp"
#include "mcp/tool.hpp"

namespace mcp::bridge {

/// A tool of a server, as a model may call it.
struct OfferedTool {
  /// Its name for the model: `^[a-zA-Z0-9_-]{1,64}$`, unique, the same as long as server and tool
  /// keep their names.
  std::string api_name;
  std::string server;         ///< Its name in the configuration.
  std::string identity = {};  ///< `ServerConfig::identity`
  Tool tool;                  ///< As the server describes it, under its own name.
  std::string schema_hash =
      {};  ///< Of name, title, description, input schema and annotations; SHA-256 in hex.
  bool preview = false;        ///< `ServerConfig::preview` of its server.
  ModelSchema for_model = {};  ///< A tool with a problem is offered to no model.
};

/// The tools of all servers, sorted by `api_name`.
struct ToolSet {
  std::vector<OfferedTool> tools;
  std::vector<std::string> starting = {};  ///< Servers whose tools are not there yet.
  /// Null when there is none of that name.
  const OfferedTool* find(std::string_view api_name) const;
};

/// Those of a server's tools that its configuration lets be used, without names for the model.
std::vector<OfferedTool> offered_tools(const ServerConfig& config, std::vector<Tool> tools);

/// Whether the tool is among these as it was when it was offered.
bool describes(const std::vector<OfferedTool>& tools, const OfferedTool& tool);

}  // namespace mcp::bridge
