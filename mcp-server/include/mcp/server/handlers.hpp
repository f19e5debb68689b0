#pragma once

#include <concepts>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

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
/// An `Error` that it throws becomes the response; any other exception becomes `internal_error`.
using ToolHandler = std::function<ToolReply(const Json& arguments, ToolContext& context)>;

/// Responds later, from any thread, by calling `done` once. No thread waits meanwhile.
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

/// A page of resources.
struct ResourcePage {
  std::vector<Resource> resources = {};
  /// Where the next page begins, not empty; absent on the last page. The client gets it as part of
  /// an opaque cursor, which it can alter.
  std::optional<std::string> next = {};
  CacheHint cache = {};
};

/// Lists resources that were not added one by one. `mark` is ResourcePage::next of the page before;
/// absent for the first page.
using ResourceLister =
    std::function<ResourcePage(const std::optional<std::string>& mark, RequestContext& context)>;

/// Suggests values for one argument. `others` are the arguments that are already filled in.
using CompletionHandler = std::function<Completion(std::string_view value, const Values& others)>;

/// The thread on which a handler runs.
struct HandlerOptions {
  /// True: on a worker thread. False: at once, on the thread that received the request, which is
  /// faster, but the handler must not block.
  bool may_block = true;
};

namespace detail {

template <class Out>
struct OutputOf {
  using type = Out;
};
template <class Out>
struct OutputOf<Reply<Out>> {
  using type = Out;
};

template <class In, class F>
decltype(auto) invoke(F& handler, const In& in, RequestContext& context) {
  if constexpr (std::is_invocable_v<F&, const In&, RequestContext&>) {
    return handler(in, context);
  } else {
    return handler(in);
  }
}

template <class In, class F>
using Output = typename OutputOf<std::remove_cvref_t<decltype(invoke<In>(
    std::declval<F&>(), std::declval<const In&>(), std::declval<RequestContext&>()))>>::type;

template <class T>
concept Text = std::convertible_to<T, std::string_view> && !std::same_as<T, Json>;

/// Whether the value that a tool returns becomes structured content, and so has an output schema.
template <class Out>
inline constexpr bool is_structured_output =
    !std::is_void_v<Out> && !std::is_convertible_v<Out, ToolReply> && !Text<Out>;

template <class Out>
ToolReply to_tool_reply(Out result) {
  if constexpr (std::is_convertible_v<Out, ToolReply>) {
    return ToolReply(std::move(result));
  } else if constexpr (Text<Out>) {
    return text(std::string(std::move(result)));
  } else {
    return structured(encode(result));
  }
}

template <class Out>
ToolReply to_tool_reply(Reply<Out> reply) {
  if (auto* asked = std::get_if<InputRequired>(&reply)) return std::move(*asked);
  return to_tool_reply(std::get<Out>(std::move(reply)));
}

template <class In, class F>
ToolReply run_tool(F& handler, const In& in, ToolContext& context) {
  if constexpr (std::is_void_v<Output<In, F>>) {
    invoke<In>(handler, in, context);
    return CallToolResult();
  } else {
    return to_tool_reply(invoke<In>(handler, in, context));
  }
}

template <class Out>
PromptReply to_prompt_reply(Out result) {
  if constexpr (std::is_convertible_v<Out, PromptReply>) {
    return PromptReply(std::move(result));
  } else {
    return GetPromptResult{.messages = {user_message(std::string(std::move(result)))}};
  }
}

template <class Out>
PromptReply to_prompt_reply(Reply<Out> reply) {
  if (auto* asked = std::get_if<InputRequired>(&reply)) return std::move(*asked);
  return to_prompt_reply(std::get<Out>(std::move(reply)));
}

/// The arguments of a prompt, in the order of `names`, from the schema of a described struct.
std::vector<PromptArgument> prompt_arguments(const std::vector<std::string>& names,
                                             const Json& schema);

/// The values as the JSON that the schema requires: "3" becomes 3 for a number.
Json typed(const Values& values, const Json& schema);

template <Described In>
std::vector<PromptArgument> prompt_arguments() {
  return prompt_arguments(In::describe().names(), schema_of<In>());
}

}  // namespace detail

}  // namespace mcp
