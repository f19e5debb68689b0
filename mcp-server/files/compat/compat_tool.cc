#include "compat/compat_tool.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "compat/server_filesystem.hpp"
#include "json/members.hpp"
#include "workspace_tools.hpp"

namespace mcp::files::compat {
namespace {

/// What to do about an error, in the words of these tools.
struct Advice {
  std::string_view code;
  const char* fix;
};

constexpr std::array advice = {
    Advice{"E_ENCODING", "read it with read_media_file"},
    Advice{"E_EXISTS", "give another destination; nothing is replaced"},
    Advice{"E_HARDLINK", "ask the person: the file has several names"},
    Advice{"E_NO_PARENT", "create the directory with create_directory"},
    Advice{"E_NOT_FOUND", "check the path with list_directory"},
    Advice{"E_XDEV", "write the content to a new file there"},
};

std::string text_of(const Json& error) {
  const std::string code = text_in(error, "code");
  std::string fix = text_in(error, "fix");
  const auto* const found = std::ranges::find(advice, code, &Advice::code);
  if (found != advice.end()) fix = found->fix;
  return code + ": " + text_in(error, "message") + ". Fix: " + fix + '.';
}

}  // namespace

Object<TextResult> TextResult::describe() {
  return Object<TextResult>().required("content", &TextResult::content, "");
}

CallToolResult text_result(std::string text) {
  CallToolResult result;
  result.structured = encode(TextResult{text});
  result.content = {TextContent{std::move(text)}};
  return result;
}

ToolReply with_text_error(ToolReply reply) {
  auto* result = std::get_if<CallToolResult>(&reply);
  if (!result || !result->is_error || !result->structured) return reply;
  const Json& error = member(*result->structured, "error");
  if (error.is_object()) result->content = {TextContent{text_of(error)}};
  result->structured.reset();
  return reply;
}

ToolReply text_unless_failed(ToolReply reply, std::string text) {
  const auto* result = std::get_if<CallToolResult>(&reply);
  if (!result || result->is_error) return reply;
  return text_result(std::move(text));
}

CallToolResult text_of_violations(const Tool& tool,
                                  const std::vector<SchemaViolation>& violations) {
  return std::get<CallToolResult>(with_text_error(invalid_arguments(tool, violations)));
}

}  // namespace mcp::files::compat
