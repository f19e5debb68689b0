#include "tickets/ranges.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "text/ascii.hpp"

namespace mcp::files {
namespace {

constexpr std::string_view unit = "bytes";

// A number beyond 64 bits becomes the largest one.
std::optional<std::uint64_t> digits(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) return std::numeric_limits<std::uint64_t>::max();
  return number;
}

WantedBytes last_bytes(std::string_view count_text, std::uint64_t size) {
  const auto count = digits(count_text);
  if (!count) return WholeFile();
  if (*count == 0 || size == 0) return Unsatisfiable();
  return ByteRange{size - std::min(*count, size), size - 1};
}

}  // namespace

WantedBytes wanted_bytes(std::string_view range, std::uint64_t size) {
  const auto equals = range.find('=');
  if (equals == range.npos || !ascii::same(range.substr(0, equals), unit)) return WholeFile();
  const std::string_view bytes = ascii::trimmed(range.substr(equals + 1));
  const auto dash = bytes.find('-');
  if (dash == bytes.npos) return WholeFile();
  if (dash == 0) return last_bytes(bytes.substr(1), size);
  const auto first = digits(bytes.substr(0, dash));
  const bool is_open = dash + 1 == bytes.size();
  const auto last =
      is_open ? std::numeric_limits<std::uint64_t>::max() : digits(bytes.substr(dash + 1));
  if (!first || !last || *first > *last) return WholeFile();
  if (*first >= size) return Unsatisfiable();
  return ByteRange{*first, std::min(*last, size - 1)};
}

std::optional<SentRange> sent_range(std::string_view content_range) {
  const auto blank = content_range.find(' ');
  if (blank == content_range.npos || !ascii::same(content_range.substr(0, blank), unit)) {
    return std::nullopt;
  }
  const std::string_view bytes = content_range.substr(blank + 1);
  const auto dash = bytes.find('-');
  const auto slash = bytes.find('/');
  if (dash == bytes.npos || slash == bytes.npos || dash > slash) return std::nullopt;
  const auto first = digits(bytes.substr(0, dash));
  const auto last = digits(bytes.substr(dash + 1, slash - dash - 1));
  const std::string_view total_text = bytes.substr(slash + 1);
  const auto total = digits(total_text);
  constexpr auto beyond = std::numeric_limits<std::uint64_t>::max();
  if (!first || !last || *first > *last || *last == beyond) return std::nullopt;
  if (total_text == "*") return SentRange{{*first, *last}};
  if (!total || *last >= *total) return std::nullopt;
  return SentRange{{*first, *last}, total};
}

}  // namespace mcp::files
