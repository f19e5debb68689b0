#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bridge/program/environment.hpp"
#include "bridge/servers/server_config.hpp"
#include "bridge/session/services.hpp"
#include "bridge/usage/budget.hpp"

namespace mcp::bridge {

/// The effective settings. Options come first, then the environment, then the file of environment
/// variables, then the configuration file.
struct Settings {
  std::string config_file = {};
  std::string env_file = {};  ///< Empty: `.env` of the current directory, see EnvFile.
  std::string host = "127.0.0.1";
  int port = 0;               ///< 0: PORT, or 4000.
  bool any_port = false;      ///< Use a free port.
  std::string data_dir = {};  ///< Directory of the database.
  std::vector<std::string> projects = {};
  std::string workspace = {};
  bool print_config = false;
  bool insecure = false;      ///< Allow binding to non-loopback addresses.
  std::string tls_cert = {};  ///< PEM files; both or neither.
  std::string tls_key = {};

  std::string api_key = {};
  std::string auth_token = {};  ///< Instead of the key, or in addition.
  std::string base_url = "https://api.anthropic.com";
  std::string token = {};
  std::vector<std::string> allowed_origins = {};
  std::vector<std::string> allowed_hosts = {};
  std::string public_url = {};  ///< Scheme, host and port; empty: the address it listens on.
  std::vector<std::string> trusted_origins = {};  ///< As in AccessRules.
  std::string language = {};                      ///< For clients that name none.
  std::string web_root = {};  ///< Directory of the page; empty: the page that is built in.
  std::vector<ServerConfig> servers = {};
  std::chrono::milliseconds server_wait =
      std::chrono::seconds(2);  ///< As ServersOptions::start_wait
  /// As GatewayOptions::project_approval_time
  std::chrono::milliseconds project_approval_time = std::chrono::minutes(10);
  int sockets_per_address = 64;
  double messages_per_minute = 60;   ///< User messages, per address.
  double requests_per_minute = 600;  ///< REST requests, per address.
  BudgetLimits budget = {};
  std::map<std::string, BudgetLimits> project_budgets = {};
  std::map<std::string, std::string> tenants = {};  ///< By project.
  std::string guard_file = {};
  std::string prices_file = {};
  TurnOptions turn = {};

  std::set<std::string> variable_values = {};  ///< Values that ${NAME} put into server entries.
  /// Names of the unused variables in a `.env` that the user did not name.
  std::set<std::string> ignored_variables = {};
  std::vector<std::string> warnings = {};  ///< Printed at the start, one line each.
};

/// Fills in the settings that the options left open. Throws std::runtime_error, which says what to
/// do; `warnings` and `ignored_variables` are set even then.
void complete(Settings& settings);

/// Throws std::runtime_error, which says what to do, when other users can read the TLS key, or can
/// replace the key or the certificate.
void require_trusted_tls(const Settings& settings);

}  // namespace mcp::bridge
