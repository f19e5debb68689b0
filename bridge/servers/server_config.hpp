#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bridge/servers/server_auth.hpp"
#include "mcp/client/client.hpp"
#include "mcp/client/http.hpp"
#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// An entry of `mcpServers` as in Claude Desktop's file: a command, or a URL.
struct ServerConfig {
  std::string name;
  std::vector<std::string> command = {};  ///< The program and its arguments; empty: it has a URL.
  std::map<std::string, std::string> environment = {};  ///< Added to the inherited variables.
  std::string directory = {};
  std::string url = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  HttpTransport transport = HttpTransport::automatic;  ///< Of a server with a URL.
  ServerAuth auth = {};  ///< Not used for a command, or beside a header `Authorization`.
  std::chrono::milliseconds timeout = std::chrono::seconds(120);  ///< Of a call, without progress.
  /// Timeout of the start; nothing: ServersOptions::start_time.
  std::optional<std::chrono::milliseconds> start_time = {};
  std::vector<std::string> allow = {};  ///< Names of the only tools to use; empty: all.
  std::vector<std::string> deny = {};   ///< Names of tools not to use.
  bool disabled = false;
  /// Whether its `read_file` may be called, before an approval, to show what a write would change.
  /// Only for trusted servers: the call tells the server which path the model named.
  bool preview = false;
  /// Which protocol revisions to use with it; nothing: detect them.
  std::optional<Era> era = {};

  /// Identifies the server for permissions: a hash of the command, its directory and `env`, or of
  /// the URL, its `headers` and its `auth`.
  std::string identity() const;
  /// Whether `auth` gives its requests their credentials.
  bool needs_tokens() const;
};

/// Reads {"mcpServers": {name: {...}}}. `${VAR}` and `${VAR:-default}` are replaced by the values
/// of `variable`; a variable that is not set and has no default is an error. Errors name the place.
Result<std::vector<ServerConfig>> read_server_configs(
    const Json& file,
    const std::function<std::optional<std::string>(const std::string&)>& variable);

}  // namespace mcp::bridge
