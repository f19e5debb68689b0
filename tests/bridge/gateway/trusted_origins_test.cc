// Pages of a trusted origin need no token, if they are on this machine and in this user's browser.

#include "bridge/gateway/access.hpp"
#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::trusted_origins_test {
namespace {

constexpr const char* front = "http://localhost:3000";

TEST(TrustedOrigins, ChatWithoutAToken) {
  BridgeProgram bridge;
  bridge.environment["BRIDGE_TRUSTED_ORIGINS"] = front;
  bridge.start();
  Entrance entrance = bridge.gateway();
  entrance.token = "";
  EXPECT_EQ(ChatClient(entrance).status(), 401);
  entrance.origin = "http://localhost:3001";
  EXPECT_EQ(ChatClient(entrance).status(), 403);
  entrance.origin = front;
  ChatClient client(entrance);
  EXPECT_EQ(client.status(), 101);
  EXPECT_FALSE(client.wait_for("session_created").is_null());
  const RawResponse response =
      RawClient(bridge.port())
          .ask("GET /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: " + std::string(front) +
               "\r\n\r\n");
  EXPECT_EQ(response.status, 401);
}

TEST(TrustedOrigins, NeedTheRightUserAndName) {
  const bridge::AccessRules rules{.token = "secret-of-the-bridge", .trusted_origins = {front}};
  bridge::Caller caller{};
  caller.host = "localhost:4000";
  caller.origin = front;
  caller.opens_socket_as_own_user = true;
  EXPECT_EQ(status_of(caller, rules), 0);
  caller.host = "[::1]:4000";
  EXPECT_EQ(status_of(caller, rules), 0);
  caller.opens_socket_as_own_user = false;
  EXPECT_EQ(status_of(caller, rules), 401);
  caller.opens_socket_as_own_user = true;
  caller.host = "evil.example:4000";
  EXPECT_EQ(status_of(caller, rules), 403);
  const bridge::AccessRules named{.token = "secret-of-the-bridge",
                                  .trusted_origins = {front},
                                  .allowed_hosts = {"evil.example"}};
  EXPECT_EQ(status_of(caller, named), 401);
}

TEST(TrustedOrigins, ThatCannotBeTrustedEndTheProgram) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"--trusted-origin", "*"}, "without a path, not `*`"},
      {{"--trusted-origin", "localhost:3000"}, "must be an origin such as"},
      {{"--trusted-origin", "http://localhost:3000/"}, "must be an origin such as"},
      {{"--trusted-origin", front, "--host", "0.0.0.0", "--insecure"}, "loopback --host only"}};
  for (const auto& [arguments, said] : cases) {
    const Scratch folder;
    std::vector<std::string> all{"--any-port", "--env-file", "none", "--data-dir", folder / "data"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    ServerProcess process({.arguments = all, .program = MCP_BINARY_DIR "/mcp-bridge"});
    EXPECT_EQ(process.wait_exit(), 1);
    EXPECT_NE(process.errors().find(said), std::string::npos) << process.errors();
  }
}

}  // namespace
}  // namespace mcp::test::trusted_origins_test
