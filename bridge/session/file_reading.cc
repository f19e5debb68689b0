#include "bridge/session/file_reading.hpp"

#include <algorithm>

#include "bridge/engine/fields.hpp"

namespace mcp::bridge {
namespace {

bool says_not_found(const Json& file) {
  return text_in(member(file, "error"), "code") == "E_NOT_FOUND";
}

}  // namespace

const OfferedTool* reader_beside(const ToolSet& tools, const OfferedTool& tool) {
  const auto reader =
      std::find_if(tools.tools.begin(), tools.tools.end(), [&](const OfferedTool& each) {
        return each.server == tool.server && each.tool.name == "read_file" &&
               each.tool.annotations.read_only.value_or(false);
      });
  return reader == tools.tools.end() ? nullptr : &*reader;
}

FileReading read_file(ServerSession& servers, const OfferedTool& reader, const std::string& path,
                      const std::stop_token& stop) {
  try {
    const CallToolResult read = servers.call(reader, {{"path", path}}, {}, stop);
    if (!read.structured) return {};
    const Json& file = *read.structured;
    if (read.is_error) return {.known = says_not_found(file)};
    const bool whole = !file.contains("nextStartByte") && !file.contains("nextStartLine");
    if (!whole || !member(file, "text").is_string()) return {};
    return {.known = true, .text = text_in(file, "text")};
  } catch (const Error&) {
    return {};
  }
}

}  // namespace mcp::bridge
