#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Amounts of money in pico-USD, 10^-12 USD: the price of a token is a whole number of them, and an
/// int64 holds nine million USD.
namespace mcp::bridge {

inline constexpr std::int64_t pico_per_usd = 1'000'000'000'000;

/// The amount in USD, exactly and as short as that is: "0.00125", "3", "-0.5".
std::string usd_text(std::int64_t pico);

/// Reads what `usd_text` writes, but for the sign. Nothing: it is no decimal number, has more than
/// 12 digits behind the point, or is too large.
std::optional<std::int64_t> parse_usd(std::string_view text);

}  // namespace mcp::bridge
