#pragma once

#include <string>
#include <vector>

#include "io/descriptor.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// A stage, held open: a directory of this user that nobody else can enter.
struct OpenStage {
  Descriptor directory;
  std::string name;  ///< In its root.
};

/// Opens the stage of a root, and creates it if necessary: `.mcp-stage`, or the root's own stage
/// when `.mcp-stage` belongs to another user, who could then read and replace what is written.
/// Throws FileError.
OpenStage open_stage(const Root& root);

/// Opens the directory `name` in a root if it is a stage of this user, and removes the permissions
/// of others. Empty: there is none, or it belongs to another user.
Descriptor open_own_stage(const Root& root, const std::string& name) noexcept;

/// The names of the stages of this user's servers in a root: `.mcp-stage`, and those that they
/// created beside one of another user. Looks at no more than `max_entries` names.
std::vector<std::string> stage_names(const Root& root, std::size_t max_entries);

/// Creates the file that keeps a stage out of version control. Throws FileError.
void put_ignore_file(int stage);

inline constexpr const char* ignore_file = ".gitignore";

}  // namespace mcp::files
