#include "bridge/session/file_reading.hpp"

#include <algorithm>

#include "json/members.hpp"

namespace mcp::bridge {
namespace {

// The questions of later calls wait this long, too.
constexpr std::chrono::seconds longest_reading(5);

std::string error_code(const CallToolResult& result) {
  return result.structured ? text_in(member(*result.structured, "error"), "code") : "";
}

}  // namespace

const OfferedTool* reader_beside(const ToolSet& tools, const OfferedTool& tool) {
  const auto reader =
      std::find_if(tools.tools.begin(), tools.tools.end(), [&](const OfferedTool& each) {
        return each.preview && each.server == tool.server && each.tool.name == "read_file" &&
               each.tool.annotations.read_only.value_or(false);
      });
  return reader == tools.tools.end() ? nullptr : &*reader;
}

FileReading read_file(ServerSession& servers, const OfferedTool& reader, const std::string& path,
                      const std::stop_token& stop) {
  try {
    const ToolCallHandlers handlers{.limit = longest_reading};
    CallToolResult read = servers.call(reader, {{"path", path}}, handlers, stop);
    if (read.is_error && error_code(read) == "E_ENCODING") {
      // A binary file is not shown, but its etag detects changes.
      read = servers.call(reader, {{"path", path}, {"encoding", "base64"}}, handlers, stop);
      return {.etag = read.structured ? text_in(*read.structured, "etag") : ""};
    }
    if (!read.structured) return {};
    if (read.is_error) return {.known = error_code(read) == "E_NOT_FOUND"};
    const Json& file = *read.structured;
    const std::string etag = text_in(file, "etag");
    const bool whole = !file.contains("nextStartByte") && !file.contains("nextStartLine");
    if (!whole || !member(file, "text").is_string()) return {.etag = etag};
    return {.known = true, .text = text_in(file, "text"), .etag = etag};
  } catch (const Error&) {
    return {};
  }
}

}  // namespace mcp::bridge
