#include "http/sse_parser.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace mcp::http {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Empty unless the text consists of digits and fits 32 bits.
std::optional<std::chrono::milliseconds> to_milliseconds(std::string_view text) {
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::chrono::milliseconds(count);
}

// The number of bytes before a line feed, a carriage return, or the end.
std::size_t line_length(std::string_view bytes) {
  const auto end = std::ranges::find_if(bytes, [](char b) { return b == '\n' || b == '\r'; });
  return static_cast<std::size_t>(end - bytes.begin());
}

}  // namespace

bool SseParser::take(std::string_view bytes, const OnEvent& on_event) {
  while (!bytes.empty()) {
    if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const std::size_t length = line_length(bytes);
    const std::string_view part = bytes.substr(0, length);
    if (line_.size() + length + data_.size() > max_event_bytes_) return false;
    if (length == bytes.size()) {
      line_ += part;
      break;
    }
    after_cr_ = bytes[length] == '\r';
    bytes.remove_prefix(length + 1);
    if (line_.empty()) {
      take_line(part, on_event);
    } else {
      const std::string line = std::exchange(line_, {}).append(part);
      take_line(line, on_event);
    }
  }
  return true;
}

void SseParser::take_line(std::string_view line, const OnEvent& on_event) {
  if (std::exchange(at_start_, false) && line.starts_with(byte_order_mark)) {
    line.remove_prefix(byte_order_mark.size());
  }
  if (line.empty()) return dispatch(on_event);
  const auto colon = line.find(':');
  if (colon == 0) return;  // a comment
  std::string_view value;
  if (colon != line.npos) value = line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  take_field(line.substr(0, colon), value);
}

void SseParser::take_field(std::string_view name, std::string_view value) {
  if (name == "data") {
    data_.append(value).push_back('\n');
  } else if (name == "event") {
    type_ = value;
  } else if (name == "id") {
    if (value.find('\0') == value.npos) event_id_ = value;
  } else if (name == "retry") {
    if (const auto time = to_milliseconds(value)) retry_ = time;
  }
}

// Events without data are not dispatched, but they still update lastEventId.
void SseParser::dispatch(const OnEvent& on_event) {
  last_event_id_ = event_id_;
  std::string type = std::exchange(type_, {});
  std::string data = std::exchange(data_, {});
  if (data.empty()) return;
  data.pop_back();
  on_event({type.empty() ? "message" : std::move(type), std::move(data)});
}

void SseParser::reconnected() {
  at_start_ = true;
  after_cr_ = false;
  line_.clear();
  type_.clear();
  data_.clear();
  event_id_ = last_event_id_;
}

}  // namespace mcp::http
