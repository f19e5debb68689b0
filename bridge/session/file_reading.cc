#include "bridge/session/file_reading.hpp"

#include <algorithm>

namespace mcp::bridge {
namespace {

bool says_not_found(const Json& file) {
  const auto error = file.find("error");
  return error != file.end() && error->is_object() && error->value("code", "") == "E_NOT_FOUND";
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
    if (!whole || !file.contains("text") || !file["text"].is_string()) return {};
    return {.known = true, .text = file["text"].get<std::string>()};
  } catch (const Error&) {
    return {};
  }
}

}  // namespace mcp::bridge
