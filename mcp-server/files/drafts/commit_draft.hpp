#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "drafts/draft.hpp"
#include "workspace.hpp"

namespace mcp::files {

class ChangeRecorder;

/// What the caller knows of a draft that it commits.
struct CommitCheck {
  std::optional<std::uint64_t> size = {};
  std::optional<std::string> sha256 = {};
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain the file; null: any.
};

/// Gives an open draft its name in the workspace, atomically. The draft keeps the result; its bytes
/// are gone. Throws FileError: E_SIZE, E_SHA256, and those of Publication; then the draft is still
/// open, unless the disk has lost bytes (E_IO). Null `changes`: not recorded.
WriteFileResult commit_draft(const Workspace& workspace, Draft& draft, const CommitCheck& check,
                             const std::stop_token& stop, ChangeRecorder* changes = nullptr);

/// Finishes or undoes the commit of a draft whose server ended meanwhile. Throws FileError.
void settle(const Workspace& workspace, Draft& draft);

}  // namespace mcp::files
