// Tools that change the server's lists, so that it sends notifications to subscribers.

#include <atomic>

#include "conformance/fixtures.hpp"

namespace mcp::test {
namespace {

// A new name on each call, because the tools may run concurrently.
std::string passing_name() {
  static std::atomic<int> last = 0;
  return "test_passing_" + std::to_string(++last);
}

}  // namespace

void add_change_tools(Server& server) {
  server.add_tool<NoArguments>(
      {.name = "test_trigger_tool_change", .description = "Adds a tool and takes it away again."},
      [&server](const NoArguments&) {
        const std::string name = passing_name();
        server.add_tool<NoArguments>({.name = name, .description = "Goes at once."},
                                     [](const NoArguments&) { return text("Still here"); });
        server.remove_tool(name);
        return text("The list of tools has changed");
      });
  server.add_tool<NoArguments>(
      {.name = "test_trigger_prompt_change",
       .description = "Adds a prompt and takes it away again."},
      [&server](const NoArguments&) {
        const std::string name = passing_name();
        server.add_prompt({.name = name, .description = "Goes at once."},
                          [](const Values&, RequestContext&) -> PromptReply {
                            return GetPromptResult{.messages = {user_message("Still here")}};
                          });
        server.remove_prompt(name);
        return text("The list of prompts has changed");
      });
}

}  // namespace mcp::test
