#include "http/header_value.hpp"

#include <algorithm>

#include "bytes/base64.hpp"
#include "text/ascii.hpp"

namespace mcp::http {
namespace {

constexpr std::string_view prefix = "=?base64?";
constexpr std::string_view suffix = "?=";

// Whether it is a field value of RFC 9110 section 5.5 without obs-text (bytes above ASCII).
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); });
}

bool is_encoded(std::string_view value) {
  return value.size() >= prefix.size() + suffix.size() && value.starts_with(prefix) &&
         value.ends_with(suffix);
}

}  // namespace

std::string to_header_value(std::string_view text) {
  if (is_plain(text) && ascii::trimmed(text) == text && !is_encoded(text)) return std::string(text);
  return std::string(prefix).append(to_base64(text)).append(suffix);
}

std::optional<std::string> from_header_value(std::string_view value) {
  value = ascii::trimmed(value);
  if (!is_plain(value)) return std::nullopt;
  if (!is_encoded(value)) return std::string(value);
  value.remove_prefix(prefix.size());
  value.remove_suffix(suffix.size());
  return from_base64(value);
}

bool is_list_of_tokens(std::string_view text) {
  constexpr std::size_t longest = 4096;
  constexpr std::string_view others = "!#$%&'*+-.^_`|~, \t";
  return text.size() <= longest && std::ranges::all_of(text, [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  others.find(c) != others.npos;
         });
}

}  // namespace mcp::http
