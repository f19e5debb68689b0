// Pages and chats over TLS.

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "bridge/gateway/bridge_program.hpp"
#include "bridge/gateway/gateway_host.hpp"
#include "support/scratch.hpp"
#include "support/tls_client.hpp"

namespace mcp::test {
namespace {

constexpr std::string_view upgrade =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer token\r\n"
    "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mcp-bridge.v1\r\n\r\n";

// The hash of the certificate on a new connection; empty when there is no connection.
std::string presented_certificate(std::uint16_t port) {
  RawClient socket(port);
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
  SSL_set_fd(ssl.get(), socket.descriptor());
  if (SSL_connect(ssl.get()) != 1) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  X509_digest(SSL_get0_peer_certificate(ssl.get()), EVP_sha256(), digest.data(), &size);
  return {digest.begin(), digest.begin() + size};
}

class GatewayTls : public testing::Test {
 protected:
  void SetUp() override {
    if (!make_certificate(certificate, key)) GTEST_SKIP() << "there is no openssl command";
  }

  bridge::GatewayOptions options() const {
    return {.tls_certificate = certificate, .tls_key = key};
  }

  const Scratch scratch;
  const std::string certificate = scratch / "certificate.pem";
  const std::string key = scratch / "key.pem";
};

TEST_F(GatewayTls, ServesRequestsAndChats) {
  GatewayHost host(options());
  TlsClient asking(host.port());
  ASSERT_TRUE(asking.shake_hands());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(asking.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    EXPECT_TRUE(asking.read_until("\"path\":\"/health\"")) << i;
  }
  TlsClient chatting(host.port());
  ASSERT_TRUE(chatting.shake_hands());
  ASSERT_TRUE(chatting.send(upgrade));
  EXPECT_TRUE(chatting.read_until("101 Switching Protocols"));
  EXPECT_TRUE(chatting.read_until("session_created"));
  const std::string ping = R"({"type":"ping","data":{},"id":"1"})";
  const std::string frame =
      "\x81" + std::string(1, static_cast<char>(0x80 | ping.size())) + std::string(4, '\0') + ping;
  ASSERT_TRUE(chatting.send(frame));
  EXPECT_TRUE(chatting.read_until("\"pong\""));
}

TEST_F(GatewayTls, SaysGoodbyeToChatsWhenItEnds) {
  auto host = std::make_unique<GatewayHost>(options());
  TlsClient client(host->port());
  ASSERT_TRUE(client.shake_hands());
  ASSERT_TRUE(client.send(upgrade));
  ASSERT_TRUE(client.read_until("session_created"));
  std::jthread ending([&] { host.reset(); });
  EXPECT_TRUE(client.read_until("the bridge is shutting down"));
  client.socket().reset();
}

TEST_F(GatewayTls, IsNotSpokenByAClientWithoutIt) {
  GatewayHost host(options());
  RawClient plain(host.port());
  plain.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(plain.closed());
}

TEST_F(GatewayTls, ProgramSaysItsAddressAndWantsAPrivateKey) {
  BridgeProgram bridge;
  bridge.arguments = {"--tls-cert", certificate, "--tls-key", key};
  bridge.start();
  EXPECT_NE(bridge.process().errors().find("open https://127.0.0.1:"), std::string::npos);
  TlsClient client(bridge.port());
  ASSERT_TRUE(client.shake_hands());
  ASSERT_TRUE(client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  EXPECT_TRUE(client.read_until("200 OK"));

  std::filesystem::permissions(key, std::filesystem::perms(0644));
  BridgeProgram careless;
  careless.arguments = bridge.arguments;
  EXPECT_NE(careless.complaint().find("--tls-key: "), std::string::npos);
  careless.arguments = {"--tls-cert", certificate};
  EXPECT_NE(careless.complaint().find("TLS needs both"), std::string::npos);
}

TEST_F(GatewayTls, HangupReloadsTheCertificate) {
  BridgeProgram bridge;
  bridge.arguments = {"--tls-cert", certificate, "--tls-key", key};
  bridge.start();
  const auto hang_up = [&](const std::string& expected) {
    const std::size_t said = bridge.process().errors().size();
    bridge.process().kill(SIGHUP);
    return eventually(
        [&] { return bridge.process().errors().find(expected, said) != std::string::npos; });
  };
  const std::string first = presented_certificate(bridge.port());
  EXPECT_FALSE(first.empty());
  TlsClient before(bridge.port());
  ASSERT_TRUE(before.shake_hands());
  ASSERT_TRUE(before.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  ASSERT_TRUE(before.read_until("\"version\""));

  std::ofstream(certificate) << "not a certificate";
  EXPECT_TRUE(hang_up("keeps the old TLS certificate"));
  EXPECT_EQ(presented_certificate(bridge.port()), first);

  ASSERT_TRUE(make_certificate(certificate, key));
  EXPECT_TRUE(hang_up("reloaded TLS certificate"));
  const std::string second = presented_certificate(bridge.port());
  EXPECT_FALSE(second.empty());
  EXPECT_NE(second, first);

  ASSERT_TRUE(make_certificate(certificate, key));
  std::filesystem::permissions(key, std::filesystem::perms(0644));
  EXPECT_TRUE(hang_up("keeps the old TLS certificate"));
  EXPECT_EQ(presented_certificate(bridge.port()), second);

  ASSERT_TRUE(before.send("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  EXPECT_TRUE(before.read_until("\"model\""));
  bridge.process().kill(SIGTERM);
  EXPECT_EQ(bridge.process().wait_exit(), 0) << bridge.process().errors();
}

TEST(Gateway, HangupEndsABridgeWithoutTls) {
  BridgeProgram bridge;
  bridge.start();
  bridge.process().kill(SIGHUP);
  EXPECT_EQ(bridge.process().wait_exit(), 0) << bridge.process().errors();
}

}  // namespace
}  // namespace mcp::test
