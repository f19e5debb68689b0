#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "changes/journal.hpp"
#include "changes/step.hpp"
#include "io/descriptor.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The content that a path has at some point of a transaction: that of a file on the disk, or one
/// that the transaction writes.
struct TransactionFile {
  Descriptor file = {};  ///< Open for reading; of a new one, when it is staged.
  struct stat status {};
  std::string etag = {};  ///< Of a new one larger than 8 MiB, when it is staged.
  bool is_new = false;
  std::string content = {};  ///< Of a new one.
};

/// A step, and the files of which it is made.
struct PlannedStep {
  TransactionStep step;
  std::shared_ptr<TransactionFile> before = nullptr;  ///< What is replaced, moved or deleted.
  std::shared_ptr<TransactionFile> after = nullptr;   ///< What is written.
};

/// Performs all steps, in order, or none. Each file changes atomically; programs that read several
/// of them may see some before and some after. When the process is killed, the next server undoes
/// what was done (see recovery.hpp). Sets the etags of new files. Throws FileError, which names the
/// change; then nothing is changed, except what it says.
void perform_all(const Workspace& workspace, const Root& root, std::vector<PlannedStep>& steps,
                 const std::stop_token& stop);

}  // namespace mcp::files
