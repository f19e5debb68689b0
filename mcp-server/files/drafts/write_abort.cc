#include "drafts/draft_tools.hpp"
#include "tools.hpp"

namespace mcp::files {

Object<WriteAbort> WriteAbort::describe() {
  return Object<WriteAbort>().required("handle", &WriteAbort::handle, "");
}

Object<WriteAbortResult> WriteAbortResult::describe() {
  return Object<WriteAbortResult>()
      .optional("aborted", &WriteAbortResult::aborted, "The draft is gone")
      .optional("error", &WriteAbortResult::error, "Why it is not");
}

namespace {

ToolReply abort_draft(const ToolAccess& access, WriteAbort in, ToolContext& context) {
  Draft draft = access.drafts.find(context.caller().principal, in.handle);
  if (draft.record.state == DraftState::committed) require_open(draft);
  draft.record.state = DraftState::aborted;
  draft.save();
  draft.drop_bytes();
  return structured(encode(WriteAbortResult{.aborted = true}));
}

}  // namespace

WorkspaceTool write_abort_tool() {
  return workspace_tool<WriteAbort, WriteAbortResult>({.name = "write_abort",
                                                       .title = "Abort a draft",
                                                       .description = "Discards a draft.",
                                                       .annotations = {.read_only = false,
                                                                       .destructive = true,
                                                                       .idempotent = true,
                                                                       .open_world = false}},
                                                      abort_draft);
}

}  // namespace mcp::files
