// Requests that a real mcp-bridge rejects because of their head.

#include "bridge/gateway/bridge_program.hpp"
#include "support/ambiguous_requests.hpp"

namespace mcp::test::requests_test {
namespace {

const std::string credentials =
    std::string("Authorization: Bearer ") + BridgeProgram::token + "\r\n";

// A bridge that all tests share; none changes its state.
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

TEST_F(Requests, AmbiguousOnesAreRefused) {
  const std::string head = "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\n" + credentials;
  const std::string body = "{}";
  const std::string inner = head + "Content-Length: 2\r\n\r\n" + body;
  const std::size_t before = bridge->ask("GET", "/api/sessions").json()["sessions"].size();
  for (const auto& [name, bytes] : ambiguous_requests("/api/sessions", head, body, inner)) {
    SCOPED_TRACE(name);
    RawClient client(bridge->port());
    client.send(bytes + inner);
    const RawResponse response = client.read();
    EXPECT_TRUE(response.status == 400 || response.status == 413) << response.status;
    client.half_close();
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.unread(), "");
  }
  EXPECT_EQ(bridge->ask("GET", "/api/sessions").json()["sessions"].size(), before);
}

TEST_F(Requests, FieldsThatDecideAreThereOnce) {
  const std::string host = "Host: localhost\r\n";
  const std::string origin = "Origin: http://localhost\r\n";
  for (const std::string& headers :
       {host + host + credentials, host + "Host: evil.example\r\n" + credentials,
        "Host: evil.example\r\n" + host + credentials, host + origin + origin + credentials,
        host + origin + "Origin: https://evil.example\r\n" + credentials,
        host + credentials + credentials, credentials,
        host + credentials + "Content-Length: 0\r\nContent-Length: 0\r\n"}) {
    EXPECT_EQ(get("/api/tools", headers).status, 400) << headers;
  }
  EXPECT_EQ(ask("GET /health HTTP/1.0\r\nHost: localhost\r\nHost: evil.example\r\n\r\n").status,
            400);
}

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

TEST_F(Requests, ReadinessNamesNoServer) {
  const RawResponse ready = get("/ready", "Host: localhost\r\n");
  EXPECT_EQ(ready.status, 200);
  const Json servers = Json::parse(ready.body)["servers"];
  EXPECT_FALSE(servers.empty());
  for (const auto& [state, count] : servers.items()) {
    EXPECT_TRUE(count.is_number()) << state;
  }
}

// Also for paths without a token: a page whose name resolves to this machine (DNS rebinding) must
// not read the bridge's responses.
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

// A browser sends the preflight without the token, and lets the page read only responses that allow
// its origin.
TEST(PageRequests, MayComeFromAllowedOrigins) {
  BridgeProgram bridge;
  bridge.environment["WS_ALLOWED_ORIGINS"] = "http://localhost:3000";
  bridge.start();
  const auto ask = [&](const std::string& method, const std::string& origin,
                       const std::string& more) {
    return RawClient(bridge.port())
        .ask(method + " /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: " + origin + "\r\n" +
             more + "\r\n");
  };
  const std::string page = "http://localhost:3000";
  const std::string asks =
      "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n";
  const RawResponse asked = ask("OPTIONS", page, asks);
  EXPECT_EQ(asked.status, 204);
  EXPECT_EQ(asked.value("access-control-allow-origin"), page);
  EXPECT_EQ(asked.value("access-control-allow-headers"), "authorization");
  EXPECT_EQ(asked.value("access-control-max-age"), "7200");
  const RawResponse unknown = ask("GET", page, "");
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(unknown.value("access-control-allow-origin"), page);
  const std::string with_token =
      std::string("Authorization: Bearer ") + BridgeProgram::token + "\r\n";
  const RawResponse answered = ask("GET", page, with_token);
  EXPECT_EQ(answered.status, 200);
  EXPECT_EQ(answered.value("access-control-allow-origin"), page);
  EXPECT_NE(answered.value("access-control-expose-headers").find("X-Request-ID"),
            std::string::npos);
  for (const char* method : {"OPTIONS", "GET"}) {
    const RawResponse refused = ask(method, "http://else.example", with_token + asks);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.value("access-control-allow-origin"), "");
  }
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

TEST_F(Requests, UpgradesThatAreNone) {
  const std::string required =
      "Host: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\n" + credentials;
  const std::string version = "Sec-WebSocket-Version: 13\r\n";
  const std::string key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
  const std::string head = "GET /ws HTTP/1.1\r\n" + required + version + key;
  RawClient good(bridge->port());
  good.send(head + "\r\n");
  EXPECT_TRUE(good.read_until("HTTP/1.1 101 Switching Protocols\r\n"));
  const std::pair<const char*, std::string> cases[] = {
      {"no key", "GET /ws HTTP/1.1\r\n" + required + version + "\r\n"},
      {"no version", "GET /ws HTTP/1.1\r\n" + required + key + "\r\n"},
      {"two keys", head + key + "\r\n"},
      {"two versions", head + version + "\r\n"},
      {"short key", "GET /ws HTTP/1.1\r\n" + required + version + "Sec-WebSocket-Key: AA\r\n\r\n"},
      {"a body", head + "Content-Length: 2\r\n\r\n{}"},
      {"chunks", head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"a frame before the answer", head + "\r\n\x81\x80"},
      {"a second request", head + "\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"},
  };
  for (const auto& [name, bytes] : cases) {
    SCOPED_TRACE(name);
    RawClient client(bridge->port());
    EXPECT_EQ(client.ask(bytes).status, 400);
    client.half_close();
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.unread(), "");
  }
  EXPECT_EQ(
      get("/ws", "Host: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\n" + version + key)
          .status,
      401);
}

}  // namespace
}  // namespace mcp::test::requests_test
