#pragma once

#include <stop_token>
#include <string>

#include "io/descriptor.hpp"
#include "stage_directory.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// A directory in the stage of a root that one call at a time uses, in all processes: its lock
/// (flock) ends with the call, or with its process.
struct LockedDirectory {
  OpenStage stage;
  Descriptor directory;
};

/// Opens the directory `name` in the stage, creates it if necessary, and locks it. `shown` names it
/// in errors. Throws FileError: E_BUSY when another call holds the lock for long, E_CANCELLED.
LockedDirectory open_locked_in_stage(const Root& root, const std::string& name,
                                     const std::string& shown, const std::stop_token& stop);

}  // namespace mcp::files
