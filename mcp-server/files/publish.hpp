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

/// The directory that a file is going to be in, held open, and the file's name in it: from here on
/// no path is resolved any more.
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

/// Gives the staged file the target's name, if nothing has it. Throws E_EXISTS.
void publish_new(StagedFile& file, const Target& target);

/// Gives the staged file the target's name and removes what had it, in one step that nobody sees
/// half done. `acceptable` looks at the file that was displaced and throws when it must not go;
/// then it is put back and nothing has changed. Throws FileError.
void publish_over(StagedFile& file, const Target& target,
                  const std::function<void(const Descriptor& displaced)>& acceptable);

/// Whether the target's name is that of the open file.
bool is_published(int file, const Target& target) noexcept;
/// Throws E_CONFLICT when the target's name is not that of the open file: somebody has put another
/// one there, and what was written is not what a reader finds. Throws other errors when that cannot
/// be found out.
void require_published(int file, const Target& target);

/// Makes the name durable, as fsync makes content durable.
void sync_directory(const Target& target);

}  // namespace mcp::files
