#include "drafts/commit_draft.hpp"
#include "drafts/draft_tools.hpp"
#include "history/change_recorder.hpp"
#include "shown_path.hpp"
#include "tools.hpp"
#include "write_approval.hpp"

namespace mcp::files {

Object<WriteCommit> WriteCommit::describe() {
  return Object<WriteCommit>()
      .required("handle", &WriteCommit::handle, "")
      .optional("expectedSize", &WriteCommit::expected_size, "Bytes")
      .optional("sha256", &WriteCommit::sha256, "")
      .optional("ifMatch", &WriteCommit::if_match,
                "After E_CONFLICT: the etag to replace; \"*\": any");
}

Object<WriteCommitResult> WriteCommitResult::describe() {
  return Object<WriteCommitResult>()
      .optional("path", &WriteCommitResult::path, "Relative to the workspace")
      .optional("size", &WriteCommitResult::size, "Bytes")
      .optional("sha256", &WriteCommitResult::sha256, "Of the content, hexadecimal")
      .optional("etag", &WriteCommitResult::etag, "For ifMatch")
      .optional("created", &WriteCommitResult::created, "The file is new")
      .optional("unchanged", &WriteCommitResult::unchanged, "The file had this content already")
      .optional("replayed", &WriteCommitResult::replayed, "It was committed before")
      .optional("error", &WriteCommitResult::error, "Why nothing was written");
}

namespace {

/// What client roots restrict: the file of a draft.
struct DraftFile {
  std::string_view path;
  std::shared_ptr<const ClientArea> area = nullptr;
};

// The approval of write_begin was for another file.
std::optional<ToolReply> approve_other(const ToolAccess& access, const Draft& draft,
                                       const WriteCommit& in, ToolContext& context) {
  if (!in.if_match || access.approval == Approval::never) return std::nullopt;
  const std::string question = "Replace a file (etag " + *in.if_match + ") by a draft of " +
                               std::to_string(draft.record.total_size.value_or(0)) +
                               " bytes?\nFile: " + quoted_path(draft.record.path);
  return approve_write(access, draft.record.path, question, context);
}

ToolReply commit(const ToolAccess& access, WriteCommit in, ToolContext& context) {
  Draft draft = access.drafts.find(context.caller().principal, in.handle);
  if (draft.record.state == DraftState::committed)
    return structured(encode(to_result(draft, true)));
  require_open(draft);
  DraftFile file{draft.record.path};
  if (auto asked = access.narrow(file, context)) return *asked;
  if (auto asked = approve_other(access, draft, in, context)) return *asked;
  if (in.if_match) {
    draft.record.mode = WriteMode::overwrite;
    draft.record.if_match = in.if_match;
  }
  ChangeRecorder changes = access.record(context, "write_commit");
  commit_draft(access.workspace(), draft,
               {.size = in.expected_size, .sha256 = in.sha256, .area = file.area}, context.stop(),
               &changes);
  return structured(encode(to_result(draft, false)));
}

}  // namespace

WorkspaceTool write_commit_tool() {
  return workspace_tool<WriteCommit, WriteCommitResult>(
      {.name = "write_commit",
       .title = "Commit a draft",
       .description = "Gives a draft its name. On an error the draft is kept.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = true, .open_world = false}},
      commit);
}

}  // namespace mcp::files
