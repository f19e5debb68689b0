// Requests that are refused for what their head says, against a real mcp-bridge.

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::requests_test {
namespace {

const std::string credentials =
    std::string("Authorization: Bearer ") + BridgeProgram::token + "\r\n";

// A bridge whose state no test changes.
class Requests : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    bridge = std::make_unique<BridgeProgram>();
    bridge->start();
  }
  static void TearDownTestSuite() { bridge.reset(); }

  static RawResponse ask(const std::string& bytes) { return RawClient(bridge->port()).ask(bytes); }
  static RawResponse get(const std::string& path, const std::string& headers) {
    return ask("GET " + path + " HTTP/1.1\r\n" + headers + "\r\n");
  }

  static std::unique_ptr<BridgeProgram> bridge;
};

std::unique_ptr<BridgeProgram> Requests::bridge;

TEST_F(Requests, HostIsComparedAsAWhole) {
  const auto status = [](const std::string& host) {
    return get("/api/tools", "Host: " + host + "\r\n" + credentials).status;
  };
  for (const char* good :
       {"localhost", "LocalHost:80", "127.0.0.1", "127.0.0.1:4000", "[::1]", "[::1]:4000"}) {
    EXPECT_EQ(status(good), 200) << good;
  }
  for (const char* bad :
       {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:80evil",
        "localhost:evil.example", "localhost:80:80", "[::1]evil.example", "[::1].evil.example",
        "[::1", "::1", "[::1]:80x", "localhost, evil.example", "user@localhost", "localhost/evil",
        "127.0.0.2x", "0.0.0.0", ""}) {
    EXPECT_EQ(status(bad), 403) << bad;
  }
}

// Also where no token is needed: a page that has its own name resolve to this machine must not read
// what the bridge tells.
TEST_F(Requests, HostAndOriginAreCheckedEverywhere) {
  for (const char* path : {"/", "/health", "/ready", "/metrics", "/api/tools", "/ws", "/nothing"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(get(path, "Host: evil.example\r\n" + credentials).status, 403);
    for (const char* origin : {"https://evil.example", "http://localhost.evil.example", "null",
                               "evil://localhost", "localhost", "http://localhost:80"}) {
      const std::string headers = std::string("Host: localhost\r\nOrigin: ") + origin + "\r\n";
      EXPECT_EQ(get(path, headers + credentials).status, 403) << origin;
    }
  }
  const std::string own = "Host: localhost:1\r\nOrigin: http://localhost:1\r\n";
  EXPECT_EQ(get("/health", own).status, 200);
  EXPECT_EQ(get("/metrics", own).status, 401);
  EXPECT_EQ(get("/metrics", own + credentials).status, 200);
}

TEST_F(Requests, SchemeOfTheCredentialsHasNoCase) {
  const std::string token = BridgeProgram::token;
  const auto status = [](const std::string& value) {
    return get("/api/tools", "Host: localhost\r\nAuthorization: " + value + "\r\n").status;
  };
  for (const std::string& good : {"Bearer " + token, "bearer " + token, "BEARER   " + token}) {
    EXPECT_EQ(status(good), 200) << good;
  }
  for (const std::string& bad :
       {token, "Basic " + token, std::string("Bearer"), std::string("Bearer "), "Bearer" + token,
        "Bearer " + token + "x", "Bearer " + token + " " + token, "Bearer\t" + token,
        "Bearer, Bearer " + token}) {
    EXPECT_EQ(status(bad), 401) << bad;
  }
}

}  // namespace
}  // namespace mcp::test::requests_test
