#include "json/write.hpp"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "mcp/json.hpp"
#include "text/unicode.hpp"

namespace mcp {
namespace {

constexpr std::uint64_t every_byte(std::uint8_t value) {
  return 0x0101010101010101ULL * value;
}

// High bit set in each byte of `word` that is zero.
constexpr std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - every_byte(0x01)) & ~word & every_byte(0x80);
}

// Non-zero when a byte of `word` must be escaped: a control character, a quote or a backslash. May
// report a byte that follows a true one; the caller then looks byte by byte.
constexpr std::uint64_t escapes(std::uint64_t word) {
  const std::uint64_t control = (word - every_byte(0x20)) & ~word & every_byte(0x80);
  return control | zero_bytes(word ^ every_byte('"')) | zero_bytes(word ^ every_byte('\\'));
}

bool must_escape(unsigned char byte) {
  return byte < 0x20 || byte == '"' || byte == '\\';
}

void append_escaped(std::string& out, unsigned char byte) {
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
  }
  constexpr char digits[] = "0123456789abcdef";
  out += "\\u00";
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

// Position of the first byte at or after `from` that must be escaped, or the size.
std::size_t find_escape(std::string_view text, std::size_t from) {
  while (from + 8 <= text.size()) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + from, 8);
    if (escapes(word)) break;
    from += 8;
  }
  while (from < text.size() && !must_escape(static_cast<unsigned char>(text[from]))) ++from;
  return from;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = find_escape(text, at);
    out.append(text, at, end - at);
    if (end == text.size()) break;
    append_escaped(out, static_cast<unsigned char>(text[end]));
    at = end + 1;
  }
  out += '"';
}

template <class Number>
void append_number(std::string& out, Number value) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end.ptr);
}

void append_float(std::string& out, double value) {
  if (std::isfinite(value)) return append_number(out, value);
  out += "null";
}

void append_object(std::string& out, const Json::object_t& members) {
  out += '{';
  bool first = true;
  for (const auto& [key, value] : members) {
    if (!first) out += ',';
    first = false;
    append_string(out, key);
    out += ':';
    append_text(out, value);
  }
  out += '}';
}

void append_array(std::string& out, const Json::array_t& items) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    append_text(out, item);
  }
  out += ']';
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  if (simdjson::validate_utf8(text.data(), text.size())) return append_quoted(out, text);
  append_quoted(out, with_replacements(text));
}

void append_text(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      return append_object(out, value.get_ref<const Json::object_t&>());
    case Json::value_t::array:
      return append_array(out, value.get_ref<const Json::array_t&>());
    case Json::value_t::string:
      return append_string(out, value.get_ref<const std::string&>());
    case Json::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      return;
    case Json::value_t::number_integer:
      return append_number(out, value.get<std::int64_t>());
    case Json::value_t::number_unsigned:
      return append_number(out, value.get<std::uint64_t>());
    case Json::value_t::number_float:
      return append_float(out, value.get<double>());
    case Json::value_t::null:
    case Json::value_t::binary:
    case Json::value_t::discarded:
      out += "null";
      return;
  }
}

std::string to_text(const Json& value) {
  std::string out;
  append_text(out, value);
  return out;
}

}  // namespace mcp
