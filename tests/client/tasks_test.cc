// Tasks of servers in both eras: the client polls them, waits for them, cancels them.

#include <gtest/gtest.h>

#include <future>

#include "client/task_script.hpp"
#include "support/eventually.hpp"

namespace mcp::test::tasks_test {
namespace {

using namespace std::chrono_literals;

MCP_BOTH_ERAS(Tasks);

TEST_P(Tasks, CallsWaitForTheResult) {
  auto client = connect_to_tasks({working(), working(), working("half"), completed("done")});
  EXPECT_EQ(text_of(client.call_tool("required", nullptr)), "done");
  EXPECT_EQ(count("tasks/get"), 3U);
  EXPECT_EQ(count("tasks/result"), modern() ? 0U : 1U);
  EXPECT_EQ(count("tasks/cancel"), 0U);
  const Json call = sent().of("tools/call")[0];
  EXPECT_EQ(call.contains("task"), !modern());
  if (modern()) {
    const Json& declared = call["_meta"]["io.modelcontextprotocol/clientCapabilities"];
    EXPECT_TRUE(declared["extensions"].contains("io.modelcontextprotocol/tasks"));
  }
}

TEST_P(Tasks, AsynchronousCallsWaitForTheResult) {
  auto client = connect_to_tasks({working(), completed("done")});
  client.list_tools();
  std::promise<std::string> text;
  client.start_tool("required", nullptr, {}, [&](const Result<CallToolResult>& result) {
    text.set_value(result ? text_of(*result) : result.error().what());
  });
  EXPECT_EQ(text.get_future().get(), "done");
}

TEST_P(Tasks, StartReturnsTheTaskAndWaitReportsEachStatus) {
  auto client = connect_to_tasks({working(), working("half"), working("half"), completed("done")});
  auto started = Task::start(client, "optional", {{"a", 1}});
  auto* task = std::get_if<Task>(&started);
  ASSERT_TRUE(task);
  EXPECT_EQ(task->id(), "task-1");
  EXPECT_EQ(task->state().status, TaskStatus::working);
  EXPECT_EQ(task->state().created_at, "2026-11-29T10:00:00Z");
  EXPECT_EQ(task->poll().message, "half");
  std::vector<std::string> seen;
  const auto result = task->wait({}, [&](const TaskState& state) {
    seen.push_back(to_text(encode(state.status)) + state.message);
  });
  EXPECT_EQ(text_of(result), "done");
  EXPECT_EQ(seen, (std::vector<std::string>{R"("working"half)", R"("completed")"}));
  EXPECT_EQ(task->state().status, TaskStatus::completed);
}

TEST_P(Tasks, StartReturnsAResultThatCameAtOnce) {
  auto client = connect_to_tasks({working()});
  auto started = Task::start(client, "forbidden", nullptr);
  ASSERT_TRUE(std::holds_alternative<CallToolResult>(started));
  EXPECT_EQ(text_of(std::get<CallToolResult>(started)), "at once");
}

TEST_P(Tasks, ResumeNeedsOnlyTheId) {
  auto client = connect_to_tasks({working(), completed("done")});
  auto task = Task::resume(client, "task-1");
  EXPECT_EQ(count("tasks/get"), 0U);
  EXPECT_EQ(text_of(task.wait()), "done");
  EXPECT_EQ(text_of(task.wait()), "done") << "again, once it has ended";
}

TEST_P(Tasks, SurviveALostConnection) {
  auto client = connect_to_tasks({working(), working(), completed("done")});
  auto started = Task::start(client, "required", nullptr);
  kill_server();
  EXPECT_EQ(text_of(std::get<Task>(started).wait()), "done");
}

struct Ending {
  Json state;
  TaskFailure::Reason reason;
  ErrorCode code;
  const char* text;
};

TEST_P(Tasks, FailuresAreTyped) {
  using Reason = TaskFailure::Reason;
  const Ending cases[] = {
      {{{"status", "failed"}, {"error", {{"code", -32050}, {"message", "rate limit"}}}},
       Reason::failed,
       static_cast<ErrorCode>(-32050),
       "rate limit"},
      {{{"status", "cancelled"}, {"statusMessage", "by an admin"}},
       Reason::cancelled,
       ErrorCode::request_cancelled,
       "The task was cancelled: by an admin"},
      {{{"status", "working"}, {"ttlMs", 0}},
       Reason::expired,
       ErrorCode::request_timed_out,
       "The task did not end within its ttl of 0 ms"},
      {{{"status", "completed"}, {"result", tool_text("")}, {"taskId", "other"}},
       Reason::unknown,
       ErrorCode::invalid_params,
       "The server does not know the task (any more); it says: No such task"},
  };
  for (const auto& [state, reason, code, text] : cases) {
    SCOPED_TRACE(text);
    auto client = connect_to_tasks({working(), state});
    const bool unknown = reason == Reason::unknown;
    auto task = Task::resume(client, unknown ? "forgotten" : "task-1");
    try {
      task.wait();
      ADD_FAILURE() << "it did not fail";
    } catch (const TaskFailure& failure) {
      EXPECT_EQ(failure.reason(), reason);
      EXPECT_EQ(failure.code(), code);
      EXPECT_STREQ(failure.what(), text);
      EXPECT_EQ(failure.state().id, task.id());
    }
    if (unknown) continue;
    const Error error = failure([&] { client.call_tool("required", nullptr); });
    EXPECT_EQ(error.code(), code) << "simple callers get the same error";
    EXPECT_STREQ(error.what(), text);
  }
}

TEST_P(Tasks, AStoppedCallCancelsItsTask) {
  auto client = connect_to_tasks({working()});
  std::stop_source stop;
  auto call = std::async(std::launch::async, [&] {
    return failure([&] { client.call_tool("required", nullptr, {.stop = stop.get_token()}); });
  });
  ASSERT_TRUE(eventually([&] { return count("tasks/get") > 1; }));
  stop.request_stop();
  EXPECT_EQ(call.get().code(), ErrorCode::request_cancelled);
  ASSERT_TRUE(eventually([&] { return count("tasks/cancel") == 1; }));
  EXPECT_EQ(sent().of("tasks/cancel")[0]["taskId"], "task-1");
  EXPECT_EQ(count("notifications/cancelled"), 0U);
}

TEST_P(Tasks, AStoppedWaitLeavesTheTask) {
  auto client = connect_to_tasks({working()});
  auto started = Task::start(client, "required", nullptr);
  auto& task = std::get<Task>(started);
  std::stop_source stop;
  const auto stop_early = [&](const TaskState&) { stop.request_stop(); };
  const Error error = failure([&] { task.wait({.stop = stop.get_token()}, stop_early); });
  EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
  EXPECT_EQ(count("tasks/cancel"), 0U);
  task.cancel();
  EXPECT_EQ(count("tasks/cancel"), 1U);
}

TEST_P(Tasks, TheWholeCallHasALimit) {
  auto client = connect_to_tasks({working()});
  const Error error = failure(
      [&] { client.call_tool("required", nullptr, {.timeout = 20ms, .max_timeout = 40ms}); });
  EXPECT_EQ(error.code(), ErrorCode::request_timed_out);
  EXPECT_STREQ(error.what(),
               "No result of the task within the limit of 40 ms on a whole call "
               "(CallOptions::max_timeout)");
  EXPECT_TRUE(eventually([&] { return count("tasks/cancel") == 1; }));
}

TEST_P(Tasks, AnEndlessPollIntervalIsLimited) {
  Json slow = working();
  slow["pollIntervalMs"] = std::int64_t{1} << 52;
  auto client =
      connect_to_tasks({slow, completed("done")},
                       {.tasks = TaskOptions{.min_poll_interval = 1ms, .max_poll_interval = 10ms}});
  EXPECT_EQ(text_of(client.call_tool("required", nullptr)), "done");
}

TEST_P(Tasks, AnEndingClientEndsItsCalls) {
  std::promise<ErrorCode> ended;
  {
    auto client = connect_to_tasks({working()}, {.tasks = TaskOptions{.min_poll_interval = 1h}});
    Json params{{"name", "required"}, {"task", Json::object()}};
    client.start_request("tools/call", params, {}, [&](const Result<Json>& result) {
      ended.set_value(result ? ErrorCode::internal_error : result.error().code());
    });
    ASSERT_TRUE(eventually([&] { return count("tools/call") == 1; }));
  }
  EXPECT_EQ(ended.get_future().get(), ErrorCode::connection_closed);
}

TEST_P(Tasks, MalformedTasksAreViolations) {
  const std::pair<Json, const char*> cases[] = {
      {{{"status", "working"}, {"taskId", ""}}, "without a `taskId`"},
      {{{"status", "working"}, {"taskId", 7}}, "without a `taskId`"},
      {{{"status", "working"}, {"taskId", std::string(1025, 'x')}}, "longer than 1024 bytes"},
      {{{"status", "thinking"}}, "unknown status \"thinking\""},
      {{{"taskId", "task-1"}}, "unknown status null"},
  };
  for (const auto& [state, text] : cases) {
    auto client = connect_to_tasks({state});
    const Error error = failure([&] { client.call_tool("required", nullptr); });
    EXPECT_EQ(error.code(), ErrorCode::protocol_violation) << text;
    EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
  }
  Json other = working();
  other["taskId"] = "other";
  auto client = connect_to_tasks({working(), other});
  const Error error = failure([&] { client.call_tool("required", nullptr); });
  EXPECT_STREQ(error.what(), "The server sent the state of another task");
}

TEST_P(Tasks, WithoutTheOptionNothingIsDeclaredOrAccepted) {
  TaskScript script(modern(), {working()});
  auto client = connect([&](const Request& request) { return script(request); }, {},
                        TaskScript::capabilities());
  const Error error = failure([&] { Task::resume(client, "task-1"); });
  EXPECT_STREQ(error.what(), "Set ClientOptions::tasks to use tasks");
  if (modern()) {
    const Error unexpected = failure([&] { client.call_tool("required", nullptr); });
    EXPECT_EQ(unexpected.code(), ErrorCode::protocol_violation);
    EXPECT_STREQ(unexpected.what(), "Unknown result type \"task\"");
  } else {
    EXPECT_EQ(text_of(client.call_tool("required", nullptr)), "at once");
    EXPECT_FALSE(sent().of("tools/call")[0].contains("task"));
  }
}

TEST_P(Tasks, ServersWithoutTasksGetPlainCalls) {
  auto client =
      connect([](const Request&) { return Outcome(tool_text("plain")); }, {.tasks = TaskOptions{}});
  EXPECT_EQ(text_of(client.call_tool("any", nullptr)), "plain");
  const Error error = failure([&] { Task::start(client, "any", nullptr); });
  EXPECT_EQ(error.code(), ErrorCode::method_not_found);
}

TEST_P(Tasks, AreListedWhereTheEraHasAList) {
  auto client = connect_to_tasks({working("half")});
  if (modern()) {
    const Error error = failure([&] { Task::list(client); });
    EXPECT_STREQ(error.what(), "The server does not list its tasks");
    return;
  }
  const auto tasks = Task::list(client);
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].id, "task-1");
  EXPECT_EQ(tasks[0].message, "half");
}

TEST_P(Tasks, OnlyRequiredTasksAreCalledAsSuchByThemselves) {
  auto client = connect_to_tasks({completed("as a task")});
  const std::string as_task = "as a task";
  EXPECT_EQ(text_of(client.call_tool("required", nullptr)), as_task);
  EXPECT_EQ(text_of(client.call_tool("optional", nullptr)), modern() ? as_task : "at once");
  EXPECT_EQ(text_of(client.call_tool("forbidden", nullptr)), "at once");
  EXPECT_EQ(count("tools/list"), modern() ? 0U : 1U);
}

}  // namespace
}  // namespace mcp::test::tasks_test
