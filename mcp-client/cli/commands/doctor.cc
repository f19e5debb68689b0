#include "commands/doctor.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "command_line/option_checks.hpp"
#include "connection.hpp"
#include "doctor/examination.hpp"
#include "exit_code.hpp"
#include "json/parse.hpp"
#include "misuse.hpp"
#include "output.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

constexpr std::chrono::milliseconds most_patience(5000);
constexpr std::chrono::milliseconds most_first_patience(20'000);

struct DoctorOptions {
  std::vector<std::string> only;
  std::vector<std::string> skip;
  std::string call;
  std::string arguments;
  double limit_seconds = 120;
  bool strict = false;
  bool all = false;
  bool list = false;
  bool table = false;
};

// An id, or the part of ids before a dot: `tools` for `tools.order` and others.
bool names(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::any_of(
      ids, [&](const std::string& each) { return id == each || id.starts_with(each + '.'); });
}

void check_ids(const std::vector<std::string>& ids, const char* option) {
  for (const auto& id : ids) {
    bool known = false;
    for (const auto& group : doctor::all_groups()) {
      for (const auto& check : group.checks) known = known || names({id}, check.id);
    }
    if (known) continue;
    throw Misuse(std::string(option) + ": there is no check `" + id +
                 "`; mcp-client doctor --list-checks shows them");
  }
}

std::optional<doctor::ToolCall> tool_call(const DoctorOptions& options) {
  if (options.call.empty()) {
    if (!options.arguments.empty()) throw Misuse("--args is for the tool of --call TOOL");
    return std::nullopt;
  }
  doctor::ToolCall call{.name = options.call};
  if (options.arguments.empty()) return call;
  auto arguments = json::parse(options.arguments);
  if (!arguments || !arguments->is_object()) throw Misuse("--args: must be a JSON object");
  call.arguments = *std::move(arguments);
  return call;
}

doctor::Examination examination_of(const DoctorOptions& options, const Settings& settings,
                                   const SignalStop& signals) {
  check_ids(options.only, "--only");
  check_ids(options.skip, "--skip");
  const auto milliseconds = [](double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  };
  doctor::Examination examination;
  examination.call = tool_call(options);
  examination.chosen = [&options](const doctor::Check& check) {
    return (options.only.empty() || names(options.only, check.id)) &&
           !names(options.skip, check.id);
  };
  examination.patience = std::min(milliseconds(settings.timeout_seconds), most_patience);
  examination.first_patience =
      std::min(milliseconds(settings.timeout_seconds), most_first_patience);
  examination.deadline = std::chrono::steady_clock::now() + milliseconds(options.limit_seconds);
  examination.stop = signals.token();
  switch (settings.era) {
    case Era::automatic:
      break;
    case Era::modern:
      examination.legacy = false;
      break;
    case Era::legacy:
      examination.modern = false;
      break;
  }
  return examination;
}

doctor::Report examine(const DoctorOptions& options, const Settings& settings,
                       const SignalStop& signals) {
  check_server(settings.server);
  const doctor::Examination examination = examination_of(options, settings, signals);
  if (settings.server.uses_http()) {
    return doctor::examine_url(http_target(settings.server), examination);
  }
  const ChildProcess process =
      child_process(settings.server, signals.second_token(), std::make_shared<ServerStderr>(false));
  return doctor::examine_program(process, examination);
}

int list_checks(const DoctorOptions& options, const Settings& settings) {
  if (settings.json) {
    print_json(doctor::checks_as_json());
  } else {
    std::cout << (options.table ? doctor::checks_as_table() : doctor::checks_as_text());
  }
  return exit_code::ok;
}

int run_doctor(const DoctorOptions& options, const Settings& settings, const SignalStop& signals) {
  if (options.list || options.table) return list_checks(options, settings);
  const doctor::Report report = examine(options, settings, signals);
  if (signals.token().stop_requested()) return exit_code::cancelled;
  if (settings.json) {
    print_json(doctor::report_as_json(report));
  } else {
    std::cout << doctor::report_as_text(report, is_terminal(STDOUT_FILENO), options.all);
  }
  const doctor::Summary summary = doctor::summary_of(report);
  const bool bad = summary.failed_must > 0 || summary.failed_steps > 0 ||
                   (options.strict && summary.failed_should > 0);
  return bad ? exit_code::failed : exit_code::ok;
}

void add_choice(CLI::App& app, DoctorOptions& options) {
  app.add_option("--only", options.only,
                 "Run only these checks, comma separated; a group such as `tools` names all of its "
                 "checks")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("ID,...");
  app.add_option("--skip", options.skip, "Do not run these checks, comma separated")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("ID,...");
  app.add_flag("--list-checks", options.list,
               "Print all checks with their clauses of the specification and exit; no server is "
               "needed");
  app.add_flag("--list-checks-table", options.table)->group("");
}

}  // namespace

void add_doctor_command(CLI::App& app, StandaloneCommand& chosen) {
  const auto options = std::make_shared<DoctorOptions>();
  auto* sub = app.add_subcommand(
      "doctor", "Examine the way to the server, and check what it sends against the specification");
  add_choice(*sub, *options);
  sub->add_option("--call", options->call,
                  "Also call this tool and check its result (default: no tool is called)")
      ->type_name("TOOL");
  sub->add_option("--args", options->arguments, "Arguments for the tool of --call (default {})")
      ->type_name("JSON");
  sub->add_option("--limit", options->limit_seconds, "Seconds for the whole run (default 120)")
      ->check(command_line::number(1, 86'400, "a number of seconds from 1 to 86400"))
      ->type_name("SECONDS");
  sub->add_flag("--strict", options->strict, "Exit with 1 when a SHOULD fails, too");
  sub->add_flag("--all", options->all, "Show the checks that passed or were skipped, too");
  sub->callback([&chosen, options] {
    chosen =
        with_server(with_signals([options](const Settings& settings, const SignalStop& signals) {
          return run_doctor(*options, settings, signals);
        }));
  });
}

}  // namespace mcp::cli
