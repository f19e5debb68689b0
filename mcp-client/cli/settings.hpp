#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mcp/client/client.hpp"
#include "mcp/client/token_provider.hpp"

namespace mcp::cli {

/// The server to connect to: either a URL or a command to start.
struct ServerSettings {
  std::string url;
  std::vector<std::string> headers;
  std::string header_file;
  std::string ca_file;
  std::shared_ptr<TokenProvider> tokens = {};  ///< For the URL; empty: no login.

  std::vector<std::string> command;
  std::vector<std::string> environment;
  bool inherit_environment = false;
  std::string directory;

  bool uses_http() const { return !url.empty(); }
  /// The URL or the program, as the user wrote it.
  const std::string& name() const { return uses_http() ? url : command.front(); }
};

/// The options that all commands share.
struct Settings {
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  double timeout_seconds = 60;
  Era era = Era::automatic;
  ServerSettings server;
  std::vector<std::string> client_roots;
  std::string log_level;
};

}  // namespace mcp::cli
