#include "commands/assert.hpp"

#include <CLI/CLI.hpp>

#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "exit_code.hpp"
#include "expectations/document.hpp"
#include "expectations/runner.hpp"
#include "misuse.hpp"
#include "output.hpp"

namespace mcp::cli {
namespace {

struct Assert {
  std::string file;
  std::string junit;
};

void write_junit(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (!file) throw Misuse("--junit: cannot write the file `" + path + "`");
}

int run_assert(Session& session, const Settings& settings, const Assert& given) {
  const Json document = read_expectations(given.file);
  const auto report = run_checks(session, document, [&settings](const CheckResult& result) {
    if (!settings.json) std::cout << check_line(result) << std::flush;
  });
  if (settings.json) {
    print_json(report_json(report));
  } else {
    std::cout << report_summary(report);
  }
  if (!given.junit.empty()) write_junit(given.junit, to_junit(report, given.file));
  return report.failed() > 0 ? exit_code::failed : exit_code::ok;
}

}  // namespace

void add_assert_command(CLI::App& app, Command& chosen) {
  const auto given = std::make_shared<Assert>();
  auto* sub = app.add_subcommand(
      "assert", "Check the server against a file of expectations; exit code 1 if one fails");
  sub->add_option("FILE", given->file,
                  "JSON file of what the server must be and do (schemas/client/assert.schema.json)")
      ->required()
      ->type_name("");
  sub->add_option("--junit", given->junit, "Write the results to this file as JUnit XML, too")
      ->type_name("FILE");
  sub->callback([&chosen, given] {
    chosen = [given](Session& session, const Settings& settings) {
      return run_assert(session, settings, *given);
    };
  });
}

}  // namespace mcp::cli
