#pragma once

#include "program/doctor/finding.hpp"
#include "program/settings.hpp"

namespace mcp::program {

/// Whether a root exists, and can be used safely, read and written.
void check_root(const files::RootOptions& root, const Settings& settings, Findings& findings);

/// Whether files can be written in the stage of a root and published; creates files in it and
/// removes them. Counts what crashed servers left behind.
void check_stage(const files::Root& root, Findings& findings);

/// The file system of a root: its type, and its free space and inodes.
void check_disk(const files::Root& root, const Settings& settings, Findings& findings);

/// The kernel, the user and the limits of the process.
void check_machine(const Settings& settings, Findings& findings);

}  // namespace mcp::program
