#include <algorithm>
#include <utility>

#include "bytes/base64.hpp"
#include "read_file.hpp"
#include "reading/file_text.hpp"
#include "reading/line_finder.hpp"
#include "text/unicode.hpp"

namespace mcp::files {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Bytes of a file.
struct Part {
  std::uint64_t start = 0;
  std::string bytes = {};
  std::uint64_t lines = 0;    ///< How many they are, if lines were counted.
  bool is_truncated = false;  ///< More was asked for, and is there.

  std::uint64_t end() const { return start + bytes.size(); }
};

void require_one_kind_of_range(const ReadFile& request) {
  const int kinds = (request.start_line || request.max_lines) + request.start_byte.has_value() +
                    request.tail.has_value() + !request.ranges.empty();
  if (kinds > 1) {
    throw FileError("E_INPUT", "a call reads one kind of range",
                    "give only startLine and maxLines, or tail, or ranges, or startByte");
  }
  if (request.line_numbers && request.encoding == TextEncoding::base64) {
    throw FileError("E_INPUT", "base64 has no lines", "leave out lineNumbers");
  }
}

// The last `most` lines of `bytes`, which end a file.
Part last_lines(std::uint64_t start, std::string bytes, bool begins_line, std::uint64_t most) {
  Part part{.start = start};
  std::size_t begin = bytes.size();
  while (part.lines < most && begin > 0) {
    const auto newline = begin < 2 ? std::string::npos : bytes.rfind('\n', begin - 2);
    const bool is_whole = newline != std::string::npos || begins_line;
    // An incomplete line is left out, unless it is the only one.
    if (!is_whole && part.lines > 0) break;
    begin = newline == std::string::npos ? 0 : newline + 1;
    ++part.lines;
    part.is_truncated = !is_whole;
  }
  part.is_truncated |= part.lines < most && start + begin > 0;
  part.start += begin;
  part.bytes = bytes.substr(begin);
  return part;
}

class TextReading {
 public:
  TextReading(const OpenedFile& file, const ReadFile& request, std::stop_token stop)
      : file_(file), request_(request), finder_(file, std::move(stop)) {}

  ReadFileResult run() {
    require_one_kind_of_range(request_);
    result_.path = file_.shown();
    result_.total_size = file_.size();
    result_.etag = file_.etag();
    result_.bom = file_.read(0, byte_order_mark.size()) == byte_order_mark;
    if (!request_.ranges.empty()) {
      read_ranges();
    } else if (request_.tail) {
      read_tail();
    } else if (request_.start_line || request_.max_lines) {
      read_lines();
    } else {
      read_bytes();
    }
    return std::move(result_);
  }

 private:
  bool is_text() const { return request_.encoding != TextEncoding::base64; }
  bool is_end(std::uint64_t offset) const { return offset >= file_.size(); }
  std::size_t limit() const { return static_cast<std::size_t>(request_.max_bytes); }

  // Only whole characters are returned.
  void cut_to_whole_characters(Part& part) const {
    if (is_text() && part.end() != file_.size()) cut_to_characters(part.bytes);
  }

  // A line that does not fit into `most_bytes` is left to the next call; but a part of the first
  // one is returned if nothing else would be.
  Part lines_from(std::uint64_t first, std::uint64_t most, std::size_t most_bytes,
                  bool may_cut_line) {
    Part part{.start = finder_.offset_of(first)};
    part.bytes = file_.read(part.start, most_bytes);
    std::size_t end = 0;
    while (part.lines < most && end < part.bytes.size()) {
      const auto newline = part.bytes.find('\n', end);
      const bool is_whole = newline != std::string::npos || is_end(part.end());
      if (!is_whole && (part.lines > 0 || !may_cut_line)) break;
      end = newline == std::string::npos ? part.bytes.size() : newline + 1;
      part.is_truncated = !is_whole;
      ++part.lines;
    }
    part.bytes.resize(end);
    cut_to_whole_characters(part);
    part.is_truncated |= part.lines < most && !is_end(part.end());
    return part;
  }

  void read_bytes() {
    Part part{.start = std::min(request_.start_byte.value_or(0), file_.size())};
    part.bytes = file_.read(part.start, limit());
    cut_to_whole_characters(part);
    part.is_truncated = !is_end(part.end());
    if (part.is_truncated) result_.next_start_byte = part.end();
    finish(part);
    if (request_.line_numbers) number_lines(part);
  }

  void read_tail() {
    const std::uint64_t start = file_.size() - std::min<std::uint64_t>(limit(), file_.size());
    const bool begins_line = start == 0 || file_.read(start - 1, 1) == "\n";
    std::string bytes = file_.read(start, static_cast<std::size_t>(file_.size() - start));
    Part part = last_lines(start, std::move(bytes), begins_line, *request_.tail);
    if (is_text() && part.is_truncated) skip_to_character(part);
    finish(part);
    if (request_.line_numbers) number_lines(part);
  }

  // A line that is cut may begin inside a character.
  static void skip_to_character(Part& part) {
    std::size_t begin = 0;
    while (begin < part.bytes.size() && begin < 3 && (part.bytes[begin] & 0xC0) == 0x80) ++begin;
    part.bytes.erase(0, begin);
    part.start += begin;
  }

  void read_lines() {
    const std::uint64_t first = request_.start_line.value_or(1);
    const Part part = lines_from(first, request_.max_lines.value_or(UINT64_MAX), limit(), true);
    go_on_after(part, first);
    finish(part);
    result_.range->start_line = first;
    result_.range->end_line = part.lines == 0 ? first : first + part.lines - 1;
  }

  void go_on_after(const Part& part, std::uint64_t first) {
    if (is_end(part.end())) return;
    result_.next_start_byte = part.end();
    if (part.bytes.ends_with('\n')) result_.next_start_line = first + part.lines;
  }

  void read_ranges() {
    result_.ranges.emplace();
    std::string all;
    for (const LineRange& range : merged(request_.ranges)) {
      const std::uint64_t most = range.end_line - range.start_line + 1;
      const bool is_first = all.empty();
      const Part part = lines_from(range.start_line, most, limit() - all.size(), is_first);
      if (part.lines == 0 && part.is_truncated) {
        result_.next_start_line = range.start_line;
        result_.truncated = true;
        break;
      }
      add(part, range.start_line);
      all += part.bytes;
      if (!part.is_truncated) continue;
      go_on_after(part, range.start_line);
      result_.truncated = true;
      break;
    }
    if (is_text()) result_.eol = line_ending(all);
  }

  void add(const Part& part, std::uint64_t first) {
    ReadRange range{.start_byte = part.start, .end_byte = part.end(), .start_line = first};
    if (part.lines > 0) range.end_line = first + part.lines - 1;
    range.text = shown(part);
    result_.ranges->push_back(std::move(range));
  }

  std::string shown(const Part& part) const {
    if (!is_text()) return to_base64(part.bytes);
    if (is_utf8(part.bytes)) return part.bytes;
    throw FileError("E_ENCODING", '`' + file_.shown() + "` is not UTF-8 text here",
                    "read it with encoding base64");
  }

  void finish(const Part& part) {
    result_.range = ReadRange{part.start, part.end()};
    if (part.is_truncated) result_.truncated = true;
    if (is_text()) result_.eol = line_ending(part.bytes);
    result_.text = shown(part);
  }

  void number_lines(const Part& part) {
    const std::uint64_t first = finder_.line_at(part.start);
    const auto ends = static_cast<std::uint64_t>(std::ranges::count(part.bytes, '\n'));
    result_.range->start_line = first;
    result_.range->end_line = first + ends - (ends > 0 && part.bytes.ends_with('\n'));
  }

  const OpenedFile& file_;
  const ReadFile& request_;
  LineFinder finder_;
  ReadFileResult result_;
};

}  // namespace

ReadFileResult read_text(const OpenedFile& file, const ReadFile& request, std::stop_token stop) {
  return TextReading(file, request, std::move(stop)).run();
}

}  // namespace mcp::files
