// Authentication and limits of the bridge's sockets and requests.

#include "bridge/gateway/bridge_program.hpp"
#include "bytes/base64.hpp"

namespace mcp::test::access_test {
namespace {

TEST(Access, TokenAndOriginAreWantedBeforeTheUpgrade) {
  BridgeProgram bridge;
  bridge.start();
  Entrance entrance = bridge.native();
  entrance.token = "";
  EXPECT_EQ(ChatClient(entrance).status(), 401);
  entrance.token = "wrong";
  EXPECT_EQ(ChatClient(entrance).status(), 401);
  entrance.token = BridgeProgram::token;
  entrance.origin = "https://evil.example";
  EXPECT_EQ(ChatClient(entrance).status(), 403);
  entrance.origin = "http://127.0.0.1:" + std::to_string(bridge.port());
  EXPECT_EQ(ChatClient(entrance).status(), 101);
}

TEST(Access, InvalidFramesCloseTheSocket) {
  BridgeProgram bridge;
  bridge.start();
  ChatClient client(bridge.native());
  for (int i = 0; i < 20; ++i) client.send_text("[]");
  EXPECT_EQ(client.closed(), 1008);
}

TEST(Access, RequestOverALimitDoesNotEndTheBridge) {
  BridgeProgram bridge;
  bridge.start();
  const std::string post = "POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  const std::string large((1 << 20) + 1, 'x');
  for (const std::string& bytes :
       {post + "X: " + std::string(17 << 10, 'x') + "\r\n\r\n",
        post + "Content-Length: 1048577\r\n\r\n" + large,
        post + "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + large + "\r\n0\r\n\r\n"}) {
    RawClient client(bridge.port());
    client.send(bytes);
    client.half_close();
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(bridge.ask("GET", "/health").status, 200);
  }
  EXPECT_FALSE(bridge.process().wait_exit(std::chrono::milliseconds(0)));
}

TEST(Access, FrameOverTheLimitEndsTheSocket) {
  BridgeProgram bridge;
  bridge.start();
  ChatClient client(bridge.native());
  client.send_text(std::string(2 << 20, 'x'));
  EXPECT_EQ(client.closed(), 1009);
  EXPECT_EQ(ChatClient(bridge.native()).status(), 101);
}

TEST(Access, FrameThatDoesNotEndIsBrokenOff) {
  BridgeProgram bridge;
  bridge.start();
  ChatClient client(bridge.native());
  client.send_text(std::string(64 << 20, 'x'));
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(ChatClient(bridge.native()).status(), 101);
}

TEST(Access, ManyMessagesAtOnceAreTooMany) {
  BridgeProgram bridge;
  bridge.model.set_scenario(R"({"steps": [{"answer": {"blocks": [{"type": "text", "text": "x"}]},
    "faults": {"stall_head": true}}]})");
  bridge.start();
  ChatClient client(bridge.native());
  for (int i = 0; i < 12; ++i) client.send(user_message("x"));
  const auto limited = [](const Json& frame) {
    return frame["type"] == "error" && frame["data"]["message"] == "rate_limited";
  };
  EXPECT_GT(client.wait_for(limited)["data"].value("retry_after_ms", 0), 0);
  EXPECT_EQ(client.seen("user_message_accepted").size(), 1U) << "one turn at a time";
}

TEST(Access, OtherOriginsMayNeitherEmbedAnswersNorKeepTheWindow) {
  BridgeProgram bridge;
  bridge.start();
  for (const char* path : {"/", "/health", "/api/tools", "/nowhere/x.js"}) {
    const RawResponse response = bridge.ask("GET", path);
    EXPECT_EQ(response.value("cross-origin-opener-policy"), "same-origin") << path;
    EXPECT_EQ(response.value("cross-origin-resource-policy"), "same-origin") << path;
  }
}

// Cookies ignore ports (RFC 6265 section 8.5): a program on another port would receive the token.
TEST(Access, CookiesAreNeitherSetNorAccepted) {
  BridgeProgram bridge;
  bridge.start();
  const std::string port = std::to_string(bridge.port());
  const std::string value = std::string("=") + BridgeProgram::token;
  const std::string cookies = "mcp_bridge" + value + "; mcp_bridge_" + port + value;
  const auto get = [&](const std::string& path) {
    return RawClient(bridge.port())
        .ask("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nCookie: " + cookies +
             "\r\n\r\n");
  };
  EXPECT_EQ(get("/api/tools").status, 401);
  const RawResponse page = get("/?token=" + std::string(BridgeProgram::token));
  EXPECT_EQ(page.status, 200) << "the page takes the token out of its address";
  EXPECT_EQ(page.value("set-cookie"), "");
  for (Entrance entrance : {bridge.native(), bridge.project(), bridge.gateway()}) {
    entrance.token = "";
    entrance.cookie = cookies;
    EXPECT_EQ(ChatClient(entrance).status(), 401) << entrance.target;
  }
}

TEST(Access, SubprotocolCarriesTheTokenAndIsNotSelected) {
  BridgeProgram bridge;
  bridge.start();
  Entrance entrance = bridge.native();
  entrance.token = "";
  const std::string offered = "mcp-bridge.token." + to_base64url(BridgeProgram::token);
  const struct {
    std::string protocols;
    int status;
  } cases[] = {{"mcp-bridge.v1, " + offered, 101},
               {offered + ",mcp-bridge.v1", 101},
               {"mcp-bridge.v1, " + offered + "A", 401},
               {"mcp-bridge.v1, " + offered.substr(0, offered.size() - 1), 401},
               {"mcp-bridge.v1, mcp-bridge.token.", 401},
               {std::string("mcp-bridge.v1, mcp-bridge.token.") + BridgeProgram::token, 401},
               {"mcp-bridge.v1", 401}};
  for (const auto& [protocols, status] : cases) {
    entrance.protocol = protocols;
    const ChatClient client(entrance);
    EXPECT_EQ(client.status(), status) << protocols;
    EXPECT_EQ(client.subprotocol(), status == 101 ? "mcp-bridge.v1" : "") << protocols;
  }
  EXPECT_EQ(bridge.process().errors().find(offered), std::string::npos) << "it is not logged";
}

TEST(Access, QueryCarriesTheTokenOfClientsWithoutHeaders) {
  BridgeProgram bridge;
  bridge.start();
  for (Entrance entrance : {bridge.project(), bridge.gateway()}) {
    entrance.token = "";
    const std::string path = entrance.target;
    entrance.target = path + "?token=" + BridgeProgram::token;
    EXPECT_EQ(ChatClient(entrance).status(), 101) << path;
    entrance.target = path + "?token=wrong";
    EXPECT_EQ(ChatClient(entrance).status(), 401) << path;
  }
}

TEST(Access, SocketsOfOneAddressAreLimited) {
  BridgeProgram bridge;
  bridge.start();
  std::vector<std::unique_ptr<ChatClient>> clients;
  for (int i = 0; i < 64; ++i) {
    clients.push_back(std::make_unique<ChatClient>(bridge.native()));
    ASSERT_EQ(clients.back()->status(), 101) << i;
  }
  EXPECT_EQ(ChatClient(bridge.native()).status(), 429);
  clients.pop_back();
  EXPECT_TRUE(eventually([&] { return ChatClient(bridge.native()).status() == 101; }));
}

}  // namespace
}  // namespace mcp::test::access_test
