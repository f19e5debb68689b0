#include <CLI/CLI.hpp>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "files/landlock.hpp"
#include "files/stage.hpp"
#include "files/workspace_tools.hpp"
#include "mcp/server/server.hpp"
#include "mcp/server/stdio.hpp"
#include "runtime/signal_stop.hpp"

namespace {

using namespace mcp;

/// What the command line says.
struct Settings {
  files::WorkspaceOptions workspace;
  files::ToolOptions tools;
  std::vector<std::string> roots;
  std::vector<std::string> only;
  std::vector<std::string> protect;
  bool no_default_protection = false;
  bool honor_client_roots = false;
  bool require_landlock = false;
  bool no_landlock = false;
  double calls_per_second = 2000;
  MessageLimits limits;
  spdlog::level::level_enum log_level = spdlog::level::warn;
};

files::RootOptions parse_root(const std::string& text) {
  const auto equals = text.find('=');
  const bool named = equals != std::string::npos && text.find('/') > equals;
  if (!named) return {text};
  return {text.substr(equals + 1), text.substr(0, equals)};
}

template <class Value>
using Choices = std::vector<std::pair<std::string, Value>>;

template <class Value>
void add_choice(CLI::App& app, const std::string& name, Value& value, Choices<Value> choices,
                const std::string& description) {
  std::vector<std::string> names;
  std::string type;
  for (const auto& [choice, meaning] : choices) {
    names.push_back(choice);
    type += (type.empty() ? "" : "|") + choice;
  }
  CLI::Validator known = CLI::IsMember(names);
  known.description("");
  const auto choose = [&value, choices = std::move(choices)](const std::string& chosen) {
    for (const auto& [choice, meaning] : choices) {
      if (choice == chosen) value = meaning;
    }
  };
  app.add_option_function<std::string>(name, choose, description)->check(known)->type_name(type);
}

void add_size(CLI::App& app, const std::string& name, std::uint64_t& bytes,
              const std::string& description) {
  CLI::Validator sizes = CLI::AsSizeValue(false);
  sizes.description("");
  app.add_option(name, bytes, description)->transform(sizes)->type_name("SIZE");
}

void add_options(CLI::App& app, Settings& settings) {
  app.set_version_flag("--version", MCP_TOOLKIT_VERSION);
  app.add_option("--root", settings.roots,
                 "Directory that the tools may use; repeat for several, NAME=DIR to name one")
      ->required()
      ->type_name("DIR");
  app.add_flag("--read-only", settings.workspace.read_only, "Offer no tool that writes");
  app.add_option("--tools", settings.only, "Offer only these tools (comma separated)")
      ->delimiter(',')
      ->type_name("NAMES");
  add_choice(app, "--symlinks", settings.workspace.symlinks,
             {{"refuse", files::Symlinks::refuse}, {"inside", files::Symlinks::inside}},
             "Symbolic links: refuse them, or follow those that stay inside (default refuse)");
  app.add_option("--protect", settings.protect,
                 "Also refuse to write paths that match this pattern; repeat for several")
      ->type_name("GLOB");
  app.add_flag("--no-default-protection", settings.no_default_protection,
               "Allow writing .git, .vscode, .mcp.json and the like");
  add_choice(app, "--approve", settings.tools.approval,
             {{"never", files::Approval::never},
              {"overwrite", files::Approval::overwrite},
              {"all", files::Approval::all}},
             "When to ask the person before writing (default never)");
  app.add_flag("--honor-client-roots", settings.honor_client_roots,
               "Narrow the roots to those that the client announces");
  app.add_flag("--allow-unsafe-roots", settings.workspace.allow_unsafe_roots,
               "Allow /, the home directory, or a directory that everybody may write, as root");
  add_size(app, "--max-write", settings.workspace.max_file_bytes,
           "Largest file that may be written (default 32MB)");
  add_size(app, "--quota", settings.workspace.quota_bytes,
           "Bytes that may be written in all (default: unlimited)");
  add_size(app, "--reserve", settings.workspace.reserve_bytes,
           "Free bytes that writing leaves on the disk (default 256MB)");
  add_size(app, "--max-message", settings.limits.max_bytes,
           "Largest message taken from the client (default 64MB)");
  app.add_option("--calls-per-second", settings.calls_per_second,
                 "Tool calls allowed per second (default 2000; 0: unlimited)")
      ->check(CLI::Range(0.0, 1e9).description(""))
      ->type_name("NUMBER");
  app.add_flag("--require-landlock", settings.require_landlock,
               "Do not start unless the kernel confines the process to the roots");
  app.add_flag("--no-landlock", settings.no_landlock, "Do not ask the kernel to do so");
  add_choice(app, "--log-level", settings.log_level,
             {{"debug", spdlog::level::debug},
              {"info", spdlog::level::info},
              {"warning", spdlog::level::warn},
              {"error", spdlog::level::err},
              {"off", spdlog::level::off}},
             "What to tell on standard error (default warning)");
  app.footer("SIZE is a number of bytes, or of kb, mb or gb: 512kb.");
}

void finish(Settings& settings) {
  for (const auto& root : settings.roots) settings.workspace.roots.push_back(parse_root(root));
  if (settings.no_default_protection) settings.workspace.protected_paths.clear();
  for (auto& pattern : settings.protect) {
    settings.workspace.protected_paths.push_back(std::move(pattern));
  }
  settings.tools.only = {settings.only.begin(), settings.only.end()};
  if (settings.honor_client_roots) settings.tools.client_roots = files::ClientRoots::narrow;
}

void log(LogLevel level, const std::string& text) {
  spdlog::log(level >= LogLevel::error ? spdlog::level::err : spdlog::level::info, "{}", text);
}

void confine(const Settings& settings, const files::Workspace& workspace) {
  if (settings.no_landlock) return;
  const std::string why_not = files::restrict_to(workspace);
  if (why_not.empty()) return;
  if (settings.require_landlock) throw std::runtime_error("--require-landlock: " + why_not);
  spdlog::info("not confined by the kernel: {}", why_not);
}

ServerOptions server_options(const Settings& settings) {
  return {.instructions =
              "Files in a workspace. Paths are relative to it; list_directory shows "
              "what is there.",
          .calls_per_second = settings.calls_per_second,
          .call_burst = 2 * settings.calls_per_second,
          .list_cache = {std::chrono::hours(1), CacheScope::public_},
          .invalid_arguments = files::invalid_arguments,
          .log = log};
}

int serve(Settings& settings) {
  SignalStop signals({SIGTERM, SIGINT, SIGHUP});
  std::signal(SIGXFSZ, SIG_IGN);
  const auto workspace = std::make_shared<files::Workspace>(settings.workspace);
  {
    Server server({"mcp-server", MCP_TOOLKIT_VERSION, "Workspace files"}, server_options(settings));
    files::add_workspace_tools(server, workspace, settings.tools);
    for (const auto& root : workspace->roots()) files::Stage(root).sweep();
    confine(settings, *workspace);
    serve_stdio(server, {.limits = settings.limits, .stop = signals.token()});
  }  // has waited for tools that were still writing
  for (const auto& root : workspace->roots()) files::Stage(root).tidy();
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("mcp-server"));
  Settings settings;
  CLI::App app{
      "An MCP server that lets a model write, read and list files in directories of yours, over "
      "standard input and output. It is started by an MCP host; see README for how to add it."};
  add_options(app, settings);
  CLI11_PARSE(app, argc, argv);
  try {
    finish(settings);
    spdlog::set_level(settings.log_level);
    return serve(settings);
  } catch (const std::exception& error) {
    std::cerr << "mcp-server: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
