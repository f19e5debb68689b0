#include "reading/file_text.hpp"
#include "reading/replies.hpp"

namespace mcp::files {
namespace {

std::string decimal(std::uint64_t value) {
  return std::to_string(value);
}

// For a model that gets only the text: the range that was read, and how to continue. Empty when it
// is the whole file.
std::string part_of_file(const ReadFileResult& result) {
  const ReadRange& range = *result.range;
  const std::uint64_t size = result.total_size.value_or(0);
  if (range.start_byte == 0 && range.end_byte == size) return {};
  std::string note = "[Only a part of the file: bytes " + decimal(range.start_byte) + " to " +
                     decimal(range.end_byte) + " of " + decimal(size);
  if (range.start_line) {
    note += ", lines " + decimal(*range.start_line) + " to " + decimal(*range.end_line);
  }
  if (result.next_start_line) {
    note += ". To go on, call read_file with startLine " + decimal(*result.next_start_line);
  } else if (result.next_start_byte) {
    note += ". To go on, call read_file with startByte " + decimal(*result.next_start_byte);
  } else if (result.truncated) {
    note += ". The lines before did not fit: give a larger maxBytes, or a startByte before " +
            decimal(range.start_byte);
  }
  return note + ".]";
}

std::string shown_text(const std::string& text, const ReadRange& range, bool line_numbers) {
  return line_numbers ? with_line_numbers(text, *range.start_line) : text;
}

std::string range_heading(const ReadRange& range) {
  const std::string first = decimal(*range.start_line);
  if (!range.end_line) return "[Line " + first + " is after the end of the file.]";
  return "[Lines " + first + " to " + decimal(*range.end_line) + ":]";
}

std::string rest_of_ranges(const ReadFileResult& result) {
  if (result.next_start_line) {
    return "[maxBytes was reached. To go on, call read_file with the ranges from line " +
           decimal(*result.next_start_line) + " on.]";
  }
  return "[maxBytes was reached within a line. To go on, call read_file with startByte " +
         decimal(*result.next_start_byte) + ".]";
}

}  // namespace

CallToolResult text_reply(const ReadFileResult& result, bool line_numbers) {
  CallToolResult reply;
  reply.structured = encode(result);
  if (!result.ranges) {
    reply.content.push_back(TextContent{shown_text(*result.text, *result.range, line_numbers)});
    if (auto note = part_of_file(result); !note.empty()) {
      reply.content.push_back(TextContent{std::move(note)});
    }
    return reply;
  }
  for (const ReadRange& range : *result.ranges) {
    reply.content.push_back(TextContent{range_heading(range)});
    reply.content.push_back(TextContent{shown_text(*range.text, range, line_numbers)});
  }
  if (result.truncated) reply.content.push_back(TextContent{rest_of_ranges(result)});
  return reply;
}

}  // namespace mcp::files
