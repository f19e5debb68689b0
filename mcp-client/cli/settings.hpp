#pragma once

#include <optional>
#include <string>
#include <vector>

#include "authorization/authorization.hpp"
#include "configurations/server_entry.hpp"
#include "mcp/client/client.hpp"
#include "mcp/client/http.hpp"

namespace mcp::cli {

/// The server to connect to: either a URL or a command to start. `named` and `config_file` say
/// which entry of a configuration it comes from (see configurations/configured_server.hpp).
struct ServerSettings {
  std::string named;
  std::string config_file;

  std::string url;
  std::vector<std::string> headers;
  std::string header_file;
  std::string ca_file;
  std::optional<HttpTransport> transport;

  std::vector<std::string> command;
  std::vector<std::string> environment;
  bool inherit_environment = false;
  std::string directory;

  AuthorizationSettings authorization;

  /// Of a configured server: its name, "FILE:LINE", and what else its entry says.
  std::string configured_name = {};
  std::string configured_in = {};
  std::optional<Era> configured_era = {};

  bool is_configured() const { return !configured_name.empty(); }
  bool uses_http() const { return !url.empty(); }
  /// The name of a configured server, or the URL or the program, as the user wrote it.
  const std::string& name() const {
    if (is_configured()) return configured_name;
    return uses_http() ? url : command.front();
  }
};

/// The options that all commands share.
struct Settings {
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  double timeout_seconds = 60;
  bool timeout_is_given = false;
  bool logs_in = false;  ///< Logs in even if nobody seems to watch.
  Era era = Era::automatic;
  bool era_is_given = false;  ///< The era of a configured server does not replace it.
  ServerSettings server;
  std::vector<std::string> client_roots;
  std::string log_level;
  bool trace = false;       ///< Show every message on standard error.
  bool trace_full = false;  ///< Do not shorten them on a terminal.
  std::string trace_file;   ///< Gets every message; empty: none.
  std::string record_file;  ///< Gets a recording of the session; empty: none.
};

}  // namespace mcp::cli
