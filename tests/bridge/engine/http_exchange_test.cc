#include "bridge/engine/http_exchange.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "fake_anthropic/fake_anthropic.hpp"

namespace mcp::test::http_exchange_test {
namespace {

using bridge::HttpExchange;
using bridge::HttpQuestion;

constexpr const char* body = R"({"model":"claude-sonnet-5-5","max_tokens":9,"stream":true,)"
                             R"("messages":[{"role":"user","content":"Go"}]})";

/// Does with the body what a test wants.
struct Taker : bridge::HttpTaker {
  explicit Taker(std::function<bool(std::string_view)> what = [](auto) { return true; })
      : take(std::move(what)) {}
  void head(int code, const bridge::ResponseHeaders&) override { status = code; }
  bool body(std::string_view bytes) override {
    text += bytes;
    return take(bytes);
  }

  std::function<bool(std::string_view)> take;
  int status = 0;
  std::string text;
};

HttpQuestion question(const FakeAnthropic& fake) {
  return {.url = fake.url() + "/v1/messages",
          .headers = {"x-api-key: a-key", "anthropic-version: 2023-06-01",
                      "content-type: application/json"},
          .body = body};
}

TEST(HttpExchange, ATakerThatThrowsEndsItsOwnQuestionOnly) {
  FakeAnthropic fake;
  fake.set_scenario(R"({"repeat": true, "steps": [
      {"answer": {"blocks": [{"type": "text", "text": "Hello"}]}}]})");
  HttpExchange exchange;
  Taker broken([](auto) -> bool { throw std::runtime_error("full"); });
  EXPECT_THROW(exchange.ask(question(fake), broken, {}), std::runtime_error);
  Taker next;
  EXPECT_EQ(exchange.ask(question(fake), next, {}).problem, "");
  EXPECT_EQ(next.status, 200);
  EXPECT_NE(next.text.find("message_stop"), std::string::npos);
}

TEST(HttpExchange, ATakerThatHasEnoughEndsItWithoutAProblem) {
  FakeAnthropic fake;
  fake.set_scenario(R"({"steps": [{"answer": {"blocks": [{"type": "text", "text": "Hello"}]},
                                   "faults": {"stall_after": 3}}]})");
  HttpExchange exchange;
  Taker taker([](std::string_view) { return false; });
  const auto ending = exchange.ask(question(fake), taker, {});
  EXPECT_EQ(ending.problem, "");
  EXPECT_FALSE(ending.stopped);
}

TEST(HttpExchange, OneThatIsSilentOrStoppedLeavesOthersAlone) {
  FakeAnthropic fake;
  fake.set_scenario(R"({"steps": [
      {"answer": {"blocks": [{"type": "text", "text": "Hello"}]}, "faults": {"stall_after": 3}},
      {"answer": {"blocks": [{"type": "text", "text": "Hello"}]}}]})");
  HttpExchange exchange;
  std::stop_source stop;
  Taker silent;
  bridge::HttpEnding ending;
  std::jthread first([&] { ending = exchange.ask(question(fake), silent, stop.get_token()); });
  ASSERT_TRUE(fake.wait_until_stalled());
  Taker other;
  EXPECT_EQ(exchange.ask(question(fake), other, {}).problem, "");
  EXPECT_NE(other.text.find("message_stop"), std::string::npos);
  stop.request_stop();
  first.join();
  EXPECT_TRUE(ending.stopped);
  EXPECT_EQ(silent.text.find("message_stop"), std::string::npos);
}

}  // namespace
}  // namespace mcp::test::http_exchange_test
