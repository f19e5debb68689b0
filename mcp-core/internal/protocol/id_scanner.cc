#include "protocol/id_scanner.hpp"

#include <algorithm>
#include <charconv>

namespace mcp {
namespace {

constexpr std::size_t max_key = 16;
constexpr std::size_t max_id = 256;

void append_bounded(std::string& out, std::string_view text, std::size_t limit) {
  // One byte over the limit marks a text that was too long.
  out.append(text.substr(0, limit + 1 - std::min(out.size(), limit + 1)));
}

}  // namespace

bool IdScanner::collecting() const {
  return at_top() && (part_ == Part::key || (key_ == "id" && !id_));
}

void IdScanner::begin_string() {
  in_string_ = true;
  if (!at_top()) return;
  if (part_ == Part::key) key_.clear();
  value_.clear();
  value_is_string_ = part_ == Part::value;
}

void IdScanner::end_string() {
  in_string_ = false;
  if (!at_top() || part_ != Part::key) return;
  has_method_ |= key_ == "method";
  has_outcome_ |= key_ == "result" || key_ == "error";
}

void IdScanner::end_value() {
  if (part_ == Part::value && key_ == "id" && !id_ && value_.size() <= max_id) {
    if (value_is_string_) {
      id_ = value_;
    } else {
      std::int64_t number = 0;
      const char* end = value_.data() + value_.size();
      const auto read = std::from_chars(value_.data(), end, number);
      if (!value_.empty() && read.ec == std::errc() && read.ptr == end) id_ = number;
    }
  }
  part_ = Part::key;
  key_.clear();
  value_.clear();
  value_is_string_ = false;
}

void IdScanner::structural(char c) {
  switch (c) {
    case '{':
    case '[':
      ++depth_;
      return;
    case '}':
    case ']':
      if (at_top()) end_value();
      --depth_;
      return;
    case ':':
      if (at_top()) part_ = Part::value;
      return;
    case ',':
      if (at_top()) end_value();
      return;
    case '"':
      begin_string();
      return;
    case ' ':
    case '\t':
    case '\r':
    case '\n':
      return;
    default:
      if (part_ == Part::value && collecting()) append_bounded(value_, {&c, 1}, max_id);
  }
}

// Skips to the end of a string, or of `text`; returns the position after it.
std::size_t IdScanner::skip_string(std::string_view text, std::size_t at) {
  if (escaped_) {
    escaped_ = false;
    // An id or key with an escape is not decoded: make it too long to match.
    if (collecting()) (part_ == Part::key ? key_ : value_).assign(max_id + 1, '?');
    return at + 1;
  }
  const std::size_t end = std::min(text.find_first_of("\"\\", at), text.size());
  if (collecting()) {
    const auto piece = text.substr(at, end - at);
    part_ == Part::key ? append_bounded(key_, piece, max_key)
                       : append_bounded(value_, piece, max_id);
  }
  if (end == text.size()) return end;
  if (text[end] == '\\') {
    escaped_ = true;
  } else {
    end_string();
  }
  return end + 1;
}

void IdScanner::feed(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (in_string_) {
      at = skip_string(text, at);
    } else {
      structural(text[at++]);
    }
  }
}

std::optional<RequestId> IdScanner::request_id() const {
  return has_method_ ? id_ : std::nullopt;
}

std::optional<RequestId> IdScanner::response_id() const {
  return has_outcome_ && !has_method_ ? id_ : std::nullopt;
}

}  // namespace mcp
