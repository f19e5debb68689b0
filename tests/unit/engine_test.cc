#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <thread>

#include "engine/correlator.hpp"
#include "runtime/caller_count.hpp"
#include "runtime/rate_limit.hpp"
#include "runtime/timer_thread.hpp"
#include "runtime/worker_pool.hpp"

namespace mcp {
namespace {

using namespace std::chrono_literals;

Error gone() {
  return Error(ErrorCode::connection_closed, "gone");
}

TEST(Correlator, BringsEachAnswerToItsCall) {
  Correlator calls;
  std::vector<std::string> answered;
  const auto note = [&](const char* name) {
    return [&answered, name](const Result<Json>& answer) {
      answered.push_back(std::string(name) + (answer ? to_text(*answer) : answer.error().what()));
    };
  };
  const auto first = calls.open(note("first "));
  const auto second = calls.open(note("second "));
  EXPECT_NE(first, second);
  EXPECT_TRUE(calls.resolve({second, Json({{"x", 1}})}));
  EXPECT_TRUE(calls.resolve({first, Error(ErrorCode::internal_error, "no")}));
  EXPECT_FALSE(calls.resolve({first, Json()}));
  EXPECT_FALSE(calls.resolve({RequestId("unknown"), Json()}));
  EXPECT_FALSE(calls.resolve({std::nullopt, Json()}));
  EXPECT_EQ(answered, std::vector<std::string>({"second {\"x\":1}", "first no"}));
}

TEST(Correlator, AnswersEveryCallOnceWhateverHappens) {
  Correlator calls;
  int answers = 0;
  const auto count = [&](const Result<Json>&) { ++answers; };
  const auto id = calls.open(count);
  EXPECT_TRUE(calls.give_up(id, gone()));
  EXPECT_FALSE(calls.give_up(id, gone()));
  EXPECT_FALSE(calls.resolve({id, Json()}));
  EXPECT_EQ(answers, 1);
  calls.open(count);
  calls.close(gone());
  EXPECT_EQ(answers, 2);
  calls.open(count);
  EXPECT_EQ(answers, 3);
  calls.reopen();
  const auto again = calls.open(count);
  EXPECT_EQ(answers, 3);
  EXPECT_TRUE(calls.resolve({again, Json()}));
  EXPECT_EQ(calls.size(), 0U);
}

TEST(Correlator, MayBeUsedFromItsCallbacks) {
  Correlator calls;
  bool inner = false;
  const auto outer = calls.open([&](const Result<Json>&) {
    calls.resolve({calls.open([&](const Result<Json>&) { inner = true; }), Json()});
  });
  calls.resolve({outer, Json()});
  EXPECT_TRUE(inner);
}

// The timers are set while the timer thread is busy, so that none fires before all are set.
TEST(TimerThread, CallsInOrderOfTime) {
  std::promise<void> done;
  std::vector<int> called;
  TimerThread timers;
  timers.after(0ms, [&] {
    timers.after(500ms, [&] {
      called.push_back(2);
      done.set_value();
    });
    timers.after(0ms, [&] { called.push_back(1); });
    timers.cancel(timers.after(0ms, [&] { called.push_back(9); }));
  });
  done.get_future().wait();
  EXPECT_EQ(called, std::vector<int>({1, 2}));
}

TEST(TimerThread, DropsWhatIsNotDueWhenItStops) {
  bool called = false;
  {
    TimerThread timers;
    timers.after(1h, [&] { called = true; });
    timers.stop();
    timers.after(0ms, [&] { called = true; });
  }
  EXPECT_FALSE(called);
}

TEST(WorkerPool, RunsAtMostSoManyAtOnceAndRefusesWhatIsTooMuch) {
  std::latch running(2);
  std::promise<void> release;
  auto released = release.get_future().share();
  WorkerPool pool(2, 1);
  const auto work = [&] {
    running.count_down();
    released.wait();
  };
  EXPECT_TRUE(pool.post(work));
  while (!pool.post(work)) std::this_thread::yield();
  running.wait();
  EXPECT_TRUE(pool.post([] {}));
  EXPECT_FALSE(pool.post([] {}));
  release.set_value();
}

TEST(WorkerPool, DropsWhatHasNotStartedWhenItStops) {
  std::promise<void> release;
  std::promise<void> started;
  bool dropped_ran = false;
  WorkerPool pool(1, SIZE_MAX);
  pool.post([&] {
    started.set_value();
    release.get_future().wait();
  });
  started.get_future().wait();
  pool.post([&] { dropped_ran = true; });
  std::thread stopper([&] { pool.stop(); });
  while (pool.post([] {})) std::this_thread::yield();
  release.set_value();
  stopper.join();
  EXPECT_FALSE(dropped_ran);
}

TEST(RateLimit, AllowsABurstAndThenASteadyRate) {
  RateLimit limit(10, 5);
  const RateLimit::Clock::time_point start{1h};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(limit.take("a", start), 0ms) << i;
  EXPECT_GE(limit.take("a", start), 100ms);
  EXPECT_LE(limit.take("a", start), 101ms);
  EXPECT_GT(limit.take("a", start + 90ms), 0ms);
  EXPECT_EQ(limit.take("a", start + 110ms), 0ms);
  EXPECT_GT(limit.take("a", start + 111ms), 0ms);
  EXPECT_EQ(limit.take("b", start + 111ms), 0ms);
  int allowed = 0;
  for (int i = 0; i < 20; ++i) allowed += limit.take("a", start + 1h) == 0ms;
  EXPECT_EQ(allowed, 5);
}

TEST(RateLimit, RateZeroIsUnlimited) {
  RateLimit limit(0, 0);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(limit.take("a"), 0ms);
}

TEST(RateLimit, ManyKeysDoNotRefillTheBucketOfAnother) {
  RateLimit limit(1, 2);
  const RateLimit::Clock::time_point start{1h};
  EXPECT_EQ(limit.take("greedy", start), 0ms);
  EXPECT_EQ(limit.take("greedy", start), 0ms);
  for (int i = 0; i < 30'000; ++i) EXPECT_EQ(limit.take(std::to_string(i), start), 0ms);
  EXPECT_GT(limit.take("greedy", start), 0ms);
}

// For rates below one call per second, the burst that programs derive from the rate is below 1,
// too.
TEST(RateLimit, SlowRatesAllowACallNowAndThen) {
  RateLimit limit(0.4, 0.8);
  const RateLimit::Clock::time_point start{1h};
  EXPECT_EQ(limit.take("a", start), 0ms);
  EXPECT_GT(limit.take("a", start + 2s), 0ms);
  EXPECT_EQ(limit.take("a", start + 3s), 0ms);
  RateLimit hardly(1e-300, 1);
  EXPECT_EQ(hardly.take("a", start), 0ms);
  EXPECT_EQ(hardly.take("a", start), 24h + 1ms);
}

TEST(CallerCount, LimitsAllAndEachCaller) {
  CallerCount count(3, 2);
  auto first = count.add("a");
  const auto second = count.add("a");
  EXPECT_EQ(std::get<CallerCount::Limit>(count.add("a")), CallerCount::Limit::of_caller);
  const auto third = count.add("b");
  EXPECT_EQ(std::get<CallerCount::Limit>(count.add("c")), CallerCount::Limit::total);
  first = Counted();
  EXPECT_EQ(count.total(), 2U);
  EXPECT_EQ(std::get<Counted>(count.add("c")).caller(), "c");
  EXPECT_EQ(count.total(), 2U);
}

}  // namespace
}  // namespace mcp
