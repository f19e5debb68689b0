#include <malloc.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "command_line/option_errors.hpp"
#include "files/changes/recovery.hpp"
#include "files/compat/server_filesystem.hpp"
#include "files/drafts/drafts.hpp"
#include "files/history/history.hpp"
#include "files/landlock.hpp"
#include "files/minimal_profile.hpp"
#include "files/pdf/pdf_launcher.hpp"
#include "files/resources/workspace_resources.hpp"
#include "files/stage.hpp"
#include "files/tickets/ticket_route.hpp"
#include "files/workspace_tools.hpp"
#include "mcp/server/server.hpp"
#include "mcp/server/stdio.hpp"
#include "program/doctor/doctor.hpp"
#include "program/logging.hpp"
#include "program/serve_http.hpp"
#include "program/settings.hpp"
#include "runtime/private_memory.hpp"
#include "runtime/reload.hpp"
#include "runtime/signal_stop.hpp"

namespace {

using namespace mcp;
using program::Settings;

// Messages of a few MB are frequent. By default the C library gets their memory from the kernel for
// each, and returns it, so that every page is cleared and mapped anew. The parts of a message of
// 1 MiB take more than 16 MiB.
void reuse_memory_of_messages() {
  ::mallopt(M_MMAP_THRESHOLD, 16 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 32 << 20);
}

void confine(const Settings& settings, const files::Workspace& workspace) {
  if (settings.no_landlock) return;
  const std::string why_not = files::restrict_to(workspace);
  if (why_not.empty()) return;
  if (settings.require_landlock) throw std::runtime_error("--require-landlock: " + why_not);
  program::log(LogLevel::info, "not confined by the kernel: " + why_not);
}

std::vector<Middleware> middleware(const Settings& settings) {
  if (settings.profile != program::Profile::minimal) return {};
  return {files::show_minimal_schemas()};
}

// How a server says where paths start, and that arguments are not valid.
struct Manner {
  const char* instructions;
  CallToolResult (*invalid_arguments)(const Tool&, const std::vector<SchemaViolation>&);
};

Manner manner_of(files::ToolSet set) {
  if (set == files::ToolSet::server_filesystem) {
    return {
        "Files in directories, which list_allowed_directories lists. Paths are absolute, or "
        "relative to the first directory.",
        files::compat::text_of_violations};
  }
  return {"Files in a workspace. Paths are relative to it; list_directory shows what is there.",
          files::invalid_arguments};
}

ServerOptions server_options(const Settings& settings,
                             const std::shared_ptr<files::FileWatch>& watch) {
  const Manner manner = manner_of(settings.tools.set);
  return {.instructions = manner.instructions,
          .calls_per_second = settings.calls_per_second,
          .call_burst = 2 * settings.calls_per_second,
          .list_cache = {std::chrono::hours(1), CacheScope::public_},
          .logging = false,
          .middleware = middleware(settings),
          .hooks = files::subscription_hooks(watch, settings.tools.client_roots),
          .invalid_arguments = manner.invalid_arguments,
          .log = program::log};
}

// SIGHUP makes a server with a log file, tokens or TLS files open them again; any other server
// ends.
std::unique_ptr<SignalStop> stop_signals(const Settings& settings) {
  if (!settings.reloads()) {
    return std::unique_ptr<SignalStop>(new SignalStop({SIGTERM, SIGINT, SIGHUP}));
  }
  hold_hangup();
  return std::unique_ptr<SignalStop>(new SignalStop({SIGTERM, SIGINT}));
}

// Tools could otherwise read and change the log.
void require_outside(const files::Workspace& workspace, const std::string& log_file) {
  if (log_file.empty()) return;
  const std::string path = std::filesystem::weakly_canonical(log_file);
  for (const auto* root : workspace.roots()) {
    if (!root->components_below(files::split_path(path))) continue;
    throw std::runtime_error("--log-file: `" + log_file + "` is inside the root `" + root->name() +
                             "`, where tools could change it; choose another directory");
  }
}

void report_missing_roots(const files::Workspace& workspace) {
  const auto missing = workspace.missing();
  for (const auto& root : missing) {
    program::log(LogLevel::warning,
                 "root `" + root.directory + "` is not there; it can be used once it appears");
  }
}

std::shared_ptr<const files::TicketRoute> ticket_route(
    const Settings& settings, const std::shared_ptr<files::Workspace>& workspace) {
  const auto& tickets = settings.tools.tickets;
  if (!tickets) return nullptr;
  return std::make_shared<const files::TicketRoute>(workspace, tickets, settings.tools.drafts);
}

int serve(Settings& settings) {
  const auto signals = stop_signals(settings);
  const bool writes = !settings.workspace.read_only;
  int status = EXIT_SUCCESS;
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  const auto workspace = std::make_shared<files::Workspace>(settings.workspace);
  settings.tools.history.warn = [](const std::string& reason) {
    program::log(LogLevel::warning, reason);
  };
  require_outside(*workspace, settings.log_file);
  {
    const auto watch = std::make_shared<files::FileWatch>(workspace, program::log);
    Server server({"mcp-server", MCP_TOOLKIT_VERSION, "Workspace files"},
                  server_options(settings, watch));
    files::add_workspace_tools(server, workspace, settings.tools);
    std::optional<files::WorkspaceResources> resources;
    if (settings.offers_resources()) {
      resources.emplace(server, workspace, watch, settings.tools.client_roots);
    }
    report_missing_roots(*workspace);
    if (writes) {
      files::recover_changes(*workspace);
      for (const auto* root : workspace->roots()) files::Stage(*root).sweep();
      files::Drafts(*workspace, settings.tools.drafts).sweep();
      files::History(*workspace, settings.tools.history).sweep();
    }
    if (settings.http.address.empty()) {
      std::optional<Reload> reloading;
      if (settings.reloads()) reloading.emplace(program::reopen_log);
      confine(settings, *workspace);
      const auto end = serve_stdio(server, {.limits = settings.limits, .stop = signals->token()});
      if (end == StdioEnd::unanswered) {
        program::log(LogLevel::error,
                     "standard input ended; calls that took longer than 30 s were not answered");
        status = EXIT_FAILURE;
      }
    } else {
      program::serve_http(
          server, settings, ticket_route(settings, workspace),
          [&] { confine(settings, *workspace); }, signals->token());
    }
  }  // has waited for running tools
  for (const auto* root : workspace->roots()) {
    if (writes) files::Stage(*root).tidy();
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  reuse_memory_of_messages();
  Settings settings;
  CLI::App app{
      "An MCP server with tools that write, read and list files in the directories given with "
      "--root. It serves the MCP host that starts it over standard input and output, or any client "
      "over HTTP with --http. README.md shows how to add it to a host.\n\n"
      "  mcp-server --root DIR\n"
      "  mcp-server --root DIR --http 127.0.0.1:8080\n"
      "  mcp-server doctor --root DIR",
      "mcp-server"};
  app.set_version_flag("--version", MCP_TOOLKIT_VERSION);
  command_line::explain_errors(app, "a directory is given with --root DIR");
  program::add_options(app, settings);
  if (program::has_compat({argv, argv + argc})) program::add_directories(app, settings);
  CLI11_PARSE(app, argc, argv);
  try {
    // Before Landlock, threads and secrets: it is a copy of this process.
    settings.workspace.pdf = files::PdfLauncher::start(files::pdf_program());
    if (!settings.http.auth_token_file.empty() || !settings.http.tls_key.empty()) {
      keep_memory_private();
    }
    program::finish(settings);
    if (settings.print_config) {
      std::cout << app.config_to_str();
      return EXIT_SUCCESS;
    }
    if (settings.doctor) return program::run_doctor(settings);
    program::set_up_logging(settings);
    settings.tools.calls = std::make_shared<files::CallLog>(program::log_call);
    return serve(settings);
  } catch (const std::exception& error) {
    std::cerr << "mcp-server: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
