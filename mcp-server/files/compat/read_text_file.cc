#include <algorithm>

#include "compat/compat_path.hpp"
#include "compat/compat_tool.hpp"
#include "compat/read_text.hpp"
#include "compat/server_filesystem.hpp"
#include "read_file.hpp"

namespace mcp::files::compat {
namespace {

constexpr std::uint64_t first_attempt_bytes = std::uint64_t{64} << 10;
constexpr std::uint64_t growth = 8;

struct ReadTextFile {
  std::string path;
  std::optional<std::uint64_t> tail;
  std::optional<std::uint64_t> head;

  static Object<ReadTextFile> describe() {
    return Object<ReadTextFile>()
        .required("path", &ReadTextFile::path, "")
        .optional("tail", &ReadTextFile::tail, "Only the last lines", keyword::minimum(0))
        .optional("head", &ReadTextFile::head, "Only the first lines", keyword::minimum(0));
  }
};

ToolReply read(const ToolAccess& access, ReadTextFile in, ToolContext& context) {
  // 0 means the whole file.
  if (in.head == 0U) in.head.reset();
  if (in.tail == 0U) in.tail.reset();
  if (in.head && in.tail) {
    throw FileError("E_INPUT", "head and tail are given", "give only one of them");
  }
  const Located located = locate(access, in.path, context);
  if (located.asked) return *located.asked;
  return text_result(text_of_file(access.workspace(), *located.place,
                                  {.head = in.head, .tail = in.tail}, context.stop()));
}

WorkspaceTool reading_tool(const char* name, const char* title, const char* description) {
  return compat_tool<ReadTextFile>(
      {.name = name, .title = title, .description = description, .annotations = only_reads()},
      read);
}

}  // namespace

std::string text_of_file(const Workspace& workspace, const Place& place, const Lines& lines,
                         const std::stop_token& stop) {
  const OpenedFile file(workspace, place);
  const std::uint64_t limit = workspace.options().max_file_bytes;
  ReadFile request;
  request.encoding = TextEncoding::utf8;
  request.max_lines = lines.head;
  request.tail = lines.tail;
  const bool is_whole = !lines.head && !lines.tail;
  // Few lines are seldom long, so little is read first.
  request.max_bytes = is_whole ? limit : std::min(first_attempt_bytes, limit);
  for (;;) {
    ReadFileResult result = read_text(file, request, stop);
    if (!result.truncated.value_or(false)) {
      std::string text = std::move(*result.text);
      if (!is_whole && text.ends_with('\n')) text.pop_back();
      return text;
    }
    if (request.max_bytes == limit) break;
    request.max_bytes = std::min(request.max_bytes * growth, limit);
  }
  throw FileError(
      "E_TOO_LARGE",
      '`' + place.shown + "` has more text than the limit of " + std::to_string(limit) + " bytes",
      "read fewer lines with head or tail");
}

WorkspaceTool read_file_tool() {
  return reading_tool("read_file", "Read a text file (deprecated)",
                      "Reads a text file. Deprecated: use read_text_file.");
}

WorkspaceTool read_text_file_tool() {
  return reading_tool("read_text_file", "Read a text file",
                      "Reads a text file, or its first (head) or last (tail) lines.");
}

}  // namespace mcp::files::compat
