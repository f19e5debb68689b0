// Sentences of the specification about clients that belong to one era; tests/requirements names
// them.

#include <gtest/gtest.h>

#include "client/recording_server.hpp"
#include "client/task_script.hpp"
#include "support/eventually.hpp"

namespace mcp::test::requirements_of_an_era_test {
namespace {

using namespace std::chrono_literals;

// Spec: 2025-11-25 basic/utilities/cancellation: clients must not cancel `initialize`.
TEST(Cancellation, IsNotSentForInitialize) {
  for (const bool stops : {false, true}) {
    std::stop_source stop;
    RecordingServer server([&](const Request&) -> std::optional<Outcome> {
      if (stops) stop.request_stop();
      return std::nullopt;
    });
    const ClientOptions options{.era = Era::legacy, .connect_timeout = stops ? 1min : 50ms};
    const Error error =
        failure([&] { Client::connect(server.channel(), options, stop.get_token()); });
    EXPECT_EQ(error.code(), stops ? ErrorCode::request_cancelled : ErrorCode::request_timed_out);
    EXPECT_EQ(server.requests("initialize").size(), 1U);
    EXPECT_TRUE(server.notifications("notifications/cancelled").empty());
  }
}

// Spec: 2025-11-25 basic/utilities/ping; client/elicitation, client/roots, Error Handling.
TEST(LegacyServerRequests, AreAnsweredAsTheSpecificationSays) {
  RecordingServer server;
  ClientOptions options{.era = Era::legacy};
  options.handlers.elicit = [](const Elicitation&, std::stop_token) { return ElicitResult{}; };
  auto client = Client::connect(server.channel(), options);
  const struct {
    const char* method;
    Json params;
    int error;  // 0: a result
  } cases[] = {
      {"ping", nullptr, 0},
      {"roots/list", nullptr, -32601},
      {"sampling/createMessage", {{"messages", Json::array()}, {"maxTokens", 1}}, -32601},
      {"unheard/of", nullptr, -32601},
      {"elicitation/create", {{"mode", "telepathy"}, {"message", "?"}}, -32602},
      {"elicitation/create", {{"mode", "url"}, {"message", "?"}}, -32602},
      {"elicitation/create", {{"message", "?"}}, -32602},
      {"elicitation/create",
       {{"message", "no mode: a form"}, {"requestedSchema", {{"type", "object"}}}},
       0},
      {"elicitation/create",
       {{"message", "not as a task, which the client does not declare"},
        {"requestedSchema", {{"type", "object"}}},
        {"task", {{"ttl", 1000}}}},
       0},
  };
  std::int64_t id = 0;
  for (const auto& [method, params, error] : cases) {
    SCOPED_TRACE(to_text(Json{method, params}));
    server.send(Request{RequestId(++id), method, params});
    ASSERT_TRUE(
        eventually([&] { return server.responses().size() == static_cast<std::size_t>(id); }));
    const Response response = server.responses().back();
    EXPECT_EQ(response.id, RequestId(id));
    const auto* refused = std::get_if<Error>(&response.outcome);
    EXPECT_EQ(refused ? static_cast<int>(refused->code()) : 0, error);
  }
  EXPECT_EQ(std::get<Json>(server.responses().front().outcome), Json::object()) << "ping";
  EXPECT_EQ(std::get<Json>(server.responses().back().outcome)["action"], "cancel");
}

// Spec: 2026-07-28 basic/patterns/mrtr, Client Requirements.
TEST(InputRequired, IsAnsweredWithTheStateOfTheLastResultOnly) {
  const Json odd("{\"a\": [1]}\n\xC3\xA9 \\u0000 ");
  RecordingServer server([&](const Request& request) -> std::optional<Outcome> {
    if (request.method != "tools/call") return server.usual(request);
    const auto round = server.requests("tools/call").size();
    const Json roots{{"r", {{"method", "roots/list"}}}};
    if (round == 1) return Json{{"resultType", "input_required"}, {"requestState", odd}};
    if (round == 2) return Json{{"resultType", "input_required"}, {"inputRequests", roots}};
    return server.usual(request);
  });
  auto client =
      Client::connect(server.channel(), {.handlers = every_handler(), .era = Era::modern});
  client.call_tool("work", {{"x", 1}});
  client.call_tool("other", nullptr);
  const auto calls = server.requests("tools/call");
  ASSERT_EQ(calls.size(), 4U);
  EXPECT_FALSE(calls[0].params.contains("requestState"));
  EXPECT_EQ(calls[1].params["requestState"], odd);
  EXPECT_FALSE(calls[1].params.contains("inputResponses"));
  EXPECT_FALSE(calls[2].params.contains("requestState"));
  EXPECT_EQ(calls[2].params["inputResponses"]["r"], Json({{"roots", Json::array()}}));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(calls[i].params["arguments"], Json({{"x", 1}}));
    EXPECT_NE(calls[i].id, calls[i + 1].id);
  }
  EXPECT_FALSE(calls[3].params.contains("requestState"));
  EXPECT_FALSE(calls[3].params.contains("inputResponses"));
}

// Spec: 2026-07-28 basic, Responses: a result type that the client does not know.
TEST(ResultTypes, ThatAreUnknownAreViolations) {
  for (const Json& type : {Json("partial"), Json(""), Json(7), Json(nullptr), Json("Complete")}) {
    RecordingServer server([&](const Request& request) -> std::optional<Outcome> {
      Outcome outcome = server.usual(request);
      if (request.method == "tools/call") std::get<Json>(outcome)["resultType"] = type;
      return outcome;
    });
    auto client = Client::connect(server.channel(), {.era = Era::modern});
    EXPECT_EQ(failure([&] { client.call_tool("work", nullptr); }).code(),
              ErrorCode::protocol_violation)
        << type;
  }
}

// Spec: 2026-07-28 basic/patterns/subscriptions: the id tells subscriptions apart.
TEST(SubscriptionIds, TellSubscriptionsApart) {
  const auto with_id = [](const RequestId& id, Json params = Json::object()) {
    params["_meta"] = {{"io.modelcontextprotocol/subscriptionId", to_json(id)}};
    return params;
  };
  RecordingServer server([&](const Request& request) -> std::optional<Outcome> {
    if (request.method != "subscriptions/listen") return server.usual(request);
    const auto acknowledge = [&](const RequestId& id, const Json& filter) {
      server.send(Notification{"notifications/subscriptions/acknowledged",
                               with_id(id, {{"notifications", filter}})});
    };
    acknowledge(RequestId("of nobody"), {{"promptsListChanged", true}});
    const auto all = server.requests("subscriptions/listen");
    if (all.size() > 1) acknowledge(all[0].id, {{"promptsListChanged", true}});
    acknowledge(request.id, request.params["notifications"]);
    return std::nullopt;
  });
  auto client = Client::connect(server.channel(), {.era = Era::modern});
  const auto tools = client.listen({.tools = true});
  const auto resource = client.listen({.uris = {"note://a"}});
  EXPECT_EQ(tools->accepted(), (ListenFilter{.tools = true}));
  EXPECT_EQ(resource->accepted(), (ListenFilter{.uris = {"note://a"}}));
  const RequestId first = server.requests("subscriptions/listen")[0].id;
  server.send(Response{first, with_id(first, {{"resultType", "complete"}})});
  EXPECT_TRUE(eventually([&] { return tools->state() == SubscriptionState::ended; }));
  EXPECT_EQ(resource->state(), SubscriptionState::active);
}

// Spec: 2026-07-28 basic/patterns/subscriptions; basic/transports/stdio.
TEST(SubscriptionIds, TellChangesOfOpenSubscriptionsFromOthers) {
  RecordingServer server([&](const Request& request) -> std::optional<Outcome> {
    if (request.method != "subscriptions/listen") return server.usual(request);
    server.send(Notification{
        "notifications/subscriptions/acknowledged",
        {{"notifications", request.params["notifications"]},
         {"_meta", {{"io.modelcontextprotocol/subscriptionId", to_json(request.id)}}}}});
    return std::nullopt;
  });
  int changes = 0;
  ClientOptions options{.era = Era::modern};
  options.handlers.tools_changed = [&] { ++changes; };
  auto client = Client::connect(server.channel(), options);
  const auto sent_with = [&](const Json& id) {
    const int before = changes;
    server.send(Notification{"notifications/tools/list_changed",
                             {{"_meta", {{"io.modelcontextprotocol/subscriptionId", id}}}}});
    return changes - before;
  };
  auto subscription = client.listen({.tools = true});
  const Json open = to_json(server.requests("subscriptions/listen")[0].id);
  EXPECT_EQ(sent_with(open), 1);
  for (const Json& other : {Json("of nobody"), Json(99), Json(nullptr), Json(Json::array())}) {
    EXPECT_EQ(sent_with(other), 0) << other;
  }
  subscription.reset();
  EXPECT_EQ(sent_with(open), 0) << "the subscription has ended";
}

// Spec: 2025-11-25 basic/utilities/tasks, Related Task Metadata.
TEST(LegacyServerRequests, OfATaskAreAnsweredWithTheTask) {
  RecordingServer server;
  auto client =
      Client::connect(server.channel(), {.handlers = every_handler(), .era = Era::legacy});
  const Json meta{{"io.modelcontextprotocol/related-task", {{"taskId", "t"}}}, {"other", 1}};
  const char* const methods[] = {"elicitation/create", "sampling/createMessage", "roots/list"};
  std::int64_t id = 0;
  for (const char* method : methods) {
    server.send(
        Request{RequestId(++id),
                method,
                {{"message", "?"}, {"requestedSchema", {{"type", "object"}}}, {"_meta", meta}}});
    ASSERT_TRUE(
        eventually([&] { return server.responses().size() == static_cast<std::size_t>(id); }));
    const Response response = server.responses().back();
    const auto* result = std::get_if<Json>(&response.outcome);
    ASSERT_TRUE(result) << method;
    EXPECT_EQ((*result)["_meta"],
              Json({{"io.modelcontextprotocol/related-task", {{"taskId", "t"}}}}));
  }
}

// Spec: 2026-07-28 server/utilities/caching, Pagination.
TEST(CachedPages, ThatHaveExpiredAreRequestedByTheirCursors) {
  RecordingServer server(
      [&](const Request& request) -> std::optional<Outcome> {
        if (request.method != "tools/list") return server.usual(request);
        const bool first = !request.params.contains("cursor");
        Json result{
            {"ttlMs", first ? 60'000 : 0}, {"cacheScope", "private"}, {"tools", Json::array()}};
        if (first) result["nextCursor"] = "2";
        return result;
      },
      {{"tools", Json::object()}});
  auto client = Client::connect(server.channel(), {.era = Era::modern});
  client.list_tools();
  client.list_tools();
  const auto lists = server.requests("tools/list");
  ASSERT_EQ(lists.size(), 3U);
  EXPECT_FALSE(lists[0].params.contains("cursor"));
  EXPECT_EQ(lists[1].params["cursor"], "2");
  EXPECT_EQ(lists[2].params["cursor"], "2");
}

// Spec: 2025-11-25 basic/utilities/progress, Progress and Tasks.
TEST(LegacyTaskProgress, KeepsTheTokenOfTheCall) {
  const Json tools{{{"name", "slow"},
                    {"inputSchema", {{"type", "object"}}},
                    {"execution", {{"taskSupport", "required"}}}}};
  RecordingServer server(
      [&](const Request& request) -> std::optional<Outcome> {
        if (request.method == "tools/list") return Json{{"tools", tools}};
        const auto polled = server.requests("tasks/get").size();
        const Json task{
            {"taskId", "t"}, {"status", polled < 2 ? "working" : "completed"}, {"pollInterval", 1}};
        if (request.method == "tools/call") return Json{{"task", task}};
        if (request.method != "tasks/get") return server.usual(request);
        const Json token = server.requests("tools/call")[0].params["_meta"]["progressToken"];
        server.send(Notification{"notifications/progress",
                                 {{"progressToken", token}, {"progress", polled}}});
        return task;
      },
      TaskScript::capabilities());
  auto client = Client::connect(
      server.channel(), {.era = Era::legacy, .tasks = TaskOptions{.min_poll_interval = 1ms}});
  std::vector<double> seen;
  client.call_tool("slow", nullptr, {.on_progress = [&](const Progress& progress) {
                     seen.push_back(progress.progress);
                   }});
  EXPECT_EQ(seen, (std::vector<double>{1, 2}));
}

}  // namespace
}  // namespace mcp::test::requirements_of_an_era_test
