#include "mcp/trace_context.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace mcp {
namespace {

constexpr std::size_t max_bytes = 8192;
constexpr std::size_t max_states = 32;
constexpr std::size_t max_baggage = 180;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}

bool is_hex_number(std::string_view text, bool may_be_zero) {
  return std::ranges::all_of(text, is_hex) &&
         (may_be_zero || std::ranges::any_of(text, [](char c) { return c != '0'; }));
}

// version "-" trace-id "-" parent-id "-" flags; later versions may append "-" and more.
bool is_traceparent(std::string_view text) {
  constexpr std::size_t length = 55;
  if (text.size() < length || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  const auto version = text.substr(0, 2);
  if (!is_hex_number(version, true) || version == "ff") return false;
  if (text.size() > length && (version == "00" || text[length] != '-')) return false;
  return is_hex_number(text.substr(3, 32), false) && is_hex_number(text.substr(36, 16), false) &&
         is_hex_number(text.substr(53, 2), true);
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// Calls `take` with each part between separators, without blanks around it; false: one was refused.
template <class Take>
bool each_part(std::string_view text, char separator, Take take) {
  while (true) {
    const auto end = text.find(separator);
    if (!take(trim(text.substr(0, end)))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

bool is_state_key(std::string_view key) {
  const auto is_allowed = [](char c) {
    return is_lower(c) || is_digit(c) || c == '_' || c == '-' || c == '*' || c == '/' || c == '@';
  };
  return !key.empty() && key.size() <= 256 && (is_lower(key[0]) || is_digit(key[0])) &&
         std::ranges::all_of(key, is_allowed);
}

bool is_state_value(std::string_view value) {
  const auto is_allowed = [](char c) { return c >= 0x20 && c <= 0x7e && c != ',' && c != '='; };
  return !value.empty() && value.size() <= 256 && std::ranges::all_of(value, is_allowed);
}

bool is_tracestate(std::string_view text) {
  std::set<std::string_view> keys;
  return each_part(text, ',', [&](std::string_view part) {
    if (part.empty()) return true;
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return false;
    const auto key = part.substr(0, equals);
    return is_state_key(key) && is_state_value(part.substr(equals + 1)) &&
           keys.insert(key).second && keys.size() <= max_states;
  });
}

bool is_token(std::string_view text) {
  const auto is_allowed = [](char c) {
    return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::ranges::all_of(text, is_allowed);
}

bool is_baggage_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
  });
}

bool is_pair(std::string_view text, bool needs_value) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return !needs_value && is_token(text);
  return is_token(trim(text.substr(0, equals))) && is_baggage_value(trim(text.substr(equals + 1)));
}

bool is_baggage(std::string_view text) {
  std::size_t members = 0;
  return each_part(text, ',', [&](std::string_view member) {
    bool is_first = true;
    return ++members <= max_baggage && each_part(member, ';', [&](std::string_view pair) {
      return is_pair(pair, std::exchange(is_first, false));
    });
  });
}

}  // namespace

Result<Done> check_trace(const TraceContext& trace) {
  const auto check = [](const std::string& text, bool (*is_valid)(std::string_view)) {
    return text.empty() || (text.size() <= max_bytes && is_valid(text));
  };
  const char* wrong = nullptr;
  if (!check(trace.baggage, is_baggage)) wrong = "baggage";
  if (!check(trace.tracestate, is_tracestate)) wrong = "tracestate";
  if (!check(trace.traceparent, is_traceparent)) wrong = "traceparent";
  if (!wrong) return Done();
  return Error(ErrorCode::invalid_params, std::string("The trace context has a `") + wrong +
                                              "` that is not in the W3C format");
}

}  // namespace mcp
