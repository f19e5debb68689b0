#pragma once

#include <stop_token>

#include "manage/source.hpp"
#include "manage/tree.hpp"
#include "space_claim.hpp"

namespace mcp::files {

/// What one copy may contain. Each file is synced, so that many take long.
inline constexpr TreeLimits copy_limits = {
    .entries = 10'000, .bytes = std::uint64_t{1} << 30, .depth = TreeLimits().depth};

/// Throws E_SYMLINK or E_NOT_REGULAR for an object that cannot be copied, E_TOO_LARGE for a file
/// that is larger than the workspace allows.
void require_copyable(const Workspace& workspace, const struct stat& status,
                      const std::string& shown);

/// Copies a source in the stage of the root of `to`, syncs the copy, and gives it the target's
/// name, which must be free: no part of it is seen before. Content, permissions, access control
/// lists and user attributes are kept. The bytes are added to `claim`. Throws FileError; nothing is
/// left then.
TreeSize copy_and_publish(const Workspace& workspace, const Source& source, const Place& to,
                          const Target& target, SpaceClaim& claim, const std::stop_token& stop);

}  // namespace mcp::files
