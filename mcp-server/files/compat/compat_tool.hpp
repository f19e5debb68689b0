#pragma once

#include <string>
#include <utility>

#include "mcp/describe.hpp"
#include "tool_access.hpp"

namespace mcp::files::compat {

/// The structured result of most tools: the text of the result once more.
struct TextResult {
  std::string content;

  static Object<TextResult> describe();
};

CallToolResult text_result(std::string text);

/// The same reply, but a failure as a text alone: the schemas of results have no place for more.
/// Advice that names a parameter or tool that is not offered is replaced.
ToolReply with_text_error(ToolReply reply);

/// `text` as the result, unless one of our own tools has failed or asks the client first.
ToolReply text_unless_failed(ToolReply reply, std::string text);

/// A tool that `run` handles.
template <class In, class Out = TextResult>
WorkspaceTool compat_tool(Tool tool, ToolReply (*run)(const ToolAccess&, In, ToolContext&)) {
  tool.input_schema = schema_of<In>();
  tool.output_schema = schema_of<Out>();
  return {std::move(tool),
          [run](Server& server, Tool offered, const std::shared_ptr<const ToolAccess>& access) {
            const std::string name = offered.name;
            const auto handle = [run, access, name](const In& in, ToolContext& context) {
              return with_text_error(answer(*access, context, {.tool = name, .path = path_of(in)},
                                            [&] { return run(*access, in, context); }));
            };
            server.add_tool<In>(std::move(offered), handle);
          }};
}

}  // namespace mcp::files::compat
