#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "io/descriptor.hpp"
#include "manage/trash_entry.hpp"
#include "stage_directory.hpp"
#include "workspace.hpp"

namespace mcp::files {

inline constexpr const char* trash_name = "trash";

/// How much is kept of what is deleted. The oldest objects are removed first.
struct TrashLimits {
  std::uint64_t bytes = std::uint64_t{1} << 30;
  std::size_t objects = 10'000;
  std::chrono::seconds age = std::chrono::hours(24 * 7);
};

/// The trash of a stage, held open.
struct OpenTrash {
  OpenStage stage;
  Descriptor directory;

  std::string path_of(const TrashName& name) const {
    return stage.name + '/' + trash_name + '/' + name.text;
  }
};

/// Opens the trash of a stage; empty if there is none, with the cause in errno.
Descriptor open_trash(const Descriptor& stage);

/// Opens the trash of a root, creates it if necessary, and locks it. Throws FileError.
OpenTrash open_locked_trash(const Root& root, const std::stop_token& stop);

/// The objects in a trash, the oldest first. Throws FileError.
std::vector<TrashName> objects_in(const Descriptor& trash);

/// Moves objects out of a locked trash into its stage, under names that a sweep of the stage
/// removes, the oldest first, as the limits demand. Returns the names in the stage, to be removed
/// after the lock is released.
std::vector<std::string> expel(const Descriptor& stage, const Descriptor& trash,
                               const TrashLimits& limits);

/// Removes from the trash of a stage what is older than the limits allow, and the oldest of what
/// exceeds them together. Does nothing while another process changes the trash. What cannot be
/// removed stays until the next sweep.
void sweep_trash(const Descriptor& stage, const TrashLimits& limits = {}) noexcept;

/// Removes the trash of a stage if nothing is in it. False: something is in it, or another process
/// changes it.
bool remove_empty_trash(const Descriptor& stage) noexcept;

}  // namespace mcp::files
