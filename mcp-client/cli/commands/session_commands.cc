#include "commands/session_commands.hpp"

#include <CLI/CLI.hpp>

#include "commands/assert.hpp"
#include "commands/bench.hpp"
#include "commands/call.hpp"
#include "commands/complete.hpp"
#include "commands/info.hpp"
#include "commands/log_level.hpp"
#include "commands/ping.hpp"
#include "commands/prompts.hpp"
#include "commands/resources.hpp"
#include "commands/skills.hpp"
#include "commands/snapshot.hpp"
#include "commands/tasks.hpp"
#include "commands/tools.hpp"
#include "commands/watch.hpp"

namespace mcp::cli {

void add_session_commands(CLI::App& app, Command& chosen) {
  add_info_command(app, chosen);
  add_tools_command(app, chosen);
  add_call_command(app, chosen);
  add_resource_commands(app, chosen);
  add_prompt_commands(app, chosen);
  add_skills_command(app, chosen);
  add_tasks_command(app, chosen);
  add_complete_command(app, chosen);
  add_watch_command(app, chosen);
  add_log_level_command(app, chosen);
  add_ping_command(app, chosen);
  add_snapshot_command(app, chosen);
  add_assert_command(app, chosen);
  add_bench_command(app, chosen);
}

}  // namespace mcp::cli
