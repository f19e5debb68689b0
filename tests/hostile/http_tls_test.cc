// The listener over TLS, and connections that are not TLS.

#include <gtest/gtest.h>

#include <cstdlib>

#include "support/eventually.hpp"
#include "support/hanging_tool.hpp"
#include "support/http_host.hpp"
#include "support/http_requests.hpp"
#include "support/raw_client.hpp"
#include "support/scratch.hpp"
#include "support/tls_client.hpp"

namespace mcp::test::http_tls_test {
namespace {

using namespace std::chrono_literals;

class HttpTls : public testing::Test {
 protected:
  void SetUp() override {
    if (!make_certificate(certificate(), key())) GTEST_SKIP() << "there is no openssl command";
    host = std::make_unique<HttpHost>(http::ListenerOptions{
        .header_time = 1s, .tls_certificate = certificate(), .tls_key = key()});
  }

  std::string key() const { return scratch / "key.pem"; }
  std::string certificate() const { return scratch / "certificate.pem"; }

  void expect_alive() {
    TlsClient client(host->port());
    ASSERT_TRUE(client.shake_hands());
    ASSERT_TRUE(client.send(to_wire(modern_tool("echo", {{"text", "alive"}}))));
    EXPECT_TRUE(client.read_until("alive"));
  }

  Scratch scratch;
  std::unique_ptr<HttpHost> host;
};

TEST_F(HttpTls, Case131_ServesAndStreams) {
  TlsClient client(host->port());
  ASSERT_TRUE(client.shake_hands());
  for (int i = 0; i < 3; ++i) {
    const std::string text = "call " + std::to_string(i);
    ASSERT_TRUE(client.send(to_wire(modern_tool("echo", {{"text", text}}))));
    EXPECT_TRUE(client.read_until("\"" + text));
  }
  ASSERT_TRUE(client.send(to_wire(modern_tool("counted", Json::object(), 1, "token"))));
  EXPECT_TRUE(client.read_until("step 3"));
}

TEST_F(HttpTls, Case131_OldVersionsAreRefused) {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    TlsClient client(host->port(), version);
    EXPECT_FALSE(client.shake_hands()) << version;
  }
  TlsClient oldest(host->port(), TLS1_2_VERSION);
  EXPECT_TRUE(oldest.shake_hands());
  EXPECT_EQ(oldest.version(), "TLSv1.2");
  expect_alive();
}

TEST_F(HttpTls, Case131_WhatIsNoHandshake) {
  const std::string cases[] = {
      to_wire(modern_tool("echo", {{"text", "plain"}})),
      std::string(10'000, '\0'),
      std::string(10'000, '\xFF'),
      std::string("\x16\x03\x01\xFF\xFF", 5) + std::string(100, 'x'),
      std::string("\x16\x03\x01\x00\x05", 5) + "\x01",  // and then nothing
      "",
  };
  for (const std::string& bytes : cases) {
    SCOPED_TRACE(bytes.size());
    RawClient client(host->port());
    client.send(bytes);
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.unread().find("HTTP/1.1"), std::string::npos);
  }
  EXPECT_TRUE(eventually([&] { return host->listener.connections() == 0; }));
  expect_alive();
}

TEST_F(HttpTls, Case131_HandshakeThatDrips) {
  RawClient client(host->port());
  const auto start = std::chrono::steady_clock::now();
  client.send(std::string("\x16\x03\x01\x02\x00", 5));
  while (!client.closed(100ms) && client.send("\x01")) {
  }
  EXPECT_TRUE(client.closed());
  EXPECT_LT(std::chrono::steady_clock::now() - start, allowing(4s));
  expect_alive();
}

// The idle timeout applies after the handshake, too.
TEST_F(HttpTls, Case131_SilenceAfterTheHandshake) {
  TlsClient client(host->port());
  ASSERT_TRUE(client.shake_hands());
  EXPECT_FALSE(client.read_until("never"));
  EXPECT_TRUE(eventually([&] { return host->listener.connections() == 0; }));
  expect_alive();
}

TEST_F(HttpTls, Case131_ClientThatLeavesCancelsItsCall) {
  HangingTool tool(host->server);
  const std::function<void(TlsClient&)> ways[] = {
      [](TlsClient& client) { client.socket().close(); },
      [](TlsClient& client) { client.socket().reset(); },
      // An unread close_notify must not hide that the client has disconnected.
      [](TlsClient& client) {
        client.say_goodbye();
        client.socket().close();
      },
  };
  for (const auto& leave : ways) {
    SCOPED_TRACE(&leave - ways);
    TlsClient client(host->port());
    ASSERT_TRUE(client.shake_hands());
    client.send(to_wire(modern_tool("hangs", Json::object())));
    ASSERT_TRUE(tool.begun());
    leave(client);
    EXPECT_TRUE(tool.stopped());
  }
}

TEST_F(HttpTls, Case131_FilesThatAreNotThere) {
  const auto listen = [&](const std::string& with, const std::string& by) {
    http::Listener listener(host->endpoint, {.tls_certificate = with, .tls_key = by});
  };
  EXPECT_THROW(listen(certificate(), ""), std::runtime_error);
  EXPECT_THROW(listen("", key()), std::runtime_error);
  EXPECT_THROW(listen(key(), key()), std::runtime_error);
  EXPECT_THROW(listen(certificate(), certificate()), std::runtime_error);
  EXPECT_THROW(listen(scratch / "none", key()), std::runtime_error);
}

}  // namespace
}  // namespace mcp::test::http_tls_test
