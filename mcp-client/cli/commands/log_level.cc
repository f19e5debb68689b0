#include "commands/log_level.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "command_line/option_checks.hpp"
#include "exit_code.hpp"
#include "follow.hpp"
#include "mcp/log_level.hpp"
#include "misuse.hpp"
#include "server_check.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

struct LogOptions {
  std::string level;
  std::size_t count = 0;
};

std::vector<std::string> level_names() {
  std::vector<std::string> names;
  for (const auto& [level, name] : enum_names(LogLevel())) names.push_back(name);
  return names;
}

bool is_log_message(const Json& notification) {
  return notification["method"] == "notifications/message";
}

// "[warning logger] text".
std::string log_text(const Json& notification) {
  const Json& params = notification["params"];
  const std::string logger = params.value("logger", "");
  const Json data = params.value("data", Json());
  return '[' + params.value("level", "") + (logger.empty() ? "" : ' ' + one_line(logger)) + "] " +
         (data.is_string() ? one_line(data.get<std::string>()) : json_for_terminal(data));
}

// Spec: 2026-07-28 server/utilities/logging, Per-request log level.
void require_log_of_its_own(Session& session, const LogOptions& options) {
  if (!sends_log_by_request(session.client().server_info())) return;
  throw Misuse(
      "this server sends log messages only while it handles a request, so there is "
      "nothing to follow; give the level with the request: mcp-client call TOOL "
      "--log-level " +
      options.level);
}

int follow_log(Session& session, const Settings& settings, const LogOptions& options) {
  require_log_of_its_own(session, options);
  const auto set_level = [&] {
    session.client().set_log_level(decode<LogLevel>(options.level).value(), session.call_options());
  };
  return follow(session, settings,
                {.wanted = is_log_message, .text = log_text, .count = options.count}, set_level);
}

}  // namespace

void add_log_level_command(CLI::App& app, Command& chosen) {
  const auto options = std::make_shared<LogOptions>();
  auto* sub = app.add_subcommand(
      "log-level", "Set the log level of the server, and print its log messages until Ctrl-C");
  sub->add_option("LEVEL", options->level, command_line::alternatives(level_names()))
      ->required()
      ->check(command_line::one_of(level_names()))
      ->type_name("");
  sub->add_option("--count", options->count, "End after so many messages (default: do not end)")
      ->check(command_line::whole_number(1, 1'000'000'000))
      ->type_name("NUMBER");
  sub->callback([&chosen, options] {
    chosen = [options](Session& session, const Settings& settings) {
      return follow_log(session, settings, *options);
    };
  });
}

}  // namespace mcp::cli
