#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include "bridge/engine/messages_api.hpp"
#include "bridge/gateway/gateway.hpp"
#include "bridge/gateway/rest.hpp"
#include "bridge/program/bridge_metrics.hpp"
#include "bridge/program/json_file.hpp"
#include "bridge/program/known_secrets.hpp"
#include "bridge/program/log.hpp"
#include "bridge/program/readable_secrets.hpp"
#include "bridge/program/settings.hpp"
#include "bridge/program/shown_settings.hpp"
#include "bridge/store/data_directory.hpp"
#include "command_line/option_checks.hpp"
#include "command_line/option_errors.hpp"
#include "runtime/pause.hpp"
#include "runtime/private_memory.hpp"
#include "runtime/reload.hpp"
#include "runtime/signal_stop.hpp"

namespace {

using namespace mcp;
using namespace mcp::bridge;

template <class Loaded>
Loaded loaded(Result<Loaded> result, const std::string& file) {
  if (!result) throw std::runtime_error(file + ": " + result.error().what());
  return *std::move(result);
}

Guard guard_of(const Settings& settings) {
  if (settings.guard_file.empty()) return Guard::standard();
  return loaded(Guard::load(read_json_file(settings.guard_file, "guard")), settings.guard_file);
}

Profiles profiles_of(const Settings& settings) {
  if (settings.guard_file.empty()) return Profiles::standard();
  return loaded(Profiles::load(read_json_file(settings.guard_file, "guard")), settings.guard_file);
}

Prices prices_of(const Settings& settings) {
  if (settings.prices_file.empty()) return Prices::built_in();
  return loaded(Prices::load(read_json_file(settings.prices_file, "prices")), settings.prices_file);
}

std::unique_ptr<MessagesApi> model_of(const Settings& settings, BridgeMetrics& metrics) {
  if (settings.api_key.empty() && settings.auth_token.empty()) return nullptr;
  return std::make_unique<MessagesApi>(
      MessagesApiOptions{.api_key = settings.api_key,
                         .auth_token = settings.auth_token,
                         .base_url = settings.base_url,
                         .on_rate_limits = [&metrics](const RateLimits& limits) {
                           for (const auto& [name, value] : limits) {
                             char* end = nullptr;
                             const double number = std::strtod(value.c_str(), &end);
                             if (end != value.c_str() && *end == '\0') metrics.limit(name, number);
                           }
                         }});
}

// Removes unused chats from memory, every 30 seconds.
void tidy(ChatSessions& sessions, const std::stop_token& stop) {
  constexpr std::chrono::seconds rest(30);
  while (pause_for(rest, stop)) sessions.forget_unused(stop);
}

// The address of the bridge in the user's browser.
std::string public_url(const Settings& settings, const std::string& address) {
  if (!settings.public_url.empty()) return settings.public_url;
  return (settings.tls_cert.empty() ? "http://" : "https://") + address;
}

// The token is in the fragment: browsers send it to no server and leave it out of Referer.
void greet(const Settings& settings, const std::string& address) {
  std::cerr << "mcp-bridge: open " << (settings.tls_cert.empty() ? "http://" : "https://")
            << address << "/#token=" << settings.token << '\n';
  if (settings.api_key.empty() && settings.auth_token.empty()) {
    std::cerr << "mcp-bridge: ANTHROPIC_API_KEY is not set: tools can be used, but not the model; "
                 "set it in the environment or in ./.env\n";
  }
}

// Prints warnings first, so that they appear even when the bridge does not start.
void warn(const Settings& settings) {
  std::string names;
  for (const std::string& name : settings.ignored_variables) {
    names += (names.empty() ? "" : ", ") + name;
  }
  if (!names.empty()) {
    std::cerr << "mcp-bridge: ignored in ./.env: " << names
              << "; to use all of the file, start with --env-file .env\n";
  }
  for (const std::string& line : settings.warnings) std::cerr << "mcp-bridge: " << line << '\n';
}

void prepare(Settings& settings) {
  try {
    complete(settings);
  } catch (const std::exception&) {
    warn(settings);
    throw;
  }
  warn(settings);
}

void log_access(const Settings& settings, const DataDirectory& data) {
  for (const std::string& path : data.tightened()) {
    log(LogLevel::warning, "removed the access of other users", {{"path", path}});
  }
  for (const std::string& file : files_with_readable_secrets(settings)) {
    log(LogLevel::warning, "other users can read this file with secrets: chmod 600 it",
        {{"path", file}});
  }
}

// With TLS, SIGHUP reloads the certificate; without, it ends the bridge.
SignalStop stop_signals(const Settings& settings) {
  if (settings.tls_key.empty()) return SignalStop({SIGTERM, SIGINT, SIGHUP});
  hold_hangup();
  return SignalStop({SIGTERM, SIGINT});
}

// Logs an error and keeps the old certificate when the files are not usable.
void reload_certificate(const Settings& settings, Gateway& gateway) {
  try {
    require_trusted_tls(settings);
    gateway.reload_tls();
    log(LogLevel::info, "SIGHUP: reloaded TLS certificate");
  } catch (const std::exception& error) {
    log(LogLevel::error,
        std::string("SIGHUP: ") + error.what() + "; the bridge keeps the old TLS certificate");
  }
}

int serve(const Settings& settings) {
  const SignalStop signals = stop_signals(settings);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // SQLite reports an error when a file exceeds the size limit
  const auto secrets = std::make_shared<const Secrets>(known_secrets(settings));
  set_up_log(LogLevel::info, [secrets](const std::string& text) { return secrets->redact(text); });
  const DataDirectory data(settings.data_dir);
  log_access(settings, data);
  const auto store = open_sqlite_store(data.database());
  const auto left_out = [](const std::string& server, const std::string& tool,
                           const std::string& why) {
    log(LogLevel::warning, "tool not offered to the model",
        {{"server", server}, {"tool", tool}, {"why", why}});
  };
  Servers servers(settings.servers, {.start_wait = settings.server_wait,
                                     .login_time = settings.turn.approval_time,
                                     .credentials = file_credential_store(data.credentials()),
                                     .left_out = left_out});
  ToolInputs inputs;
  Accountant accountant(*store, prices_of(settings), settings.tenants);
  const Budget budget(*store, settings.budget, settings.project_budgets);
  const Guard guard = guard_of(settings);
  const Profiles profiles = profiles_of(settings);
  BridgeMetrics metrics(settings.turn.model);
  const auto model = model_of(settings, metrics);
  ChatSessions sessions({.store = *store,
                         .servers = servers,
                         .inputs = inputs,
                         .accountant = accountant,
                         .observer = metrics,
                         .model = model.get(),
                         .budget = &budget,
                         .guard = &guard,
                         .profiles = &profiles,
                         .secrets = secrets,
                         .turn = settings.turn});
  const std::set<std::string> projects(settings.projects.begin(), settings.projects.end());
  const Page page(settings.web_root);
  const Rest rest({.sessions = sessions,
                   .accountant = accountant,
                   .page = page,
                   .projects = projects,
                   .metrics = [&] { return metrics.text(); },
                   .has_model = model != nullptr,
                   .version = MCP_TOOLKIT_VERSION,
                   .stop = signals.token()});
  Gateway gateway(
      sessions, [&](const HttpCall& call) { return rest.answer(call); }, Rest::route_of,
      {.host = settings.host,
       .port = static_cast<std::uint16_t>(settings.port),
       .model_loop = model ? &model->loop() : nullptr,
       .access = {.token = settings.token,
                  .allowed_origins = settings.allowed_origins,
                  .trusted_origins = settings.trusted_origins,
                  .allowed_hosts = settings.allowed_hosts},
       .projects = projects,
       .default_project = settings.projects.front(),
       .language = settings.language,
       .max_sockets_per_address = static_cast<std::size_t>(settings.sockets_per_address),
       .project_approval_time = settings.project_approval_time,
       .messages_per_minute = settings.messages_per_minute,
       .message_burst = std::max(1.0, settings.messages_per_minute / 6),
       .requests_per_minute = settings.requests_per_minute,
       .request_burst = std::max(1.0, settings.requests_per_minute / 4),
       .tls_certificate = settings.tls_cert,
       .tls_key = settings.tls_key},
      metrics);
  std::optional<Reload> reloading;
  if (!settings.tls_key.empty()) {
    reloading.emplace([&] { reload_certificate(settings, gateway); });
  }
  servers.receive_logins_at(public_url(settings, gateway.address()) + "/oauth/callback");
  greet(settings, gateway.address());
  std::jthread tidying([&](const std::stop_token& stop) { tidy(sessions, stop); });
  servers.on_change([&] { gateway.servers_changed(); });
  gateway.run(signals.token());
  servers.on_change({});
  sessions.suspend();
  return EXIT_SUCCESS;
}

void add_options(CLI::App& app, Settings& settings) {
  app.add_option("--config", settings.config_file,
                 "JSON file with mcpServers as in Claude Desktop's file, and with projects, "
                 "budget, system and more, see bridge/README.md (default: the bundled server)")
      ->check(command_line::existing_file())
      ->type_name("FILE");
  app.add_option("--env-file", settings.env_file,
                 "File of environment variables, one NAME=VALUE per line, or none for no file "
                 "(default: ./.env, but only its ANTHROPIC_API_KEY, ANTHROPIC_MODEL and PORT)")
      ->type_name("FILE");
  app.add_option("--host", settings.host, "IP address to listen on (default 127.0.0.1)")
      ->type_name("ADDRESS");
  app.add_option("--port", settings.port, "Port to listen on (default: variable PORT, or 4000)")
      ->check(command_line::whole_number(1, 65535))
      ->type_name("PORT");
  app.add_flag("--any-port", settings.any_port, "Listen on a free port");
  app.add_option("--project", settings.projects, "Name of a project; repeatable (default: default)")
      ->type_name("NAME");
  app.add_option("--workspace", settings.workspace,
                 "Directory of the bundled server, which runs without --config (default: variable "
                 "WORKSPACE_DIR, or ./workspace)")
      ->type_name("DIR");
  app.add_option("--data-dir", settings.data_dir,
                 "Directory in which chats are stored, for one mcp-bridge at a time (default: "
                 "variable BRIDGE_DATA_DIR, or mcp-bridge in XDG_STATE_HOME or ~/.local/state)")
      ->type_name("DIR");
  app.add_option("--web-root", settings.web_root,
                 "Directory with the files of the page (default: the page that is built in)")
      ->check(command_line::existing_directory())
      ->type_name("DIR");
  app.add_option("--allowed-host", settings.allowed_hosts,
                 "Host name by which clients may address the bridge, besides localhost; "
                 "repeatable")
      ->type_name("NAME");
  app.add_option("--public-url", settings.public_url,
                 "Address of the bridge in the user's browser, such as https://chat.example.com, "
                 "to which authorization servers send the user back; its host is an --allowed-host "
                 "(default: variable BRIDGE_PUBLIC_URL, or the address that it listens on)")
      ->type_name("URL");
  app.add_option("--trusted-origin", settings.trusted_origins,
                 "Origin of a page whose chats need no token, such as http://localhost:3000, only "
                 "on a loopback --host and from programs of this user; repeatable (default: "
                 "variable BRIDGE_TRUSTED_ORIGINS)")
      ->type_name("ORIGIN");
  app.add_option("--tls-cert", settings.tls_cert,
                 "PEM file of the certificate; with --tls-key, https and wss only; SIGHUP reads "
                 "both files again")
      ->type_name("FILE");
  app.add_option("--tls-key", settings.tls_key, "PEM file of its private key")->type_name("FILE");
  app.add_flag("--insecure", settings.insecure, "Allow binding to non-loopback addresses");
  app.add_flag("--print-config", settings.print_config,
               "Print the effective configuration (secrets removed) and exit");
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory_private();
  Settings settings;
  CLI::App app{
      "A chat with Claude, which uses the tools of MCP servers after asking you. Prints the "
      "address of its page; also serves REST over HTTP and chats over WebSocket. Set "
      "ANTHROPIC_API_KEY in the environment or in ./.env; without it you can use the tools, but "
      "not the model.",
      "mcp-bridge"};
  app.set_version_flag("--version", MCP_TOOLKIT_VERSION);
  command_line::explain_errors(
      app, "a workspace is given with --workspace DIR, servers with --config FILE");
  add_options(app, settings);
  CLI11_PARSE(app, argc, argv);
  try {
    prepare(settings);
    if (settings.print_config) {
      std::cout << shown(settings).dump(2) << '\n';
      return EXIT_SUCCESS;
    }
    return serve(settings);
  } catch (const std::exception& error) {
    std::cerr << "mcp-bridge: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
