#include "commands/servers.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command_line/option_checks.hpp"
#include "configurations/configured_server.hpp"
#include "configurations/hosts.hpp"
#include "configurations/shown_server.hpp"
#include "exit_code.hpp"
#include "misuse.hpp"
#include "output.hpp"
#include "schema/text.hpp"
#include "server_check.hpp"
#include "several_servers.hpp"
#include "table.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

struct ServersOptions {
  bool check = false;
  bool with_projects = false;
  bool files = false;
  std::size_t at_once = 4;
};

/// The check of one entry: `done`, or `problem`, or neither when the server was not connected to.
struct CheckedServer {
  std::optional<ServerCheck> done;
  std::string problem;
};

Json json_of_entry(const ServerEntry& entry) {
  Json json{{"name", entry.name},
            {"host", entry.origin.host},
            {"file", entry.origin.file},
            {"transport", transport_name(entry.transport)},
            {"disabled", entry.disabled}};
  if (entry.origin.line > 0) json["line"] = entry.origin.line;
  if (!entry.origin.project.empty()) json["project"] = entry.origin.project;
  if (!entry.problem.empty()) {
    json["problem"] = entry.problem;
    return json;
  }
  if (entry.uses_http()) {
    json["url"] = shown_url(entry.url);
    json["headers"] = Json::array();
    for (const auto& [name, value] : entry.headers) json["headers"].push_back(name);
    for (const auto& header : entry.variable_headers) json["headers"].push_back(header.name);
  } else {
    json["command"] = shown_command(entry.command);
    json["environment"] = Json::array();
    for (const auto& [name, value] : entry.environment) json["environment"].push_back(name);
    for (const auto& name : entry.inherited_variables) json["environment"].push_back(name);
  }
  return json;
}

Json json_of_check(const CheckedServer& check) {
  return check.done ? to_json(*check.done) : Json{{"ok", false}, {"error", check.problem}};
}

bool was_checked(const CheckedServer& check) {
  return check.done || !check.problem.empty();
}

void print_servers_json(const ServerCatalog& catalog, const std::vector<CheckedServer>& checks) {
  Json servers = Json::array();
  for (std::size_t i = 0; i < catalog.entries.size(); ++i) {
    Json server = json_of_entry(catalog.entries[i]);
    if (was_checked(checks[i])) server["check"] = json_of_check(checks[i]);
    servers.push_back(std::move(server));
  }
  Json unreadable = Json::array();
  for (const auto& file : catalog.unreadable) {
    unreadable.push_back({{"host", file.host}, {"file", file.file}, {"problem", file.problem}});
  }
  print_json({{"servers", std::move(servers)}, {"unreadable", std::move(unreadable)}});
}

// As a shell writes it.
std::string below_home(const std::string& path) {
  const std::string home = Places::of_process().home.string();
  return !home.empty() && path.starts_with(home + '/') ? '~' + path.substr(home.size()) : path;
}

Cell state_cell(const ServerEntry& entry, const CheckedServer& check) {
  if (check.done) {
    return {era_name(check.done->info) + ' ' + one_line(check.done->info.protocol_version) + ", " +
                schema::count_of(check.done->tools, "tool", "tools"),
            Paint::good};
  }
  if (!check.problem.empty()) return {"failed", Paint::bad};
  if (!entry.problem.empty()) return {"not valid", Paint::bad};
  return entry.disabled ? Cell{"disabled", Paint::dim} : Cell{};
}

void print_servers_table(const ServerCatalog& catalog, const std::vector<CheckedServer>& checks) {
  Table table({"NAME", "HOST", "SERVER", "STATE", "FILE"});
  for (std::size_t i = 0; i < catalog.entries.size(); ++i) {
    const auto& entry = catalog.entries[i];
    table.add({{one_line(entry.name), Paint::bold},
               {entry.origin.host},
               {one_line(entry.problem.empty() ? shown_target(entry) : "")},
               state_cell(entry, checks[i]),
               {one_line(below_home(entry.origin.place())), Paint::dim}});
  }
  print_table(table);
}

// Why servers failed, and why files and entries are not valid.
void report_problems(const ServerCatalog& catalog, const std::vector<CheckedServer>& checks) {
  for (std::size_t i = 0; i < catalog.entries.size(); ++i) {
    const auto& entry = catalog.entries[i];
    const bool is_checked = !checks[i].problem.empty() && entry.problem.empty();
    const std::string& problem = is_checked ? checks[i].problem : entry.problem;
    if (problem.empty()) continue;
    const std::string place = is_checked ? "" : entry.origin.place() + ": server ";
    std::cerr << "mcp-client: " << one_line(place + entry.name + ": " + problem) << '\n';
  }
  for (const auto& file : catalog.unreadable) {
    std::cerr << "mcp-client: " << one_line(file.problem) << '\n';
  }
}

int list_files(const Settings& settings) {
  const Places places = Places::of_process();
  Json files = Json::array();
  Table table({"HOST", "FILE", "STATE"});
  for (const Host* host : known_hosts()) {
    for (const auto& place : host->places(places)) {
      std::error_code ignored;
      const bool exists = std::filesystem::exists(place.file, ignored);
      files.push_back(
          {{"host", std::string(host->name)}, {"file", place.file.string()}, {"exists", exists}});
      table.add({{std::string(host->name)},
                 {one_line(place.file.string())},
                 exists ? Cell{"read", Paint::good} : Cell{"does not exist", Paint::dim}});
    }
  }
  if (settings.json) {
    print_json({{"files", std::move(files)}});
  } else {
    print_table(table);
  }
  return exit_code::ok;
}

std::vector<CheckedServer> check_servers(const ServerCatalog& catalog, const Settings& settings,
                                         const ServersOptions& options, const SignalStop& signals) {
  std::size_t skipped = 0;
  const ServerSettings& server = settings.server;
  const bool is_named = !server.config_file.empty() || !server.named.empty();
  const auto targets = targets_in(catalog, options.with_projects || is_named, skipped);
  std::vector<std::optional<ServerCheck>> done(targets.size());
  const auto check = [&done](const ServerVisit& visit) {
    const std::size_t tools = visit.client.list_tools(visit.call).size();
    const auto time = std::chrono::steady_clock::now() - visit.begun;
    done[visit.number] =
        ServerCheck{visit.client.server_info(), tools,
                    std::chrono::duration_cast<std::chrono::milliseconds>(time).count()};
  };
  const auto problems = visit_servers(targets, settings, signals, options.at_once, check);
  std::vector<CheckedServer> results(catalog.entries.size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (std::size_t entry = 0; entry < results.size(); ++entry) {
      const auto& other = catalog.entries[entry];
      if (other.name != targets[i].entry.name || other.disabled) continue;
      if (other.same_server(targets[i].entry)) results[entry] = {done[i], problems[i]};
    }
  }
  if (skipped > 0 && !settings.quiet) {
    std::cerr << schema::count_of(skipped, "server", "servers")
              << " of project files not checked; --project connects to them, too\n";
  }
  return results;
}

// --server selects those with the name.
ServerCatalog listed_servers(const Settings& settings) {
  const ServerSettings& server = settings.server;
  if (!server.url.empty() || !server.command.empty()) {
    throw Misuse("servers lists configured servers; it takes no --url and no command after `--`");
  }
  ServerCatalog catalog = server_catalog(settings);
  if (!server.named.empty()) {
    std::erase_if(catalog.entries,
                  [&](const ServerEntry& entry) { return entry.name != server.named; });
  }
  return catalog;
}

int list_servers(const Settings& settings, const ServersOptions& options,
                 const SignalStop& signals) {
  if (options.files) return list_files(settings);
  const ServerCatalog catalog = listed_servers(settings);
  std::vector<CheckedServer> checks(catalog.entries.size());
  if (options.check) checks = check_servers(catalog, settings, options, signals);
  if (settings.json) {
    print_servers_json(catalog, checks);
  } else if (!catalog.entries.empty()) {
    print_servers_table(catalog, checks);
  } else {
    std::cerr << "(no servers are configured; --files lists the files that are read)\n";
  }
  report_problems(catalog, checks);
  bool failed = !catalog.unreadable.empty();
  for (const auto& entry : catalog.entries) failed = failed || !entry.problem.empty();
  for (const auto& check : checks) failed = failed || !check.problem.empty();
  return failed ? exit_code::failed : exit_code::ok;
}

}  // namespace

void add_servers_command(CLI::App& app, StandaloneCommand& chosen) {
  const auto options = std::make_shared<ServersOptions>();
  auto* sub = app.add_subcommand("servers", "List the servers in the configurations of MCP hosts");
  sub->add_flag("--check", options->check,
                "Connect to each server, and show its protocol version and number of tools");
  sub->add_flag("--project", options->with_projects,
                "With --check: connect also to the servers of project files such as .mcp.json in "
                "this directory and those above it");
  sub->add_option("--jobs", options->at_once, "Servers to connect to at once (default 4)")
      ->check(command_line::whole_number(1, 64))
      ->type_name("NUMBER");
  sub->add_flag("--files", options->files, "List the files that are read instead");
  sub->callback([&chosen, options] {
    chosen = with_signals([options](const Settings& settings, const SignalStop& signals) {
      return list_servers(settings, *options, signals);
    });
  });
}

}  // namespace mcp::cli
