#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mcp/describe.hpp"

namespace mcp::files {

enum class TransactionStepKind { create, replace, move, remove };
EnumNames<TransactionStepKind> enum_names(TransactionStepKind);

/// Which file is meant. An inode alone may be used again after the file is gone.
struct FileIdentity {
  std::uint64_t inode = 0;
  std::string etag;

  static Object<FileIdentity> describe();
};

/// A step in the journal. Paths are from the root.
struct RecordedStep {
  TransactionStepKind kind = TransactionStepKind::create;
  std::string path;
  std::string to;       ///< Of a move.
  FileIdentity before;  ///< The file that is replaced, moved or deleted.
  FileIdentity after;   ///< The new file.

  static Object<RecordedStep> describe();
};

struct JournalRecord {
  std::vector<RecordedStep> steps;

  static Object<JournalRecord> describe();
};

}  // namespace mcp::files
