#include "commands/session_commands.hpp"

#include <CLI/CLI.hpp>

#include "commands/assert.hpp"
#include "commands/bench.hpp"
#include "commands/call.hpp"
#include "commands/info.hpp"
#include "commands/prompts.hpp"
#include "commands/resources.hpp"
#include "commands/snapshot.hpp"
#include "commands/tools.hpp"

namespace mcp::cli {

void add_session_commands(CLI::App& app, Command& chosen) {
  add_info_command(app, chosen);
  add_tools_command(app, chosen);
  add_call_command(app, chosen);
  add_resource_commands(app, chosen);
  add_prompt_commands(app, chosen);
  add_snapshot_command(app, chosen);
  add_assert_command(app, chosen);
  add_bench_command(app, chosen);
}

}  // namespace mcp::cli
