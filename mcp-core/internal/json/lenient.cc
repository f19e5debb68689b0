#include "json/lenient.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace mcp::json {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view largest = "1.7976931348623157e308";
constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";
constexpr std::string_view number_characters = "+-0123456789.eE";

class Mender {
 public:
  explicit Mender(std::string_view text) : text_(text) { out_.reserve(text.size() + 64); }

  std::string mend() && {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        string();
      } else if (c == '-' || (c >= '0' && c <= '9')) {
        number();
      } else if (!word("NaN") && !word("Infinity")) {
        copy(1);
      }
    }
    return std::move(out_);
  }

 private:
  void copy(std::size_t count) {
    out_ += text_.substr(at_, count);
    at_ += count;
  }

  bool word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    out_ += "null";
    at_ += word.size();
    return true;
  }

  void number() {
    if (text_.substr(at_).starts_with("-Infinity")) {
      ++at_;
      word("Infinity");
      return;
    }
    const auto end = std::min(text_.find_first_not_of(number_characters, at_), text_.size());
    const std::string_view number = text_.substr(at_, end - at_);
    at_ = end;
    double value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    if (read.ec == std::errc::result_out_of_range) {
      if (number.starts_with('-')) out_ += '-';
      out_ += std::isinf(std::strtod(std::string(number).c_str(), nullptr)) ? largest : "0.0";
      return;
    }
    out_ += number;
    const bool is_integer = number.find_first_of(".eE") == number.npos;
    if (is_integer && std::abs(value) >= 0x1p63) out_ += ".0";
  }

  void string() {
    copy(1);
    while (at_ < text_.size() && text_[at_] != '"') {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte == '\\') {
        escape();
      } else if (byte < 0x20) {
        control(byte);
      } else if (byte < 0x80) {
        copy(1);
      } else {
        character();
      }
    }
    if (at_ < text_.size()) copy(1);
  }

  void control(unsigned char byte) {
    out_ += "\\u00";
    out_ += hex_digits[byte >> 4];
    out_ += hex_digits[byte & 15];
    ++at_;
  }

  void character() {
    for (std::size_t length = 2; length <= 4; ++length) {
      const auto bytes = text_.substr(at_, length);
      if (bytes.size() == length && simdjson::validate_utf8(bytes.data(), length))
        return copy(length);
    }
    replace(1);
  }

  void replace(std::size_t count) {
    out_ += replacement;
    at_ = std::min(at_ + count, text_.size());
  }

  void escape() {
    constexpr std::string_view known = "\"\\/bfnrt";
    const auto next = text_.substr(at_ + 1, 1);
    if (next != "u") {
      return next.empty() || known.find(next[0]) == known.npos ? replace(1) : copy(2);
    }
    const int unit = code_unit(at_);
    if (unit < 0) return replace(2);
    const int after = code_unit(at_ + 6);
    const bool is_high = unit >= 0xD800 && unit < 0xDC00;
    const bool is_low = unit >= 0xDC00 && unit < 0xE000;
    if (is_high && after >= 0xDC00 && after < 0xE000) return copy(12);
    return is_high || is_low ? replace(6) : copy(6);
  }

  // The code unit of an escape \uXXXX at `at`; -1: there is none.
  int code_unit(std::size_t at) const {
    const auto escape = text_.substr(std::min(at, text_.size()), 6);
    if (escape.size() < 6 || !escape.starts_with("\\u")) return -1;
    if (escape.find_first_not_of(hex_digits, 2) != escape.npos) return -1;
    int unit = 0;
    std::from_chars(escape.data() + 2, escape.data() + 6, unit, 16);
    return unit;
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string mended(std::string_view text) {
  return Mender(text).mend();
}

// Most texts are valid, and parsed without a copy.
Result<Json> parse_leniently(PaddedText text, int max_depth) {
  auto strict = parse(text, max_depth);
  return strict ? std::move(strict) : parse(std::string_view(mended(text.text)), max_depth);
}

Result<Json> parse_leniently(std::string_view text, int max_depth) {
  auto strict = parse(text, max_depth);
  return strict ? std::move(strict) : parse(std::string_view(mended(text)), max_depth);
}

}  // namespace mcp::json
