#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/servers/model_schema.hpp"
#include "bridge/servers/server_config.hpp"
#include "mcp/tool.hpp"

namespace mcp::bridge {

/// A tool of a server, as it is offered to a model.
struct OfferedTool {
  /// Its name for the model: `^[a-zA-Z0-9_-]{1,64}$`, unique, and the same as long as server and
  /// tool keep their names.
  std::string api_name;
  std::string server;         ///< Name of the server in the configuration.
  std::string identity = {};  ///< `ServerConfig::identity`
  Tool tool;                  ///< As the server describes it, with its own name.
  /// SHA-256 of name, title, description, input schema and annotations, in hexadecimal.
  std::string schema_hash = {};
  bool preview = false;        ///< `ServerConfig::preview` of its server.
  ModelSchema for_model = {};  ///< With a `problem`, the tool is not offered to models.
};

/// The tools of all servers, sorted by `api_name`.
struct ToolSet {
  std::vector<OfferedTool> tools;
  std::vector<std::string> starting = {};    ///< Servers that are still starting.
  std::vector<std::string> logged_out = {};  ///< Servers that wait until the user logs in.
  /// Null when there is no tool with that name.
  const OfferedTool* find(std::string_view api_name) const;
};

/// The tools of a server that its configuration allows, without names for the model.
std::vector<OfferedTool> offered_tools(const ServerConfig& config, std::vector<Tool> tools);

/// Whether `tools` contains the tool with the same description as when it was offered.
bool describes(const std::vector<OfferedTool>& tools, const OfferedTool& tool);

}  // namespace mcp::bridge
