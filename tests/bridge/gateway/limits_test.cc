// Exceeds each size limit of the gateway: by one byte, by far, in chunks and by many clients at
// once. A real mcp-bridge must go on serving others in bounded memory.

#include <list>

#include "bridge/gateway/bridge_program.hpp"
#include "support/ambiguous_requests.hpp"

namespace mcp::test::limits_test {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;
constexpr std::size_t most_head = std::size_t{16} << 10;
constexpr std::size_t most_body = mebibyte;
constexpr std::size_t most_frame = mebibyte;

std::string post(const std::string& headers, const std::string& body) {
  return "POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n" + body;
}

const std::string& credentials() {
  static const std::string line =
      std::string("Authorization: Bearer ") + BridgeProgram::token + "\r\n";
  return line;
}

std::string of_head(std::size_t size) {
  const std::string bytes = post(credentials() + "Content-Length: 2\r\nX: \r\n", "{}");
  std::string filled = bytes;
  filled.insert(bytes.find("X: ") + 3, size - (bytes.size() - 2), 'x');
  return filled;
}

std::string of_length(std::size_t size) {
  return post(credentials() + "Content-Length: " + std::to_string(size) + "\r\n",
              std::string(size, 'x'));
}

std::string in_one_chunk(std::size_t size) {
  return post(credentials() + "Transfer-Encoding: chunked\r\n",
              chunked(std::string(size, 'x'), size));
}

std::string in_chunks(std::size_t size) {
  return post(credentials() + "Transfer-Encoding: chunked\r\n",
              chunked(std::string(size, 'x'), 1000));
}

std::string without_token(std::string bytes) {
  bytes.erase(bytes.find(credentials()), credentials().size());
  return bytes;
}

struct Limit {
  const char* name;
  std::string (*request)(std::size_t size);
  std::size_t most;
  int within;  // the status of a request of exactly the maximum size
  int over;
};

constexpr Limit limits[] = {
    {"head", of_head, most_head, 201, 431},
    {"length", of_length, most_body, 400, 413},
    {"one chunk", in_one_chunk, most_body, 400, 413},
    {"chunks", in_chunks, most_body, 400, 413},
};

// A bridge with a client whose chat must keep working.
class Limits : public testing::Test {
 protected:
  Limits() {
    bridge.start();
    chat = std::make_unique<ChatClient>(bridge.native());
    EXPECT_FALSE(chat->wait_for("session_created").is_null());
    before_ = bridge.process().peak_memory();
  }

  ~Limits() override {
    chat->send({{"type", "ping"}, {"id", "last"}, {"data", Json::object()}});
    const auto answered = [](const Json& frame) { return frame.value("reply_to", "") == "last"; };
    EXPECT_FALSE(chat->wait_for(answered).is_null()) << "the chat went on";
    EXPECT_EQ(bridge.ask("GET", "/health").status, 200);
    EXPECT_FALSE(bridge.process().wait_exit(std::chrono::milliseconds(0)));
    if (!sanitized) {
      EXPECT_LT(bridge.process().peak_memory() - before_, 128 * mebibyte);
    }
  }

  void expect_refused(RawClient& client, int status) {
    const RawResponse response = client.read();
    EXPECT_EQ(response.status, status);
    EXPECT_TRUE(response.complete);
    EXPECT_EQ(response.value("connection"), "close");
    client.half_close();
    EXPECT_TRUE(client.closed());
  }

  BridgeProgram bridge;
  std::unique_ptr<ChatClient> chat;

 private:
  std::size_t before_ = 0;
};

TEST_F(Limits, AreCrossedByOneByte) {
  for (const Limit& limit : limits) {
    SCOPED_TRACE(limit.name);
    EXPECT_EQ(RawClient(bridge.port()).ask(limit.request(limit.most)).status, limit.within);
    RawClient client(bridge.port());
    EXPECT_TRUE(client.send(limit.request(limit.most + 1)));
    expect_refused(client, limit.over);
  }
}

TEST_F(Limits, AreCrossedByFar) {
  for (const Limit& limit : limits) {
    SCOPED_TRACE(limit.name);
    RawClient client(bridge.port());
    EXPECT_TRUE(client.send(limit.request(repeats(100) * limit.most))) << "all of it is taken";
    expect_refused(client, limit.over);
  }
}

TEST_F(Limits, AreCrossedInSmallPieces) {
  for (const Limit& limit : limits) {
    SCOPED_TRACE(limit.name);
    RawClient client(bridge.port());
    const std::string bytes = limit.request(limit.most + 1);
    const std::size_t piece = bytes.size() / 1000 + 1;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      ASSERT_TRUE(client.send(std::string_view(bytes).substr(at, piece)));
    }
    expect_refused(client, limit.over);
  }
}

TEST_F(Limits, AreCrossedByManyAtOnce) {
  for (const Limit& limit : limits) {
    SCOPED_TRACE(limit.name);
    const std::string bytes = limit.request(2 * limit.most);
    std::list<RawClient> clients;
    for (int i = 0; i < repeats(50); ++i) clients.emplace_back(bridge.port());
    for (const RawClient& client : clients) EXPECT_TRUE(client.send(bytes));
    for (RawClient& client : clients) expect_refused(client, limit.over);
  }
}

// As any program and any page could.
TEST_F(Limits, AreCrossedWithoutAToken) {
  for (const Limit& limit : limits) {
    SCOPED_TRACE(limit.name);
    RawClient client(bridge.port());
    client.send(without_token(limit.request(limit.most + 1000)));
    const int status = client.read().status;
    EXPECT_TRUE(status == limit.over || status == 401) << status;
  }
  const std::string health = "POST /health HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  EXPECT_EQ(RawClient(bridge.port()).ask(health + "Content-Length: 1\r\n\r\nx").status, 413);
  EXPECT_EQ(RawClient(bridge.port())
                .ask(health + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
                .status,
            413);
}

// A request without the token is rejected before its body is read.
TEST_F(Limits, BodyWithoutATokenIsNotReadAtAll) {
  RawClient client(bridge.port());
  client.send(without_token(of_length(most_body)).substr(0, 200));
  expect_refused(client, 401);
}

TEST_F(Limits, ExtensionOfAChunkThatNeverEnds) {
  RawClient client(bridge.port());
  client.send(post(credentials() + "Transfer-Encoding: chunked\r\n", "5;"));
  client.send(std::string(4 * mebibyte, 'a'));
  expect_refused(client, 431);
}

TEST_F(Limits, TrailerThatNeverEnds) {
  RawClient client(bridge.port());
  client.send(post(credentials() + "Transfer-Encoding: chunked\r\n", "0\r\nX: "));
  client.send(std::string(4 * mebibyte, 'a'));
  expect_refused(client, 431);
}

TEST_F(Limits, FrameOverTheLimit) {
  ChatClient large(bridge.native());
  large.send_text(std::string(most_frame, 'x'));
  EXPECT_EQ(large.wait_for("error")["data"]["message"], "invalid_json") << "as large as it may be";
  large.send_text(std::string(most_frame + 1, 'x'));
  EXPECT_EQ(large.closed(), 1009);
  ChatClient huge(bridge.native());
  huge.send_text(std::string(repeats(100) * most_frame, 'x'));
  EXPECT_TRUE(huge.closed());
  std::list<ChatClient> many;
  for (int i = 0; i < repeats(50); ++i) many.emplace_back(bridge.native());
  for (ChatClient& client : many) client.send_text(std::string(2 * most_frame, 'x'));
  for (ChatClient& client : many) EXPECT_EQ(client.closed(), 1009);
}

}  // namespace
}  // namespace mcp::test::limits_test
