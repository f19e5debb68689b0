// Responses to calls of 2026-07-28, as JSON or as events, and disconnected clients.

#include <gtest/gtest.h>

#include "support/endpoint_client.hpp"

namespace mcp::test {
namespace {

http::Request listen(const Json& filter, const Json& id = 1) {
  return modern_post(modern_message("subscriptions/listen", {{"notifications", filter}}, id));
}

TEST(HttpCalls, FirstMessageDecidesTheFormat) {
  EndpointClient client;
  const Served plain = client.send(modern_tool("counted", Json::object()));
  ASSERT_TRUE(plain->ended());
  EXPECT_FALSE(plain->streams());
  EXPECT_EQ(plain->json()["result"]["content"][0]["text"], "counted");

  const Served told = client.send(modern_tool("counted", Json::object(), 2, "token"));
  ASSERT_TRUE(told->ended());
  EXPECT_TRUE(told->streams());
  EXPECT_EQ(told->status(), 200);
  EXPECT_EQ(told->header("Content-Type"), "text/event-stream");
  EXPECT_EQ(told->header("X-Accel-Buffering"), "no");
  EXPECT_EQ(told->header("Mcp-Session-Id"), "");
  const auto events = told->events();
  ASSERT_EQ(events.size(), 4U);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(events[i].data["method"], "notifications/progress");
    EXPECT_EQ(events[i].id, "");  // not resumable
  }
  EXPECT_EQ(events[3].data["id"], 2);
  EXPECT_EQ(told->wrong(), 0);
}

TEST(HttpCalls, DisconnectingCancels) {
  EndpointClient client;
  Served served = client.send(modern_tool("waits_for_stop", Json::object(), 1, "token"));
  ASSERT_TRUE(served->has_events(1));
  EXPECT_FALSE(client.endpoint.wait_until_idle({}));
  served.leave();
  EXPECT_TRUE(client.endpoint.wait_until_idle(patience));
  ASSERT_TRUE(served->ended());
  EXPECT_EQ(served->events().size(), 1U);
  EXPECT_EQ(served->wrong(), 0);
}

TEST(HttpCalls, ADroppedCallIsCancelled) {
  EndpointClient client;
  Served served = client.send(modern_tool("waits_for_stop", Json::object()));
  served.call.reset();
  ASSERT_TRUE(served->ended());
  EXPECT_EQ(served->status(), 202);
  EXPECT_EQ(served->wrong(), 0);
}

TEST(HttpCalls, NothingIsSentAfterTheClientHasLeft) {
  EndpointClient client;
  std::function<void(ToolReply)> answer;
  client.server.add_deferred_tool({.name = "later"}, [&](Json, std::shared_ptr<ToolContext> context,
                                                         std::function<void(ToolReply)> done) {
    answer = [context, done = std::move(done)](ToolReply reply) {
      context->progress(1);
      done(std::move(reply));
    };
  });
  Served served = client.send(modern_tool("later", Json::object(), 1, "token"));
  served.leave();
  answer(text("too late"));
  answer = nullptr;
  EXPECT_EQ(served->body(), "");
  EXPECT_EQ(served->wrong(), 0);
}

TEST(HttpCalls, OneClientMayUseAnIdManyTimesAtOnce) {
  EndpointClient client;
  Served first = client.send(modern_tool("waits_for_stop", Json::object(), "same", "token"));
  Served second = client.send(modern_tool("waits_for_stop", Json::object(), "same", "token"));
  EXPECT_TRUE(first->has_events(1));
  EXPECT_TRUE(second->has_events(1));
  first.leave();
  EXPECT_TRUE(first->ended());
  EXPECT_FALSE(second->finished());
  second.leave();
  EXPECT_TRUE(second->ended());
}

TEST(HttpCalls, ListenStaysOpenUntilTheServerEndsIt) {
  EndpointClient client;
  const Served listening = client.send(listen({{"toolsListChanged", true}}, "ear"));
  ASSERT_TRUE(listening->has_events(1));
  EXPECT_EQ(listening->events()[0].data["method"], "notifications/subscriptions/acknowledged");
  EXPECT_TRUE(client.send(modern_tool("change_everything", Json::object()))->ended());
  ASSERT_TRUE(listening->has_events(3));
  EXPECT_EQ(listening->events()[1].data["method"], "notifications/tools/list_changed");
  EXPECT_FALSE(listening->finished());
  client.endpoint.end_streams();
  ASSERT_TRUE(listening->ended());
  const auto events = listening->events();
  EXPECT_EQ(events.back().data["id"], "ear");
  EXPECT_TRUE(events.back().data.contains("result"));
  EXPECT_EQ(listening->wrong(), 0);
  EXPECT_TRUE(client.endpoint.wait_until_idle({}));
}

TEST(HttpCalls, EndingStreamsLeavesOtherRequestsAlone) {
  EndpointClient client;
  Served working = client.send(modern_tool("waits_for_stop", Json::object(), 1, "token"));
  ASSERT_TRUE(working->has_events(1));
  client.endpoint.end_streams();
  EXPECT_FALSE(working->finished());
  EXPECT_FALSE(client.endpoint.wait_until_idle({}));
  working.leave();
  EXPECT_TRUE(client.endpoint.wait_until_idle(patience));
}

TEST(HttpCalls, ManyComeAndGo) {
  EndpointClient client;
  for (int i = 0; i < 500; ++i) {
    Served served = client.send(listen({{"toolsListChanged", true}}, i));
    served.leave();
    EXPECT_TRUE(served->ended());
  }
  EXPECT_TRUE(client.endpoint.wait_until_idle({}));
}

TEST(HttpCalls, ClientThatIsFarBehindCostsNothing) {
  EndpointClient client;
  Served served = client.send(modern_tool("counted", Json::object(), 1, "token"));
  served->refuse_writes();
  EXPECT_TRUE(served->ended());
  EXPECT_EQ(served->wrong(), 0);
}

}  // namespace
}  // namespace mcp::test
