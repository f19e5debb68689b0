#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <thread>

#include "edge/rate_limit.hpp"
#include "engine/correlator.hpp"
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

// They are set while the timers' thread is at work, so that none is called before all are there.
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

TEST(RateLimit, LetsThroughABurstAndThenAFlow) {
  RateLimit limit(10, 5);
  const RateLimit::Clock::time_point start{1h};
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(limit.allow(start)) << i;
  EXPECT_FALSE(limit.allow(start));
  EXPECT_FALSE(limit.allow(start + 90ms));
  EXPECT_TRUE(limit.allow(start + 110ms));
  EXPECT_FALSE(limit.allow(start + 111ms));
  int allowed = 0;
  for (int i = 0; i < 20; ++i) allowed += limit.allow(start + 1h);
  EXPECT_EQ(allowed, 5);
}

TEST(RateLimit, MayBeOff) {
  RateLimit limit(0, 0);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limit.allow());
}

}  // namespace
}  // namespace mcp
