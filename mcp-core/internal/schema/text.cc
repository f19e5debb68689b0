#include "schema/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace mcp::schema {
namespace {

constexpr std::size_t max_quoted_string = 56;
constexpr std::size_t max_quoted_name = 48;
constexpr std::size_t max_compared_name = 40;
constexpr std::size_t max_candidates = 100;

bool continues_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// A JSON string with the first bytes of `text`.
std::string escaped(std::string_view text, std::size_t max_bytes) {
  return Json(clip(text, max_bytes)).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Each level adds at least a bracket, so that `max_bytes` also bounds the recursion.
void append_excerpt(std::string& text, const Json& value, std::size_t max_bytes) {
  if (value.is_string()) {
    const std::size_t room = max_bytes - std::min(max_bytes, text.size());
    text += escaped(value.get_ref<const std::string&>(), room);
    return;
  }
  if (!value.is_structured()) {
    text += value.dump();
    return;
  }
  const bool is_object = value.is_object();
  text += is_object ? '{' : '[';
  bool first = true;
  for (const auto& [name, child] : value.items()) {
    if (!std::exchange(first, false)) text += ',';
    if (text.size() >= max_bytes) {
      text += "...";
      return;
    }
    if (is_object) text += escaped(name, max_quoted_name) + ":";
    append_excerpt(text, child, max_bytes);
  }
  text += is_object ? '}' : ']';
}

char folded(char c) {
  if (c == '_' || c == '-') return '_';
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

/// Levenshtein distance of two short names that forgives upper case.
std::size_t distance(std::string_view left, std::string_view right) {
  std::array<std::size_t, max_compared_name + 1> row{};
  for (std::size_t j = 0; j <= right.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = diagonal + (folded(left[i - 1]) == folded(right[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[right.size()];
}

}  // namespace

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += continues_code_point(byte) ? 0 : 1;
  return count;
}

std::string clip(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  std::size_t end = max_bytes;
  while (end > 0 && continues_code_point(text[end])) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string excerpt(const Json& value, std::size_t max_bytes) {
  std::string text;
  append_excerpt(text, value, max_bytes);
  return text;
}

std::string quote(const Json& value) {
  if (value.is_array()) return "an array of " + count_of(value.size(), "item", "items");
  if (value.is_object()) {
    return "an object with " + count_of(value.size(), "property", "properties");
  }
  return value.is_binary() ? "binary data" : excerpt(value, max_quoted_string);
}

std::string quote_name(std::string_view name) {
  std::string text = escaped(name, max_quoted_name);
  text.front() = text.back() = '`';
  return text;
}

std::string list_names(std::span<const std::string_view> names, std::size_t max_shown) {
  std::string text;
  const std::size_t shown = std::min(names.size(), max_shown);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += ", ";
    text += quote_name(names[i]);
  }
  if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

std::string count_of(std::size_t count, std::string_view singular, std::string_view plural) {
  return std::to_string(count) + " " + std::string(count == 1 ? singular : plural);
}

std::string_view closest(std::string_view name, std::span<const std::string_view> candidates) {
  if (name.empty() || name.size() > max_compared_name) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string_view candidate :
       candidates.first(std::min(candidates.size(), max_candidates))) {
    if (candidate.empty() || candidate.size() > max_compared_name) continue;
    const std::size_t found = distance(name, candidate);
    if (found < best_distance && found < candidate.size()) {
      best = candidate;
      best_distance = found;
    }
  }
  return best;
}

}  // namespace mcp::schema
