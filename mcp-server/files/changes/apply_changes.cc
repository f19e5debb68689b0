#include "changes/apply_changes.hpp"

namespace mcp::files {

EnumNames<ChangeOp> enum_names(ChangeOp) {
  return {{ChangeOp::create, "create"},
          {ChangeOp::write, "write"},
          {ChangeOp::edit, "edit"},
          {ChangeOp::move, "move"},
          {ChangeOp::remove, "delete"}};
}

EnumNames<ChangeKind> enum_names(ChangeKind) {
  return {{ChangeKind::created, "created"},
          {ChangeKind::replaced, "replaced"},
          {ChangeKind::moved, "moved"},
          {ChangeKind::deleted, "deleted"}};
}

Object<FileChange> FileChange::describe() {
  return Object<FileChange>()
      .required("op", &FileChange::op, "")
      .required("path", &FileChange::path, "")
      .optional("content", &FileChange::content, "")
      .optional("encoding", &FileChange::encoding, "")
      .optional("edits", &FileChange::edits, "{oldText, newText, replaceAll}",
                Keyword{"type", "array"})
      .optional("to", &FileChange::to, "")
      .optional("ifMatch", &FileChange::if_match, "");
}

Object<ApplyChanges> ApplyChanges::describe() {
  return Object<ApplyChanges>()
      .required("changes", &ApplyChanges::changes, "")
      .optional("dryRun", &ApplyChanges::dry_run, "");
}

Object<ChangeResult> ChangeResult::describe() {
  return Object<ChangeResult>()
      .required("path", &ChangeResult::path, "Relative to the workspace")
      .required("kind", &ChangeResult::kind, "")
      .optional("to", &ChangeResult::to, "Where it was moved")
      .optional("etag", &ChangeResult::etag, "For ifMatch")
      .optional("added", &ChangeResult::added, "Lines, of text")
      .optional("removed", &ChangeResult::removed, "Lines, of text");
}

Object<ApplyChangesResult> ApplyChangesResult::describe() {
  return Object<ApplyChangesResult>()
      .optional("changes", &ApplyChangesResult::changes, "In the order of the call")
      .optional("diff", &ApplyChangesResult::diff, "Unified diff, its beginning if it is long")
      .optional("dryRun", &ApplyChangesResult::dry_run, "Nothing was changed")
      .optional("error", &ApplyChangesResult::error, "Why nothing was changed");
}

}  // namespace mcp::files
