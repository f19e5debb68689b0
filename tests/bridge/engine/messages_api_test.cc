#include "bridge/engine/messages_api.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "fake_anthropic/fake_anthropic.hpp"
#include "heard.hpp"

namespace mcp::test::messages_api_test {
namespace {

using namespace std::chrono_literals;
using bridge::MessagesApi;
using bridge::ModelFailureKind;
using bridge::RetryPolicy;

constexpr const char* key = "a-secret-key-of-no-known-shape";

/// A fake API, a client of it without back-off delays, and the recorded events.
struct Conversation {
  explicit Conversation(const char* scenario, http::client::TransferLimits limits = {}) {
    fake.set_scenario(scenario);
    api = std::make_unique<MessagesApi>(
        bridge::MessagesApiOptions{.api_key = key,
                                   .base_url = fake.url() + "/",
                                   .limits = limits,
                                   .on_rate_limits =
                                       [this](const auto& told) {
                                         const std::scoped_lock lock(mutex);
                                         rates = told;
                                       }},
        RetryPolicy(
            {},
            [this](std::chrono::milliseconds wait, const std::stop_token& token) {
              waits.push_back(wait);
              return !token.stop_requested();
            },
            [] { return 0.0; }));
  }

  bridge::ModelOutcome ask(const std::string& text = "hello") {
    const Json messages = Json::array({{{"role", "user"}, {"content", text}}});
    return api->ask({.model = "claude-sonnet-5-5", .system = "Be kind.", .messages = messages},
                    heard, stop.get_token());
  }

  FakeAnthropic fake;
  std::mutex mutex;  // guards rates, which the requesting threads update
  bridge::RateLimits rates;
  std::vector<std::chrono::milliseconds> waits;
  std::unique_ptr<MessagesApi> api;
  Heard heard;
  std::stop_source stop;
};

TEST(MessagesApi, AsksAndListens) {
  Conversation talk(R"({"steps": [{"answer": {"blocks": [
      {"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "You said ${user}."}]},
      "faults": {"split": 1, "pings": true}}]})");
  const auto [reply, failure] = talk.ask("hello");
  ASSERT_FALSE(failure) << failure->detail;
  EXPECT_EQ(reply.content[1]["text"], "You said hello.");
  EXPECT_EQ(reply.request_id, "req_1");
  EXPECT_EQ(talk.heard.pieces[0], "Hm.");
  EXPECT_EQ(talk.rates,
            (bridge::RateLimits{{"requests-limit", "1000"}, {"requests-remaining", "999"}}));
  EXPECT_TRUE(talk.fake.complaints().empty());
  const auto requests = talk.fake.requests();
  EXPECT_EQ(requests.at(0).headers.at("x-api-key"), key);
  EXPECT_EQ(requests.at(0).headers.at("content-type"), "application/json");
}

TEST(MessagesApi, TakesCompressedAnswers) {
  Conversation talk(R"({"steps": [{"answer": {"blocks": [{"type": "text", "text": "abc",
      "repeat": 100}]}, "faults": {"gzip": true}}]})");
  const auto outcome = talk.ask();
  ASSERT_FALSE(outcome.failure) << outcome.failure->detail;
  EXPECT_EQ(talk.heard.pieces[0].size(), 300U);
  EXPECT_NE(talk.fake.requests().at(0).headers.at("accept-encoding").find("gzip"),
            std::string::npos);
}

TEST(MessagesApi, WhatItSaidIsAHistoryThatTheApiTakes) {
  Conversation talk(R"({"scenarios": [{"match": "go", "by_depth": true, "steps": [
      {"answer": {"blocks": [{"type": "thinking", "thinking": "Two at once."},
                             {"type": "tool_use", "name": "a", "input": {"x": 1}},
                             {"type": "tool_use", "name": "b"}]}},
      {"expect": [{"at": "/messages/2/content/0/content", "equals": "one"}],
       "answer": {"blocks": [{"type": "text", "text": "Got ${results}"}]}}]}]})");
  const auto first = talk.ask("go");
  ASSERT_FALSE(first.failure);
  const Json& content = first.reply.content;
  const Json result = Json::array(
      {{{"type", "tool_result"}, {"tool_use_id", content[1]["id"]}, {"content", "one"}},
       {{"type", "tool_result"}, {"tool_use_id", content[2]["id"]}, {"content", "two"}}});
  const Json history = Json::array({{{"role", "user"}, {"content", "go"}},
                                    {{"role", "assistant"}, {"content", content}},
                                    {{"role", "user"}, {"content", result}}});
  const auto second =
      talk.api->ask({.model = "claude-sonnet-5-5", .messages = history}, talk.heard, {});
  ASSERT_FALSE(second.failure) << second.failure->detail;
  EXPECT_EQ(second.reply.content[0]["text"], "Got one\ntwo");
}

TEST(MessagesApi, RetriesUntilAResponseArrives) {
  Conversation talk(R"({"steps": [
      {"error": {"status": 529, "type": "overloaded_error"}},
      {"error": {"status": 429, "type": "rate_limit_error", "headers": {"retry-after": "3"}}},
      {"answer": {}, "faults": {"error_after": {"first": true}}},
      {"answer": {"blocks": [{"type": "text", "text": "At last."}]}}]})");
  const auto outcome = talk.ask();
  ASSERT_FALSE(outcome.failure) << outcome.failure->detail;
  EXPECT_EQ(talk.waits, (std::vector<std::chrono::milliseconds>{500ms, 3s, 2s}));
  EXPECT_EQ(talk.heard.events.at(0), "retry 1 after 500 529");
  EXPECT_EQ(talk.heard.events.at(3), "message msg_4 claude-sonnet-5-5");
}

TEST(MessagesApi, DoesNotRetryAfterTheFirstEvent) {
  const char* faults[] = {R"({"error_after": {"deltas": 3}})", R"({"drop_after_bytes": 900})",
                          R"({"no_message_stop": true})"};
  for (const std::string fault : faults) {
    const std::string scenario =
        R"({"steps": [{"answer": {"blocks": [{"type": "text", "text": "abc", "piece": 1,
           "repeat": 20}]}, "faults": )" +
        fault + "}]}";
    Conversation talk(scenario.c_str());
    const auto [reply, failure] = talk.ask();
    ASSERT_TRUE(failure) << fault;
    EXPECT_EQ(failure->kind, ModelFailureKind::unavailable);
    EXPECT_EQ(failure->request_id, "req_1");
    EXPECT_EQ(reply.content.at(0)["text"], talk.heard.pieces[0]) << fault;
    EXPECT_EQ(talk.fake.requests().size(), 1U);
  }
}

TEST(MessagesApi, SaysWhatWasWrongWithoutSecrets) {
  Conversation talk((R"({"steps": [
      {"error": {"status": 401, "type": "authentication_error", "message": "bad key )" +
                     std::string(key) + R"("}},
      {"error": {"status": 403, "body": "<html><title>Blocked</title></html>"}},
      {"error": {"status": 400, "type": "invalid_request_error",
                 "message": "Your credit balance is too low"}}]})")
                        .c_str());
  const auto first = talk.ask().failure.value();
  EXPECT_EQ(first.kind, ModelFailureKind::unauthorized);
  EXPECT_EQ(first.detail, "HTTP 401 authentication_error: bad key ");
  EXPECT_EQ(first.request_id, "req_1");
  EXPECT_EQ(talk.ask().failure->detail, "HTTP 403, an HTML page: Blocked");
  EXPECT_EQ(talk.ask().failure->kind, ModelFailureKind::no_credit);
}

TEST(MessagesApi, AsksNothingWithoutAKey) {
  Heard heard;
  MessagesApi api({});
  const auto failure = api.ask({.model = "x"}, heard, {}).failure.value();
  EXPECT_EQ(failure.kind, ModelFailureKind::unauthorized);
  EXPECT_NE(failure.detail.find("ANTHROPIC_API_KEY"), std::string::npos);
  EXPECT_TRUE(api.models({}).empty());
}

TEST(MessagesApi, StopsWhileItWaitsForTheHead) {
  Conversation talk(R"({"steps": [{"answer": {}, "faults": {"stall_head": true}}]})");
  std::jthread stopper([&] {
    EXPECT_TRUE(talk.fake.wait_until_stalled());
    talk.stop.request_stop();
  });
  const auto outcome = talk.ask();
  EXPECT_EQ(outcome.failure->kind, ModelFailureKind::cancelled);
  EXPECT_TRUE(outcome.reply.content.empty());
  EXPECT_TRUE(talk.waits.empty());
}

TEST(MessagesApi, StopsInTheMiddleOfAMessage) {
  // 12 events: start, a finished tool (4), the start of a text and its pieces.
  Conversation talk(R"({"steps": [{"answer": {"blocks": [
      {"type": "tool_use", "id": "t1", "name": "x", "input": {"a": 1}, "piece": 99},
      {"type": "text", "text": "abcdefgh", "piece": 1}]}, "faults": {"stall_after": 9}}]})");
  std::jthread stopper([&] {
    EXPECT_TRUE(talk.heard.wait_for_piece(1, "abc"));
    talk.stop.request_stop();
  });
  const auto [reply, failure] = talk.ask();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, ModelFailureKind::cancelled);
  EXPECT_FALSE(failure->may_retry);
  ASSERT_EQ(reply.content.size(), 2U);
  EXPECT_EQ(reply.content[0]["input"]["a"], 1);
  EXPECT_EQ(reply.content[1]["text"], "abc");
  EXPECT_EQ(reply.stop_reason, "");
  EXPECT_TRUE(talk.fake.wait_until_idle());
  EXPECT_EQ(talk.fake.cut_by_client(), 1U);
}

TEST(MessagesApi, StoppedBeforeItAsks) {
  Conversation talk(R"({"steps": []})");
  talk.stop.request_stop();
  EXPECT_EQ(talk.ask().failure->kind, ModelFailureKind::cancelled);
  EXPECT_TRUE(talk.fake.requests().empty());
}

TEST(MessagesApi, SilenceIsAFailure) {
  Conversation talk(R"({"steps": [{"answer": {"blocks": [{"type": "text", "text": "abc"}]},
                                   "faults": {"stall_after": 3}}]})",
                    {.idle = 500ms});
  const auto [reply, failure] = talk.ask();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, ModelFailureKind::unavailable);
  EXPECT_EQ(failure->detail, "no byte for 500 ms");
  EXPECT_EQ(reply.content.at(0)["text"], "abc");
}

TEST(MessagesApi, PingsAreNoSilence) {
  Conversation talk(R"({"steps": [{"answer": {"blocks": [{"type": "text", "text": "abcdefgh",
      "piece": 1}]}, "faults": {"drip_ms": 40, "pings": true}}]})",
                    {.idle = allowing(600ms)});
  const auto outcome = talk.ask();
  EXPECT_FALSE(outcome.failure) << outcome.failure->detail;
}

TEST(MessagesApi, NoHeadInTimeIsAFailureThatIsTriedAgain) {
  Conversation talk(R"({"steps": [{"answer": {}, "faults": {"stall_head": true}}],
                        "repeat": true})",
                    {.head = 50ms});
  const auto failure = talk.ask().failure.value();
  EXPECT_EQ(failure.detail, "no response for 50 ms");
  EXPECT_EQ(talk.waits.size(), 3U);
}

TEST(MessagesApi, AnUnreachableServerIsAFailure) {
  Heard heard;
  std::string gone;
  {
    const FakeAnthropic fake;
    gone = fake.url();
  }
  MessagesApi api({.api_key = key, .base_url = gone}, RetryPolicy({.max_retries = 0}));
  const auto failure = api.ask({.model = "claude-sonnet-5-5"}, heard, {}).failure.value();
  EXPECT_EQ(failure.kind, ModelFailureKind::unavailable);
  EXPECT_EQ(failure.status, 0);
  EXPECT_TRUE(failure.may_retry);
}

TEST(MessagesApi, ListsModels) {
  Conversation talk(R"({"steps": []})");
  const auto models = talk.api->models({});
  EXPECT_EQ(models.size(), 7U);
  EXPECT_EQ(models.front(), "claude-fable-5-2");
}

TEST(MessagesApi, ManyAskAtOnce) {
  constexpr int count = 40;
  Conversation talk(R"({"scenarios": [{"match": "number", "steps": [
      {"answer": {"blocks": [{"type": "text", "text": "${user} ", "repeat": 20}]},
       "faults": {"drip_ms": 1}}]}]})");
  std::vector<std::jthread> threads;
  std::atomic<int> right{0};
  for (int at = 0; at < count; ++at) {
    threads.emplace_back([&talk, &right, at] {
      Heard heard;
      const std::string text = "number " + std::to_string(at) + '.';
      const Json messages = Json::array({{{"role", "user"}, {"content", text}}});
      const auto outcome =
          talk.api->ask({.model = "claude-opus-5-5", .messages = messages}, heard, {});
      if (!outcome.failure && heard.pieces[0].starts_with(text)) ++right;
    });
  }
  threads.clear();
  EXPECT_EQ(right, count);
  EXPECT_TRUE(talk.fake.complaints().empty());
}

}  // namespace
}  // namespace mcp::test::messages_api_test
