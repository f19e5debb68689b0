#include "bridge/engine/retry.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "bridge/engine/failures.hpp"
#include "heard.hpp"

namespace mcp::test::retry_test {
namespace {

using namespace std::chrono_literals;
using bridge::ModelFailure;
using bridge::RetryPolicy;
using Attempt = RetryPolicy::Attempt;

/// Attempts with scripted results, and a clock that stands still.
struct Rehearsal {
  std::vector<Attempt> script;
  bool stopped = false;
  double chance = 0;

  bridge::ModelOutcome run(bridge::RetryOptions options = {}) {
    const RetryPolicy policy(
        options,
        [this](std::chrono::milliseconds time, const std::stop_token&) {
          waits.push_back(time);
          return !stopped;
        },
        [this] { return chance; });
    return policy.run([this] { return script.at(std::min(asked++, script.size() - 1)); }, heard,
                      {});
  }

  std::size_t asked = 0;
  std::vector<std::chrono::milliseconds> waits = {};
  Heard heard = {};
};

Attempt failing(ModelFailure failure, bool published = false) {
  return {.outcome = {.failure = std::move(failure)}, .published = published};
}

using Waits = std::vector<std::chrono::milliseconds>;

TEST(Retry, WaitsTwiceAsLongEachTimeAndGivesUp) {
  Rehearsal rehearsal{.script = {failing(bridge::network_failure("no"))}};
  const auto outcome = rehearsal.run({.max_retries = 6});
  EXPECT_EQ(rehearsal.waits, (Waits{500ms, 1s, 2s, 4s, 8s, 8s}));
  EXPECT_EQ(rehearsal.asked, 7U);
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->detail, "no");
  EXPECT_EQ(rehearsal.heard.events.size(), 6U);
  EXPECT_EQ(rehearsal.heard.events.front(), "retry 1 after 500 0");
}

TEST(Retry, JitterIsUpToAQuarter) {
  Rehearsal rehearsal{.script = {failing(bridge::network_failure("no"))}, .chance = 1};
  rehearsal.run({.max_retries = 2});
  EXPECT_EQ(rehearsal.waits, (Waits{375ms, 750ms}));
}

TEST(Retry, HonoursRetryAfterUpToAMinute) {
  const struct {
    std::optional<std::chrono::milliseconds> asked;
    std::chrono::milliseconds waited;
  } rows[] = {{std::nullopt, 500ms}, {0ms, 0ms}, {1500ms, 1500ms}, {60s, 60s}, {61s, 500ms}};
  for (const auto& row : rows) {
    auto failure = bridge::failure_of(429, {}, "");
    failure.retry_after = row.asked;
    Rehearsal rehearsal{.script = {failing(failure), {}}};
    EXPECT_FALSE(rehearsal.run().failure);
    EXPECT_EQ(rehearsal.waits, Waits{row.waited});
  }
}

TEST(Retry, NoRequestIsRetriedAfterItsFirstEvent) {
  Rehearsal rehearsal{.script = {failing(bridge::network_failure("cut"), true)}};
  EXPECT_TRUE(rehearsal.run().failure);
  EXPECT_EQ(rehearsal.asked, 1U);
}

TEST(Retry, PermanentErrorsAreNotRetried) {
  Rehearsal rehearsal{.script = {failing(bridge::failure_of(401, {}, ""))}};
  EXPECT_TRUE(rehearsal.run().failure);
  EXPECT_EQ(rehearsal.asked, 1U);
}

TEST(Retry, StoppingEndsTheWait) {
  Rehearsal rehearsal{.script = {failing(bridge::network_failure("no"))}, .stopped = true};
  const auto outcome = rehearsal.run();
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->kind, bridge::ModelFailureKind::cancelled);
  EXPECT_EQ(rehearsal.asked, 1U);
}

TEST(Retry, StoppingEndsTheWaitInRealTime) {
  Heard heard;
  std::stop_source stop;
  const RetryPolicy policy({.first_wait = 1h, .longest_wait = 1h});
  std::jthread stopper([&] {
    EXPECT_TRUE(heard.wait_for_retry());
    stop.request_stop();
  });
  const auto outcome =
      policy.run([] { return failing(bridge::network_failure("no")); }, heard, stop.get_token());
  EXPECT_EQ(outcome.failure->kind, bridge::ModelFailureKind::cancelled);
}

}  // namespace
}  // namespace mcp::test::retry_test
