#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "mcp/input.hpp"
#include "mcp/prompt.hpp"
#include "mcp/resource.hpp"
#include "mcp/server/request_context.hpp"
#include "mcp/tool.hpp"

namespace mcp {

using ToolReply = Reply<CallToolResult>;
using PromptReply = Reply<GetPromptResult>;
using ResourceReply = Reply<ReadResourceResult>;

/// Runs a tool. The arguments match the tool's input schema and stay valid while the handler runs.
/// An `Error` that it throws is the answer; anything else it throws becomes `internal_error`.
using ToolHandler = std::function<ToolReply(const Json& arguments, ToolContext& context)>;

/// Answers later, from any thread, by calling `done` once. No thread is held meanwhile.
using DeferredToolHandler = std::function<void(Json arguments, std::shared_ptr<ToolContext> context,
                                               std::function<void(ToolReply)> done)>;

/// Values by name: the arguments of a prompt, the variables of a URI template.
using Values = std::map<std::string, std::string>;

using PromptHandler = std::function<PromptReply(const Values& arguments, RequestContext& context)>;

using ResourceHandler =
    std::function<ResourceReply(const std::string& uri, RequestContext& context)>;

/// Reads a resource that matches a template; `variables` are the matched parts, decoded.
using ResourceTemplateHandler = std::function<ResourceReply(
    const std::string& uri, const Values& variables, RequestContext& context)>;

/// Suggests values for one argument. `others` are the arguments that are already filled in.
using CompletionHandler = std::function<Completion(std::string_view value, const Values& others)>;

/// Where a handler runs.
struct HandlerOptions {
  /// True: on a worker thread. False: at once, on the thread that received the request, which is
  /// faster but must not wait for anything.
  bool may_block = true;
};

namespace detail {

template <class Out>
ToolReply to_tool_reply(Out result) {
  if constexpr (std::is_convertible_v<Out, ToolReply>) {
    return ToolReply(std::move(result));
  } else {
    return structured(encode(result));
  }
}

template <class Out>
ToolReply to_tool_reply(Reply<Out> reply) {
  if (auto* asked = std::get_if<InputRequired>(&reply)) return std::move(*asked);
  return to_tool_reply(std::get<Out>(std::move(reply)));
}

template <class Out>
struct OutputOf {
  using type = Out;
};
template <class Out>
struct OutputOf<Reply<Out>> {
  using type = Out;
};

template <class In, class F>
auto invoke_tool(F& handler, const In& in, ToolContext& context) {
  if constexpr (std::is_invocable_v<F&, const In&, ToolContext&>) {
    return handler(in, context);
  } else {
    return handler(in);
  }
}

template <class In, class F>
using ToolOutput = typename OutputOf<decltype(invoke_tool<In>(
    std::declval<F&>(), std::declval<const In&>(), std::declval<ToolContext&>()))>::type;

}  // namespace detail

}  // namespace mcp
