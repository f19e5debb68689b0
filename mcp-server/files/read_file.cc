#include "read_file.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t max_ranges = 20;
constexpr std::int64_t max_read_bytes = 262144;

}  // namespace

Object<ReadFile> ReadFile::describe() {
  return Object<ReadFile>()
      .required("path", &ReadFile::path, "")
      .optional("startLine", &ReadFile::start_line, "From 1", keyword::minimum(1),
                keyword::maximum(max_line))
      .optional("maxLines", &ReadFile::max_lines, "", keyword::minimum(1),
                keyword::maximum(max_line))
      .optional("tail", &ReadFile::tail, "Lines at the end", keyword::minimum(1),
                keyword::maximum(max_line))
      .optional("ranges", &ReadFile::ranges, "", keyword::max_items(max_ranges))
      .optional("startByte", &ReadFile::start_byte, "From 0; not with lines",
                keyword::maximum(max_exact))
      .optional("maxBytes", &ReadFile::max_bytes, "", keyword::minimum(1),
                keyword::maximum(max_read_bytes))
      .optional("lineNumbers", &ReadFile::line_numbers, "")
      .optional("pages", &ReadFile::pages, "Of a PDF: 3, 3-5 or 3-")
      .optional("encoding", &ReadFile::encoding, "Default: as the content is");
}

Object<ReadRange> ReadRange::describe() {
  return Object<ReadRange>()
      .required("startByte", &ReadRange::start_byte, "")
      .required("endByte", &ReadRange::end_byte, "One past the last")
      .optional("startLine", &ReadRange::start_line, "")
      .optional("endLine", &ReadRange::end_line, "")
      .optional("text", &ReadRange::text, "");
}

Object<ReadFileResult> ReadFileResult::describe() {
  return Object<ReadFileResult>()
      .optional("path", &ReadFileResult::path, "Relative to the workspace")
      .optional("text", &ReadFileResult::text, "The text, or base64")
      .optional("range", &ReadFileResult::range, "What part of the file it is")
      .optional("ranges", &ReadFileResult::ranges, "If several were asked for")
      .optional("totalSize", &ReadFileResult::total_size, "Bytes in the whole file")
      .optional("eol", &ReadFileResult::eol, "How lines end in it: lf, crlf, cr, mixed or none")
      .optional("bom", &ReadFileResult::bom, "The file begins with a byte order mark")
      .optional("mimeType", &ReadFileResult::mime_type, "Unless it is text")
      .optional("pages", &ReadFileResult::pages, "Of a PDF")
      .optional("pageCount", &ReadFileResult::page_count, "")
      .optional("nextPage", &ReadFileResult::next_page, "Where to go on; absent at the end")
      .optional("etag", &ReadFileResult::etag, "For ifMatch")
      .optional("truncated", &ReadFileResult::truncated, "maxBytes was reached")
      .optional("nextStartLine", &ReadFileResult::next_start_line,
                "Where to go on; absent at the end")
      .optional("nextStartByte", &ReadFileResult::next_start_byte,
                "Where to go on; absent at the end")
      .optional("error", &ReadFileResult::error, "Why nothing was read");
}

}  // namespace mcp::files
