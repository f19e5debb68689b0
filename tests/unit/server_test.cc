#include "mcp/server/server.hpp"

#include <gtest/gtest.h>

#include <future>

#include "support/message_log.hpp"

namespace mcp {
namespace {

using test::MessageLog;

Json modern_meta() {
  return {{"io.modelcontextprotocol/protocolVersion", "2026-07-28"},
          {"io.modelcontextprotocol/clientCapabilities", Json::object()}};
}

Request call(RequestId id, const char* tool) {
  return {std::move(id), "tools/call", {{"name", tool}, {"_meta", modern_meta()}}};
}

Json next(MessageLog& log) {
  const auto message = log.next();
  return message ? Json::parse(to_text(*message)) : Json("nothing");
}

TEST(Server, RejectsInvalidTools) {
  Server server({"s", "1"});
  const ToolHandler handler = [](const Json&, ToolContext&) -> ToolReply { return text(""); };
  for (const char* name : {"", "a b", "a,b", "\xC3\xA9", "a/b"}) {
    EXPECT_THROW(server.add_tool({.name = name}, handler), std::invalid_argument) << name;
  }
  EXPECT_THROW(server.add_tool({.name = std::string(129, 'a')}, handler), std::invalid_argument);
  EXPECT_THROW(server.add_tool({.name = "a", .input_schema = {{"type", "array"}}}, handler),
               std::invalid_argument);
  EXPECT_THROW(server.add_tool(
                   {.name = "a", .input_schema = {{"type", "object"}, {"minimum", "x"}}}, handler),
               std::invalid_argument);
  server.add_tool({.name = "a"}, handler);
  EXPECT_THROW(server.add_tool({.name = "a"}, handler), std::invalid_argument);
}

TEST(Server, HasToolsWithoutArguments) {
  EXPECT_EQ(
      schema_of<NoArguments>(),
      Json({{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}}));
  Server server({"s", "1"});
  server.add_tool<NoArguments>({.name = "a"}, [](const NoArguments&) { return text("done"); });
  const auto log = std::make_shared<MessageLog>();
  const auto connection = server.connect(log);
  Request request = call(1, "a");
  connection->receive(request);
  EXPECT_EQ(next(*log)["result"]["content"][0]["text"], "done");
  request.params["arguments"] = {{"unknown", 1}};
  connection->receive(request);
  EXPECT_EQ(next(*log)["result"]["isError"], true);
}

TEST(Server, SaysWhichCapabilityAHandlerNeeds) {
  Server server({"s", "1"});
  server.add_tool<NoArguments>({.name = "a"}, [](const NoArguments&) -> ToolReply {
    throw missing_client_capability({{"sampling", Json::object()}});
  });
  const auto log = std::make_shared<MessageLog>();
  const auto connection = server.connect(log);
  connection->receive(call(1, "a"));
  const Json error = next(*log)["error"];
  EXPECT_EQ(error["code"], -32021);
  EXPECT_EQ(error["data"], Json({{"requiredCapabilities", {{"sampling", Json::object()}}}}));
}

TEST(Answer, SaysWhatTheUserDid) {
  for (const auto action : {ElicitAction::accept, ElicitAction::decline, ElicitAction::cancel}) {
    const Answer<Json> answer(action, std::nullopt);
    EXPECT_FALSE(answer.pending());
    EXPECT_EQ(answer.action(), action);
  }
}

TEST(Server, OffersNoArgumentsThatItDoesNotHave) {
  Server server({"s", "1"});
  const auto log = std::make_shared<MessageLog>();
  const auto connection = server.connect(log);
  for (const char* method :
       {"tools/list", "resources/list", "prompts/list", "completion/complete"}) {
    connection->receive(Request{1, method, {{"_meta", modern_meta()}}});
    EXPECT_EQ(next(*log)["error"]["code"], -32601) << method;
  }
}

// Hostile case 93.
TEST(Server, KeepsTwoRequestsOfOneIdApart) {
  std::promise<void> release;
  auto released = release.get_future().share();
  Server server({"s", "1"});
  server.add_tool<NoArguments>({.name = "wait"}, [released](const NoArguments&) {
    released.wait();
    return text("done");
  });
  const auto log = std::make_shared<MessageLog>();
  const auto connection = server.connect(log);
  connection->receive(call(1, "wait"));
  connection->receive(call(1, "wait"));
  EXPECT_EQ(next(*log)["error"]["code"], -32600);
  release.set_value();
  EXPECT_EQ(next(*log)["result"]["content"][0]["text"], "done");
  EXPECT_TRUE(connection->wait_until_idle(std::chrono::seconds(10)));
  EXPECT_TRUE(log->empty());
}

TEST(Server, KeepsConnectionsApart) {
  std::promise<void> release;
  auto released = release.get_future().share();
  Server server({"s", "1"});
  server.add_tool<NoArguments>({.name = "wait"}, [released](const NoArguments&) {
    released.wait();
    return text("done");
  });
  const auto first_log = std::make_shared<MessageLog>();
  const auto second_log = std::make_shared<MessageLog>();
  const auto first = server.connect(first_log);
  const auto second = server.connect(second_log);
  first->receive(call(1, "wait"));
  second->receive(call(1, "wait"));
  second->receive(Notification{"notifications/cancelled", {{"requestId", 1}}});
  release.set_value();
  EXPECT_EQ(next(*first_log)["result"]["content"][0]["text"], "done");
  EXPECT_TRUE(second->wait_until_idle(std::chrono::seconds(10)));
  EXPECT_TRUE(second_log->empty());
}

TEST(Server, SaysThatItIsBusy) {
  std::promise<void> release;
  std::promise<void> started;
  auto released = release.get_future().share();
  Server server({"s", "1"}, {.workers = 1, .max_queued = 1, .max_open_requests = 3});
  server.add_tool<NoArguments>({.name = "start"}, [&](const NoArguments&) {
    started.set_value();
    released.wait();
    return text("done");
  });
  server.add_tool<NoArguments>({.name = "wait"}, [&](const NoArguments&) { return text("done"); });
  const auto log = std::make_shared<MessageLog>();
  const auto connection = server.connect(log);
  connection->receive(call(1, "start"));
  started.get_future().wait();
  connection->receive(call(2, "wait"));
  connection->receive(call(3, "wait"));
  const Json busy = next(*log);
  EXPECT_EQ(busy["id"], 3);
  EXPECT_EQ(busy["error"]["code"], -32603);
  EXPECT_NE(busy["error"]["message"].get<std::string>().find("Busy"), std::string::npos);
  release.set_value();
  EXPECT_EQ(next(*log)["id"], 1);
  EXPECT_EQ(next(*log)["id"], 2);
}

TEST(Server, LimitsHowOftenToolsAreCalled) {
  Server server({"s", "1"}, {.calls_per_second = 0.001, .call_burst = 2});
  server.add_tool<NoArguments>({.name = "t"}, [](const NoArguments&) { return text("ok"); },
                               {.may_block = false});
  const auto log = std::make_shared<MessageLog>();
  const auto connection = server.connect(log);
  for (int i = 0; i < 3; ++i) connection->receive(call(i, "t"));
  EXPECT_TRUE(next(*log).contains("result"));
  EXPECT_TRUE(next(*log).contains("result"));
  EXPECT_EQ(next(*log)["error"]["message"], "Too many tool calls; slow down");
}

TEST(Server, LogsInternalErrors) {
  std::promise<std::string> logged;
  Server server({"s", "1"}, {.log = [&](LogLevel level, const std::string& line) {
                  EXPECT_EQ(level, LogLevel::error);
                  logged.set_value(line);
                }});
  server.add_tool<NoArguments>({.name = "t"}, [](const NoArguments&) -> ToolReply {
    throw std::runtime_error("the disk is on fire");
  });
  const auto log = std::make_shared<MessageLog>();
  const auto connection = server.connect(log);
  connection->receive(call(1, "t"));
  EXPECT_EQ(next(*log)["error"]["message"], "Internal error");
  EXPECT_EQ(logged.get_future().get(), "t failed: the disk is on fire");
}

TEST(Server, EndsSubscriptionsWithTheirResult) {
  Server server({"s", "1"});
  server.add_tool<NoArguments>({.name = "t"}, [](const NoArguments&) { return text("ok"); });
  const auto log = std::make_shared<MessageLog>();
  const auto connection = server.connect(log);
  connection->receive(
      Request{"sub",
              "subscriptions/listen",
              {{"_meta", modern_meta()}, {"notifications", {{"toolsListChanged", true}}}}});
  EXPECT_EQ(next(*log)["method"], "notifications/subscriptions/acknowledged");
  connection->end_subscriptions();
  const Json end = next(*log);
  EXPECT_EQ(end["id"], "sub");
  EXPECT_EQ(end["result"]["resultType"], "complete");
  EXPECT_EQ(end["result"]["_meta"]["io.modelcontextprotocol/subscriptionId"], "sub");
  server.remove_tool("t");
  EXPECT_TRUE(connection->wait_until_idle(std::chrono::seconds(10)));
  EXPECT_TRUE(log->empty());
}

TEST(Server, StopsHandlersWhenThePeerIsGone) {
  std::promise<void> started;
  std::promise<void> stopped;
  Server server({"s", "1"});
  server.add_tool<NoArguments>({.name = "wait"}, [&](const NoArguments&, ToolContext& context) {
    const std::stop_callback on_stop(context.stop(), [&] { stopped.set_value(); });
    started.set_value();
    stopped.get_future().wait();
    return text("done");
  });
  const auto log = std::make_shared<MessageLog>();
  const auto connection = server.connect(log);
  connection->receive(call(1, "wait"));
  started.get_future().wait();
  connection->closed();
  EXPECT_TRUE(connection->wait_until_idle(std::chrono::seconds(10)));
  EXPECT_TRUE(log->empty());
}

// Sealed state expires by the server's clock. Hostile case 103.
TEST(Server, DoesNotTakeStateThatHasExpired) {
  auto time = std::make_shared<std::atomic<std::int64_t>>(1000);
  Server server({"s", "1"},
                {.round_timeout = std::chrono::seconds(60), .clock = [time] {
                   return std::chrono::system_clock::time_point(std::chrono::seconds(time->load()));
                 }});
  server.add_tool<NoArguments>({.name = "ask"},
                               [](const NoArguments&, ToolContext& context) -> ToolReply {
                                 const auto roots = context.roots();
                                 if (context.waiting()) return context.input_required();
                                 return text("answered");
                               });
  const auto log = std::make_shared<MessageLog>();
  const auto connection = server.connect(log);
  Request request = call(1, "ask");
  request.params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = {
      {"roots", Json::object()}};
  connection->receive(request);
  const Json asked = next(*log);
  ASSERT_EQ(asked["result"]["resultType"], "input_required");
  request.id = 2;
  request.params["requestState"] = asked["result"]["requestState"];
  request.params["inputResponses"] = {{"roots", {{"roots", Json::array()}}}};
  connection->receive(request);
  EXPECT_EQ(next(*log)["result"]["content"][0]["text"], "answered");
  *time += 61;
  request.id = 3;
  connection->receive(request);
  EXPECT_EQ(next(*log)["error"]["code"], -32602);
}

// State is bound to the principal that it was made for. Hostile case 103.
TEST(Server, DoesNotTakeStateOfAnother) {
  Server server({"s", "1"});
  server.add_tool<NoArguments>({.name = "ask"},
                               [](const NoArguments&, ToolContext& context) -> ToolReply {
                                 const auto roots = context.roots();
                                 if (context.waiting()) return context.input_required();
                                 return text("answered");
                               });
  const auto log = std::make_shared<MessageLog>();
  const auto alice = server.connect(log, "alice");
  const auto bob = server.connect(log, "bob");
  Request request = call(1, "ask");
  request.params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = {
      {"roots", Json::object()}};
  alice->receive(request);
  request.params["requestState"] = next(*log)["result"]["requestState"];
  bob->receive(request);
  EXPECT_EQ(next(*log)["error"]["code"], -32602);
}

}  // namespace
}  // namespace mcp
