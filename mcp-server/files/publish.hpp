#pragma once

#include <sys/stat.h>

#include <functional>
#include <optional>
#include <string>

#include "io/descriptor.hpp"
#include "made_directories.hpp"
#include "stage.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The directory of a file to be written, held open, and the file's name in it: from here on no
/// path is resolved any more.
struct Target {
  MadeDirectories made;
  Descriptor directory;
  std::string name;
  std::string shown;
};

/// Opens the directory of a place. With `create_parents` creates missing directories. Throws
/// E_NO_PARENT, E_NOT_DIR, E_SYMLINK...
Target open_target(const Workspace& workspace, const Place& place, bool create_parents);

/// The status of the file with the target's name, if there is one. Never follows a link. Throws
/// FileError.
std::optional<struct stat> look(const Target& target);

/// Opens the regular file that has the target's name, for reading. Throws FileError.
Descriptor open_existing(const Target& target);

/// Gives the staged file the target's name if it is free. Throws E_EXISTS.
void publish_new(StagedFile& file, const Target& target);

/// Replaces the target's file by the staged file, atomically. `acceptable` checks the displaced
/// file, and throws when it must not be replaced; then it is put back and nothing has changed.
/// Returns the displaced file, which has the staged name now, if the file system could exchange
/// them. Throws FileError.
Descriptor publish_over(StagedFile& file, const Target& target,
                        const std::function<void(const Descriptor& displaced)>& acceptable);

/// Whether the target's name still refers to the open file.
bool is_published(int file, const Target& target) noexcept;
/// Throws E_CONFLICT when the target's name refers to another file: another program has replaced
/// it, and readers do not find what was written. Throws other errors when this cannot be checked.
void require_published(int file, const Target& target);

/// Makes the name durable, as fsync makes content durable.
void sync_directory(const Target& target);

}  // namespace mcp::files
