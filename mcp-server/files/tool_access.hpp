#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "approvals.hpp"
#include "drafts/drafts.hpp"
#include "history/change_recorder.hpp"
#include "mcp/server/server.hpp"
#include "tickets/tickets.hpp"
#include "tool_options.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The paths that the arguments of a call name: `path`, or `from` and `to`. Valid as long as they.
template <class In>
constexpr auto paths_of(const In& in) {
  if constexpr (requires { in.path; }) {
    return std::array<std::string_view, 1>{in.path};
  } else {
    return std::array<std::string_view, 2>{in.from, in.to};
  }
}

/// The workspace of the tools, and the checks before each call. Any thread.
class ToolAccess {
 public:
  ToolAccess(std::shared_ptr<Workspace> workspace, const ToolOptions& options)
      : approval(options.approval),
        one_user(options.one_user),
        calls(options.calls),
        tickets(options.tickets),
        drafts(*workspace, options.drafts),
        history(*workspace, options.history),
        workspace_(std::move(workspace)),
        client_roots_(options.client_roots) {}

  Workspace& workspace() const { return *workspace_; }

  /// Restricts a call to the roots of the client. Empty: continue; otherwise the reply to return,
  /// which asks the client for its roots. Throws FileError (E_PATH).
  template <class In>
  std::optional<ToolReply> narrow(In& in, ToolContext& context) const {
    for (const auto path : paths_of(in)) workspace_->locate(path);
    if (client_roots_ == ClientRoots::ignore || !context.caller().capabilities.roots) {
      return std::nullopt;
    }
    const auto announced = context.roots();
    if (context.waiting()) return context.input_required();
    in.area = std::make_shared<const ClientArea>(*announced);
    for (const auto path : paths_of(in)) workspace_->locate(path, in.area);
    return std::nullopt;
  }

  const Approval approval;
  const bool one_user;  ///< All callers are the same person.
  mutable Approvals approvals;
  const std::shared_ptr<CallLog> calls;
  const std::shared_ptr<Tickets> tickets;  ///< Not null for the tools that issue them.
  mutable Drafts drafts;
  mutable History history;

  /// Records the change that a call of `tool` makes.
  ChangeRecorder record(const ToolContext& context, std::string tool) const {
    return {*workspace_, history, context.caller().principal, std::move(tool)};
  }

 private:
  const std::shared_ptr<Workspace> workspace_;
  const ClientRoots client_roots_;
};

/// A tool of the workspace, before it is added to a server.
struct WorkspaceTool {
  Tool tool;
  std::function<void(Server&, Tool, std::shared_ptr<const ToolAccess>)> add;

  bool writes() const { return tool.annotations.read_only != true; }
};

/// The reply of `act`; FileErrors and lack of resources become failures of the tool. Adds the call
/// to the log.
ToolReply answer(const ToolAccess& access, ToolContext& context, RecordedCall call,
                 const std::function<ToolReply()>& act);

/// The path in a tool's arguments, for the log; empty without one.
template <class In>
std::string path_of(const In& in) {
  if constexpr (requires { std::string(in.path); }) return std::string(in.path);
  return {};
}

/// A tool that `run` handles. FileErrors and lack of resources become failures of the tool.
template <class In, class Out>
WorkspaceTool workspace_tool(Tool tool, ToolReply (*run)(const ToolAccess&, In, ToolContext&)) {
  tool.input_schema = schema_of<In>();
  tool.output_schema = schema_of<Out>();
  return {std::move(tool),
          [run](Server& server, Tool offered, const std::shared_ptr<const ToolAccess>& access) {
            const std::string name = offered.name;
            const auto handle = [run, access, name](const In& in, ToolContext& context) {
              return answer(*access, context, {.tool = name, .path = path_of(in)},
                            [&] { return run(*access, in, context); });
            };
            server.add_tool<In>(std::move(offered), handle);
          }};
}

/// A result with a text for models and people, and the whole as structured content.
template <class Out>
CallToolResult shown_as(std::string shown, const Out& result) {
  CallToolResult reply = text(std::move(shown));
  reply.structured = encode(result);
  return reply;
}

/// The annotations of a tool that only reads.
constexpr ToolAnnotations only_reads() {
  return {.read_only = true, .destructive = false, .idempotent = true, .open_world = false};
}

}  // namespace mcp::files
