// The endpoint in a program's own server of cpp-httplib.

#include <gtest/gtest.h>

#include <list>

#include "support/eventually.hpp"
#include "support/hanging_tool.hpp"
#include "support/http_requests.hpp"
#include "support/mount_host.hpp"
#include "support/raw_client.hpp"

namespace mcp::test::http_mount_test {
namespace {

class HttpMount : public testing::Test {
 protected:
  MountHost host{{.limits = {.max_bytes = 100'000}}};
  const std::uint16_t port = host.port();
};

TEST_F(HttpMount, Case102_ForeignOriginAndMismatch) {
  http::Request foreign = modern_tool("echo", {{"text", "x"}});
  set_header(foreign, "Origin", "https://evil.example");
  EXPECT_EQ(RawClient(port).ask(to_wire(foreign)).status, 403);
  http::Request mismatch = modern_tool("echo", {{"text", "x"}});
  set_header(mismatch, "Mcp-Name", "add");
  const RawResponse response = RawClient(port).ask(to_wire(mismatch));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.json()["error"]["code"], -32020);
  http::Request padded = modern_tool("echo", {{"text", "x"}});
  set_header(padded, "Mcp-Method", " \ttools/call\t ");
  EXPECT_EQ(RawClient(port).ask(to_wire(padded)).status, 200);
}

TEST_F(HttpMount, Case127_BodyOverTheLimit) {
  RawClient client(port);
  client.send(to_wire(modern_tool("echo", {{"text", std::string(200'000, 'x')}})));
  EXPECT_EQ(client.read().status, 413);
}

TEST_F(HttpMount, Case128_ClientThatLeavesCancelsItsStream) {
  HangingTool tool(host.server);
  RawClient client(port);
  client.send(to_wire(modern_tool("hangs", Json::object(), 1, "token")));
  ASSERT_TRUE(client.read_until("notifications/progress"));
  client.close();
  EXPECT_TRUE(tool.stopped());
}

// Each open stream takes a thread, so the number of streams is limited, to leave threads for other
// requests.
TEST_F(HttpMount, Case130_StreamsLeaveThreadsForOthers) {
  constexpr std::size_t most = MountHost::threads / 2;
  const std::string listening = to_wire(modern_post(
      modern_message("subscriptions/listen", {{"notifications", {{"toolsListChanged", true}}}})));
  RawClient session(port);
  const std::string id = session.ask(to_wire(initialize_post())).value("mcp-session-id");
  session.close();
  std::list<RawClient> open;
  for (std::size_t i = 0; i < most; ++i) {
    open.emplace_back(port);
    open.back().send(listening);
    ASSERT_TRUE(open.back().read_until("acknowledged")) << i;
  }
  for (int i = 0; i < 100; ++i) {
    RawClient beyond(port);
    const RawResponse refused = beyond.ask(i % 2 == 0 ? listening : to_wire(stream_get(id)));
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.value("retry-after"), "1");
    EXPECT_NE(refused.body.find("no room for another stream"), std::string::npos);
  }
  RawClient other(port);
  EXPECT_EQ(other.ask(to_wire(modern_tool("echo", {{"text", "x"}}))).status, 200);
  // When a stream ends, another one may open.
  open.clear();
  EXPECT_TRUE(eventually([&] {
    RawClient again(port);
    again.send(listening);
    return again.read_until("acknowledged", std::chrono::milliseconds(100));
  }));
}

TEST_F(HttpMount, Case132_ListenEndsWithItsResult) {
  RawClient client(port);
  client.send(to_wire(modern_post(
      modern_message("subscriptions/listen", {{"notifications", {{"toolsListChanged", true}}}}))));
  ASSERT_TRUE(client.read_until("acknowledged"));
  host.stop();
  const RawResponse response = client.read();
  EXPECT_TRUE(response.complete);
  EXPECT_NE(response.body.find("\"result\""), std::string::npos);
}

}  // namespace
}  // namespace mcp::test::http_mount_test
