#include "bridge/usage/money.hpp"

#include <charconv>

namespace mcp::bridge {
namespace {

constexpr std::size_t decimals = 12;

std::optional<std::int64_t> whole_number(std::string_view digits) {
  std::int64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stopped != end || digits.front() == '-') return std::nullopt;
  return number;
}

}  // namespace

std::string usd_text(std::int64_t pico) {
  // Unsigned, because the smallest int64 has no positive counterpart.
  auto amount = static_cast<std::uint64_t>(pico);
  if (pico < 0) amount = 0 - amount;
  constexpr std::uint64_t one = pico_per_usd;
  std::string text = pico < 0 ? "-" : "";
  text += std::to_string(amount / one);
  std::string fraction = std::to_string(amount % one);
  fraction.insert(0, decimals - fraction.size(), '0');
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return fraction.empty() ? text : text + '.' + fraction;
}

std::optional<std::int64_t> parse_usd(std::string_view text) {
  const auto point = text.find('.');
  const auto whole = whole_number(text.substr(0, point));
  if (!whole || *whole >= INT64_MAX / pico_per_usd) return std::nullopt;
  if (point == text.npos) return *whole * pico_per_usd;
  std::string fraction(text.substr(point + 1));
  if (fraction.empty() || fraction.size() > decimals) return std::nullopt;
  fraction.resize(decimals, '0');
  const auto part = whole_number(fraction);
  if (!part) return std::nullopt;
  return *whole * pico_per_usd + *part;
}

}  // namespace mcp::bridge
