#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "bridge/store/store.hpp"
#include "support/scratch.hpp"

namespace mcp::bridge::store_concurrency_test {
namespace {

constexpr int threads = 4;

/// Runs `work` on several threads that start together, and waits for them.
template <class Work>
void together(Work work) {
  std::barrier start(threads);
  std::vector<std::jthread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&start, &work, i] {
      start.arrive_and_wait();
      work(i);
    });
  }
}

/// Runs with one connection, and with one for each thread, as several processes would have.
class StoreConcurrencyTest : public ::testing::TestWithParam<bool> {
 protected:
  StoreConcurrencyTest() {
    for (int i = 0; i < (GetParam() ? threads : 1); ++i) stores.push_back(open_sqlite_store(file));
  }

  Store& store(int thread) { return *stores[static_cast<std::size_t>(thread) % stores.size()]; }

  test::Scratch scratch{test::Scratch::Where::memory};
  std::string file = scratch / "bridge.db";
  std::vector<std::unique_ptr<Store>> stores;
};

TEST_P(StoreConcurrencyTest, OneDecisionWins) {
  store(0).put_session({.id = "s"});
  for (int round = 0; round < 25; ++round) {
    const std::string id = std::to_string(round);
    store(0).put_approval({.tool_use_id = id, .session = "s"});
    std::atomic<int> winners = 0;
    together([this, &winners, &id](int thread) {
      if (store(thread).decide("s", id, thread % 2 == 0 ? Resolution::allowed : Resolution::denied))
        ++winners;
    });
    EXPECT_EQ(winners, 1);
  }
  EXPECT_TRUE(store(0).waiting_approvals("s").empty());
}

// A call that a rule allows has no question, so its approval is stored together with its decision.
TEST_P(StoreConcurrencyTest, OneApprovalThatComesWithItsDecisionWins) {
  store(0).put_session({.id = "s"});
  for (int round = 0; round < 25; ++round) {
    const std::string id = std::to_string(round);
    std::atomic<int> winners = 0;
    together([this, &winners, &id](int thread) {
      if (store(thread).put_approval(
              {.tool_use_id = id, .session = "s", .resolution = Resolution::allowed})) {
        ++winners;
      }
    });
    EXPECT_EQ(winners, 1);
  }
}

TEST_P(StoreConcurrencyTest, EachMessageCountsOnce) {
  std::atomic<int> counted = 0;
  together([this, &counted](int thread) {
    for (int message = 0; message < 40; ++message) {
      if (store(thread).add_usage(
              {.message_id = std::to_string(message), .usage = {.input = 10}})) {
        ++counted;
      }
    }
  });
  EXPECT_EQ(counted, 40);
  EXPECT_EQ(store(0).usage({}).requests, 40);
  EXPECT_EQ(store(0).usage({}).usage.input, 400);
}

TEST_P(StoreConcurrencyTest, MessagesHaveNumbersOfTheirOwn) {
  store(0).put_session({.id = "s"});
  together([this](int thread) {
    for (int i = 0; i < 25; ++i) {
      store(thread).append("s", {{.role = "user"}, {.role = "assistant"}});
    }
  });
  std::int64_t expected = 0;
  const auto messages = store(0).messages("s");
  for (const StoredMessage& message : messages) {
    EXPECT_EQ(message.number, ++expected);
    EXPECT_EQ(message.role, expected % 2 == 1 ? "user" : "assistant");
  }
  EXPECT_EQ(expected, 2 * 25 * threads);
}

INSTANTIATE_TEST_SUITE_P(Connections, StoreConcurrencyTest, ::testing::Bool(),
                         [](const auto& run) { return run.param ? "several" : "one"; });

TEST(StoreOpening, SeveralAtOnceMakeTheTablesOnce) {
  const test::Scratch scratch(test::Scratch::Where::memory);
  for (int round = 0; round < 20; ++round) {
    const std::string file = scratch / std::to_string(round);
    together([&file](int thread) {
      open_sqlite_store(file)->put_session({.id = std::to_string(thread)});
    });
    EXPECT_EQ(open_sqlite_store(file)->sessions({}).size(), std::size_t{threads});
  }
}

}  // namespace
}  // namespace mcp::bridge::store_concurrency_test
