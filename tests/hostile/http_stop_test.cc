// Stopping a listener.

#include <gtest/gtest.h>

#include "support/eventually.hpp"
#include "support/hanging_tool.hpp"
#include "support/http_host.hpp"
#include "support/http_requests.hpp"
#include "support/raw_client.hpp"

namespace mcp::test::http_stop_test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

std::string listen() {
  return to_wire(modern_post(
      modern_message("subscriptions/listen", {{"notifications", {{"toolsListChanged", true}}}})));
}

TEST(HttpStop, Case132_StreamsEndWithTheirResult) {
  HttpHost host({.drain = 60s});
  RawClient listening(host.port());
  RawClient idle(host.port());
  listening.send(listen());
  ASSERT_TRUE(listening.read_until("acknowledged"));
  EXPECT_EQ(idle.ask(to_wire(modern_tool("echo", {{"text", "x"}}))).status, 200);

  RawClient session(host.port());
  const std::string id = session.ask(to_wire(initialize_post())).value("mcp-session-id");
  RawClient stream(host.port());
  stream.send(to_wire(stream_get(id)));
  ASSERT_TRUE(stream.read_until("text/event-stream"));

  const auto start = Clock::now();
  host.stop();
  host.join();
  EXPECT_LT(Clock::now() - start, allowing(5s));  // long before `drain`
  const RawResponse last = listening.read();
  EXPECT_TRUE(last.complete);
  EXPECT_NE(last.body.find("\"result\""), std::string::npos);
  const RawResponse own = stream.read();
  EXPECT_TRUE(own.complete);
  EXPECT_NE(own.body.find("retry: "), std::string::npos);
  EXPECT_TRUE(idle.closed());
  EXPECT_EQ(host.listener.connections(), 0U);
  EXPECT_THROW(RawClient(host.port()), std::runtime_error);
}

// In each run the response is ready at about the moment when the listener could stop.
TEST(HttpStop, Case132_OpenCallsFinishAndTheirAnswersArrive) {
  for (int i = 0; i < 20; ++i) {
    HttpHost host({.drain = 60s});
    HangingTool tool(host.server);
    RawClient plain(host.port());
    RawClient streaming(host.port());
    plain.send(to_wire(modern_tool("hangs", Json::object())));
    streaming.send(to_wire(modern_tool("hangs", Json::object(), 2, "token")));
    ASSERT_TRUE(tool.begun() && tool.begun());
    host.stop();
    // From now on no new connection is accepted.
    ASSERT_TRUE(eventually([&] {
      try {
        RawClient late(host.port());
        return false;
      } catch (const std::runtime_error&) {
        return true;
      }
    }));
    EXPECT_FALSE(host.stopped());
    tool.release();
    const RawResponse answer = plain.read();
    ASSERT_TRUE(answer.complete);
    EXPECT_EQ(answer.json()["result"]["content"][0]["text"], "released");
    const RawResponse events = streaming.read();
    EXPECT_TRUE(events.complete);
    EXPECT_NE(events.body.find("released"), std::string::npos);
    host.join();
  }
}

TEST(HttpStop, Case132_CallThatNeverEndsIsCutOff) {
  HttpHost host({.drain = 1s});
  HangingTool tool(host.server);
  RawClient client(host.port());
  client.send(to_wire(modern_tool("hangs", Json::object(), 1, "token")));
  ASSERT_TRUE(tool.begun());
  host.stop();
  host.join();
  EXPECT_TRUE(tool.stopped());
  EXPECT_TRUE(client.closed());
}

TEST(HttpStop, Case132_RequestsThatComeMeanwhile) {
  for (int i = 0; i < 10; ++i) {
    HttpHost host({.drain = 60s});
    std::atomic<bool> going = true;
    std::jthread busy([&] {
      while (going) {
        try {
          RawClient client(host.port());
          client.send(listen());
          client.read_until("acknowledged", 50ms);
        } catch (const std::runtime_error&) {
        }
      }
    });
    ASSERT_TRUE(eventually([&] { return host.listener.connections() > 0; }));
    const auto start = Clock::now();
    host.stop();
    host.join();
    EXPECT_LT(Clock::now() - start, allowing(10s));
    going = false;
  }
}

}  // namespace
}  // namespace mcp::test::http_stop_test
