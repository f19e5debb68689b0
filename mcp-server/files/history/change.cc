#include "history/change.hpp"

namespace mcp::files {

EnumNames<StepKind> enum_names(StepKind) {
  return {{StepKind::write, "write"},
          {StepKind::append, "append"},
          {StepKind::make_directory, "make_directory"},
          {StepKind::remove_directory, "remove_directory"},
          {StepKind::move, "move"},
          {StepKind::place, "place"},
          {StepKind::remove, "remove"}};
}

Object<FileVersion> FileVersion::describe() {
  return Object<FileVersion>()
      .required("size", &FileVersion::size, "Bytes")
      .optional("sha256", &FileVersion::sha256, "")
      .optional("executable", &FileVersion::executable, "");
}

Object<Step> Step::describe() {
  return Object<Step>()
      .required("kind", &Step::kind, "")
      .required("path", &Step::path, "From the root")
      .optional("before", &Step::before, "")
      .optional("after", &Step::after, "")
      .optional("offset", &Step::offset, "")
      .optional("to", &Step::to, "")
      .optional("tag", &Step::tag, "")
      .optional("trash", &Step::trash, "");
}

Object<Change> Change::describe() {
  return Object<Change>()
      .required("id", &Change::id, "")
      .required("time", &Change::time, "Milliseconds since 1970")
      .required("tool", &Change::tool, "")
      .optional("principal", &Change::principal, "")
      .optional("undoes", &Change::undoes, "")
      .required("steps", &Change::steps, "");
}

}  // namespace mcp::files
