#include "reading/line_finder.hpp"

#include <algorithm>
#include <string>

#include "file_error.hpp"
#include "stopped.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t searched_at_once = std::size_t{256} << 10;

}  // namespace

std::uint64_t LineFinder::offset_of(std::uint64_t line) {
  for (std::uint64_t offset = offset_; line_ < line;) {
    require_time();
    const std::string block = file_.read(offset, searched_at_once);
    if (block.empty()) return std::max(offset, file_.size());
    for (std::size_t at = 0; line_ < line;) {
      const auto newline = block.find('\n', at);
      if (newline == std::string::npos) break;
      at = newline + 1;
      ++line_;
      offset_ = offset + at;
    }
    offset += block.size();
  }
  return offset_;
}

std::uint64_t LineFinder::line_at(std::uint64_t end) {
  std::uint64_t line = 1;
  for (std::uint64_t offset = 0; offset < end;) {
    require_time();
    const auto wanted = std::min<std::uint64_t>(searched_at_once, end - offset);
    const std::string block = file_.read(offset, static_cast<std::size_t>(wanted));
    if (block.empty()) break;
    line += static_cast<std::uint64_t>(std::ranges::count(block, '\n'));
    offset += block.size();
  }
  return line;
}

void LineFinder::require_time() const {
  throw_if_stopped(stop_);
  if (Clock::now() > deadline_) {
    throw FileError("E_TIMEOUT", "the line is too far from the start of `" + file_.shown() + '`',
                    "give startByte or tail instead, without lineNumbers");
  }
}

}  // namespace mcp::files
