// Sentences of the specification about clients of both eras that no other test shows;
// tests/requirements names them.

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <mutex>
#include <set>

#include "client/recording_server.hpp"
#include "client/task_script.hpp"
#include "support/build_kind.hpp"
#include "support/eventually.hpp"
#include "support/scratch.hpp"

namespace mcp::test::requirements_test {
namespace {

using namespace std::chrono_literals;

class Requirements : public ::testing::TestWithParam<Era> {
 protected:
  bool modern() const { return GetParam() == Era::modern; }
  Client connect(RecordingServer& server, ClientOptions options = {}) const {
    options.era = GetParam();
    return Client::connect(server.channel(), std::move(options));
  }
};
MCP_BOTH_ERAS(Requirements);

// Spec: 2025-11-25 and 2026-07-28 basic, Requests.
TEST_P(Requirements, EveryRequestHasAnIdOfItsOwn) {
  RecordingServer server;
  auto client = connect(server);
  for (int i = 0; i < 50; ++i) client.request("tools/call", {{"name", "work"}});
  std::set<RequestId> ids;
  for (const Request& request : server.requests()) {
    EXPECT_TRUE(ids.insert(request.id).second) << to_display(request.id);
    const Json message = Json::parse(to_text(Message(request)));
    EXPECT_EQ(message["jsonrpc"], "2.0");
    EXPECT_TRUE(message["id"].is_string() || message["id"].is_number_integer());
  }
  EXPECT_EQ(ids.size(), 51U);
}

// Spec: 2025-11-25 basic/lifecycle, Initialization; 2026-07-28 basic, `_meta`.
TEST_P(Requirements, TheClientSaysWhatItIsAndWhatItCan) {
  RecordingServer server({}, {{"tools", Json::object()}});
  auto client = connect(server, {.self = {"tester", "7"}, .handlers = every_handler()});
  client.list_tools();
  client.ping();
  const Json roots = modern() ? Json::object() : Json{{"listChanged", true}};
  const Json capabilities{{"elicitation", {{"form", Json::object()}, {"url", Json::object()}}},
                          {"sampling", Json::object()},
                          {"roots", roots}};
  if (!modern()) {
    const auto first = server.requests().at(0);
    EXPECT_EQ(first.method, "initialize");
    EXPECT_EQ(first.params["protocolVersion"], "2025-11-25") << "the latest that has a handshake";
    EXPECT_EQ(first.params["capabilities"], capabilities);
    EXPECT_EQ(first.params["clientInfo"]["name"], "tester");
    EXPECT_EQ(server.notifications("notifications/initialized").size(), 1U);
    return;
  }
  ASSERT_EQ(server.requests().size(), 3U);
  for (const Request& request : server.requests()) {
    const Json& meta = request.params["_meta"];
    EXPECT_EQ(meta["io.modelcontextprotocol/protocolVersion"], "2026-07-28");
    EXPECT_EQ(meta["io.modelcontextprotocol/clientInfo"]["name"], "tester");
    EXPECT_EQ(meta["io.modelcontextprotocol/clientCapabilities"], capabilities);
  }
}

// Spec: client/sampling, Tools in Sampling; schema, CreateMessageRequestParams.
TEST_P(Requirements, SamplingWithToolsNeedsTheCapability) {
  for (const char* member : {"tools", "toolChoice"}) {
    for (const bool declared : {false, true}) {
      SCOPED_TRACE(std::string(member) + (declared ? ", declared" : ""));
      const Json params{{"messages", Json::array()}, {"maxTokens", 1}, {member, Json::array()}};
      RecordingServer server([&](const Request& request) -> std::optional<Outcome> {
        const bool asks = modern() && request.method == "tools/call" &&
                          !request.params.contains("inputResponses");
        if (!asks) return server.usual(request);
        return Json{
            {"resultType", "input_required"},
            {"inputRequests", {{"s", {{"method", "sampling/createMessage"}, {"params", params}}}}}};
      });
      std::atomic<int> sampled = 0;
      ClientHandlers handlers{.samples_with_tools = declared};
      handlers.sample = [&](const Json&, std::stop_token) {
        ++sampled;
        return Json::object();
      };
      auto client = connect(server, {.handlers = handlers});
      const auto first = server.requests().at(0).params;
      const Json& capabilities = modern()
                                     ? first["_meta"]["io.modelcontextprotocol/clientCapabilities"]
                                     : first["capabilities"];
      EXPECT_EQ(capabilities["sampling"].contains("tools"), declared);
      ErrorCode refused{};
      if (modern()) {
        try {
          client.call_tool("work", nullptr);
        } catch (const Error& error) {
          refused = error.code();
        }
      } else {
        server.send(Request{RequestId(7), "sampling/createMessage", params});
        ASSERT_TRUE(eventually([&] { return !server.responses().empty(); }));
        const Response response = server.responses().back();
        if (const auto* error = std::get_if<Error>(&response.outcome)) refused = error->code();
      }
      EXPECT_EQ(refused, declared ? ErrorCode{} : ErrorCode::invalid_params);
      EXPECT_EQ(sampled, declared ? 1 : 0);
    }
  }
}

// Spec: basic/utilities/cancellation (2025-11-25), basic/patterns/cancellation (2026-07-28).
TEST_P(Requirements, ACancellationNamesTheOpenRequest) {
  RecordingServer server([&server](const Request& request) -> std::optional<Outcome> {
    if (request.params.value("name", "") == "silent") return std::nullopt;
    return server.usual(request);
  });
  auto client = connect(server);
  std::stop_source stop;
  const std::pair<CallOptions, ErrorCode> ends[] = {
      {{.stop = stop.get_token()}, ErrorCode::request_cancelled},
      {{.timeout = 50ms}, ErrorCode::request_timed_out}};
  for (const auto& [options, code] : ends) {
    auto call = std::async(std::launch::async, [&client, &options = options] {
      return failure([&] { client.call_tool("silent", nullptr, options); });
    });
    const std::size_t number = code == ErrorCode::request_cancelled ? 1 : 2;
    ASSERT_TRUE(eventually([&] { return server.requests("tools/call").size() == number; }));
    if (number == 1) stop.request_stop();
    EXPECT_EQ(call.get().code(), code);
    ASSERT_TRUE(eventually(
        [&] { return server.notifications("notifications/cancelled").size() == number; }));
    const auto cancelled = server.notifications("notifications/cancelled");
    const RequestId id = server.requests("tools/call").back().id;
    EXPECT_EQ(cancelled.back()["requestId"], to_json(id));
    EXPECT_FALSE(cancelled.back()["reason"].get<std::string>().empty());
    server.send(Response{id, Json{{"resultType", "complete"}, {"content", Json::array()}}});
  }
  EXPECT_NO_THROW(client.call_tool("work", nullptr)) << "late responses are ignored";
  EXPECT_EQ(server.notifications("notifications/cancelled").size(), 2U);
  EXPECT_TRUE(server.responses().empty());
}

// Spec: basic, Notifications; 2025-11-25 client/elicitation, Completion Notifications.
TEST_P(Requirements, NotificationsGetNoResponseWhateverTheyName) {
  RecordingServer server;
  auto client = connect(server);
  const std::pair<const char*, Json> notifications[] = {
      {"notifications/unheard_of", nullptr},
      {"notifications/tools/list_changed", nullptr},
      {"notifications/cancelled", {{"requestId", "unknown"}, {"reason", "?"}}},
      {"notifications/cancelled", Json::object()},
      {"notifications/progress", {{"progressToken", "unknown"}, {"progress", 1}}},
      {"notifications/progress", {{"progress", "much"}}},
      {"notifications/message", {{"level", "loud"}}},
      {"notifications/resources/updated", {{"uri", 7}}},
      {"notifications/elicitation/complete", {{"elicitationId", "unknown"}}},
      {"notifications/subscriptions/acknowledged", Json::object()},
      {"notifications/tasks/status", {{"taskId", "unknown"}, {"status", "completed"}}}};
  for (const auto& [method, params] : notifications) server.send(Notification{method, params});
  EXPECT_NO_THROW(client.call_tool("work", nullptr));
  EXPECT_TRUE(server.responses().empty());
}

// Spec: basic/utilities/progress (2025-11-25), basic/patterns/progress (2026-07-28).
TEST_P(Requirements, ProgressReachesTheCallOfItsToken) {
  std::mutex mutex;
  std::vector<Request> waiting;
  RecordingServer server([&](const Request& request) -> std::optional<Outcome> {
    if (request.method != "tools/call") return server.usual(request);
    const std::scoped_lock lock(mutex);
    waiting.push_back(request);
    return std::nullopt;
  });
  auto client = connect(server);
  std::vector<double> seen[2];
  std::promise<void> ended[2];
  for (std::size_t i = 0; i < 2; ++i) {
    client.start_tool(
        "work", nullptr,
        {.on_progress = [&seen,
                         i](const Progress& progress) { seen[i].push_back(progress.progress); }},
        [&ended, i](const Result<CallToolResult>&) { ended[i].set_value(); });
  }
  ASSERT_TRUE(eventually([&] { return server.requests("tools/call").size() == 2; }));
  const auto token = [&](std::size_t call) {
    return server.requests("tools/call")[call].params["_meta"]["progressToken"];
  };
  const auto progress = [&](const Json& of, double value) {
    server.send(
        Notification{"notifications/progress", {{"progressToken", of}, {"progress", value}}});
  };
  EXPECT_NE(token(0), token(1));
  EXPECT_TRUE(token(0).is_string() || token(0).is_number_integer());
  progress(token(0), 1);
  progress("unknown", 9);
  progress(token(1), 0.5);
  for (std::size_t i = 0; i < 2; ++i) {
    server.send(Response{server.requests("tools/call")[i].id,
                         Json{{"resultType", "complete"}, {"content", Json::array()}}});
    ended[i].get_future().wait();
    progress(token(i), 100);
  }
  client.ping();
  EXPECT_EQ(seen[0], std::vector<double>{1});
  EXPECT_EQ(seen[1], std::vector<double>{0.5});
}

// Spec: server/utilities/pagination.
TEST_P(Requirements, CursorsAreSentBackAsTheyCame) {
  const Json cursors[] = {"", " padded ", "{\"a\":1}", "\xC3\xA9\n", "0"};
  std::size_t page = 0;
  RecordingServer server(
      [&](const Request& request) -> std::optional<Outcome> {
        if (request.method != "tools/list") return server.usual(request);
        Json result{
            {"tools",
             {{{"name", "t" + std::to_string(page)}, {"inputSchema", {{"type", "object"}}}}}}};
        if (page < std::size(cursors)) result["nextCursor"] = cursors[page];
        ++page;
        return result;
      },
      {{"tools", Json::object()}});
  auto client = connect(server);
  EXPECT_EQ(client.list_tools().size(), 6U);
  const auto sent = server.requests("tools/list");
  ASSERT_EQ(sent.size(), 6U);
  const bool without = !sent[0].params.is_object() || !sent[0].params.contains("cursor");
  EXPECT_TRUE(without);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(sent[i + 1].params["cursor"], cursors[i]);
}

// Spec: 2025-11-25 basic/lifecycle, Operation: only what was negotiated.
TEST_P(Requirements, WhatTheServerDoesNotDeclareIsNotRequested) {
  RecordingServer server;
  auto client = connect(server);
  EXPECT_TRUE(client.list_tools().empty());
  EXPECT_TRUE(client.list_prompts().empty());
  EXPECT_TRUE(client.list_resources().empty());
  EXPECT_TRUE(client.list_resource_templates().empty());
  EXPECT_EQ(server.requests().size(), 1U) << "only the one that connects";
}

// Spec: 2026-07-28 basic, Error Codes, and server/resources, Error Handling.
TEST_P(Requirements, TheOlderCodeOfAResourceThatDoesNotExistIsKnown) {
  RecordingServer server(
      [&](const Request& request) -> std::optional<Outcome> {
        if (request.method != "resources/read") return server.usual(request);
        return Outcome(Error(static_cast<ErrorCode>(-32002), "No such resource"));
      },
      {{"resources", Json::object()}});
  auto client = connect(server);
  EXPECT_EQ(failure([&] { client.read_resource("note://a"); }).code(),
            ErrorCode::resource_not_found);
}

// Spec: 2025-11-25 basic/transports, stdio; 2026-07-28 basic/transports/stdio.
TEST_P(Requirements, AServerProcessReadsOnlyMessages) {
  const Scratch scratch;
  const std::string file = scratch / "input";
  {
    ClientOptions options{.handlers = every_handler(), .era = GetParam()};
    auto client = Client::connect(
        spawn({.command = {"sh", "-c", "tee " + file + " | " MCP_BINARY_DIR "/feature-server"},
               .until_terminate = 10s}),
        options);
    client.list_tools();
    client.call_tool("echo", {{"text", "two\nlines, \xC3\xA9 and \xFF"}});
    client.call_tool("deploy", {{"app", "a"}});
    failure([&] { client.call_tool("waits_for_stop", nullptr, {.timeout = 50ms}); });
  }
  std::ifstream lines(file);
  std::size_t messages = 0;
  std::size_t responses = 0;
  for (std::string line; std::getline(lines, line); ++messages) {
    const auto message = parse_message(line);
    ASSERT_TRUE(message) << line;
    responses += std::holds_alternative<Response>(*message) ? 1 : 0;
  }
  EXPECT_GT(messages, 5U);
  EXPECT_EQ(responses, modern() ? 0U : 1U);
}

// Spec: 2026-07-28 basic/versioning, Backward Compatibility: what was detected is kept.
TEST_P(Requirements, TheEraIsKeptWhenTheServerIsStartedAgain) {
  RecordingServer server([&](const Request& request) -> std::optional<Outcome> {
    if (request.method != "server/discover" || modern()) return server.usual(request);
    return Outcome(Error(ErrorCode::method_not_found, "?"));
  });
  const std::shared_ptr<Channel> channel = server.channel();
  auto client = Client::connect(std::make_unique<SharedChannel>(channel));
  client.request("tools/call", nullptr);
  channel->close();
  client.request("tools/call", nullptr);
  EXPECT_EQ(server.requests("server/discover").size(), 1U);
  EXPECT_EQ(server.requests("initialize").size(), modern() ? 0U : 2U);
}

// Spec: 2025-11-25 basic/utilities/tasks; extension tasks.
class PolledTasks : public Tasks {};
MCP_BOTH_ERAS(PolledTasks);

TEST_P(PolledTasks, AreRequestedAsOftenAsTheServerSays) {
  Json slow = working();
  slow["pollIntervalMs"] = 80;
  auto client = connect_to_tasks({slow, slow, completed("done")});
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(text_of(client.call_tool("required", nullptr)), "done");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 160ms);
  Task::resume(client, TaskScript::id).cancel();
  for (const char* method : {"tasks/get", "tasks/result", "tasks/cancel"}) {
    for (const Json& params : sent().of(method)) {
      EXPECT_EQ(params["taskId"], TaskScript::id) << method;
      const Json meta = params.value("_meta", Json::object());
      EXPECT_FALSE(meta.contains("io.modelcontextprotocol/related-task")) << method;
    }
  }
}

}  // namespace
}  // namespace mcp::test::requirements_test
