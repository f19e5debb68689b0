#include "changes/journal_record.hpp"

namespace mcp::files {

EnumNames<TransactionStepKind> enum_names(TransactionStepKind) {
  return {{TransactionStepKind::create, "create"},
          {TransactionStepKind::replace, "replace"},
          {TransactionStepKind::move, "move"},
          {TransactionStepKind::remove, "delete"}};
}

Object<FileIdentity> FileIdentity::describe() {
  return Object<FileIdentity>()
      .required("inode", &FileIdentity::inode, "")
      .required("etag", &FileIdentity::etag, "");
}

Object<RecordedStep> RecordedStep::describe() {
  return Object<RecordedStep>()
      .required("kind", &RecordedStep::kind, "")
      .required("path", &RecordedStep::path, "")
      .required("to", &RecordedStep::to, "")
      .required("before", &RecordedStep::before, "")
      .required("after", &RecordedStep::after, "");
}

Object<JournalRecord> JournalRecord::describe() {
  return Object<JournalRecord>().required("steps", &JournalRecord::steps, "");
}

}  // namespace mcp::files
