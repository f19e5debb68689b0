#include "commands/diff.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "comparison/compare.hpp"
#include "comparison/source.hpp"
#include "exit_code.hpp"
#include "misuse.hpp"
#include "output.hpp"
#include "run_command.hpp"
#include "schema/text.hpp"

namespace mcp::cli {
namespace {

struct Diff {
  std::string before;
  std::string after;
  bool breaking_only = false;
};

void show(const std::vector<Change>& changes, const Settings& settings) {
  const auto breaking = static_cast<std::size_t>(std::ranges::count_if(changes, &Change::breaking));
  if (settings.json) {
    Json list = Json::array();
    for (const auto& change : changes) list.push_back(change_json(change));
    print_json({{"changes", std::move(list)},
                {"summary", {{"changes", changes.size()}, {"breaking", breaking}}}});
    return;
  }
  for (const auto& change : changes) std::cout << change_line(change);
  if (changes.empty()) {
    std::cout << "no differences\n";
  } else {
    std::cout << schema::count_of(changes.size(), "difference", "differences") << ", " << breaking
              << " breaking\n";
  }
}

int compare_sides(const Diff& given, const Settings& settings) {
  const bool has_server = settings.server.uses_http() || !settings.server.command.empty();
  if (has_server != given.after.empty()) {
    throw Misuse(has_server ? "diff compares two sides; B and the server given with --url or "
                              "after `--` are one too many"
                            : "diff compares two sides; give B, or a server with --url URL or "
                              "after `--`");
  }
  const SignalStop signals({SIGINT, SIGTERM});
  const Json before = snapshot_from(given.before, settings, signals);
  const Json after =
      has_server ? snapshot_from(settings, signals) : snapshot_from(given.after, settings, signals);
  auto changes = compare(before, after);
  if (given.breaking_only) {
    std::erase_if(changes, [](const Change& change) { return !change.breaking; });
  }
  show(changes, settings);
  return changes.empty() ? exit_code::ok : exit_code::differs;
}

// Like diff(1): the exit code of an error is not that of a difference.
int run_diff(const Diff& given, const Settings& settings) {
  bool compared = false;
  const int exit = reporting_errors(settings, [&] {
    const int result = compare_sides(given, settings);
    compared = true;
    return result;
  });
  return compared || exit != exit_code::failed ? exit : exit_code::misused;
}

}  // namespace

void add_diff_command(CLI::App& app, StandaloneCommand& chosen) {
  const auto given = std::make_shared<Diff>();
  auto* sub = app.add_subcommand(
      "diff",
      "Show what changed between two servers: diff A B, or diff A -- COMMAND. A and B are files of "
      "`snapshot` or `record`, URLs, or quoted commands. Exit code 1: they differ, 2: they could "
      "not be compared");
  sub->add_option("A", given->before, "File, URL or quoted command of the first server")
      ->required()
      ->type_name("");
  sub->add_option("B", given->after,
                  "The same of the second server (default: the one given with --url or after `--`)")
      ->type_name("");
  sub->add_flag("--breaking", given->breaking_only,
                "Show only changes that may break a client of the first server");
  sub->callback([&chosen, given] {
    chosen = with_server([given](const Settings& settings) { return run_diff(*given, settings); });
  });
}

}  // namespace mcp::cli
