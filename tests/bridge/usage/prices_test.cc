#include "bridge/usage/prices.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "bridge/usage/money.hpp"
#include "mcp/schema.hpp"
#include "support/scratch.hpp"

namespace mcp::bridge::prices_test {
namespace {

constexpr std::int64_t million = 1'000'000;

std::int64_t at(int year, unsigned month, unsigned day) {
  using namespace std::chrono;
  const sys_days date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  return duration_cast<milliseconds>(date.time_since_epoch()).count();
}

const std::int64_t late = at(2026, 11, 20);
const std::int64_t halved = at(2026, 10, 7);

/// USD, or "not priced".
std::string cost(const std::string& model, const Usage& usage, std::int64_t when = late) {
  static const Prices prices = Prices::built_in();
  const auto found = prices.cost(model, usage, when);
  return found ? usd_text(found->pico) : "not priced";
}

TEST(Prices, OfAMillionTokensOfEachKind) {
  struct Case {
    std::string model, input, output, write_5m, write_1h, read;
  };
  const std::vector<Case> cases = {
      {"claude-fable-5-2", "8", "40", "10", "not priced", "0.2"},
      {"claude-fable-5-1", "10", "50", "12.5", "20", "0.25"},
      {"claude-opus-5-5", "4", "20", "5", "8", "0.2"},
      {"claude-sonnet-5-5", "2", "10", "2.5", "4", "0.1"},
      {"claude-haiku-5-5", "0.5", "0.5", "0.625", "not priced", "not priced"},
      {"claude-haiku-4-5", "1", "5", "1.25", "2", "0.1"},
      {"claude-opus-5", "5", "25", "6.25", "10", "0.5"},
      {"claude-sonnet-5", "2", "10", "2.5", "4", "0.2"},
      {"claude-unknown-9", "not priced", "not priced", "not priced", "not priced", "not priced"},
      {"", "not priced", "not priced", "not priced", "not priced", "not priced"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(cost(c.model, {.input = million}), c.input) << c.model;
    EXPECT_EQ(cost(c.model, {.output = million}), c.output) << c.model;
    EXPECT_EQ(cost(c.model, {.cache_write_5m = million}), c.write_5m) << c.model;
    EXPECT_EQ(cost(c.model, {.cache_write_1h = million}), c.write_1h) << c.model;
    EXPECT_EQ(cost(c.model, {.cache_read = million}), c.read) << c.model;
  }
}

TEST(Prices, TheLengthOfThePromptChoosesTheBand) {
  const std::string haiku = "claude-haiku-5-5";
  const std::vector<std::pair<Usage, std::string>> cases = {
      {{.input = 100'000}, "0.01"},
      {{.input = 100'001}, "0.0500005"},
      {{.input = 100'000, .output = 900'000}, "0.46"},
      {{.input = 50'000, .cache_read = 50'000}, "0.0055"},
      {{.input = 50'000, .cache_read = 50'001}, "not priced"},
      {{.input = 50'000, .cache_write_5m = 50'000}, "0.01125"},
      {{.input = 50'000, .cache_write_5m = 50'001}, "0.056250625"},
      {{.cache_write_1h = 100'000}, "0.02"},
      {{.input = 60'000, .output = 1'000, .cache_read = 20'000, .cache_write_5m = 20'000},
       "0.0092"},
      {{.input = 160'000, .output = 1'000}, "0.0825"},
  };
  for (const auto& [usage, usd] : cases) EXPECT_EQ(cost(haiku, usage), usd) << usage.input;
}

TEST(Prices, HoldFromTheirDayOn) {
  const Usage read{.cache_read = million};
  EXPECT_EQ(cost("claude-sonnet-5-5", read, 0), "0.2");
  EXPECT_EQ(cost("claude-sonnet-5-5", read, halved - 1), "0.2");
  EXPECT_EQ(cost("claude-sonnet-5-5", read, halved), "0.1");
  EXPECT_EQ(cost("claude-sonnet-5-5", {.input = million}, halved - 1), "2");
  EXPECT_EQ(cost("claude-fable-5-2", read, at(2026, 11, 9) - 1), "not priced");
  EXPECT_EQ(cost("claude-fable-5-2", read, at(2026, 11, 9)), "0.2");
}

TEST(Prices, AnIdWithADateIsTheModelWithout) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"claude-haiku-4-5-20251001", "1"},
      {"claude-sonnet-5-5-20260901", "2"},
      {"claude-haiku-4-5-2025100", "not priced"},
      {"claude-haiku-4-5-2025100x", "not priced"},
      {"claude-haiku-4-520251001", "not priced"},
      {"claude-haiku-4-5-latest", "not priced"},
      {"-20251001", "not priced"},
      {"20251001", "not priced"},
  };
  for (const auto& [model, usd] : cases) EXPECT_EQ(cost(model, {.input = million}), usd) << model;
}

TEST(Prices, AddUpAllKindsInWholeNumbers) {
  // 3*2 + 7*10 + 11*0.1 + 13*2.5 + 17*4 = 177.6 USD per million tokens.
  const Usage usage{
      .input = 3, .output = 7, .cache_read = 11, .cache_write_5m = 13, .cache_write_1h = 17};
  EXPECT_EQ(cost("claude-sonnet-5-5", usage), "0.0001776");
  EXPECT_EQ(cost("claude-sonnet-5-5", {}), "0");
  EXPECT_EQ(cost("claude-sonnet-5-5", {.input = 1}), "0.000002");
  EXPECT_EQ(cost("claude-haiku-5-5", {.cache_read = 1}), "0.00000001");
}

TEST(Prices, SayWhatTheCacheSaved) {
  const Prices prices = Prices::built_in();
  const auto found = prices.cost("claude-sonnet-5-5", {.input = 5, .cache_read = million}, late);
  EXPECT_EQ(usd_text(found.value().saved_pico), "1.9");
  EXPECT_EQ(prices.cost("claude-sonnet-5-5", {.input = 5}, late).value().saved_pico, 0);
}

TEST(Prices, ImpossibleCountsHaveNoPrice) {
  EXPECT_EQ(cost("claude-opus-5", {.input = -1}), "not priced");
  EXPECT_EQ(cost("claude-opus-5", {.input = INT64_MAX, .cache_read = INT64_MAX}), "not priced");
  EXPECT_EQ(cost("claude-opus-5", {.output = 1'000'000'000'000'000}), "not priced");
}

TEST(Prices, TheDataMatchesItsSchema) {
  const std::filesystem::path source = MCP_SOURCE_DIR;
  const Json schema = Json::parse(test::content_of(source / "schemas/bridge/prices.schema.json"));
  const Json data = Json::parse(test::content_of(source / "bridge/usage/prices.json"));
  EXPECT_TRUE(SchemaValidator::compile(schema).value().violations(data).empty());
  EXPECT_EQ(Prices::built_in().revision(), data["revision"]);
  EXPECT_TRUE(Prices::load(data).ok());
}

Json list_of(Json rows) {
  return {{"revision", "r1"},      {"currency", "USD"},       {"per_tokens", 1'000'000},
          {"source", "this test"}, {"checked", "2026-11-20"}, {"prices", std::move(rows)}};
}

Json row(const Json& more = Json::object()) {
  Json made = {{"model", "m"}, {"input", "1"}, {"output", "2"}};
  made.update(more);
  return made;
}

TEST(Prices, AListOfTheUsersReplacesOurs) {
  // In any order, with an exact id of a dated model.
  const auto prices = Prices::load(list_of(Json::array({
      row({{"max_prompt", 200}, {"input", "20"}}),
      row({{"effective_from", "2026-05-01"}, {"input", "5"}}),
      row(),
      row({{"max_prompt", 100}, {"input", "0.000001"}}),
      row({{"model", "m-20260101"}, {"input", "9"}}),
  })));
  ASSERT_TRUE(prices.ok()) << prices.error().what();
  EXPECT_EQ(prices->revision(), "r1");
  EXPECT_EQ(prices->find("m", 100, 0)->input, 1);
  EXPECT_EQ(prices->find("m", 101, 0)->input, 20'000'000);
  EXPECT_EQ(prices->find("m", 201, 0)->input, 1'000'000);
  EXPECT_EQ(prices->find("m", 100, late)->input, 5'000'000);
  EXPECT_EQ(prices->find("m-20260101", 1, 0)->input, 9'000'000);
  EXPECT_EQ(prices->find("m-20260102", 1, 0)->input, 1);
  EXPECT_EQ(prices->find("claude-opus-5", 1, 0), std::nullopt);
}

TEST(Prices, AListThatIsWrongNamesThePlace) {
  const std::vector<std::pair<Json, std::string>> cases = {
      {Json::array(), "at \"\""},
      {list_of({row({{"input", 1.5}})}), "/prices/0/input"},
      {list_of({row({{"input", "-1"}})}), "/prices/0/input"},
      {list_of({row({{"input", "0.0000001"}})}), "/prices/0/input"},
      {list_of({row(), row({{"effective_from", "2026-02-30"}})}), "/prices/1/effective_from"},
      {list_of({row({{"effective_from", "soon"}})}), "/prices/0/effective_from"},
      {list_of({row({{"max_prompt", 0}})}), "/prices/0/max_prompt"},
      {list_of({row({{"cache", "1"}})}), "/prices/0"},
      {list_of({row(), row({{"input", "3"}})}), "/prices/1"},
  };
  for (const auto& [list, place] : cases) {
    const auto prices = Prices::load(list);
    ASSERT_FALSE(prices.ok()) << list;
    EXPECT_NE(std::string(prices.error().what()).find(place), std::string::npos)
        << prices.error().what();
  }
}

}  // namespace
}  // namespace mcp::bridge::prices_test
