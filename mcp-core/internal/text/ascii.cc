#include "text/ascii.hpp"

#include <algorithm>

namespace mcp::ascii {
namespace {

char lower_letter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_token_character(char c) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  const char letter = lower_letter(c);
  return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') ||
         others.find(c) != others.npos;
}

}  // namespace

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower_letter);
  return lowered;
}

bool same(std::string_view one, std::string_view other) {
  return one.size() == other.size() &&
         std::ranges::equal(one, other, {}, lower_letter, lower_letter);
}

std::string_view trimmed(std::string_view text, std::string_view blanks) {
  const auto first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_character);
}

}  // namespace mcp::ascii
