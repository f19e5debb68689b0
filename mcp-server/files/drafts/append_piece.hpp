#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "drafts/draft.hpp"
#include "drafts/drafts.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// A piece as a caller sends it, with what the caller knows of it.
struct SentPiece {
  std::uint64_t seq = 0;
  std::string_view bytes;
  std::optional<std::uint64_t> offset = {};
  std::optional<std::string> sha256 = {};
};

/// Appends a piece to an open draft. Returns false when the draft has this piece already, with the
/// same bytes: a repeated call does nothing. Throws FileError, and then nothing was appended:
/// E_SEQ_GAP, E_SEQ_CONFLICT, E_OFFSET, E_SHA256, E_SIZE, E_TOO_LARGE, E_QUOTA, E_NO_SPACE... After
/// an error of the disk while it syncs, the draft has failed.
bool append_piece(Workspace& workspace, const Drafts& drafts, Draft& draft, const SentPiece& sent);

}  // namespace mcp::files
