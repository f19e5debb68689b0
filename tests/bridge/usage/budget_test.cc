#include "bridge/usage/budget.hpp"

#include <gtest/gtest.h>

#include "bridge/usage/money.hpp"

namespace mcp::bridge::budget_test {
namespace {

constexpr std::int64_t day = 86'400'000;
constexpr std::int64_t now = 20'777 * day + 5'000;

class BudgetTest : public ::testing::Test {
 protected:
  void use(const std::string& project, const Usage& usage, std::optional<std::int64_t> cost,
           std::int64_t when = now) {
    store->add_usage({.project = project,
                      .message_id = std::to_string(++messages),
                      .usage = usage,
                      .cost_pico = cost,
                      .created_at = when});
  }

  std::unique_ptr<Store> store = open_sqlite_store(":memory:");
  int messages = 0;
};

TEST_F(BudgetTest, WarnsAndThenStops) {
  struct Case {
    BudgetLimits limits;
    BudgetState state;
    std::string says;
  };
  use("p",
      {.input = 10, .output = 20, .cache_read = 30, .cache_write_5m = 25, .cache_write_1h = 15},
      pico_per_usd / 2);
  const std::vector<Case> cases = {
      {{}, BudgetState::ok, ""},
      {{.soft_tokens = 101, .hard_tokens = 102}, BudgetState::ok, ""},
      {{.soft_tokens = 100, .hard_tokens = 101}, BudgetState::near, "100 tokens today"},
      {{.soft_tokens = 50, .hard_tokens = 100}, BudgetState::exceeded, "100 tokens a day"},
      {{.soft_tokens = 50}, BudgetState::near, "warning at 50 tokens."},
      {{.soft_pico = pico_per_usd / 2}, BudgetState::near, "0.5 USD"},
      {{.hard_pico = pico_per_usd / 2}, BudgetState::exceeded, "limit of 0.5 USD"},
      {{.hard_pico = pico_per_usd}, BudgetState::ok, ""},
      {{.soft_tokens = 1, .hard_pico = 1}, BudgetState::exceeded, "USD"},
      {{.hard_tokens = 1, .soft_pico = 1}, BudgetState::exceeded, "tokens"},
      {{.hard_tokens = 0}, BudgetState::exceeded, "limit of 0 tokens"},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const BudgetCheck check = Budget(*store, cases[i].limits).check("p", now);
    EXPECT_EQ(check.state, cases[i].state) << i;
    EXPECT_EQ(check.message.empty(), cases[i].says.empty()) << i;
    EXPECT_NE(check.message.find(cases[i].says), std::string::npos) << i << check.message;
    EXPECT_EQ(check.resets_at, now - 5'000 + day) << i;
  }
}

TEST_F(BudgetTest, IsOfOneProjectAndOneDay) {
  use("p", {.input = 100}, 0);
  const Budget budget(*store, {.hard_tokens = 100}, {{"large", {.hard_tokens = 1'000}}});
  EXPECT_EQ(budget.check("p", now).state, BudgetState::exceeded);
  EXPECT_EQ(budget.check("p", now + day).state, BudgetState::ok);
  EXPECT_EQ(budget.check("p", now - day).state, BudgetState::ok);
  EXPECT_EQ(budget.check("q", now).state, BudgetState::ok);
  use("large", {.input = 999}, 0);
  EXPECT_EQ(budget.check("large", now).state, BudgetState::ok);
  use("large", {.input = 1}, 0);
  EXPECT_EQ(budget.check("large", now).state, BudgetState::exceeded);
}

TEST_F(BudgetTest, SaysThatSomeRequestsHaveNoPrice) {
  use("p", {.input = 1}, std::nullopt);
  use("p", {.input = 1}, pico_per_usd);
  const Budget budget(*store, {.hard_pico = pico_per_usd});
  EXPECT_NE(budget.check("p", now).message.find("1 of its requests"), std::string::npos);
}

TEST_F(BudgetTest, ReadsItsLimits) {
  const auto limits = read_budget_limits(
      {{"soft_tokens", 5}, {"hard_tokens", 10}, {"soft_usd", "0.10"}, {"hard_usd", 2.5}});
  ASSERT_TRUE(limits.ok()) << limits.error().what();
  EXPECT_EQ(*limits, (BudgetLimits{5, 10, pico_per_usd / 10, pico_per_usd * 5 / 2}));
  EXPECT_EQ(read_budget_limits({{"hard_usd", 3.0}}).value().hard_pico, 3 * pico_per_usd);
  EXPECT_EQ(read_budget_limits({{"hard_usd", 0.0006}}).value().hard_pico,
            pico_per_usd / 10'000 * 6);
  EXPECT_EQ(*read_budget_limits(Json::object()), BudgetLimits{});
}

TEST_F(BudgetTest, RefusesLimitsThatAreNone) {
  const std::vector<std::pair<Json, std::string>> cases = {
      {Json::array(), "limits"},
      {{{"hard_token", 5}}, "hard_token "},
      {{{"hard_tokens", -5}}, "hard_tokens"},
      {{{"hard_tokens", 1.5}}, "hard_tokens"},
      {{{"hard_tokens", UINT64_MAX}}, "hard_tokens"},
      {{{"soft_usd", "five"}}, "soft_usd"},
      {{{"soft_usd", -1}}, "soft_usd"},
      {{{"soft_usd", true}}, "soft_usd"},
  };
  for (const auto& [limits, name] : cases) {
    const auto read = read_budget_limits(limits);
    ASSERT_FALSE(read.ok()) << limits;
    EXPECT_NE(std::string(read.error().what()).find(name), std::string::npos) << limits;
  }
}

}  // namespace
}  // namespace mcp::bridge::budget_test
