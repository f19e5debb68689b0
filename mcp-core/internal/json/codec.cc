#include "mcp/codec.hpp"

#include <algorithm>
#include <string_view>

namespace mcp {
namespace {

constexpr std::size_t max_shown = 60;

std::string shown(const Json& value) {
  if (value.is_structured()) return value.is_array() ? "an array" : "an object";
  std::string text = to_text(value);
  if (text.size() <= max_shown) return text;
  text.resize(max_shown);
  const auto byte = [](char c) { return static_cast<unsigned char>(c); };
  while (!text.empty() && (byte(text.back()) & 0xC0) == 0x80) text.pop_back();
  if (!text.empty() && byte(text.back()) >= 0xC0) text.pop_back();
  return text + "...";
}

std::string count_of_items(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " item" : " items");
}

// "an integer" of "must be an integer, not true", the message of `reject` for this value; empty
// when the message is another one.
std::string_view expected_of(std::string_view message, std::string_view not_value) {
  constexpr std::string_view begin = "must be ";
  if (!message.starts_with(begin) || !message.ends_with(not_value)) return {};
  return message.substr(begin.size(), message.size() - begin.size() - not_value.size());
}

}  // namespace

void reject(const Json& value, const std::string& expected) {
  throw Error(ErrorCode::invalid_params, "must be " + expected + ", not " + shown(value));
}

void reject_at(const std::string& step, const Error& error) {
  const std::string what = error.what();
  const bool nested = what.starts_with('`') && what.find('`', 1) != std::string::npos;
  throw Error(error.code(), nested ? '`' + step + '.' + what.substr(1) : '`' + step + "` " + what);
}

namespace detail {

void reject_size(const Json& array, std::size_t expected) {
  throw Error(ErrorCode::invalid_params, "must have exactly " + count_of_items(expected) +
                                             ", not " + std::to_string(array.size()));
}

void reject_equal_item(std::size_t index) {
  throw Error(ErrorCode::invalid_params, "must not contain equal items, but item " +
                                             std::to_string(index) + " equals an earlier one");
}

void reject_alternatives(const Json& value, const std::vector<std::string>& refusals) {
  const std::string not_value = ", not " + shown(value);
  std::vector<std::string_view> expected;
  for (const auto& refusal : refusals) {
    const auto one = expected_of(refusal, not_value);
    if (std::ranges::find(expected, one) == expected.end()) expected.push_back(one);
  }
  std::string text;
  if (std::ranges::find(expected, "") == expected.end()) {
    for (const auto one : expected) text += (text.empty() ? "" : " or ") + std::string(one);
    reject(value, text);
  }
  text = "must match at least one of " + std::to_string(refusals.size()) + " alternatives, but: ";
  for (std::size_t i = 0; i < refusals.size(); ++i) {
    text += (i == 0 ? "(" : "; (") + std::to_string(i + 1) + ") " + refusals[i];
  }
  throw Error(ErrorCode::invalid_params, text);
}

Json nullable(Json schema) {
  const Json null = Codec<std::monostate>::schema();
  if (schema.empty() || schema == null) return schema;
  const bool has_alternatives = schema.size() == 1 && schema.contains("anyOf");
  if (!has_alternatives) schema = {{"anyOf", Json::array({std::move(schema)})}};
  auto& alternatives = schema["anyOf"].get_ref<Json::array_t&>();
  if (std::ranges::find(alternatives, null) == alternatives.end()) alternatives.push_back(null);
  return schema;
}

std::string duration_unit(std::intmax_t numerator, std::intmax_t denominator) {
  struct Unit {
    std::intmax_t numerator;
    std::intmax_t denominator;
    const char* name;
  };
  static constexpr Unit units[] = {
      {1, 1'000'000'000, "nanoseconds"},
      {1, 1'000'000, "microseconds"},
      {1, 1'000, "milliseconds"},
      {1, 1, "seconds"},
      {60, 1, "minutes"},
      {3'600, 1, "hours"},
      {86'400, 1, "days"},
      {604'800, 1, "weeks"},
  };
  for (const auto& unit : units) {
    if (unit.numerator != numerator || unit.denominator != denominator) continue;
    return std::string("in ") + unit.name;
  }
  const std::string fraction = denominator == 1 ? "" : '/' + std::to_string(denominator);
  return "in units of " + std::to_string(numerator) + fraction + " seconds";
}

}  // namespace detail
}  // namespace mcp
