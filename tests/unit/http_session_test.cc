// Sessions of legacy clients: 2025-11-25 basic/transports.

#include <gtest/gtest.h>

#include "support/endpoint_client.hpp"

namespace mcp::test {
namespace {

using namespace std::chrono_literals;

http::EndpointOptions two_people(std::size_t max_sessions = 100) {
  return {.authenticate = [](std::string_view given) { return std::optional<std::string>(given); },
          .max_sessions = max_sessions};
}

http::Request as(const std::string& person, http::Request request) {
  set_header(request, "Authorization", person);
  return request;
}

TEST(HttpSession, BeginsWithInitialize) {
  EndpointClient client;
  const Served opened = client.send(initialize_post());
  EXPECT_EQ(opened->status(), 200);
  EXPECT_EQ(opened->header("Content-Type"), "application/json");
  const std::string id = opened->header("Mcp-Session-Id");
  EXPECT_GE(id.size(), 32U);
  EXPECT_EQ(
      id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      id.npos);
  EXPECT_EQ(opened->json()["result"]["protocolVersion"], legacy_version);
  EXPECT_EQ(client.endpoint.sessions(), 1U);
  EXPECT_NE(client.open(), id);
  const Served initialized =
      client.send(legacy_post(id, notification("notifications/initialized")));
  EXPECT_EQ(initialized->status(), 202);
  EXPECT_EQ(initialized->body(), "");
  const Served answered = client.send(legacy_tool(id, "echo", {{"text", "x"}}));
  EXPECT_EQ(answered->status(), 200);
  EXPECT_EQ(answered->json()["result"]["content"][0]["text"], "x");
}

TEST(HttpSession, DoesNotBeginWithABadInitialize) {
  EndpointClient client;
  Served served = client.send(post(message("initialize").dump()));
  EXPECT_EQ(served->status(), 400);
  EXPECT_EQ(served->error(), -32602);
  EXPECT_EQ(served->header("Mcp-Session-Id"), "");
  EXPECT_EQ(client.endpoint.sessions(), 0U);
}

TEST(HttpSession, RequestsNeedOneThatIsThere) {
  EndpointClient client;
  const std::string id = client.open();
  struct Case {
    const char* name;
    std::function<void(http::Request&)> spoil;
    int status;
  };
  const Case cases[] = {
      {"all is well", [](auto&) {}, 200},
      {"no version", [](auto& r) { drop_header(r, "MCP-Protocol-Version"); }, 200},
      {"an older version", [](auto& r) { set_header(r, "MCP-Protocol-Version", "2025-03-26"); },
       200},
      {"no such version", [](auto& r) { set_header(r, "MCP-Protocol-Version", "1999-01-01"); },
       400},
      {"an empty version", [](auto& r) { set_header(r, "MCP-Protocol-Version", ""); }, 400},
      {"no session", [](auto& r) { drop_header(r, "Mcp-Session-Id"); }, 400},
      {"no such session", [](auto& r) { set_header(r, "Mcp-Session-Id", "x"); }, 404},
      {"an empty one", [](auto& r) { set_header(r, "Mcp-Session-Id", ""); }, 404},
      {"a part of it",
       [&](auto& r) { set_header(r, "Mcp-Session-Id", id.substr(0, id.size() - 1)); }, 404},
      {"more than it", [&](auto& r) { set_header(r, "Mcp-Session-Id", id + "A"); }, 404},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    http::Request request = legacy_post(id, message("ping"));
    each.spoil(request);
    EXPECT_EQ(client.send(request)->status(), each.status);
    http::Request told = legacy_post(id, notification("notifications/cancelled"));
    each.spoil(told);
    EXPECT_EQ(client.send(told)->status(), each.status == 200 ? 202 : each.status);
  }
  // A second `initialize` restarts the session.
  http::Request again = initialize_post();
  set_header(again, "Mcp-Session-Id", id);
  EXPECT_EQ(client.send(again)->error(), 0);
  set_header(again, "Mcp-Session-Id", "x");
  EXPECT_EQ(client.send(again)->status(), 404);
}

// The open calls and input requests belonged to the earlier client.
TEST(HttpSession, CallsEndWhenItRestarts) {
  EndpointClient client;
  const std::string id = client.open();
  const Served waiting = client.send(legacy_tool(id, "waits_for_stop", Json::object(), 1, "a"));
  ASSERT_TRUE(waiting->has_events(1));
  http::Request again = initialize_post();
  set_header(again, "Mcp-Session-Id", id);
  EXPECT_EQ(client.send(again)->error(), 0);
  EXPECT_TRUE(waiting->ended(patience));
  EXPECT_EQ(waiting->wrong(), 0);
  const Served echoed = client.send(legacy_tool(id, "echo", {{"text", "x"}}, 1));
  EXPECT_TRUE(echoed->ended(patience));
  EXPECT_EQ(echoed->error(), 0);
}

TEST(HttpSession, IsItsPrincipalsOnly) {
  EndpointClient client(two_people());
  const std::string id = client.send(as("anna", initialize_post()))->header("Mcp-Session-Id");
  ASSERT_FALSE(id.empty());
  EXPECT_EQ(client.send(as("anna", legacy_post(id, message("ping"))))->status(), 200);
  for (const auto& request :
       {legacy_post(id, message("ping")), stream_get(id), session_delete(id)}) {
    Served served = client.send(as("bert", request));
    EXPECT_EQ(served->status(), 404);
    const Served unknown = client.send(as("bert", legacy_post("x", message("ping"))));
    EXPECT_EQ(served->json()["error"], unknown->json()["error"]);
  }
  EXPECT_EQ(client.send(as("anna", legacy_post(id, message("ping"))))->status(), 200);
}

TEST(HttpSession, EndsWithDelete) {
  EndpointClient client;
  const std::string id = client.open();
  std::vector<std::function<void(ToolReply)>> unanswered;
  client.server.add_deferred_tool({.name = "deaf"}, [&](Json, std::shared_ptr<ToolContext> context,
                                                        std::function<void(ToolReply)> done) {
    context->progress(1);
    unanswered.push_back(std::move(done));  // ignores cancellation
  });
  Served stream = client.send(stream_get(id));
  const Served waiting = client.send(legacy_tool(id, "waits_for_stop", Json::object(), 1, "a"));
  const Served silent = client.send(legacy_tool(id, "waits_for_stop", Json::object(), 2));
  const Served deaf = client.send(legacy_tool(id, "deaf", Json::object(), 3, "b"));
  const Served silently_deaf = client.send(legacy_tool(id, "deaf", Json::object(), 4));
  ASSERT_TRUE(waiting->has_events(2));
  ASSERT_EQ(unanswered.size(), 2U);
  EXPECT_EQ(client.send(session_delete(id))->status(), 200);
  for (const Served& each : {stream, waiting, silent, deaf, silently_deaf}) {
    EXPECT_TRUE(each->ended(patience));
    EXPECT_EQ(each->wrong(), 0);
  }
  for (const auto& done : unanswered) done(text("too late"));
  EXPECT_EQ(client.endpoint.sessions(), 0U);
  for (const auto& request :
       {legacy_post(id, message("ping")), stream_get(id), session_delete(id)}) {
    EXPECT_EQ(client.send(request)->status(), 404);
  }
  unanswered.clear();
}

// The HTTP response of a cancelled request ends, even if the handler goes on.
TEST(HttpSession, CancelledRequestsEndTheirResponse) {
  EndpointClient client;
  std::function<void(ToolReply)> unanswered;
  client.server.add_deferred_tool({.name = "deaf"}, [&](Json, std::shared_ptr<ToolContext> context,
                                                        std::function<void(ToolReply)> done) {
    context->progress(1);
    unanswered = std::move(done);
  });
  const std::string id = client.open();
  for (const char* tool : {"deaf", "waits_for_stop"}) {
    for (const Json& token : {Json(), Json("token")}) {
      SCOPED_TRACE(tool + token.dump());
      Served served = client.send(legacy_tool(id, tool, Json::object(), "c", token));
      const Served other = client.send(legacy_tool(id, "waits_for_stop", Json::object(), "o"));
      const Served cancelled = client.send(
          legacy_post(id, notification("notifications/cancelled", {{"requestId", "c"}})));
      EXPECT_EQ(cancelled->status(), 202);
      EXPECT_TRUE(served->ended(patience));
      EXPECT_FALSE(other->finished());
      client.send(legacy_post(id, notification("notifications/cancelled", {{"requestId", "o"}})));
      EXPECT_TRUE(other->ended());
      if (unanswered) unanswered(text("too late"));
      unanswered = nullptr;
      for (const auto& event : served->events()) EXPECT_FALSE(event.data.contains("result"));
      EXPECT_EQ(served->wrong(), 0);
    }
  }
}

TEST(HttpSession, DisconnectingDoesNotCancel) {
  EndpointClient client;
  const std::string id = client.open();
  Served served = client.send(legacy_tool(id, "waits_for_stop", Json::object(), 1, "token"));
  ASSERT_TRUE(served->has_events(2));
  served.leave();
  EXPECT_FALSE(client.endpoint.wait_until_idle({}));
  client.send(legacy_post(id, notification("notifications/cancelled", {{"requestId", 1}})));
  EXPECT_TRUE(client.endpoint.wait_until_idle(patience));
}

TEST(HttpSession, ExpiresWhenOthersBegin) {
  EndpointClient client({.session_idle = 60s});
  const std::string idle = client.open();
  client.now += 61s;
  client.open();
  EXPECT_EQ(client.endpoint.sessions(), 1U);
}

TEST(HttpSession, StreamsOfOneCallerAreLimited) {
  EndpointClient client(
      {.authenticate = [](std::string_view given) { return std::optional<std::string>(given); },
       .max_streams = 2});
  const std::string session = client.open();
  const auto listen = [&](const std::string& person, const std::string& peer) {
    http::Request request =
        as(person, modern_post(modern_message("subscriptions/listen",
                                              {{"notifications", {{"toolsListChanged", true}}}})));
    request.peer = peer;
    return client.send(request);
  };
  Served first = listen("", "10.0.0.1");
  Served second = client.send([&] {
    http::Request get = stream_get(session);
    get.peer = "10.0.0.1";
    return get;
  }());
  EXPECT_EQ(first->status(), 200);
  EXPECT_EQ(second->status(), 200);
  const Served third = listen("", "10.0.0.1");
  EXPECT_EQ(third->status(), 429);
  EXPECT_EQ(third->error(), invalid_request);
  EXPECT_EQ(listen("", "10.0.0.2")->status(), 200);
  EXPECT_EQ(listen("alice", "10.0.0.1")->status(), 200) << "who says who they are counts as that";
  first.leave();
  EXPECT_EQ(listen("", "10.0.0.1")->status(), 200);
  second.leave();
  EXPECT_EQ(listen("", "10.0.0.1")->status(), 200);
}

TEST(HttpSession, ExpiresWhenNothingGoesOn) {
  EndpointClient client({.session_idle = 60s});
  const std::string idle = client.open();
  const std::string asking = client.open();
  const std::string listening = client.open();
  const std::string working = client.open();
  Served stream = client.send(stream_get(listening));
  const Served work = client.send(legacy_tool(working, "waits_for_stop", Json::object()));
  const auto alive = [&](const std::string& id) {
    return client.send(legacy_post(id, message("ping")))->status() == 200;
  };
  client.now += 60s;
  client.endpoint.expire(client.now);
  EXPECT_EQ(client.endpoint.sessions(), 4U);
  EXPECT_TRUE(alive(asking));
  client.now += 1s;
  client.endpoint.expire(client.now);
  EXPECT_EQ(client.endpoint.sessions(), 3U);
  EXPECT_FALSE(alive(idle));
  // After a lost stream, the client has the whole timeout to reconnect.
  stream.leave();
  client.now += 60s;
  client.endpoint.expire(client.now);
  EXPECT_EQ(client.endpoint.sessions(), 2U);
  EXPECT_FALSE(alive(asking));
  EXPECT_TRUE(alive(listening));
  // A clock that goes back does not expire sessions.
  client.endpoint.expire(client.now - 3600s);
  EXPECT_EQ(client.endpoint.sessions(), 2U);
  EXPECT_EQ(client.send(session_delete(working))->status(), 200);
  EXPECT_TRUE(work->ended());
}

TEST(HttpSession, NumberIsLimited) {
  EndpointClient client({.max_sessions = 2});
  const std::string first = client.open();
  client.now += 1s;
  const std::string second = client.open();
  client.now += 1s;
  client.send(legacy_post(first, message("ping")));
  // The session that has been idle for longest is closed.
  const std::string third = client.open();
  EXPECT_EQ(client.endpoint.sessions(), 2U);
  EXPECT_EQ(client.send(legacy_post(second, message("ping")))->status(), 404);
  EXPECT_EQ(client.send(legacy_post(first, message("ping")))->status(), 200);
  // If all sessions are in use, none is closed.
  const Served one = client.send(stream_get(first));
  const Served other = client.send(stream_get(third));
  const Served refused = client.send(initialize_post());
  EXPECT_EQ(refused->status(), 503);
  EXPECT_EQ(refused->header("Mcp-Session-Id"), "");
  EXPECT_EQ(client.endpoint.sessions(), 2U);
  EXPECT_FALSE(one->finished());
  EXPECT_FALSE(other->finished());
}

TEST(HttpSession, QuestionsTravelOnTheStreamOfTheirCall) {
  EndpointClient client;
  const std::string id = client.open(legacy_version, {{"elicitation", Json::object()}});
  const Served own = client.send(stream_get(id));
  const Served call = client.send(legacy_tool(id, "deploy", {{"app", "web"}}, "call"));
  const std::size_t asked = 2;  // after the event without data
  ASSERT_TRUE(call->has_events(asked));
  const Json question = call->events().back().data;
  ASSERT_EQ(question["method"], "elicitation/create");
  const auto answer = [&](const Json& to, const Json& content) {
    return client.send(legacy_post(id, {{"jsonrpc", "2.0"},
                                        {"id", to},
                                        {"result", {{"action", "accept"}, {"content", content}}}}));
  };
  // In another session the id means nothing.
  const std::string other = client.open();
  client.send(legacy_post(other, {{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", {}}}));
  EXPECT_EQ(answer("no such id", {{"yes", false}})->status(), 202);
  const Served taken = answer(question["id"], {{"yes", true}});
  EXPECT_EQ(taken->status(), 202);
  EXPECT_EQ(taken->body(), "");
  ASSERT_TRUE(call->has_events(asked + 1));
  const Json second = call->events().back().data;
  ASSERT_EQ(second["method"], "elicitation/create");
  EXPECT_EQ(answer(second["id"], {{"region", "north"}})->status(), 202);
  ASSERT_TRUE(call->ended());
  const auto events = call->events();
  EXPECT_EQ(events.back().data["id"], "call");
  EXPECT_EQ(events.back().data["result"]["content"][0]["text"], "deployed to north in 3 runs");
  for (const auto& event : own->events()) EXPECT_TRUE(event.data.is_null());
}

TEST(HttpSession, IdInUseIsRefusedAndTheFirstGoesOn) {
  EndpointClient client;
  const std::string id = client.open();
  const Served first = client.send(legacy_tool(id, "waits_for_stop", Json::object(), 7));
  const Served second = client.send(legacy_tool(id, "echo", {{"text", "x"}}, 7));
  EXPECT_EQ(second->error(), invalid_request);
  EXPECT_FALSE(first->finished());
  client.send(legacy_post(id, notification("notifications/cancelled", {{"requestId", 7}})));
  EXPECT_TRUE(first->ended());
  EXPECT_EQ(first->wrong(), 0);
}

TEST(HttpSession, EndpointThatGoesEndsAllResponses) {
  Served stream;
  Served waiting;
  Served modern;
  {
    EndpointClient client;
    const std::string id = client.open();
    stream = client.send(stream_get(id));
    waiting = client.send(legacy_tool(id, "waits_for_stop", Json::object()));
    modern = client.send(modern_tool("waits_for_stop", Json::object()));
    modern.call.reset();
    waiting.call.reset();
    stream.call.reset();
  }
  for (const Served& each : {stream, waiting, modern}) {
    EXPECT_TRUE(each->ended());
    EXPECT_EQ(each->wrong(), 0);
  }
}

}  // namespace
}  // namespace mcp::test
