#include "changes/journal_record.hpp"

namespace mcp::files {

EnumNames<StepKind> enum_names(StepKind) {
  return {{StepKind::create, "create"},
          {StepKind::replace, "replace"},
          {StepKind::move, "move"},
          {StepKind::remove, "delete"}};
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
