#include "shared_options.hpp"

#include <CLI/CLI.hpp>

#include <map>
#include <string>

namespace mcp::cli {
namespace {

void add_display_options(CLI::App& app, Settings& settings) {
  app.add_flag("--json", settings.json, "Print results as JSON, and progress as JSON lines");
  app.add_flag("--quiet", settings.quiet, "Do not show progress");
  app.add_flag("--verbose", settings.verbose,
               "Show what the server writes to standard error from its start on (default: what it "
               "writes once it is connected, and all if that fails)");
}

void add_era_option(CLI::App& app, Settings& settings) {
  const std::map<std::string, Era> eras = {
      {"auto", Era::automatic}, {"modern", Era::modern}, {"legacy", Era::legacy}};
  CLI::Validator known = CLI::IsMember(eras);
  known.description("");
  app.add_option_function<std::string>(
         "--era", [&settings, eras](const std::string& name) { settings.era = eras.at(name); },
         "Protocol to speak: auto (asks the server), modern or legacy (with initialize)")
      ->check(known)
      ->type_name("auto|modern|legacy");
}

void add_http_options(CLI::App& app, ServerSettings& server) {
  app.add_option("--url", server.url, "A server over HTTP, instead of a command")->type_name("URL");
  app.add_option(
         "--header", server.headers,
         "Send a header along to the --url; repeatable. Other users of the machine can read "
         "it: for a token use --header-file")
      ->allow_extra_args(false)
      ->type_name("'NAME: VALUE'");
  app.add_option("--header-file", server.header_file,
                 "Send the headers in this file along to the --url, one 'NAME: VALUE' a line; only "
                 "you may have access to it (chmod 600)")
      ->type_name("FILE");
  app.add_option("--ca-file", server.ca_file,
                 "Certificates to trust for the --url instead of the system's, as PEM")
      ->type_name("FILE");
}

void add_process_options(CLI::App& app, ServerSettings& server) {
  app.add_option("--env", server.environment, "Set a variable for the server; repeatable")
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE");
  app.add_flag("--inherit-env", server.inherit_environment,
               "Pass this program's whole environment to the server (default: only HOME, LANG, "
               "LC_*, LOGNAME, PATH, SHELL, TERM, TMPDIR, TZ and USER)");
  app.add_option("--cwd", server.directory, "Directory to start the server in")->type_name("DIR");
}

}  // namespace

// --help lists the options in this order.
void add_shared_options(CLI::App& app, Settings& settings) {
  app.set_version_flag("--version", MCP_TOOLKIT_VERSION);
  add_display_options(app, settings);
  app.add_option("--timeout", settings.timeout_seconds,
                 "Seconds to wait for an answer, or for the next sign of progress (default 60)")
      ->check(CLI::PositiveNumber);
  add_era_option(app, settings);
  add_http_options(app, settings.server);
  add_process_options(app, settings.server);
  app.add_option("--client-root", settings.client_roots,
                 "A directory to announce to the server as a root; repeatable")
      ->type_name("DIR");
  app.add_option("--log-level", settings.log_level, "Ask the server for log messages of this level")
      ->type_name("LEVEL");
}

}  // namespace mcp::cli
