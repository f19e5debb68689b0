#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Amounts of money in pico-USD (10^-12 USD): the price of a token is a whole number, and an int64
/// holds nine million USD.
namespace mcp::bridge {

inline constexpr std::int64_t pico_per_usd = 1'000'000'000'000;

/// The exact amount in USD, in the shortest form: "0.00125", "3", "-0.5".
std::string usd_text(std::int64_t pico);

/// Parses the format of `usd_text`, without a sign. Nothing: not a decimal number, more than 12
/// digits after the point, or too large.
std::optional<std::int64_t> parse_usd(std::string_view text);

}  // namespace mcp::bridge
