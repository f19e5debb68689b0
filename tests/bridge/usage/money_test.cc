#include "bridge/usage/money.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace mcp::bridge::money_test {
namespace {

TEST(Money, IsWrittenExactly) {
  const std::vector<std::pair<std::int64_t, std::string>> cases = {
      {0, "0"},
      {1, "0.000000000001"},
      {100'000, "0.0000001"},
      {1'250'000'000, "0.00125"},
      {pico_per_usd, "1"},
      {3 * pico_per_usd + pico_per_usd / 2, "3.5"},
      {-pico_per_usd / 2, "-0.5"},
      {INT64_MAX, "9223372.036854775807"},
      {INT64_MIN, "-9223372.036854775808"},
  };
  for (const auto& [pico, text] : cases) {
    EXPECT_EQ(usd_text(pico), text);
    if (pico >= 0 && pico < INT64_MAX) {
      EXPECT_EQ(parse_usd(text), pico) << text;
    }
  }
}

TEST(Money, IsReadFromDecimals) {
  EXPECT_EQ(parse_usd("0.10"), pico_per_usd / 10);
  EXPECT_EQ(parse_usd("007"), 7 * pico_per_usd);
  for (const std::string text : {"", ".", "1.", ".5", "-1", "1.-5", "+1", "1e3", "1,5", " 1", "1 ",
                                 "0.1234567890123", "9223373", "99999999999999999999", "1.5.5"}) {
    EXPECT_EQ(parse_usd(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace mcp::bridge::money_test
