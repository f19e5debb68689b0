#include "bridge/engine/http_exchange.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "fake_anthropic/fake_anthropic.hpp"
#include "io/descriptor.hpp"
#include "support/eventually.hpp"

namespace mcp::test::http_exchange_test {
namespace {

using bridge::HttpExchange;
using bridge::HttpRequest;

constexpr const char* body = R"({"model":"claude-sonnet-5-5","max_tokens":9,"stream":true,)"
                             R"("messages":[{"role":"user","content":"Go"}]})";

/// Passes the body to a function of the test.
struct Handler : bridge::HttpResponseHandler {
  explicit Handler(std::function<bool(std::string_view)> what = [](auto) { return true; })
      : take(std::move(what)) {}
  void head(const bridge::ResponseHead& head) override { status = head.status; }
  bool body(std::string_view bytes) override {
    text += bytes;
    return take(bytes);
  }

  std::function<bool(std::string_view)> take;
  int status = 0;
  std::string text;
};

/// A server whose response heads never end: it sends a header every few milliseconds.
class EndlessHead {
 public:
  EndlessHead() : listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    const bool listens = ::bind(listening_.get(), plain, size) == 0 &&
                         ::listen(listening_.get(), 1) == 0 &&
                         ::getsockname(listening_.get(), plain, &size) == 0;
    EXPECT_TRUE(listens);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
    thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  }
  ~EndlessHead() { ::shutdown(listening_.get(), SHUT_RDWR); }

  const std::string& url() const { return url_; }

 private:
  void serve(const std::stop_token& stop) {
    const Descriptor client(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    std::string bytes = "HTTP/1.1 200 OK\r\n";
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any pause;
    while (!stop.stop_requested() &&
           ::send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0) {
      bytes = "X-More: to come\r\n";
      pause.wait_for(lock, stop, std::chrono::milliseconds(5), [] { return false; });
    }
  }

  Descriptor listening_;
  std::string url_;
  std::jthread thread_;
};

HttpRequest request(const FakeAnthropic& fake) {
  return {.url = fake.url() + "/v1/messages",
          .headers = {{"x-api-key", "a-key"},
                      {"anthropic-version", "2023-06-01"},
                      {"content-type", "application/json"}},
          .body = std::make_shared<const std::string>(body)};
}

/// An event loop that embeds another one, on a thread of its own.
class EmbeddingThread {
 public:
  explicit EmbeddingThread(EmbeddableLoop& loop)
      : thread_([this, &loop](const std::stop_token& stop) { run(loop, stop); }) {}

  std::thread::id id() const { return thread_.get_id(); }

 private:
  static void run(EmbeddableLoop& loop, const std::stop_token& stop) {
    loop.embed();
    while (!stop.stop_requested()) {
      pollfd readable{loop.descriptor(), POLLIN, 0};
      constexpr int look_again = 5;  // also for timers and the stop
      ::poll(&readable, 1, look_again);
      loop.work();
    }
    loop.release();
  }

  std::jthread thread_;
};

TEST(HttpExchange, ItsLoopIsEmbeddedAndReleasedWhileResponsesArrive) {
  FakeAnthropic fake;
  fake.set_scenario(R"({"repeat": true, "steps": [{"answer": {
      "blocks": [{"type": "text", "text": "x", "piece": 1, "repeat": 400}]}, "faults": {"drip_ms": 5}}]})");
  HttpExchange exchange;
  std::atomic<std::thread::id> receiver;
  Handler handler([&](std::string_view) {
    receiver = std::this_thread::get_id();
    return true;
  });
  std::jthread sending([&] { EXPECT_EQ(exchange.send(request(fake), handler, {}).problem, ""); });
  for (int i = 0; i < 5; ++i) {
    std::thread::id embedding;
    {
      const EmbeddingThread thread(exchange.loop());
      embedding = thread.id();
      EXPECT_TRUE(eventually([&] { return receiver == embedding; }));
    }
    EXPECT_TRUE(eventually([&] { return receiver != embedding; })) << "not given back";
  }
  for (int i = 0; i < 100; ++i) const EmbeddingThread brief(exchange.loop());
  sending.join();
  EXPECT_NE(handler.text.find("message_stop"), std::string::npos);
}

TEST(HttpExchange, TimesOutAlsoWhenItsLoopIsEmbedded) {
  const EndlessHead server;
  HttpExchange exchange;
  const EmbeddingThread thread(exchange.loop());
  Handler taker;
  const auto ending = exchange.send(
      {.url = server.url(), .method = "GET", .limits = {.head = std::chrono::milliseconds(100)}},
      taker, {});
  EXPECT_EQ(ending.problem, "no response for 100 ms");
}

TEST(HttpExchange, AHandlerThatThrowsEndsItsOwnRequestOnly) {
  FakeAnthropic fake;
  fake.set_scenario(R"({"repeat": true, "steps": [
      {"answer": {"blocks": [{"type": "text", "text": "Hello"}]}}]})");
  HttpExchange exchange;
  Handler broken([](auto) -> bool { throw std::runtime_error("full"); });
  EXPECT_THROW(exchange.send(request(fake), broken, {}), std::runtime_error);
  Handler next;
  EXPECT_EQ(exchange.send(request(fake), next, {}).problem, "");
  EXPECT_EQ(next.status, 200);
  EXPECT_NE(next.text.find("message_stop"), std::string::npos);
}

TEST(HttpExchange, AHandlerThatHasEnoughEndsItWithoutAProblem) {
  FakeAnthropic fake;
  fake.set_scenario(R"({"steps": [{"answer": {"blocks": [{"type": "text", "text": "Hello"}]},
                                   "faults": {"stall_after": 3}}]})");
  HttpExchange exchange;
  Handler taker([](std::string_view) { return false; });
  const auto ending = exchange.send(request(fake), taker, {});
  EXPECT_EQ(ending.problem, "");
  EXPECT_FALSE(ending.stopped);
}

TEST(HttpExchange, AHeadThatDripsIsNotCompleteInTime) {
  const EndlessHead server;
  HttpExchange exchange;
  Handler taker;
  const auto ending = exchange.send(
      {.url = server.url(), .method = "GET", .limits = {.head = std::chrono::milliseconds(100)}},
      taker, {});
  EXPECT_EQ(ending.problem, "no response for 100 ms");
  EXPECT_EQ(taker.status, 0);
}

TEST(HttpExchange, OneThatIsSilentOrStoppedLeavesOthersAlone) {
  FakeAnthropic fake;
  fake.set_scenario(R"({"steps": [
      {"answer": {"blocks": [{"type": "text", "text": "Hello"}]}, "faults": {"stall_after": 3}},
      {"answer": {"blocks": [{"type": "text", "text": "Hello"}]}}]})");
  HttpExchange exchange;
  std::stop_source stop;
  Handler silent;
  bridge::HttpResult ending;
  std::jthread first([&] { ending = exchange.send(request(fake), silent, stop.get_token()); });
  ASSERT_TRUE(fake.wait_until_stalled());
  Handler other;
  EXPECT_EQ(exchange.send(request(fake), other, {}).problem, "");
  EXPECT_NE(other.text.find("message_stop"), std::string::npos);
  stop.request_stop();
  first.join();
  EXPECT_TRUE(ending.stopped);
  EXPECT_EQ(silent.text.find("message_stop"), std::string::npos);
}

}  // namespace
}  // namespace mcp::test::http_exchange_test
