// Tasks that ask for input: as input requests in 2026-07-28, by requests of the server in
// 2025-11-25.

#include <gtest/gtest.h>

#include "client/task_script.hpp"
#include "support/eventually.hpp"

namespace mcp::test::task_input_test {
namespace {

using namespace std::chrono_literals;

class ModernTasks : public Tasks {};
INSTANTIATE_TEST_SUITE_P(Eras, ModernTasks, ::testing::Values(Era::modern), name_of_era);

Json asking(const std::vector<std::string>& keys) {
  Json state{{"status", "input_required"}, {"inputRequests", Json::object()}};
  for (const auto& key : keys) {
    state["inputRequests"][key] = {
        {"method", "elicitation/create"},
        {"params",
         {{"message", key},
          {"requestedSchema", {{"type", "object"}, {"properties", Json::object()}}}}}};
  }
  return state;
}

ClientOptions with_answers(std::vector<std::string>& asked) {
  ClientOptions options{.max_rounds = 3};
  options.handlers.elicit = [&](const Elicitation& elicitation, std::stop_token) {
    asked.push_back(elicitation.message);
    return ElicitResult{ElicitAction::accept, Json::object()};
  };
  return options;
}

TEST_P(ModernTasks, EachInputRequestIsAnsweredOnce) {
  std::vector<std::string> asked;
  auto client = connect_to_tasks({working(), asking({"a", "b"}), asking({"a", "b"}),
                                  asking({"b", "c"}), working(), completed("done")},
                                 with_answers(asked));
  EXPECT_EQ(text_of(client.call_tool("any", nullptr)), "done");
  EXPECT_EQ(asked, (std::vector<std::string>{"a", "b", "c"}));
  const auto updates = sent().of("tasks/update");
  ASSERT_EQ(updates.size(), 2U);
  EXPECT_EQ(updates[0]["taskId"], "task-1");
  EXPECT_EQ(updates[0]["inputResponses"]["a"]["action"], "accept");
  EXPECT_EQ(updates[0]["inputResponses"].size(), 2U);
  EXPECT_EQ(updates[1]["inputResponses"].size(), 1U);
  EXPECT_TRUE(updates[1]["inputResponses"].contains("c"));
}

TEST_P(ModernTasks, RoundsOfInputAreLimited) {
  std::vector<std::string> asked;
  auto client = connect_to_tasks(
      {working(), asking({"1"}), asking({"2"}), asking({"3"}), asking({"4"}), completed("done")},
      with_answers(asked));
  const Error error = failure([&] { client.call_tool("any", nullptr); });
  EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
  EXPECT_STREQ(error.what(),
               "The server requested input more than 3 times in one task "
               "(ClientOptions::max_rounds)");
  EXPECT_EQ(asked.size(), 3U);
  EXPECT_TRUE(eventually([&] { return count("tasks/cancel") == 1; }));
}

TEST_P(ModernTasks, InputWithoutAHandlerCancelsTheTask) {
  auto client = connect_to_tasks({asking({"a"})});
  const Error error = failure([&] { client.call_tool("any", nullptr); });
  EXPECT_EQ(error.code(), ErrorCode::method_not_found);
  EXPECT_TRUE(eventually([&] { return count("tasks/cancel") == 1; }));
}

TEST_P(ModernTasks, CallersMayAnswerInputThemselves) {
  auto client = connect_to_tasks({working(), asking({"a"}), completed("done")});
  auto task = Task::resume(client, "task-1");
  task.poll();
  ASSERT_EQ(task.poll().status, TaskStatus::input_required);
  EXPECT_EQ(task.state().input_requests.at("a").method, "elicitation/create");
  task.update({{"a", {{"action", "decline"}}}});
  EXPECT_EQ(text_of(task.wait()), "done");
  EXPECT_EQ(sent().of("tasks/update")[0]["inputResponses"]["a"]["action"], "decline");
}

TEST_P(ModernTasks, OnlyToolsMayBecomeTasks) {
  auto client = connect(
      [](const Request&) {
        return Outcome(Json{{"resultType", "task"}, {"taskId", "task-1"}, {"status", "working"}});
      },
      {.tasks = TaskOptions{}});
  const Error error = failure([&] { client.read_resource("note://a"); });
  EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
  EXPECT_STREQ(error.what(),
               "The server responded to resources/read with a task; only tools can run as tasks");
}

TEST_P(ModernTasks, ACompletedTaskNeedsAResult) {
  auto client = connect_to_tasks({{{"status", "completed"}}});
  EXPECT_EQ(failure([&] { client.call_tool("any", nullptr); }).code(),
            ErrorCode::protocol_violation);
}

/// A 2025-11-25 server whose task asks for input with a request of its own, once its result is
/// requested.
class AskingServer final : public Receiver {
 public:
  explicit AskingServer(std::shared_ptr<Sink> sink) : sink_(std::move(sink)) {}

  void receive(Message message) override {
    if (auto* response = std::get_if<Response>(&message)) {
      const Json answer = std::get<Json>(response->outcome);
      return sink_->send(Response{waiting_, tool_text(answer["content"]["name"])}), void();
    }
    const auto* request = std::get_if<Request>(&message);
    if (!request) return;
    if (request->method == "tasks/result") {
      waiting_ = request->id;
      sink_->send(
          Request{"ask",
                  "elicitation/create",
                  {{"message", "Name?"},
                   {"requestedSchema",
                    {{"type", "object"}, {"properties", {{"name", {{"type", "string"}}}}}}}}});
      return;
    }
    sink_->send(Response{request->id, answer(*request)});
  }
  void closed() override {}

 private:
  static Json answer(const Request& request) {
    const Json task{{"taskId", "t"}, {"status", "input_required"}, {"pollInterval", 1}};
    if (request.method == "tools/call") return {{"task", task}};
    if (request.method == "tasks/get") return task;
    if (request.method == "tools/list") {
      return {{"tools",
               {{{"name", "ask"},
                 {"inputSchema", {{"type", "object"}}},
                 {"execution", {{"taskSupport", "required"}}}}}}};
    }
    return {{"protocolVersion", "2025-11-25"}, {"capabilities", TaskScript::capabilities()}};
  }

  const std::shared_ptr<Sink> sink_;
  RequestId waiting_;
};

TEST(LegacyTasks, InputIsRequestedThroughTheRequestForTheResult) {
  ClientOptions options{.era = Era::legacy, .tasks = TaskOptions{.min_poll_interval = 1ms}};
  options.handlers.elicit = [](const Elicitation&, std::stop_token) {
    return ElicitResult{ElicitAction::accept, Json{{"name", "Ada"}}};
  };
  auto client = Client::connect(in_process([](std::shared_ptr<Sink> sink) {
                                  return std::make_unique<AskingServer>(std::move(sink));
                                }),
                                options);
  EXPECT_EQ(text_of(client.call_tool("ask", nullptr)), "Ada");
}

}  // namespace
}  // namespace mcp::test::task_input_test
