#include "shared_options.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "color.hpp"
#include "command_line/option_checks.hpp"
#include "mcp/log_level.hpp"

namespace mcp::cli {
namespace {

std::vector<std::string> log_levels() {
  std::vector<std::string> names;
  for (const auto& [level, name] : enum_names(LogLevel())) names.push_back(name);
  return names;
}

void add_display_options(CLI::App& app, Settings& settings) {
  app.add_flag("--json", settings.json, "Print results as JSON, and progress as JSON lines");
  app.add_option_function<std::string>(
         "--color",
         [](const std::string& when) {
           choose_color(when == "always"  ? Color::always
                        : when == "never" ? Color::never
                                          : Color::automatic);
         },
         "Colours: always, never, or auto, which uses them on a terminal unless NO_COLOR is set "
         "(default auto)")
      ->check(command_line::one_of({"auto", "always", "never"}))
      ->type_name("auto|always|never");
  app.add_flag("--quiet", settings.quiet, "Do not show progress");
  app.add_flag("--verbose", settings.verbose,
               "Show everything that the server writes to standard error (default: what it writes "
               "after the connection is made, or everything if that fails)");
}

void add_trace_options(CLI::App& app, Settings& settings) {
  app.add_flag("--trace", settings.trace,
               "Show every message, in both directions, on standard error; as JSON lines with "
               "--json");
  app.add_flag("--full", settings.trace_full,
               "Do not shorten the messages of --trace on a terminal");
  app.add_option("--trace-file", settings.trace_file,
                 "Write every message to this file, as JSON lines; only you can read it")
      ->type_name("FILE");
}

void add_era_option(CLI::App& app, Settings& settings) {
  const std::map<std::string, Era> eras = {
      {"auto", Era::automatic}, {"modern", Era::modern}, {"legacy", Era::legacy}};
  app.add_option_function<std::string>(
         "--era",
         [&settings, eras](const std::string& name) {
           settings.era = eras.at(name);
           settings.era_is_given = true;
         },
         "Era of the protocol: modern, legacy (with initialize), or auto, which asks the server "
         "(default auto)")
      ->check(command_line::one_of({"auto", "modern", "legacy"}))
      ->type_name("auto|modern|legacy");
}

void add_configuration_options(CLI::App& app, ServerSettings& server) {
  app.add_option("--server", server.named,
                 "Name of a server in the configuration of Claude Desktop, Claude Code, Cursor, VS "
                 "Code, Codex, Gemini or mcp-toolkit; it may also be the first word: mcp-client "
                 "NAME COMMAND")
      ->type_name("NAME");
  app.add_option("--config", server.config_file,
                 "Configuration file that has the --server, instead of the known ones")
      ->type_name("FILE");
}

void add_transport_option(CLI::App& app, ServerSettings& server) {
  const std::map<std::string, HttpTransport> transports = {{"auto", HttpTransport::automatic},
                                                           {"http", HttpTransport::streamable},
                                                           {"sse", HttpTransport::sse}};
  app.add_option_function<std::string>(
         "--transport",
         [&server, transports](const std::string& name) { server.transport = transports.at(name); },
         "Transport to the --url: http (Streamable HTTP), sse (the deprecated HTTP+SSE), or auto, "
         "which uses sse for a server that has only that (default auto)")
      ->check(command_line::one_of({"auto", "http", "sse"}))
      ->type_name("auto|http|sse");
}

void add_http_options(CLI::App& app, ServerSettings& server) {
  app.add_option("--url", server.url, "URL of a server over HTTP, instead of a command")
      ->type_name("URL");
  app.add_option(
         "--header", server.headers,
         "HTTP header to send to the --url; repeatable. Other users of this machine can read it: "
         "use --header-file for a token")
      ->allow_extra_args(false)
      ->type_name("'NAME: VALUE'");
  app.add_option("--header-file", server.header_file,
                 "File of HTTP headers to send to the --url, one 'NAME: VALUE' per line; only you "
                 "may have access to it (chmod 600)")
      ->type_name("FILE");
  app.add_option("--ca-file", server.ca_file,
                 "PEM file of the certificates to trust for the --url, instead of the system's")
      ->type_name("FILE");
  add_transport_option(app, server);
}

void add_authorization_options(CLI::App& app, AuthorizationSettings& authorization) {
  app.add_option("--client-id", authorization.client_id,
                 "Client id that the authorization server of the --url knows (default: the client "
                 "registers itself)")
      ->type_name("ID");
  app.add_option("--client-secret-file", authorization.client_secret_file,
                 "File that contains the secret of the --client-id; only you may have access to it "
                 "(chmod 600)")
      ->type_name("FILE");
  app.add_option("--private-key-file", authorization.private_key_file,
                 "PEM file of the private key with which the --client-id authenticates itself")
      ->type_name("FILE");
  app.add_flag("--client-credentials", authorization.is_machine,
               "Use the credentials of the --client-id itself, without a login");
  app.add_option("--client-metadata-url", authorization.client_metadata_url,
                 "URL of the client's metadata document, which identifies it where that is "
                 "supported")
      ->type_name("URL");
  app.add_option("--scope", authorization.scopes,
                 "Scope to request besides those that the server names; repeatable")
      ->allow_extra_args(false)
      ->type_name("SCOPE");
  app.add_option("--redirect-port", authorization.redirect_port,
                 "Port of 127.0.0.1 at which a login ends (default: any)")
      ->type_name("PORT");
  app.add_flag_function(
      "--no-browser", [&authorization](std::int64_t) { authorization.opens_browser = false; },
      "Only print the address of the login page");
}

void add_process_options(CLI::App& app, ServerSettings& server) {
  app.add_option("--env", server.environment, "Environment variable for the server; repeatable")
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE");
  app.add_flag("--inherit-env", server.inherit_environment,
               "Pass the whole environment of this program to the server (default: only HOME, "
               "LANG, LC_*, LOGNAME, PATH, SHELL, TERM, TMPDIR, TZ and USER)");
  app.add_option("--cwd", server.directory, "Directory in which the server is started")
      ->type_name("DIR");
}

}  // namespace

// --help lists the options in this order.
void add_shared_options(CLI::App& app, Settings& settings) {
  app.set_version_flag("--version", MCP_TOOLKIT_VERSION);
  add_display_options(app, settings);
  add_trace_options(app, settings);
  app.add_option_function<double>(
         "--timeout",
         [&settings](double seconds) {
           settings.timeout_seconds = seconds;
           settings.timeout_is_given = true;
         },
         "Seconds to wait for a response, or for the next progress notification (default "
         "60)")
      ->check(command_line::number(0.001, 1e9, "a number of seconds from 0.001 to 1000000000"))
      ->type_name("SECONDS");
  add_era_option(app, settings);
  add_configuration_options(app, settings.server);
  add_http_options(app, settings.server);
  add_authorization_options(app, settings.server.authorization);
  add_process_options(app, settings.server);
  app.add_option("--client-root", settings.client_roots,
                 "Directory to announce to the server as a root; repeatable")
      ->allow_extra_args(false)
      ->type_name("DIR");
  app.add_option("--log-level", settings.log_level,
                 "Ask the server for its log messages from this level on: " +
                     command_line::alternatives(log_levels()) + " (default: ask for none)")
      ->check(command_line::one_of(log_levels()))
      ->type_name("LEVEL");
}

}  // namespace mcp::cli
