#include "text/unicode.hpp"

#include <simdjson.h>

#include <array>
#include <cstdio>

namespace mcp {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

}  // namespace

Character character_at(std::string_view text, std::size_t at) {
  const unsigned lead = byte_at(text, at);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  char32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length && at + i < text.size(); ++i) {
    code = code << 6 | (byte_at(text, at + i) & 0x3F);
  }
  return {code, length};
}

namespace {

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F);
}

// Marks, embeddings, overrides and isolates: Unicode UAX #9, section 2.
bool changes_direction(char32_t code) {
  return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

// Whether a byte can begin a character that one of the functions here cares for.
bool may_be_special(unsigned byte) {
  return byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xD8 || byte == 0xE2;
}

std::string escaped(char32_t code) {
  std::array<char, 16> text;
  const int length =
      std::snprintf(text.data(), text.size(), "\\u{%X}", static_cast<unsigned>(code));
  return {text.data(), static_cast<std::size_t>(length)};
}

// Of a character below U+10000. Spec: RFC 8259 section 7.
std::string json_escape(char32_t code) {
  std::array<char, 8> text;
  const int length =
      std::snprintf(text.data(), text.size(), "\\u%04x", static_cast<unsigned>(code));
  return {text.data(), static_cast<std::size_t>(length)};
}

// U+2400 onwards are pictures of the control characters; U+2421 is that of DEL.
std::string picture(char32_t code) {
  if (code > 0x7F) return escaped(code);
  const auto last = static_cast<char>(code == 0x7F ? 0xA1 : 0x80 + code);
  return std::string("\xE2\x90") + last;
}

}  // namespace

bool has_unsafe_characters(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (!may_be_special(byte_at(text, at))) {
      ++at;
      continue;
    }
    const auto [code, length] = character_at(text, at);
    if (is_control(code) || changes_direction(code)) return true;
    at += length;
  }
  return false;
}

std::string safe_to_show(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !may_be_special(byte_at(text, end))) ++end;
    shown.append(text, at, end - at);
    at = end;
    if (at == text.size()) break;
    const auto [code, length] = character_at(text, at);
    if (code == '\n' || code == '\t') {
      shown += static_cast<char>(code);
    } else if (is_control(code)) {
      shown += picture(code);
    } else if (changes_direction(code)) {
      shown += escaped(code);
    } else {
      shown.append(text, at, length);
    }
    at += length;
  }
  return shown;
}

// Such characters are only in strings, where escapes are understood.
std::string json_safe_to_show(std::string_view json) {
  std::string shown;
  shown.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const auto [code, length] = character_at(json, at);
    if (is_control(code) || changes_direction(code)) {
      shown += json_escape(code);
    } else {
      shown.append(json, at, length);
    }
    at += length;
  }
  return shown;
}

std::size_t utf8_boundary(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  while (at > 0 && (byte_at(text, at) & 0xC0) == 0x80) --at;
  return at;
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

namespace {

// Length of the valid UTF-8 sequence at `at`, or 0.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  for (std::size_t length = 1; length <= 4 && at + length <= text.size(); ++length) {
    if (simdjson::validate_utf8(text.data() + at, length)) return length;
  }
  return 0;
}

}  // namespace

std::string with_replacements(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++at;
    } else {
      out.append(text, at, length);
      at += length;
    }
  }
  return out;
}

namespace {

bool is_space(char32_t code) {
  return code == 0x20 || (code >= 0x09 && code <= 0x0D) || code == 0x85 || code == 0xA0 ||
         code == 0x1680 || (code >= 0x2000 && code <= 0x200D) || code == 0x2028 || code == 0x2029 ||
         code == 0x202F || code == 0x205F || code == 0x2060 || code == 0x3000 || code == 0xFEFF;
}

}  // namespace

bool is_blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, length] = character_at(text, at);
    if (!is_space(code)) return false;
    at += length;
  }
  return true;
}

}  // namespace mcp
