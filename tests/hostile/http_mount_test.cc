// The endpoint in a program's own server of cpp-httplib.

#include <gtest/gtest.h>

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
