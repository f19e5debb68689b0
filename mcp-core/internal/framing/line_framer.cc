#include "framing/line_framer.hpp"

#include <algorithm>
#include <cstring>

namespace mcp {
namespace {

constexpr std::size_t read_bytes = std::size_t{64} << 10;
constexpr std::size_t keep_bytes = std::size_t{1} << 20;

}  // namespace

LineFramer::LineFramer(std::size_t max_line_bytes) : max_line_bytes_(max_line_bytes) {}

// Makes room for `count` bytes behind `end_`: moves the unfinished line to the front, grows the
// buffer, or shrinks it when a large line was taken.
void LineFramer::reserve(std::size_t count) {
  const std::size_t held = end_ - begin_;
  const bool oversized = capacity_ > keep_bytes && held + count <= keep_bytes / 2;
  if (capacity_ - end_ >= count && !oversized) return;
  if (held + count > capacity_ || oversized) {
    const std::size_t grown = oversized ? keep_bytes / 2 : std::max(held + count, capacity_ * 2);
    auto buffer = std::make_unique_for_overwrite<char[]>(grown + json::padding);
    std::memcpy(buffer.get(), buffer_.get() + begin_, held);
    buffer_ = std::move(buffer);
    capacity_ = grown;
  } else {
    std::memmove(buffer_.get(), buffer_.get() + begin_, held);
  }
  scanned_ -= begin_;
  end_ = held;
  begin_ = 0;
}

std::span<char> LineFramer::space() {
  if (!buffer_) {
    capacity_ = read_bytes;
    buffer_ = std::make_unique_for_overwrite<char[]>(capacity_ + json::padding);
  }
  if (begin_ == end_) begin_ = scanned_ = end_ = 0;
  reserve(read_bytes);
  return {buffer_.get() + end_, capacity_ - end_};
}

void LineFramer::commit(std::size_t count) {
  end_ += count;
}

void LineFramer::discard_partial_line() {
  scanner_.feed({buffer_.get() + begin_, end_ - begin_});
  discarding_ = true;
  begin_ = scanned_ = end_;
}

std::optional<LineFramer::Line> LineFramer::finish_discarded() {
  OversizedLine line{scanner_.request_id(), scanner_.response_id()};
  scanner_ = IdScanner();
  discarding_ = false;
  return line;
}

std::optional<LineFramer::Line> LineFramer::next() {
  while (begin_ != end_) {
    char* const start = buffer_.get() + scanned_;
    auto* newline = static_cast<char*>(std::memchr(start, '\n', end_ - scanned_));
    if (!newline) {
      scanned_ = end_;
      if (discarding_ || end_ - begin_ > max_line_bytes_) discard_partial_line();
      return std::nullopt;
    }
    std::string_view line(buffer_.get() + begin_,
                          static_cast<std::size_t>(newline - (buffer_.get() + begin_)));
    begin_ = scanned_ = static_cast<std::size_t>(newline - buffer_.get()) + 1;
    if (discarding_ || line.size() > max_line_bytes_) {
      scanner_.feed(line);
      return finish_discarded();
    }
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) return json::PaddedText{line};
  }
  return std::nullopt;
}

}  // namespace mcp
