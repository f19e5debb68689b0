#include "commands/find.hpp"

#include <CLI/CLI.hpp>

#include <initializer_list>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "command_line/option_checks.hpp"
#include "exit_code.hpp"
#include "output.hpp"
#include "schema/text.hpp"
#include "several_servers.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "text/ascii.hpp"

namespace mcp::cli {
namespace {

struct FindOptions {
  std::string word;
  bool with_projects = false;
  std::size_t at_once = 4;
};

/// Something that a server offers and whose name or description has the word.
struct Match {
  std::string kind;  ///< "tool", "resource", "template" or "prompt".
  std::string name;
  std::string title;
  std::string description;
  std::string uri = {};  ///< Of a resource, or the template of one.
};

/// The items of one server that have the word.
class Search {
 public:
  explicit Search(std::string_view word) : word_(ascii::lower(word)) {}

  std::vector<Match> in(Client& client, const CallOptions& call) const {
    std::vector<Match> matches;
    for (auto& each : client.list_tools(call)) {
      keep(matches, {"tool", each.name, each.title, each.description});
    }
    for (auto& each : client.list_resources(call)) {
      keep(matches, {"resource", each.name, each.title, each.description, each.uri});
    }
    for (auto& each : client.list_resource_templates(call)) {
      keep(matches, {"template", each.name, each.title, each.description, each.uri_template});
    }
    for (auto& each : client.list_prompts(call)) {
      keep(matches, {"prompt", each.name, each.title, each.description});
    }
    return matches;
  }

 private:
  void keep(std::vector<Match>& matches, Match match) const {
    for (const auto* text : {&match.name, &match.title, &match.description, &match.uri}) {
      if (ascii::lower(*text).find(word_) != std::string::npos) {
        matches.push_back(std::move(match));
        return;
      }
    }
  }

  const std::string word_;
};

Json json_of_match(const std::string& server, const Match& match) {
  Json json{{"server", server}, {"kind", match.kind}, {"name", match.name}};
  if (!match.title.empty()) json["title"] = match.title;
  if (!match.description.empty()) json["description"] = match.description;
  if (!match.uri.empty()) json["uri"] = match.uri;
  return json;
}

void print_matches_json(const std::vector<ServerTarget>& targets,
                        const std::vector<std::vector<Match>>& found,
                        const std::vector<std::string>& problems) {
  Json matches = Json::array();
  Json failures = Json::array();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto& entry = targets[i].entry;
    for (const auto& match : found[i]) matches.push_back(json_of_match(entry.name, match));
    if (problems[i].empty()) continue;
    Json failure{{"server", entry.name}, {"error", problems[i]}};
    if (!entry.origin.file.empty()) failure["file"] = entry.origin.file;
    failures.push_back(std::move(failure));
  }
  print_json({{"matches", std::move(matches)}, {"failures", std::move(failures)}});
}

void print_matches_table(const std::vector<ServerTarget>& targets,
                         const std::vector<std::vector<Match>>& found) {
  Table table({"SERVER", "KIND", "NAME", "DESCRIPTION"});
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (const auto& match : found[i]) {
      const std::string& name = match.uri.empty() ? match.name : match.uri;
      const std::string& about = match.description.empty() ? match.title : match.description;
      table.add({{one_line(targets[i].entry.name)},
                 {match.kind, Paint::dim},
                 {one_line(name), Paint::bold},
                 {one_line(about.substr(0, about.find('\n')))}});
    }
  }
  if (!table.empty()) print_table(table);
}

void report_failures(const std::vector<ServerTarget>& targets,
                     const std::vector<std::string>& problems) {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (problems[i].empty()) continue;
    std::cerr << "mcp-client: " << one_line(targets[i].entry.name) << ": " << one_line(problems[i])
              << '\n';
  }
}

int find_word(const Settings& settings, const FindOptions& options, const SignalStop& signals) {
  std::size_t skipped = 0;
  const auto targets = server_targets(settings, options.with_projects, skipped);
  const Search search(options.word);
  std::vector<std::vector<Match>> found(targets.size());
  const auto problems = visit_servers(
      targets, settings, signals, options.at_once,
      [&](const ServerVisit& visit) { found[visit.number] = search.in(visit.client, visit.call); });
  if (settings.json) {
    print_matches_json(targets, found, problems);
  } else {
    print_matches_table(targets, found);
  }
  report_failures(targets, problems);
  if (skipped > 0 && !settings.quiet) {
    std::cerr << schema::count_of(skipped, "server", "servers")
              << " of project files not searched; --project connects to them, too\n";
  }
  for (const auto& matches : found) {
    if (!matches.empty()) return exit_code::ok;
  }
  if (!settings.json) std::cerr << "(no server offers anything with that word)\n";
  return exit_code::failed;
}

}  // namespace

void add_find_command(CLI::App& app, StandaloneCommand& chosen) {
  const auto options = std::make_shared<FindOptions>();
  auto* sub = app.add_subcommand(
      "find", "Find tools, resources, templates and prompts of all configured servers");
  sub->add_option("WORD", options->word,
                  "Text that the name, the title, the description or the URI contains, in upper or "
                  "lower case")
      ->required()
      ->type_name("");
  sub->add_flag("--project", options->with_projects,
                "Connect also to the servers of project files such as .mcp.json in this directory "
                "and those above it");
  sub->add_option("--jobs", options->at_once, "Servers to connect to at once (default 4)")
      ->check(command_line::whole_number(1, 64))
      ->type_name("NUMBER");
  sub->callback([&chosen, options] {
    chosen = with_signals([options](const Settings& settings, const SignalStop& signals) {
      return find_word(settings, *options, signals);
    });
  });
}

}  // namespace mcp::cli
