// Exceeds each limit on what a client may send or hold: by one byte, a hundred times, slowly, in
// pieces and by fifty clients at once. Another client is still served, and memory stays bounded.

#include <gtest/gtest.h>
#include <zlib.h>

#include <list>
#include <thread>

#include "support/eventually.hpp"
#include "support/http_host.hpp"
#include "support/http_requests.hpp"
#include "support/mount_host.hpp"
#include "support/process_memory.hpp"
#include "support/raw_client.hpp"

namespace mcp::test::http_limits_test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mebibyte = std::size_t{1} << 20;
constexpr std::size_t max_header_bytes = 4096;
constexpr std::size_t max_body = 20'000;
constexpr int crowd = 50;

http::Request echo(const std::string& text) {
  return modern_tool("echo", {{"text", text}});
}

/// A client that sends valid requests all the time.
class Bystander {
 public:
  explicit Bystander(std::uint16_t port)
      : running_([this, port](const std::stop_token& stop) {
          std::optional<RawClient> client;
          while (!stop.stop_requested() && served_ >= 0) {
            if (!client) client.emplace(port);
            const RawResponse response = client->ask(to_wire(echo("bystander")));
            served_ = response.status == 200 ? served_ + 1 : -1;
            if (response.has("connection: close")) client.reset();
          }
        }) {}

  /// Waits until another of its requests has been served.
  bool goes_on() {
    const int before = served_;
    return before >= 0 && eventually([&] { return served_ > before || served_ < 0; }) &&
           served_ >= 0;
  }

 private:
  std::atomic<int> served_ = 0;
  std::jthread running_;
};

// A request whose head has `bytes` bytes.
std::string with_head(std::size_t bytes, const std::string& filler) {
  std::string head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  constexpr std::size_t rest = 16;  // for the last header and the empty line
  while (!filler.empty() && head.size() + filler.size() + rest <= bytes) head += filler;
  if (head.size() + 7 <= bytes) head += "Y: " + std::string(bytes - head.size() - 7, 'y') + "\r\n";
  return head + "\r\n";
}

std::string large_header(std::size_t bytes) {
  return with_head(bytes, "");
}

std::string many_headers(std::size_t bytes) {
  return with_head(bytes, "X: y\r\n");
}

std::string body_head() {
  const std::string wire = to_wire(echo("x"));
  return wire.substr(0, wire.find("Content-Length"));
}

std::string long_body(std::size_t bytes) {
  return body_head() + "Content-Length: " + std::to_string(bytes) + "\r\n\r\n" +
         std::string(bytes, ' ');
}

std::string chunked_body(std::size_t bytes) {
  std::string text = body_head() + "Transfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < bytes; at += 256) {
    const std::size_t size = std::min<std::size_t>(256, bytes - at);
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%zx", size);
    text.append(digits.data()).append("\r\n").append(size, ' ').append("\r\n");
  }
  return text + "0\r\n\r\n";
}

std::string chunk_extension(std::size_t bytes) {
  return body_head() + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(bytes, 'e') +
         "\r\n \r\n0\r\n\r\n";
}

/// A limit, and a request of any size that it applies to.
struct Limit {
  const char* name;
  std::string (*request)(std::size_t bytes);
  std::size_t most;
  int status;
};

const Limit limits[] = {
    {"OneHeader", large_header, max_header_bytes, 431},
    {"ManyHeaders", many_headers, max_header_bytes, 431},
    {"Body", long_body, max_body, 413},
    {"ChunkedBody", chunked_body, max_body, 413},
    {"ChunkExtension", chunk_extension, max_header_bytes + (std::size_t{64} << 10), 431},
};

void send_in_pieces(RawClient& client, std::string_view bytes, std::size_t size) {
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    if (!client.send(bytes.substr(at, size))) return;
  }
}

class HttpLimits : public testing::TestWithParam<Limit> {
 protected:
  // A refused client gets a response with the reason, unless the connection broke while it was
  // still sending.
  void expect_refused(RawClient& client) {
    const int status = client.read().status;
    EXPECT_TRUE(status == GetParam().status || status == 400 || status == 0) << status;
    EXPECT_NE(status, 200);
  }

  std::string over(std::size_t factor) const {
    const Limit& limit = GetParam();
    return limit.request(factor == 1 ? limit.most + 1 : factor * limit.most);
  }

  HttpHost host{{.max_header_bytes = max_header_bytes}, {.limits = {.max_bytes = max_body}}};
  Bystander bystander{host.port()};
};

TEST_P(HttpLimits, Case122_ByOneByte) {
  RawClient client(host.port());
  client.send(over(1));
  EXPECT_EQ(client.read().status, GetParam().status);
  EXPECT_TRUE(bystander.goes_on());
}

TEST_P(HttpLimits, Case122_AHundredTimes) {
  ASSERT_TRUE(bystander.goes_on());
  const std::string bytes = over(100);
  const std::size_t before = memory_in_use();
  RawClient client(host.port());
  client.send(bytes);
  expect_refused(client);
  if (!sanitized) {
    EXPECT_LT(memory_in_use(), before + 8 * mebibyte);
  }
  EXPECT_TRUE(bystander.goes_on());
}

TEST_P(HttpLimits, Case122_SlowlyAndInPieces) {
  for (const std::size_t size : {std::size_t{61}, std::size_t{1024}}) {
    RawClient client(host.port());
    send_in_pieces(client, over(1), size);
    expect_refused(client);
  }
  RawClient slow(host.port());
  const std::string bytes = over(1);
  for (std::size_t at = 0; at < bytes.size() && !slow.closed(0ms); at += bytes.size() / 50 + 1) {
    if (!slow.send(std::string_view(bytes).substr(at, bytes.size() / 50 + 1))) break;
    EXPECT_TRUE(bystander.goes_on());
  }
  expect_refused(slow);
}

TEST_P(HttpLimits, Case122_FiftyAtOnce) {
  ASSERT_TRUE(bystander.goes_on());
  const std::string bytes = over(1);
  const std::size_t before = memory_in_use();
  std::list<RawClient> clients;
  for (int i = 0; i < crowd; ++i) clients.emplace_back(host.port());
  for (auto& client : clients) client.send(std::string_view(bytes).substr(0, bytes.size() / 2));
  EXPECT_TRUE(bystander.goes_on());
  for (auto& client : clients) client.send(std::string_view(bytes).substr(bytes.size() / 2));
  for (auto& client : clients) EXPECT_EQ(client.read().status, GetParam().status);
  if (!sanitized) {
    EXPECT_LT(memory_in_use(), before + 24 * mebibyte);
  }
  clients.clear();
  EXPECT_TRUE(bystander.goes_on());
  EXPECT_TRUE(eventually([&] { return host.listener.connections() == 1; }));
}

INSTANTIATE_TEST_SUITE_P(Beast, HttpLimits, testing::ValuesIn(limits),
                         [](const auto& test) { return test.param.name; });

// Requests of exactly the maximum size are served.
TEST(HttpLimit, Case122_AtTheLimit) {
  HttpHost host{{.max_header_bytes = max_header_bytes}, {.limits = {.max_bytes = max_body}}};
  http::Request request = echo("");
  request.body.append(max_body - request.body.size(), ' ');
  RawClient client(host.port());
  EXPECT_EQ(client.ask(to_wire(request)).status, 200);
  const std::string wire = to_wire(request);
  const std::size_t head = wire.find("\r\n\r\n") + 4;
  request.headers.push_back({"Y", std::string(max_header_bytes - head - 5, 'y')});
  EXPECT_EQ(client.ask(to_wire(request)).status, 200);
}

// Idle connections of another user must not use up the connections of this one.
TEST(HttpLimit, Case130_UsersWhoMayNotCallHaveFewPlaces) {
  constexpr int others = 100;
  std::atomic<int> asked = 0;
  const auto refuse = [&](std::optional<std::uint32_t>) {
    return std::string(asked++ < others ? "not you" : "");
  };
  HttpHost host({.max_connections = 20, .refuse_user = refuse});
  std::list<RawClient> idle;
  for (int i = 0; i < others; ++i) idle.emplace_back(host.port());
  EXPECT_TRUE(eventually([&] { return asked == others; }));
  EXPECT_EQ(RawClient(host.port()).ask(to_wire(echo("x"))).status, 200);
  int told = 0;
  for (RawClient& client : idle) {
    client.send(to_wire(echo("x")));
    told += client.read().status == 403 ? 1 : 0;
  }
  EXPECT_GE(told, 1);
  EXPECT_LE(told, 16);
}

TEST(HttpLimit, Case130_FiftyConnectionsMoreThanAllowed) {
  HttpHost host({.max_connections = 5});
  Bystander bystander(host.port());
  ASSERT_TRUE(bystander.goes_on());
  std::list<RawClient> clients;
  for (int i = 0; i < crowd; ++i) clients.emplace_back(host.port());
  int refused = 0;
  for (auto& client : clients) {
    client.send(to_wire(echo("x")));
    refused += client.read().status == 200 ? 0 : 1;
  }
  EXPECT_EQ(refused, crowd - 4);
  EXPECT_TRUE(bystander.goes_on());
}

TEST(HttpLimit, Case130_StreamsOfOneCallerByFiftyAtOnce) {
  HttpHost host({}, {.max_streams = 10});
  Bystander bystander(host.port());
  const std::string listening = to_wire(modern_post(
      modern_message("subscriptions/listen", {{"notifications", {{"toolsListChanged", true}}}})));
  std::list<RawClient> clients;
  for (int i = 0; i < crowd; ++i) {
    clients.emplace_back(host.port());
    clients.back().send(listening);
  }
  int open = 0;
  for (auto& client : clients) {
    ASSERT_TRUE(client.read_until("\r\n\r\n"));
    const bool opened = client.unread().starts_with("HTTP/1.1 200");
    open += opened ? 1 : 0;
    EXPECT_TRUE(opened || client.unread().starts_with("HTTP/1.1 429"));
  }
  EXPECT_EQ(open, 10);
  EXPECT_TRUE(bystander.goes_on());
}

TEST(HttpLimit, Case130_SessionsByFiftyAtOnce) {
  HttpHost host({}, {.max_sessions = 10});
  Bystander bystander(host.port());
  std::list<RawClient> clients;
  for (int i = 0; i < crowd; ++i) {
    clients.emplace_back(host.port());
    clients.back().send(to_wire(initialize_post()));
  }
  for (auto& client : clients) {
    const int status = client.read().status;
    EXPECT_TRUE(status == 200 || status == 503) << status;
  }
  EXPECT_LE(host.endpoint.sessions(), 11U);
  EXPECT_TRUE(bystander.goes_on());
}

// They ask for large answers and do not read them.
TEST(HttpLimit, Case129_UnsentBytesByFiftyAtOnce) {
  HttpHost host({.max_unsent_bytes = 64 << 10, .write_time = 60s});
  Bystander bystander(host.port());
  std::atomic<int> stopped = 0;
  host.server.add_tool({.name = "floods"}, ToolHandler([&](const Json&, ToolContext& context) {
                         const std::string line(16 << 10, 'x');
                         for (int i = 1; !context.stop().stop_requested(); ++i) {
                           context.progress(i, {}, line);
                         }
                         ++stopped;
                         return ToolReply(text("flooded"));
                       }));
  ASSERT_TRUE(bystander.goes_on());
  const std::size_t before = memory_in_use();
  std::list<RawClient> clients;
  for (int i = 0; i < crowd; ++i) {
    clients.emplace_back(host.port(), 4096);
    clients.back().send(to_wire(modern_tool("floods", Json::object(), 1, "token")));
  }
  EXPECT_TRUE(eventually([&] { return stopped == crowd; })) << stopped;
  EXPECT_TRUE(bystander.goes_on());
  if (!sanitized) {
    EXPECT_LT(memory_in_use(), before + 64 * mebibyte);
  }
}

/// The limits of the mount of cpp-httplib; the limits on headers are that library's own.
class MountLimits : public testing::TestWithParam<Limit> {};

TEST_P(MountLimits, Case127_IsCrossedInEveryWay) {
  MountHost host{{.limits = {.max_bytes = max_body}}};
  Bystander bystander(host.port());
  const Limit& limit = GetParam();
  const auto refused = [&](RawClient& client) {
    const int status = client.read().status;
    EXPECT_TRUE(status == limit.status || status == 400 || status == 0) << status;
  };
  RawClient by_one(host.port());
  by_one.send(limit.request(limit.most + 1));
  refused(by_one);
  RawClient in_pieces(host.port());
  send_in_pieces(in_pieces, limit.request(limit.most + 1), 512);
  refused(in_pieces);
  EXPECT_TRUE(bystander.goes_on());
  const std::string large = limit.request(100 * limit.most);
  const std::size_t before = memory_in_use();
  for (int i = 0; i < crowd; ++i) {
    RawClient client(host.port());
    client.send(i == 0 ? large : limit.request(limit.most + 1));
    refused(client);
  }
  if (!sanitized) {
    EXPECT_LT(memory_in_use(), before + 16 * mebibyte);
  }
  EXPECT_TRUE(bystander.goes_on());
}

INSTANTIATE_TEST_SUITE_P(Mount, MountLimits,
                         testing::Values(Limit{"Body", long_body, max_body, 413},
                                         Limit{"ChunkedBody", chunked_body, max_body, 413}),
                         [](const auto& test) { return test.param.name; });

std::string compressed(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// cpp-httplib limits neither chunked bodies nor the size of decompressed ones.
TEST(MountLimit, Case127_BodiesThatGrowWithoutALength) {
  MountHost host{{.limits = {.max_bytes = max_body}}};
  Bystander bystander(host.port());
  ASSERT_TRUE(bystander.goes_on());
  const std::string bomb = compressed(std::string(256 * mebibyte, ' '));
  const std::string small = echo("compressed").body;
  const auto with = [](const std::string& encoding, std::string_view body) {
    return body_head() + "Content-Encoding: " + encoding +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
  };
  RawClient plain(host.port());
  EXPECT_NE(plain.ask(with("gzip", compressed(small))).body.find("compressed"), std::string::npos);
  const std::size_t before = memory_in_use();
  RawClient bombing(host.port());
  bombing.send(with("gzip", std::string_view(bomb).substr(0, max_body)));
  EXPECT_NE(bombing.read().status, 200);
  if (!sanitized) {
    EXPECT_LT(memory_in_use(), before + 16 * mebibyte);
  }
  RawClient endless(host.port());
  endless.send(body_head() + "Transfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "100000\r\n" + std::string(mebibyte, ' ') + "\r\n";
  int sent = 0;
  while (sent < 200 && endless.send(chunk)) ++sent;
  EXPECT_LT(sent, 200);
  if (!sanitized) {
    EXPECT_LT(memory_in_use(), before + 16 * mebibyte);
  }
  EXPECT_TRUE(bystander.goes_on());
}

// The rest of a refused request must not be read as the next request.
TEST(MountLimit, Case121_RefusedBodiesEndTheConnection) {
  MountHost host{{.limits = {.max_bytes = max_body}}};
  const std::string next = to_wire(echo("smuggled"));
  const std::string as_chunks = "Transfer-Encoding: chunked\r\n\r\n";
  std::string form = body_head() + "Content-Length: " + std::to_string(next.size()) + "\r\n\r\n";
  const std::string type = "application/json";
  form.replace(form.find(type), type.size(), "multipart/form-data; boundary=x");
  const std::pair<const char*, std::string> cases[] = {
      {"broken chunk", body_head() + as_chunks + "zz\r\n"},
      {"large chunks", chunked_body(max_body + 1)},
      {"a form", form},
  };
  for (const auto& [name, bytes] : cases) {
    SCOPED_TRACE(name);
    RawClient client(host.port());
    client.send(bytes + next);
    client.half_close();
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.unread().find("smuggled"), std::string::npos);
    EXPECT_TRUE(client.unread().starts_with("HTTP/1.1 4") || client.unread().empty());
  }
}

}  // namespace
}  // namespace mcp::test::http_limits_test
