#pragma once

#include <cstdint>

#include "workspace.hpp"

namespace mcp::files {

/// Parts of the quota. The destructor returns them unless they were spent. One thread.
class SpaceClaim {
 public:
  explicit SpaceClaim(Workspace& workspace) : workspace_(workspace) {}
  /// A claim of bytes for one file. Throws as `add` does.
  SpaceClaim(Workspace& workspace, const Place& place, std::uint64_t bytes)
      : SpaceClaim(workspace) {
    add(place, bytes);
  }
  ~SpaceClaim() { workspace_.return_space(bytes_); }
  SpaceClaim(const SpaceClaim&) = delete;
  SpaceClaim& operator=(const SpaceClaim&) = delete;

  /// Takes bytes for one file out of the quota. Throws E_TOO_LARGE, E_QUOTA, E_NO_SPACE.
  void add(const Place& place, std::uint64_t bytes) {
    workspace_.claim_space(place, bytes);
    bytes_ += bytes;
  }
  void spend() { bytes_ = 0; }

 private:
  Workspace& workspace_;
  std::uint64_t bytes_ = 0;
};

}  // namespace mcp::files
