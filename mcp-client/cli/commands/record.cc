#include "commands/record.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

#include "commands/session_commands.hpp"
#include "comparison/snapshot.hpp"
#include "exit_code.hpp"

namespace mcp::cli {
namespace {

// Requests everything that a server lists; nothing with side effects.
int walk(Session& session, const Settings& settings) {
  const Json snapshot = take_snapshot(session);
  if (settings.quiet) return exit_code::ok;
  std::cerr << "recorded ";
  const char* before = "";
  for (const auto& [key, what] : snapshot_lists()) {
    std::cerr << before << snapshot[key].size() << ' ' << what;
    before = ", ";
  }
  std::cerr << '\n';
  return exit_code::ok;
}

// Without it `record tools` would record into a file of that name.
CLI::Validator no_command_of(const CLI::App& record) {
  return {[&record](const std::string& file) {
            const auto is_named = [&file](const CLI::App* each) {
              return each->get_name() == file;
            };
            if (record.get_subcommands(is_named).empty()) return std::string();
            return "`" + file + "` is a command; give the file before it, or write ./" + file;
          },
          ""};
}

}  // namespace

void add_record_command(CLI::App& app, Command& chosen, Settings& settings) {
  auto* record = app.add_subcommand(
      "record",
      "Record a session into a file, which `replay` serves: record FILE [COMMAND]. Without a "
      "command it lists what the server has");
  record->add_option("FILE", settings.record_file, "File to write; only you can read it")
      ->check(no_command_of(*record))
      ->required()
      ->type_name("");
  record->require_subcommand(0, 1);
  add_session_commands(*record, chosen);
  record->callback([record, &chosen] {
    if (record->get_subcommands().empty()) chosen = walk;
  });
}

}  // namespace mcp::cli
