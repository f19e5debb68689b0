// --public-url: where authorization servers send the user's browser back to.

#include "bridge/gateway/bridge_program.hpp"
#include "bridge/login_server.hpp"

namespace mcp::test::login_settings_test {
namespace {

TEST(PublicUrl, IsWhereTheLoginEnds) {
  LoginServer server;
  BridgeProgram bridge;
  bridge.configure({{"mcpServers", {{"web", {{"url", server.url()}, {"era", "legacy"}}}}}});
  bridge.arguments = {"--public-url", "https://chat.example.com/"};
  bridge.start();
  const Json answer = bridge.ask("POST", "/api/servers/web/login").json();
  const std::string page = answer["server"]["login"]["url"];
  EXPECT_TRUE(server.log_in_at(page).starts_with("https://chat.example.com/oauth/callback?"))
      << page;
  const RawResponse by_name = RawClient(bridge.port())
                                  .ask(
                                      "GET /oauth/done HTTP/1.1\r\n"
                                      "Host: chat.example.com\r\n\r\n");
  EXPECT_EQ(by_name.status, 200);
}

TEST(PublicUrl, MustBeHttpsOrThisMachine) {
  for (const char* url : {"chat.example.com", "http://chat.example.com", "ftp://x",
                          "https://chat.example.com/path", "https://u:p@chat.example.com",
                          "https://chat.example.com/?a", "https://chat.example.com/#a"}) {
    BridgeProgram bridge;
    bridge.configure({{"mcpServers", Json::object()}});
    bridge.environment["BRIDGE_PUBLIC_URL"] = url;
    const std::string complaint = bridge.complaint();
    EXPECT_NE(complaint.find("--public-url: must be an https:// address"), std::string::npos)
        << complaint;
  }
}

}  // namespace
}  // namespace mcp::test::login_settings_test
