#include "read_file.hpp"

#include <fcntl.h>

#include <algorithm>
#include <chrono>

#include "bytes/base64.hpp"
#include "file_identity.hpp"
#include "text/unicode.hpp"
#include "tools.hpp"

namespace mcp::files {
namespace {

// The largest number that every JSON library keeps exactly.
constexpr std::int64_t max_exact = (std::int64_t{1} << 53) - 1;

}  // namespace

Object<ReadFile> ReadFile::describe() {
  return Object<ReadFile>()
      .required("path", &ReadFile::path, "Relative to the workspace")
      .optional("startLine", &ReadFile::start_line, "From 1", keyword::minimum(1),
                keyword::maximum(max_exact))
      .optional("maxLines", &ReadFile::max_lines, "", keyword::minimum(1),
                keyword::maximum(max_exact))
      .optional("startByte", &ReadFile::start_byte, "From 0; not with lines",
                keyword::maximum(max_exact))
      .optional("maxBytes", &ReadFile::max_bytes, "", keyword::minimum(1), keyword::maximum(262144))
      .optional("encoding", &ReadFile::encoding, "");
}

Object<ReadRange> ReadRange::describe() {
  return Object<ReadRange>()
      .required("startByte", &ReadRange::start_byte, "")
      .required("endByte", &ReadRange::end_byte, "One past the last")
      .optional("startLine", &ReadRange::start_line, "")
      .optional("endLine", &ReadRange::end_line, "");
}

Object<ReadFileResult> ReadFileResult::describe() {
  return Object<ReadFileResult>()
      .optional("path", &ReadFileResult::path, "Relative to the workspace")
      .optional("text", &ReadFileResult::text, "The text, or base64")
      .optional("range", &ReadFileResult::range, "What part of the file it is")
      .optional("totalSize", &ReadFileResult::total_size, "Bytes in the whole file")
      .optional("eol", &ReadFileResult::eol, "How lines end in it: lf, crlf, cr, mixed or none")
      .optional("bom", &ReadFileResult::bom, "The file begins with a byte order mark")
      .optional("etag", &ReadFileResult::etag, "For ifMatch")
      .optional("nextStartLine", &ReadFileResult::next_start_line,
                "Where to go on; absent at the end")
      .optional("nextStartByte", &ReadFileResult::next_start_byte,
                "Where to go on; absent at the end")
      .optional("error", &ReadFileResult::error, "Why nothing was read");
}

namespace {

constexpr std::size_t block_bytes = std::size_t{256} << 10;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t longest_character = 4;
constexpr auto reading_time = std::chrono::seconds(2);

const char* line_ending(std::string_view text) {
  std::size_t crlf = 0;
  std::size_t lf = 0;
  std::size_t cr = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') {
      ++lf;
    } else if (text[at] == '\r') {
      const bool pair = at + 1 < text.size() && text[at + 1] == '\n';
      pair ? ++crlf : ++cr;
      at += pair;
    }
  }
  const int kinds = (crlf > 0) + (lf > 0) + (cr > 0);
  if (kinds > 1) return "mixed";
  return crlf ? "crlf" : lf ? "lf" : cr ? "cr" : "none";
}

class Reading {
 public:
  Reading(const Workspace& workspace, const ReadFile& request, std::stop_token stop)
      : request_(request),
        place_(workspace.locate(request.path, request.area)),
        stop_(std::move(stop)) {
    if (!place_.root) throw FileError("E_IS_DIR", "`.` is a directory", "name a file inside it");
    const Descriptor found = workspace.open(place_, O_PATH);
    file_ = reopen_regular(found, place_.shown);
    status_ = status_of(file_.get(), place_.shown);
  }

  ReadFileResult run() {
    const bool by_line = request_.start_line || request_.max_lines;
    if (by_line && request_.start_byte) {
      throw FileError("E_INPUT", "a range is either of lines or of bytes",
                      "leave out startByte, or startLine and maxLines");
    }
    ReadFileResult result = by_line ? read_lines() : read_bytes();
    result.path = place_.shown;
    result.total_size = size();
    result.bom = read_at(file_.get(), 0, byte_order_mark.size(), place_.shown) == byte_order_mark;
    result.etag = etag_of(file_.get(), place_.shown);
    return result;
  }

 private:
  std::uint64_t size() const { return static_cast<std::uint64_t>(status_.st_size); }

  std::size_t limit() const { return static_cast<std::size_t>(request_.max_bytes); }

  ReadFileResult read_bytes() {
    const std::uint64_t start = std::min(request_.start_byte.value_or(0), size());
    std::string bytes = read_at(file_.get(), start, limit(), place_.shown);
    if (request_.encoding == TextEncoding::utf8) cut_to_characters(bytes, start);
    return finish(bytes, start);
  }

  // A range of bytes may begin or end inside a character; only whole characters are returned.
  void cut_to_characters(std::string& bytes, std::uint64_t start) const {
    if (start + bytes.size() == size()) return;
    const std::size_t end = utf8_boundary(bytes, bytes.size() - 1);
    const bool whole = is_utf8(std::string_view(bytes).substr(end));
    if (!whole && bytes.size() - end < longest_character && end > 0) bytes.resize(end);
  }

  // Finds the first line by reading from the start of the file, in blocks.
  std::uint64_t offset_of_line(std::uint64_t line) const {
    std::uint64_t current = 1;
    for (std::uint64_t offset = 0; current < line;) {
      require_time();
      const std::string block = read_at(file_.get(), offset, block_bytes, place_.shown);
      if (block.empty()) return size();
      for (std::size_t at = 0; at < block.size();) {
        const auto newline = block.find('\n', at);
        if (newline == std::string::npos) break;
        at = newline + 1;
        if (++current == line) return offset + at;
      }
      offset += block.size();
    }
    return 0;
  }

  void require_time() const {
    if (stop_.stop_requested()) {
      throw FileError("E_CANCELLED", "the call was cancelled", "call again");
    }
    if (Clock::now() > deadline_) {
      throw FileError("E_TIMEOUT", "the line is too far from the start of `" + place_.shown + '`',
                      "give startByte instead of startLine");
    }
  }

  ReadFileResult read_lines() {
    const std::uint64_t first = request_.start_line.value_or(1);
    const std::uint64_t start = offset_of_line(first);
    std::string bytes = read_at(file_.get(), start, limit(), place_.shown);
    const std::uint64_t most = request_.max_lines.value_or(UINT64_MAX);
    std::uint64_t lines = 0;
    std::size_t end = 0;
    while (lines < most && end < bytes.size()) {
      const auto newline = bytes.find('\n', end);
      const bool complete = newline != std::string::npos;
      // A line that does not fit is left to the next call, unless it is the only one.
      if (!complete && start + bytes.size() < size() && lines > 0) break;
      end = complete ? newline + 1 : bytes.size();
      ++lines;
    }
    bytes.resize(end);
    if (request_.encoding == TextEncoding::utf8) cut_to_characters(bytes, start);
    const bool ends_line = bytes.ends_with('\n');
    ReadFileResult result = finish(bytes, start);
    result.range->start_line = first;
    result.range->end_line = lines == 0 ? first : first + lines - 1;
    if (result.next_start_byte && ends_line) result.next_start_line = first + lines;
    return result;
  }

  ReadFileResult finish(const std::string& bytes, std::uint64_t start) const {
    ReadFileResult result;
    result.range = ReadRange{start, start + bytes.size()};
    if (start + bytes.size() < size()) result.next_start_byte = start + bytes.size();
    if (request_.encoding == TextEncoding::base64) {
      result.text = to_base64(bytes);
      return result;
    }
    if (!is_utf8(bytes)) {
      throw FileError("E_ENCODING", '`' + place_.shown + "` is not UTF-8 text here",
                      "read it with encoding base64");
    }
    result.eol = line_ending(bytes);
    result.text = bytes;
    return result;
  }

  using Clock = std::chrono::steady_clock;

  const ReadFile& request_;
  const Place place_;
  const std::stop_token stop_;
  const Clock::time_point deadline_ = Clock::now() + reading_time;
  Descriptor file_;
  struct stat status_ {};
};

}  // namespace

ReadFileResult read_file(const Workspace& workspace, const ReadFile& request,
                         std::stop_token stop) {
  return Reading(workspace, request, std::move(stop)).run();
}

std::string part_of_file(const ReadFileResult& result) {
  const ReadRange& range = *result.range;
  const std::uint64_t size = result.total_size.value_or(0);
  if (range.start_byte == 0 && range.end_byte == size) return {};
  const auto number = [](std::uint64_t value) { return std::to_string(value); };
  std::string note = "[Only a part of the file: bytes " + number(range.start_byte) + " to " +
                     number(range.end_byte) + " of " + number(size);
  if (range.start_line) {
    note += ", lines " + number(*range.start_line) + " to " + number(*range.end_line);
  }
  if (result.next_start_line) {
    note += ". To go on, call read_file with startLine " + number(*result.next_start_line);
  } else if (result.next_start_byte) {
    note += ". To go on, call read_file with startByte " + number(*result.next_start_byte);
  }
  return note + ".]";
}

namespace {

ToolReply read(const ToolAccess& access, ReadFile in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  const auto done = read_file(access.workspace(), in, context.stop());
  CallToolResult result = text(*done.text);
  if (const auto note = part_of_file(done); !note.empty()) {
    result.content.push_back(TextContent{note});
  }
  result.structured = encode(done);
  return result;
}

}  // namespace

WorkspaceTool read_file_tool() {
  return workspace_tool<ReadFile, ReadFileResult>(
      {.name = "read_file",
       .title = "Read a file",
       .description = "Reads a file, or a range of its lines or bytes. The result says how to "
                      "read the rest.",
       .annotations = only_reads()},
      read);
}

}  // namespace mcp::files
