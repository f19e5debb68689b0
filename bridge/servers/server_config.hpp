#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mcp/client/client.hpp"
#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// One entry of `mcpServers`, the way Claude Desktop writes it: a command, or a URL.
struct ServerConfig {
  std::string name;
  std::vector<std::string> command = {};  ///< The program and its arguments; empty: there is a URL.
  std::map<std::string, std::string> environment = {};  ///< Added to the bridge's own.
  std::string directory = {};
  std::string url = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::chrono::milliseconds timeout = std::chrono::seconds(120);  ///< Of a call, without progress.
  std::optional<std::chrono::milliseconds> start_time =
      {};                               ///< Until it answers; nothing: as usual.
  std::vector<std::string> allow = {};  ///< Only these tools, if there are any.
  std::vector<std::string> deny = {};   ///< Not these.
  bool disabled = false;
  /// Whether its `read_file` may be called to show what a write would change, before anybody has
  /// approved a call. Only for servers that the configuration trusts: what is read tells the server
  /// which path the model has named.
  bool preview = false;
  /// Which revisions to speak with it; nothing: it is found out.
  std::optional<Era> era = {};

  /// Identifies the server for permissions: a hash of the command, its directory and `env`, or of
  /// the URL and its `headers`.
  std::string identity() const;
};

/// Reads {"mcpServers": {name: {...}}}. `${VAR}` and `${VAR:-default}` are replaced by what
/// `variable` finds; one that is not set and has no default is an error. Errors name the place.
Result<std::vector<ServerConfig>> read_server_configs(
    const Json& file,
    const std::function<std::optional<std::string>(const std::string&)>& variable);

}  // namespace mcp::bridge
