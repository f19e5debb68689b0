// The endpoint in a program's own server of cpp-httplib.

#include <gtest/gtest.h>

#include <thread>

#include "mcp/server/httplib.hpp"
#include "support/feature_server.hpp"
#include "support/hanging_tool.hpp"
#include "support/http_requests.hpp"
#include "support/raw_client.hpp"

namespace mcp::test {
namespace {

class HttpMount : public testing::Test {
 protected:
  HttpMount() {
    add_features(server);
    listener.new_task_queue = [] { return new httplib::ThreadPool(8); };
    mount(listener, "/mcp", endpoint);
    port = static_cast<std::uint16_t>(listener.bind_to_any_port("127.0.0.1"));
    serving = std::jthread([this] { listener.listen_after_bind(); });
  }
  ~HttpMount() override {
    endpoint->end_streams();
    listener.stop();
  }

  Server server{feature_identity(), feature_options()};
  std::shared_ptr<http::Endpoint> endpoint = std::make_shared<http::Endpoint>(
      server, http::EndpointOptions{.limits = {.max_bytes = 100'000}});
  httplib::Server listener;
  std::uint16_t port = 0;
  std::jthread serving;
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
  HangingTool tool(server);
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
  endpoint->end_streams();
  const RawResponse response = client.read();
  EXPECT_TRUE(response.complete);
  EXPECT_NE(response.body.find("\"result\""), std::string::npos);
}

}  // namespace
}  // namespace mcp::test
