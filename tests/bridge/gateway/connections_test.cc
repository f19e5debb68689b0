// Too many clients, slow clients, and clients that do not read, with short limits.

#include <gtest/gtest.h>

#include <future>
#include <list>
#include <memory>
#include <span>

#include "bridge/gateway/chat_client.hpp"
#include "bridge/gateway/gateway_host.hpp"
#include "support/eventually.hpp"
#include "support/process_memory.hpp"
#include "support/raw_client.hpp"

namespace mcp::test::connections_test {
namespace {

using namespace std::chrono_literals;
using bridge::GatewayOptions;
using Clock = std::chrono::steady_clock;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

std::string get(const std::string& target, const std::string& more = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

const std::string with_token = "Authorization: Bearer token\r\n";
const Json ping{{"type", "ping"}, {"data", Json::object()}};

Entrance entrance(const GatewayHost& host) {
  return {.port = host.port(), .token = "token", .protocol = "mcp-bridge.v1"};
}

void expect_alive(const GatewayHost& host) {
  EXPECT_EQ(RawClient(host.port()).ask(get("/health")).status, 200);
}

GatewayOptions impatient() {
  return {.head_time = 300ms, .body_time = 300ms, .idle_time = 300ms, .linger_time = 300ms};
}

// Sends a byte now and then until the gateway closes the connection. Returns how long that took.
Clock::duration drip(RawClient& client, std::string_view bytes) {
  const auto start = Clock::now();
  for (const char byte : bytes) {
    if (client.closed(20ms) || !client.send({&byte, 1})) break;
  }
  EXPECT_TRUE(client.closed());
  return Clock::now() - start;
}

TEST(Connections, SlowRequestsAreCutOff) {
  GatewayHost host(impatient());
  const std::string post = "POST /x HTTP/1.1\r\nHost: localhost\r\n" + with_token;
  const std::string filling(2000, '1');
  const struct {
    const char* name;
    std::string at_once;
    std::string slowly;
  } cases[] = {
      {"head", "", get("/health", "X: " + filling)},
      {"head of an upgrade", "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n", filling},
      {"body", post + "Content-Length: 4000\r\n\r\n", filling},
      {"chunk", post + "Transfer-Encoding: chunked\r\n\r\nfff\r\n", filling},
      {"size of a chunk", post + "Transfer-Encoding: chunked\r\n\r\n1;", filling},
      {"trailer", post + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", filling},
      {"second head", get("/health") + "GET", filling},
      {"after a refusal", "GET / HTTP/1.1\r\n\r\n", filling},
      {"silence", "", ""},
  };
  for (const auto& [name, at_once, slowly] : cases) {
    SCOPED_TRACE(name);
    RawClient client(host.port());
    client.send(at_once);
    EXPECT_LT(drip(client, slowly), allowing(3s));
  }
  expect_alive(host);
}

TEST(Connections, ManySlowRequestsHinderNobody) {
  GatewayHost host({.head_time = 10s});
  std::list<RawClient> slow;
  for (int i = 0; i < 50; ++i) {
    slow.emplace_back(host.port());
    slow.back().send("GET / HTTP/1.1\r\nX: ");
  }
  for (int i = 0; i < 100; ++i) {
    for (const RawClient& client : slow) EXPECT_TRUE(client.send("x"));
    expect_alive(host);
  }
}

TEST(Connections, OfOneAddressAreLimited) {
  GatewayHost host({.max_sockets_per_address = 2, .max_requests_per_address = 3});
  std::list<RawClient> clients;
  for (int i = 0; i < 5; ++i) {
    clients.emplace_back(host.port());
    EXPECT_EQ(clients.back().ask(get("/health", with_token)).status, 200);
  }
  for (int i = 0; i < 500; ++i) {
    RawClient client(host.port());
    const RawResponse response = client.read();  // without a request
    ASSERT_EQ(response.status, 429) << i;
    EXPECT_EQ(response.value("connection"), "close");
  }
  for (RawClient& client : clients) EXPECT_EQ(client.ask(get("/health")).status, 200);
  clients.pop_back();
  EXPECT_TRUE(eventually([&] { return RawClient(host.port()).ask(get("/health")).status == 200; }));
}

// Clients without the token: some send nothing, some send slowly, some wait after a response.
TEST(Connections, WithoutTheTokenLockNobodyOut) {
  for (const auto& options :
       {GatewayOptions{.max_connections = 20},
        GatewayOptions{.max_sockets_per_address = 10, .max_requests_per_address = 10}}) {
    GatewayHost host(options);
    RawClient known(host.port());
    EXPECT_EQ(known.ask(get("/health", with_token)).status, 200);
    ChatClient chat(entrance(host));
    ASSERT_EQ(chat.status(), 101);
    std::list<RawClient> strangers;
    for (int i = 0; i < 300; ++i) {
      strangers.emplace_back(host.port());
      if (i % 3 == 1) strangers.back().send("GET / HTTP/1.1\r\nX: ");
      if (i % 3 == 2) {
        EXPECT_EQ(strangers.back().ask(get("/health")).status, 200);
      }
    }
    EXPECT_TRUE(strangers.front().closed()) << "the first one made room";
    EXPECT_EQ(strangers.back().ask(get("/health")).status, 200);
    EXPECT_EQ(RawClient(host.port()).ask(get("/health", with_token)).status, 200);
    EXPECT_EQ(ChatClient(entrance(host)).status(), 101);
    EXPECT_EQ(known.ask(get("/health", with_token)).status, 200) << "who is known stays";
    chat.send(ping);
    EXPECT_FALSE(chat.wait_for("pong").is_null());
  }
}

// Their requests are being handled, and they do not read the responses.
TEST(Connections, ThatWereEvictedStopCountingAtOnce) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  const auto rest = [&](const bridge::HttpCall& call) {
    if (call.path == "/known") return GatewayHost::answer(call);
    released.wait();
    return bridge::HttpReply{.body = std::string(16 * mebibyte, 'x')};
  };
  constexpr int places = 20;
  GatewayHost host({.max_connections = places}, rest);
  std::list<RawClient> strangers;
  for (int i = 0; i < 4 * places; ++i) {
    strangers.emplace_back(host.port(), 4096).send(get("/health"));
  }
  RawClient known(host.port());
  known.send(get("/remote/known", with_token));
  release.set_value();
  EXPECT_EQ(known.read().status, 200);
  EXPECT_EQ(RawClient(host.port()).ask(get("/known", with_token)).status, 200);
  EXPECT_TRUE(strangers.front().closed());
}

TEST(Connections, AreLimitedInAll) {
  GatewayHost host({.max_connections = 5});
  std::list<RawClient> clients;
  for (int i = 0; i < 5; ++i) {
    clients.emplace_back(host.port());
    EXPECT_EQ(clients.back().ask(get("/health", with_token)).status, 200);
  }
  EXPECT_EQ(RawClient(host.port()).ask(get("/health")).status, 503);
  // The connections that receive 503 are limited as well.
  std::list<RawClient> more;
  for (int i = 0; i < 500; ++i) more.emplace_back(host.port());
  std::size_t told = 0;
  for (RawClient& client : more) told += client.read().status == 503 ? 1U : 0U;
  EXPECT_GT(told, 0U);
  for (RawClient& client : clients) EXPECT_EQ(client.ask(get("/health")).status, 200);
  more.clear();
  clients.clear();
  EXPECT_TRUE(eventually([&] { return RawClient(host.port()).ask(get("/health")).status == 200; }));
}

TEST(Connections, SocketsOfOneAddressAreLimited) {
  GatewayHost host({.max_sockets_per_address = 4});
  std::list<ChatClient> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back(entrance(host));
    ASSERT_EQ(clients.back().status(), 101);
  }
  for (int i = 0; i < 400; ++i) ASSERT_EQ(ChatClient(entrance(host)).status(), 429) << i;
  for (ChatClient& client : clients) {
    client.send(ping);
    EXPECT_FALSE(client.wait_for("pong").is_null());
  }
  clients.pop_back();
  EXPECT_TRUE(eventually([&] { return ChatClient(entrance(host)).status() == 101; }));
}

TEST(Connections, SocketsOfOneAddressAreLimitedWhenManyComeAtOnce) {
  GatewayHost host({.max_sockets_per_address = 4});
  std::vector<std::future<std::unique_ptr<ChatClient>>> coming;
  for (int i = 0; i < 50; ++i) {
    coming.push_back(std::async(std::launch::async,
                                [&] { return std::make_unique<ChatClient>(entrance(host)); }));
  }
  std::vector<std::unique_ptr<ChatClient>> all;
  for (auto& client : coming) all.push_back(client.get());
  const auto open =
      std::ranges::partition(all, [](const auto& client) { return client->status() != 101; });
  EXPECT_EQ(open.size(), 4U);
  for (const auto& client : std::span(all).first(all.size() - open.size())) {
    EXPECT_EQ(client->status(), 429);
  }
  for (const auto& client : open) {
    client->send(ping);
    EXPECT_FALSE(client->wait_for("pong").is_null());
  }
}

TEST(Connections, FramesPerMinuteAreLimited) {
  GatewayHost host({.frames_per_minute = 1, .frame_burst = 20});
  ChatClient client(entrance(host));
  const auto limited = [](const Json& frame) {
    return frame["type"] == "error" && frame["data"]["message"] == "rate_limited";
  };
  for (int i = 0; i < 21; ++i) client.send(ping);
  EXPECT_FALSE(client.wait_for(limited).is_null());
  EXPECT_EQ(client.seen("pong").size(), 20U);
  for (int i = 0; i < 2000; ++i) {
    client.send(ping);
    ASSERT_FALSE(client.wait_for(limited).is_null());
  }
  expect_alive(host);
}

TEST(Connections, FramesPerMinuteAreLimitedForAllSocketsOfAnAddress) {
  constexpr int clients = 50;
  constexpr int burst = 120;
  GatewayHost host({.frames_per_minute = 1, .frame_burst = burst});
  std::list<ChatClient> all;
  for (int i = 0; i < clients; ++i) all.emplace_back(entrance(host));
  const auto heard = [&](const std::string& type) {
    std::size_t count = 0;
    for (const ChatClient& client : all) count += client.seen(type).size();
    return count;
  };
  const auto answered = [](const Json& frame) {
    return frame["type"] == "pong" || frame["type"] == "error";
  };
  // Twice a client alone, then three clients at once.
  for (const int at_once : {1, 1, 3}) {
    for (ChatClient& client : all) {
      for (int i = 0; i < at_once; ++i) client.send(ping);
    }
    for (ChatClient& client : all) {
      for (int i = 0; i < at_once; ++i) ASSERT_FALSE(client.wait_for(answered).is_null());
    }
  }
  EXPECT_EQ(heard("pong"), std::size_t{burst});
  EXPECT_EQ(heard("error"), std::size_t{5 * clients - burst});
  expect_alive(host);
}

// A frame from a client, masked with zeros. Spec: RFC 6455 section 5.2.
std::string frame(const std::string& text) {
  std::string bytes = "\x81";
  bytes += static_cast<char>(0x80 | text.size());
  return bytes + std::string(4, '\0') + text;
}

const std::string upgrade =
    get("/ws", with_token +
                   "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                   "Sec-WebSocket-Protocol: mcp-bridge.v1\r\n");

TEST(Connections, SocketThatDoesNotReadIsDropped) {
  GatewayHost host({.max_unsent_bytes = 100'000,
                    .linger_time = 300ms,
                    .frames_per_minute = 1e9,
                    .frame_burst = 1e9});
  constexpr int small = 4096;
  std::list<RawClient> clients;
  for (int i = 0; i < 2; ++i) {
    RawClient& client = clients.emplace_back(host.port(), small);
    client.send(upgrade);
    ASSERT_TRUE(client.read_until("101 Switching Protocols"));
  }
  const std::size_t before = memory_in_use();
  // The answer to each names its id.
  const std::string one =
      frame("{\"type\":\"ping\",\"data\":{},\"id\":\"" + std::string(64, 'x') + "\"}");
  std::string asking;
  for (int i = 0; i < 1000; ++i) asking += one;
  for (RawClient& client : clients) {
    EXPECT_TRUE(eventually([&] { return !client.send(asking); }));
  }
  if (!sanitized) {
    EXPECT_LT(memory_in_use() - before, 64 * mebibyte);
  }
  expect_alive(host);
}

// Both sides close at once, and the client's frame is malformed: neither may wait for ever.
TEST(Connections, MalformedFrameInAnswerToAClose) {
  GatewayHost host({.max_sockets_per_address = 1, .linger_time = 300ms});
  std::string to_nowhere = upgrade;
  to_nowhere.replace(to_nowhere.find("/ws"), 3, "/ws/chat/nowhere");
  RawClient client(host.port());
  client.send(to_nowhere);
  ASSERT_TRUE(client.read_until("invalid_project"));
  client.send("at/none");
  EXPECT_TRUE(client.closed());
  EXPECT_TRUE(eventually([&] { return ChatClient(entrance(host)).status() == 101; }));
}

TEST(Connections, EventStreamThatIsNotReadIsEnded) {
  std::atomic<int> left = 0;
  const auto rest = [&](const bridge::HttpCall& call) {
    if (call.path != "/remote/events") return GatewayHost::answer(call);
    return bridge::HttpReply{.content_type = "text/event-stream",
                             .events = [&left](bridge::EventSink& sink) {
                               const Json data = std::string(10'000, 'x');
                               while (!sink.stop().stop_requested()) sink.send("x", data);
                               ++left;
                             }};
  };
  const std::size_t before = memory_in_use();
  GatewayHost host({.max_unsent_bytes = 100'000, .write_time = 300ms}, rest);
  std::list<RawClient> clients;
  constexpr int places = 16;
  for (int i = 0; i < places; ++i) {
    clients.emplace_back(host.port(), 4096).send(get("/remote/events", with_token));
  }
  expect_alive(host);
  EXPECT_TRUE(eventually([&] { return left == places; })) << left;
  if (!sanitized) {
    EXPECT_LT(memory_in_use() - before, 64 * mebibyte);
  }
}

TEST(Connections, ClientThatWaitsForContinue) {
  GatewayHost host({});
  RawClient client(host.port());
  const std::string head =
      "POST /x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n" +
      with_token + "\r\n";
  EXPECT_EQ(client.ask(head).status, 100);
  EXPECT_EQ(client.ask("abc").json()["bytes"], 3);
}

}  // namespace
}  // namespace mcp::test::connections_test
