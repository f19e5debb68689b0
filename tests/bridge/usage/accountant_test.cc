#include "bridge/usage/accountant.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "bridge/usage/money.hpp"

namespace mcp::bridge::accountant_test {
namespace {

constexpr std::int64_t day = 86'400'000;
constexpr std::int64_t now = 20'777 * day + 5'000;  // In November 2026.

class AccountantTest : public ::testing::Test {
 protected:
  static UsageRecord message(const std::string& id, const Usage& usage) {
    return {.project = "p",
            .session = "s",
            .turn = "t",
            .message_id = id,
            .model = "claude-sonnet-5-5",
            .usage = usage,
            .created_at = now};
  }

  std::unique_ptr<Store> store = open_sqlite_store(":memory:");
  Accountant accountant{*store, Prices::built_in()};
};

TEST_F(AccountantTest, PricesWhatItKeeps) {
  const UsageRecord kept = accountant.record(message("m", {.input = 10, .cache_read = 1'000}));
  EXPECT_EQ(usd_text(kept.cost_pico.value()), "0.00012");
  EXPECT_EQ(usd_text(kept.saved_pico.value()), "0.0019");
  EXPECT_EQ(kept.price_revision, accountant.prices().revision());
  EXPECT_EQ(accountant.message("m").cost_pico, kept.cost_pico);
  EXPECT_EQ(accountant.message("m").saved_pico, kept.saved_pico);
}

TEST_F(AccountantTest, NamesTheTenantOfTheProject) {
  Accountant with_tenants(*store, Prices::built_in(), {{"p", "acme"}});
  EXPECT_EQ(with_tenants.record(message("m", {.input = 10})).tenant, "acme");
  EXPECT_EQ(with_tenants.tenant_of("elsewhere"), "");
  accountant.record(message("n", {.input = 7}));
  EXPECT_EQ(store->usage({.tenant = "acme"}).usage.input, 10);
  EXPECT_EQ(store->usage({}).usage.input, 17);
}

TEST_F(AccountantTest, UsageOfAMessageIsCumulative) {
  accountant.record(message("m", {.input = 100, .output = 1}));
  accountant.record(message("m", {.input = 100, .output = 40}));
  accountant.record(message("m", {.input = 100, .output = 40}));
  const UsageSum sum = accountant.session("s");
  EXPECT_EQ(sum.requests, 1);
  EXPECT_EQ(sum.usage, (Usage{.input = 100, .output = 40}));
  EXPECT_EQ(usd_text(sum.cost_pico), "0.0006");
}

TEST_F(AccountantTest, DoesNotKeepAPriceThatWasNotComputed) {
  UsageRecord record = message("m", {.input = 1});
  record.model = "gpt-unknown";
  record.cost_pico = 5;
  EXPECT_EQ(accountant.record(record).cost_pico, std::nullopt);
  EXPECT_EQ(accountant.message("m").unpriced, 1);
}

TEST_F(AccountantTest, AddsUpByMessageTurnSessionProjectAndDay) {
  accountant.record(message("m1", {.input = 1}));
  accountant.record(message("m2", {.input = 2}));
  UsageRecord record = message("m3", {.input = 4});
  record.turn = "t2";
  accountant.record(record);
  record.message_id = "m4";
  record.session = "s2";
  record.created_at = now - day;
  accountant.record(record);
  record.message_id = "m5";
  record.project = "q";
  record.created_at = now + day;
  accountant.record(record);
  EXPECT_EQ(accountant.message("m2").usage.input, 2);
  EXPECT_EQ(accountant.turn("s", "t").usage.input, 3);
  EXPECT_EQ(accountant.session("s").usage.input, 7);
  EXPECT_EQ(accountant.project("p").usage.input, 11);
  EXPECT_EQ(accountant.day("p", now).usage.input, 7);
  EXPECT_EQ(accountant.day("p", now - day).usage.input, 4);
  EXPECT_EQ(accountant.day("", now + day).usage.input, 4);
}

TEST_F(AccountantTest, DaysBeginAtMidnight) {
  EXPECT_EQ(day_of(now), std::pair(now - 5'000, now - 5'000 + day));
  EXPECT_EQ(day_of(0), std::pair(std::int64_t{0}, day));
  EXPECT_EQ(day_of(-1), std::pair(-day, std::int64_t{0}));
}

TEST_F(AccountantTest, SeveralThreadsLoseNothing) {
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([this, thread] {
        for (int i = 0; i < 50; ++i) {
          accountant.record(message(std::to_string(i * 4 + thread), {.input = 1}));
          accountant.record(message("shared" + std::to_string(i), {.input = 1}));
        }
      });
    }
  }
  EXPECT_EQ(accountant.session("s").requests, 250);
  EXPECT_EQ(usd_text(accountant.session("s").cost_pico), "0.0005");
}

TEST_F(AccountantTest, TheSummaryIsForUsers) {
  accountant.record(message(
      "m", {.input = 1, .output = 2, .cache_read = 3, .cache_write_5m = 4, .cache_write_1h = 5}));
  EXPECT_EQ(usage_summary(accountant.session("s")), Json({{"input_tokens", 1},
                                                          {"output_tokens", 2},
                                                          {"cache_read_tokens", 3},
                                                          {"cache_creation_tokens", 9},
                                                          {"cache_creation_5m_tokens", 4},
                                                          {"cache_creation_1h_tokens", 5},
                                                          {"total_tokens", 15},
                                                          {"total_cost_usd", "0.0000523"},
                                                          {"cache_saving_usd", "0.0000057"},
                                                          {"requests", 1},
                                                          {"unpriced_requests", 0}}));
  EXPECT_EQ(usage_summary({})["total_cost_usd"], "0");
  EXPECT_EQ(usage_summary({.requests = 2, .unpriced = 2})["total_cost_usd"], nullptr);
  EXPECT_EQ(usage_summary({.requests = 2, .cost_pico = 1, .unpriced = 1})["total_cost_usd"],
            "0.000000000001");
}

}  // namespace
}  // namespace mcp::bridge::accountant_test
