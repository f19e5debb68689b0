// Slow clients, idle clients, many clients, and clients that disconnect.

#include <gtest/gtest.h>

#include <atomic>
#include <list>

#include "support/eventually.hpp"
#include "support/hanging_tool.hpp"
#include "support/http_host.hpp"
#include "support/http_requests.hpp"
#include "support/process_memory.hpp"
#include "support/raw_client.hpp"

namespace mcp::test::http_patience_test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

http::ListenerOptions impatient() {
  return {.header_time = 1s, .body_time = 1s, .idle_time = 1s, .write_time = 1s};
}

http::Request echo(const std::string& text) {
  return modern_tool("echo", {{"text", text}});
}

void expect_alive(const HttpHost& host) {
  RawClient client(host.port());
  EXPECT_EQ(client.ask(to_wire(echo("alive"))).status, 200);
}

// Sends a byte now and then until the server closes the connection. Returns how long that took.
Clock::duration drip(RawClient& client, std::string_view bytes) {
  const auto start = Clock::now();
  for (const char byte : bytes) {
    if (client.closed(100ms) || !client.send({&byte, 1})) break;
  }
  EXPECT_TRUE(client.closed());
  return Clock::now() - start;
}

TEST(HttpPatience, Case118_HeadersThatNeverEnd) {
  HttpHost host(impatient());
  RawClient client(host.port());
  const auto lasted =
      drip(client, "POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + std::string(1000, 'x'));
  EXPECT_LT(lasted, allowing(4s));
  EXPECT_GT(lasted, 900ms);
  expect_alive(host);
}

// The time limit for headers is independent of the idle timeout: it starts with the first byte,
// also of a second request.
TEST(HttpPatience, Case118_HeadersThatDripWhereSilenceMayLast) {
  HttpHost host({.header_time = 1s, .idle_time = 3600s});
  for (const bool again : {false, true}) {
    RawClient client(host.port());
    if (again) {
      ASSERT_EQ(client.ask(to_wire(echo("x"))).status, 200);
    }
    EXPECT_LT(drip(client, "POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + std::string(1000, 'x')),
              allowing(4s));
  }
  RawClient stopped(host.port());
  stopped.send("P");
  EXPECT_TRUE(stopped.closed());
  expect_alive(host);
}

TEST(HttpPatience, Case118_NewConnectionIsSilentForAShorterTime) {
  HttpHost host({.header_time = 1s, .idle_time = 3600s});
  RawClient kept(host.port());
  EXPECT_EQ(kept.ask(to_wire(echo("x"))).status, 200);
  RawClient silent(host.port());
  EXPECT_TRUE(silent.closed());
  EXPECT_FALSE(kept.closed(300ms));
  EXPECT_EQ(kept.ask(to_wire(echo("x"))).status, 200);
}

// The idle timeout between requests is independent of the time limit for headers.
TEST(HttpPatience, Case118_SilenceBetweenRequests) {
  HttpHost host({.header_time = 3600s, .idle_time = 1s});
  RawClient between(host.port());
  EXPECT_EQ(between.ask(to_wire(echo("x"))).status, 200);
  EXPECT_TRUE(between.closed());
  RawClient fresh(host.port());
  EXPECT_EQ(fresh.ask(to_wire(echo("x"))).status, 200);
}

TEST(HttpPatience, Case119_BodyThatNeverEnds) {
  HttpHost host(impatient());
  for (const char* framing :
       {"Content-Length: 1000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"}) {
    const std::string wire = to_wire(echo("x"));
    RawClient client(host.port());
    client.send(wire.substr(0, wire.find("Content-Length")) + framing);
    std::string body = framing[0] == 'C' ? std::string(1000, ' ') : "";
    for (int i = 0; i < 200; ++i) body += "1\r\n \r\n";
    EXPECT_LT(drip(client, body), allowing(4s));
  }
  expect_alive(host);
}

/// Counts the bytes of a body that is passed in pieces.
class CountingTransfer final : public http::Transfer {
 public:
  explicit CountingTransfer(std::atomic<std::size_t>& received) : received_(received) {}

  std::optional<http::TransferReply> begin() override { return std::nullopt; }
  std::optional<http::TransferReply> receive(std::string_view bytes) override {
    received_ += bytes.size();
    return std::nullopt;
  }
  http::TransferReply respond() override { return {}; }
  std::string read() override { return {}; }

 private:
  std::atomic<std::size_t>& received_;
};

TEST(HttpPatience, Case119_BodyInPiecesThatNeverEnds) {
  std::atomic<std::size_t> received = 0;
  http::ListenerOptions listening = impatient();
  listening.transfers = {.prefix = "/files/", .open = [&](const http::Request&) {
                           return std::make_shared<CountingTransfer>(received);
                         }};
  HttpHost host(listening);
  RawClient client(host.port());
  client.send("PUT /files/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nfirst");
  EXPECT_LT(drip(client, std::string(1000, 'x')), allowing(4s));
  // What has arrived is not lost.
  EXPECT_TRUE(eventually([&] { return received >= 5; }));
  expect_alive(host);
}

TEST(HttpPatience, Case118_SilenceBeforeAndBetweenRequests) {
  HttpHost host(impatient());
  RawClient silent(host.port());
  RawClient between(host.port());
  EXPECT_EQ(between.ask(to_wire(echo("x"))).status, 200);
  EXPECT_TRUE(silent.closed());
  EXPECT_TRUE(between.closed());
  EXPECT_TRUE(eventually([&] { return host.listener.connections() == 0; }));
}

// An event stream without events does not count as idle either.
TEST(HttpPatience, Case118_WhoWaitsForAnAnswerIsNotIdle) {
  http::ListenerOptions listening = impatient();
  listening.comment_after = 1s;
  HttpHost host(listening);
  HangingTool tool(host.server);
  RawClient plain(host.port());
  RawClient streaming(host.port());
  plain.send(to_wire(modern_tool("hangs", Json::object())));
  streaming.send(to_wire(modern_tool("hangs", Json::object(), 2, "token")));
  ASSERT_TRUE(tool.begun() && tool.begun());
  EXPECT_TRUE(streaming.read_until("\n:\n\n"));  // comments keep it open, for longer than idle_time
  EXPECT_TRUE(streaming.read_until("\n:\n\n\r\n3\r\n:\n\n"));
  tool.release();
  EXPECT_EQ(plain.read().json()["result"]["content"][0]["text"], "released");
  EXPECT_NE(streaming.read().body.find("released"), std::string::npos);
}

TEST(HttpPatience, Case120_ThousandsOfIdleConnections) {
  const std::size_t possible = raise_descriptor_limit();
  const std::size_t count = std::min<std::size_t>(sanitized ? 500 : 9990, (possible - 200) / 2);
  ASSERT_GT(count, 100U);
  HttpHost host({.header_time = 600s});
  expect_alive(host);
  const std::size_t before = memory_in_use();
  std::list<RawClient> idle;
  for (std::size_t i = 0; i < count; ++i) {
    idle.emplace_back(host.port());
    // Some have sent nothing, some a part of a request, some a whole one.
    if (i % 3 == 1) idle.back().send("POST /mcp HTTP/1.1\r\nHo");
    if (i % 3 == 2) {
      ASSERT_EQ(idle.back().ask(to_wire(echo("x"))).status, 200);
    }
  }
  ASSERT_TRUE(eventually([&] { return host.listener.connections() == count; }));
  const auto start = Clock::now();
  for (int i = 0; i < 50; ++i) expect_alive(host);
  EXPECT_LT(Clock::now() - start, allowing(5s));
  if (!sanitized) {
    EXPECT_LT((memory_in_use() - before) / count, 16U << 10);
  }
  for (auto& client : idle) client.reset();
  EXPECT_TRUE(eventually([&] { return host.listener.connections() == 0; }));
  expect_alive(host);
}

TEST(HttpPatience, Case128_ClientThatLeavesCancelsItsCall) {
  HttpHost host;
  HangingTool tool(host.server);
  const std::string next = to_wire(echo("next"));
  const std::function<void(RawClient&)> ways[] = {
      [](RawClient& client) { client.close(); },
      [](RawClient& client) { client.reset(); },
      [](RawClient& client) { client.half_close(); },
      // Unread bytes must not hide that the client has disconnected.
      [&](RawClient& client) {
        client.send(next);
        client.close();
      },
      [&](RawClient& client) {
        client.send(std::string(4 * mebibyte, 'x').substr(0, 1 << 16));
        client.reset();
      },
  };
  for (const auto& leave : ways) {
    for (const Json& token : {Json(), Json("token")}) {
      SCOPED_TRACE(std::to_string(&leave - ways) + token.dump());
      RawClient client(host.port());
      client.send(to_wire(modern_tool("hangs", Json::object(), 1, token)));
      ASSERT_TRUE(tool.begun());
      leave(client);
      EXPECT_TRUE(tool.stopped());
    }
  }
  EXPECT_TRUE(eventually([&] { return host.listener.connections() == 0; }));
}

// The client neither reads the response nor disconnects, so the kernel's buffers are full.
TEST(HttpPatience, Case128_ClientThatNeverReads) {
  HttpHost host(impatient());
  host.server.add_tool({.name = "large"}, ToolHandler([](const Json&, ToolContext&) {
                         return ToolReply(text(std::string(16 * mebibyte, 'x')));
                       }));
  RawClient client(host.port(), 4096);
  client.send(to_wire(modern_tool("large", Json::object())));
  ASSERT_TRUE(eventually([&] { return host.listener.connections() == 1; }));
  EXPECT_TRUE(eventually([&] { return host.listener.connections() == 0; }));
  expect_alive(host);
}

TEST(HttpPatience, Case129_SlowReaderOfAnEventStream) {
  HttpHost host({.max_unsent_bytes = mebibyte, .write_time = 2s});
  std::counting_semaphore<> begun{0};
  std::counting_semaphore<> stopped{0};
  host.server.add_tool({.name = "floods"}, ToolHandler([&](const Json&, ToolContext& context) {
                         const std::string line(16 << 10, 'x');
                         context.progress(1, {}, line);
                         begun.acquire();  // waits until the client has read the first event
                         for (int i = 2; !context.stop().stop_requested(); ++i) {
                           context.progress(i, {}, line);
                         }
                         stopped.release();
                         return ToolReply(text("flooded"));
                       }));
  const std::size_t before = memory_in_use();
  RawClient client(host.port(), 4096);
  client.send(to_wire(modern_tool("floods", Json::object(), 1, "token")));
  const bool heard = client.read_until("notifications/progress");
  begun.release();
  ASSERT_TRUE(heard);
  EXPECT_TRUE(stopped.try_acquire_for(patience));
  EXPECT_TRUE(eventually([&] { return host.listener.connections() == 0; }));
  if (!sanitized) {
    EXPECT_LT(memory_in_use() - before, 32 * mebibyte);
  }
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(client.unread().find("flooded"), std::string::npos);
  expect_alive(host);
}

TEST(HttpPatience, Case130_ConnectionsBeyondTheLimit) {
  HttpHost host({.max_connections = 3});
  std::list<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(host.port());
    EXPECT_EQ(clients.back().ask(to_wire(echo("x"))).status, 200);
  }
  RawClient refused(host.port());
  const RawResponse response = refused.read();
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.has("connection: close"));
  EXPECT_TRUE(refused.closed());
  for (auto& client : clients) EXPECT_EQ(client.ask(to_wire(echo("x"))).status, 200);
  clients.pop_back();
  EXPECT_TRUE(eventually([&] {
    RawClient client(host.port());
    return client.ask(to_wire(echo("x"))).status == 200;
  }));
}

TEST(HttpPatience, Case130_TwoServersDoNotShareAPort) {
  HttpHost host;
  EXPECT_THROW(http::Listener(host.endpoint, {.port = host.port()}), std::runtime_error);
  expect_alive(host);
}

}  // namespace
}  // namespace mcp::test::http_patience_test
