#include "doctor/formats.hpp"

#include <algorithm>
#include <string>

#include "text/ascii.hpp"

namespace mcp::cli::doctor {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_escape(std::string_view text, std::size_t at) {
  return at + 2 < text.size() && is_hex(text[at + 1]) && is_hex(text[at + 2]);
}

bool has_uri_characters(std::string_view text) {
  constexpr std::string_view others = "-._~:/?#[]@!$&'()*+,;=";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && !is_escape(text, i)) return false;
    if (text[i] != '%' && !is_letter(text[i]) && !is_digit(text[i]) &&
        others.find(text[i]) == others.npos) {
      return false;
    }
  }
  return true;
}

bool is_variable(std::string_view name) {
  if (name.ends_with('*')) {
    name.remove_suffix(1);
  } else if (const auto colon = name.find(':'); colon != name.npos) {
    const auto length = name.substr(colon + 1);
    if (length.empty() || length.size() > 4 || length[0] == '0') return false;
    if (!std::ranges::all_of(length, is_digit)) return false;
    name = name.substr(0, colon);
  }
  if (name.empty() || name.front() == '.' || name.back() == '.') return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '%' && !is_escape(name, i)) return false;
    const bool allowed = is_letter(name[i]) || is_digit(name[i]) || name[i] == '_' ||
                         name[i] == '%' || name[i] == '.';
    if (!allowed) return false;
  }
  return true;
}

bool is_expression(std::string_view text) {
  constexpr std::string_view operators = "+#./;?&";
  if (!text.empty() && operators.find(text.front()) != operators.npos) text.remove_prefix(1);
  while (true) {
    const auto comma = text.find(',');
    if (!is_variable(text.substr(0, comma))) return false;
    if (comma == text.npos) return true;
    text.remove_prefix(comma + 1);
  }
}

bool matches(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '0' ? !is_digit(text[i]) : pattern[i] != text[i]) return false;
  }
  return true;
}

}  // namespace

std::string_view scheme_of(std::string_view uri) {
  const auto colon = uri.find(':');
  if (colon == uri.npos || colon == 0 || !is_letter(uri[0])) return {};
  const auto scheme = uri.substr(0, colon);
  const bool valid = std::ranges::all_of(scheme, [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
  return valid ? scheme : std::string_view();
}

bool is_uri(std::string_view text) {
  return !scheme_of(text).empty() && has_uri_characters(text);
}

bool is_uri_template(std::string_view text) {
  constexpr std::string_view forbidden = "\"'<>\\^`|}";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') {
      const auto end = text.find('}', i);
      if (end == text.npos || !is_expression(text.substr(i + 1, end - i - 1))) return false;
      i = end;
    } else if (static_cast<unsigned char>(text[i]) <= ' ' || text[i] == '\x7f' ||
               forbidden.find(text[i]) != forbidden.npos ||
               (text[i] == '%' && !is_escape(text, i))) {
      return false;
    }
  }
  return !text.empty();
}

bool is_media_type(std::string_view text) {
  text = ascii::trimmed(text.substr(0, text.find(';')));
  const auto slash = text.find('/');
  return slash != text.npos && ascii::is_token(text.substr(0, slash)) &&
         ascii::is_token(text.substr(slash + 1));
}

bool is_timestamp(std::string_view text) {
  if (!matches(text, "0000-00-00")) return false;
  if (text.size() == 10) return true;
  return (text[10] == 'T' || text[10] == 't' || text[10] == ' ') &&
         matches(text.substr(11), "00:00");
}

}  // namespace mcp::cli::doctor
