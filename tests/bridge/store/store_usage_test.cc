#include <gtest/gtest.h>

#include "bridge/store/store.hpp"

namespace mcp::bridge::store_usage_test {
namespace {

constexpr std::int64_t day = 86'400'000;

class StoreUsageTest : public ::testing::Test {
 protected:
  StoreUsageTest() {
    add("m1", "p", "s1", "t1", 10, 100, 0);
    add("m2", "p", "s1", "t2", 20, std::nullopt, day - 1);
    add("m3", "p", "s2", "t3", 40, 300, day);
    add("m4", "q", "s3", "t4", 80, 400, 3 * day);
  }

  void add(const std::string& id, const std::string& project, const std::string& session,
           const std::string& turn, std::int64_t input, std::optional<std::int64_t> cost,
           std::int64_t at) {
    store->add_usage({.tenant = project == "q" ? "acme" : "",
                      .project = project,
                      .session = session,
                      .turn = turn,
                      .message_id = id,
                      .model = "m",
                      .usage = {.input = input},
                      .cost_pico = cost,
                      .created_at = at,
                      .saved_pico = 1});
  }

  std::unique_ptr<Store> store = open_sqlite_store(":memory:");
};

TEST_F(StoreUsageTest, SumsWhatTheFilterLets) {
  struct Case {
    UsageFilter filter;
    std::int64_t input, requests, cost, unpriced;
  };
  const std::vector<Case> cases = {
      {{}, 150, 4, 800, 1},
      {{.tenant = "acme"}, 80, 1, 400, 0},
      {{.project = "p"}, 70, 3, 400, 1},
      {{.session = "s1"}, 30, 2, 100, 1},
      {{.session = "s1", .turn = "t2"}, 20, 1, 0, 1},
      {{.message_id = "m3"}, 40, 1, 300, 0},
      {{.from = day}, 120, 2, 700, 0},
      {{.until = day}, 30, 2, 100, 1},
      {{.project = "none"}, 0, 0, 0, 0},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const UsageSum sum = store->usage(cases[i].filter);
    EXPECT_EQ(sum.usage.input, cases[i].input) << i;
    EXPECT_EQ(sum.requests, cases[i].requests) << i;
    EXPECT_EQ(sum.cost_pico, cases[i].cost) << i;
    EXPECT_EQ(sum.unpriced, cases[i].unpriced) << i;
    EXPECT_EQ(sum.saved_pico, cases[i].requests) << i;
  }
}

TEST_F(StoreUsageTest, KeepsEachKindOfToken) {
  const Usage usage{.input = 1,
                    .output = 2,
                    .cache_read = 3,
                    .cache_write_5m = 4,
                    .cache_write_1h = 5'000'000'000};
  store->add_usage({.session = "kinds", .message_id = "k", .usage = usage});
  EXPECT_EQ(store->usage({.session = "kinds"}).usage, usage);
}

TEST_F(StoreUsageTest, CountsAMessageOnce) {
  EXPECT_FALSE(store->add_usage({.project = "p",
                                 .session = "s1",
                                 .message_id = "m1",
                                 .usage = {.input = 11, .output = 2},
                                 .cost_pico = 150}));
  const UsageSum sum = store->usage({.message_id = "m1"});
  EXPECT_EQ(sum.requests, 1);
  EXPECT_EQ(sum.usage, (Usage{.input = 11, .output = 2}));
  EXPECT_EQ(sum.cost_pico, 150);
  EXPECT_TRUE(store->add_usage({.message_id = "m9"}));
  EXPECT_THROW(store->add_usage({}), std::invalid_argument);
}

TEST_F(StoreUsageTest, SplitsByDay) {
  const auto days = store->usage_by_day({});
  ASSERT_EQ(days.size(), 3U);
  EXPECT_EQ(days[0].first, "1970-01-01");
  EXPECT_EQ(days[0].second.usage.input, 30);
  EXPECT_EQ(days[0].second.unpriced, 1);
  EXPECT_EQ(days[1].first, "1970-01-02");
  EXPECT_EQ(days[2].first, "1970-01-04");
  EXPECT_EQ(days[2].second.cost_pico, 400);
  EXPECT_TRUE(store->usage_by_day({.project = "none"}).empty());
}

}  // namespace
}  // namespace mcp::bridge::store_usage_test
