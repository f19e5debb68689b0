// Middleware of servers, in both eras.
#include <gtest/gtest.h>

#include "server_peer.hpp"

namespace mcp {
namespace {

using test::add_resource;
using test::Name;
using test::Notes;
using test::noting_hooks;
using test::Peer;

class ServerMiddleware : public test::Eras {};
INSTANTIATE_TEST_SUITE_P(Eras, ServerMiddleware, testing::Values(false, true),
                         [](const auto& era) { return era.param ? "Session" : "Stateless"; });

Middleware noting(Notes& notes) {
  return [&notes](PassingRequest request, const CallerInfo& caller, const Proceed& proceed,
                  const Respond& respond) {
    const std::string name = caller.principal + ' ' + request.method;
    notes.push_back(name);
    proceed(std::move(request), [&notes, name, respond](Result<Json> result) {
      notes.push_back(name + (result ? " ok" : std::string(" ") + result.error().what()));
      respond(std::move(result));
    });
  };
}

TEST_P(ServerMiddleware, SeesRequestsAndAnswers) {
  Notes notes;
  Server server({"s", "1"}, {.middleware = {noting(notes)}});
  server.add_tool<NoArguments>({.name = "t"}, [](const NoArguments&, ToolContext& context) {
    context.progress(1);
    return "done";
  });
  Peer client = peer(server, "ada");
  EXPECT_EQ(client.ask("tools/list", Json::object())["result"]["tools"].size(), 1U);
  EXPECT_EQ(client.call("t")["result"]["content"][0]["text"], "done");
  EXPECT_EQ(client.call("unknown")["error"]["code"], -32602);
  EXPECT_EQ(notes,
            Notes({"ada tools/list", "ada tools/list ok", "ada tools/call", "ada tools/call ok",
                   "ada tools/call", "ada tools/call Unknown tool: unknown"}));
}

TEST_P(ServerMiddleware, ChangesRequestAndAnswer) {
  const Middleware change = [](PassingRequest request, const CallerInfo&, const Proceed& proceed,
                               const Respond& respond) {
    if (request.method == "tools/call") request.params["arguments"]["name"] = "Grace";
    proceed(std::move(request), [respond](Result<Json> result) {
      Json json = std::move(result).value();
      json["_meta"]["audited"] = true;
      respond(std::move(json));
    });
  };
  Server server({"s", "1"}, {.middleware = {change}});
  server.add_tool<Name>({.name = "t"}, [](const Name& in) { return in.name; });
  Peer client = peer(server);
  const Json result = client.call("t", {{"name", "Ada"}})["result"];
  EXPECT_EQ(result["content"][0]["text"], "Grace");
  EXPECT_EQ(result["_meta"]["audited"], true);
}

TEST_P(ServerMiddleware, RefusesAndFails) {
  Notes logged;
  const Middleware gate = [](PassingRequest request, const CallerInfo&, const Proceed& proceed,
                             Respond respond) {
    const std::string name = request.params.value("name", "");
    if (name == "error") throw Error(ErrorCode::invalid_request, "not for you");
    if (name == "other") throw std::runtime_error("the disk is on fire");
    if (name == "renamed") request.method = "no/such";
    proceed(std::move(request), std::move(respond));
  };
  Server server({"s", "1"}, {.middleware = {gate}, .log = [&](LogLevel, const std::string& line) {
                               logged.push_back(line);
                             }});
  server.add_tool<NoArguments>({.name = "t"}, [](const NoArguments&) { return "done"; });
  Peer client = peer(server);
  EXPECT_EQ(client.call("error")["error"], Json({{"code", -32600}, {"message", "not for you"}}));
  EXPECT_EQ(client.call("other")["error"], Json({{"code", -32603}, {"message", "Internal error"}}));
  EXPECT_EQ(logged, Notes({"middleware, tools/call: the disk is on fire"}));
  EXPECT_EQ(client.call("renamed")["error"]["code"], -32601);
  EXPECT_EQ(client.call("t")["result"]["content"][0]["text"], "done");
}

// The text of an exception on the way back is not sent to the client either.
TEST_P(ServerMiddleware, FailsOnTheWayBack) {
  Notes logged;
  const Middleware broken = [](PassingRequest request, const CallerInfo&, const Proceed& proceed,
                               const Respond&) {
    proceed(std::move(request),
            [](const Result<Json>&) { throw std::runtime_error("cannot write /srv/audit.db"); });
  };
  Server server({"s", "1"}, {.middleware = {broken}, .log = [&](LogLevel, const std::string& line) {
                               logged.push_back(line);
                             }});
  server.add_tool<NoArguments>({.name = "t"}, [](const NoArguments&) { return "done"; });
  Peer client = peer(server);
  EXPECT_EQ(client.call("t")["error"], Json({{"code", -32603}, {"message", "Internal error"}}));
  EXPECT_EQ(logged, Notes({"middleware, tools/call: cannot write /srv/audit.db"}));
}

// A middleware's own result is encoded for the revision of the client.
TEST_P(ServerMiddleware, MakesAResult) {
  const Middleware cached = [](const PassingRequest& request, const CallerInfo&, const Proceed&,
                               const Respond& respond) {
    if (request.params.value("name", "") == "odd") return respond(Json("no object"));
    respond(Json{{"content", {{{"type", "text"}, {"text", "cached"}}}}});
  };
  Server server({"s", "1"}, {.middleware = {cached}});
  server.add_tool<NoArguments>({.name = "t"}, [](const NoArguments&) { return "done"; });
  Peer client = peer(server);
  const Json result = client.call("t")["result"];
  EXPECT_EQ(result["content"][0]["text"], "cached");
  EXPECT_EQ(result.contains("resultType"), !GetParam());
  EXPECT_EQ(client.call("odd")["error"]["code"], -32603);
}

TEST(ServerMiddlewareOfStreams, LetsListenStreamsGoOn) {
  Notes notes;
  Server server({"s", "1"}, {.middleware = {noting(notes)}, .hooks = noting_hooks(notes)});
  add_resource(server, "a:1");
  Peer client(server, false);
  client.send("l", "subscriptions/listen",
              {{"notifications", {{"resourceSubscriptions", {"a:1"}}}}});
  EXPECT_EQ(client.next()["method"], "notifications/subscriptions/acknowledged");
  server.resource_updated("a:1");
  EXPECT_EQ(client.next()["method"], "notifications/resources/updated");
  client.connection().receive(Notification{"notifications/cancelled", {{"requestId", "l"}}});
  server.resource_updated("a:1");
  EXPECT_TRUE(client.has_nothing());
  EXPECT_EQ(notes, Notes({" subscriptions/listen", "watches  a:1", "leaves  a:1",
                          " subscriptions/listen The request was cancelled"}));
}

// In a session an elicitation is a request of the server. When its call is cancelled, the server
// cancels the elicitation, too.
TEST(ServerMiddlewareOfSessions, WithdrawsQuestions) {
  Notes notes;
  Server server({"s", "1"}, {.middleware = {noting(notes)}});
  server.add_tool<NoArguments>({.name = "ask"},
                               [](const NoArguments&, ToolContext& context) -> ToolReply {
                                 const auto roots = context.roots();
                                 if (context.waiting()) return context.input_required();
                                 return text("answered");
                               });
  Peer client(server, true);
  client.open({{"roots", Json::object()}});
  client.send("x", "tools/call", {{"name", "ask"}});
  const Json question = client.next();
  EXPECT_EQ(question["method"], "roots/list");
  client.connection().receive(Notification{"notifications/cancelled", {{"requestId", "x"}}});
  const Json withdrawn = client.next();
  EXPECT_EQ(withdrawn["method"], "notifications/cancelled");
  EXPECT_EQ(withdrawn["params"]["requestId"], question["id"]);
}

TEST_P(ServerMiddleware, SeesCancelledRequests) {
  Notes notes;
  Server server({"s", "1"}, {.middleware = {noting(notes)}});
  std::function<void(ToolReply)> late;
  std::shared_ptr<ToolContext> open;
  server.add_deferred_tool({.name = "later"}, [&](const Json&, std::shared_ptr<ToolContext> context,
                                                  std::function<void(ToolReply)> done) {
    open = std::move(context);
    late = std::move(done);
  });
  Peer client = peer(server);
  client.send("x", "tools/call", {{"name", "later"}});
  ASSERT_TRUE(late);
  EXPECT_FALSE(open->stop().stop_requested());
  client.connection().receive(Notification{"notifications/cancelled", {{"requestId", "x"}}});
  EXPECT_TRUE(open->stop().stop_requested());
  EXPECT_EQ(notes, Notes({" tools/call", " tools/call The request was cancelled"}));
  late(text("too late"));
  EXPECT_EQ(notes.size(), 2U);
  EXPECT_TRUE(client.connection().wait_until_idle(std::chrono::seconds(10)));
  EXPECT_TRUE(client.has_nothing());
}

// A middleware may continue after the connection and the server are destroyed.
TEST_P(ServerMiddleware, MayBeLate) {
  std::function<void()> go_on;
  const Middleware slow = [&](PassingRequest request, const CallerInfo&, Proceed proceed,
                              Respond respond) {
    go_on = [request = std::move(request), proceed = std::move(proceed),
             respond = std::move(respond)] { proceed(request, respond); };
  };
  {
    Server server({"s", "1"}, {.middleware = {slow}});
    server.add_tool<NoArguments>({.name = "t"}, [](const NoArguments&) { return "done"; });
    Peer client = peer(server);
    client.send(7, "tools/call", {{"name", "t"}});
    ASSERT_TRUE(go_on);
    EXPECT_EQ(client.connection().open_requests(), 1U);
  }
  go_on();
}

}  // namespace
}  // namespace mcp
