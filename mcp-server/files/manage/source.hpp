#pragma once

#include <sys/stat.h>

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "io/descriptor.hpp"
#include "manage/tree.hpp"
#include "publish.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// A path without the slashes at its end, which a caller may write after the name of a directory.
std::string_view without_end_slashes(std::string_view path);

/// A file or directory that a call moves, copies or deletes, held open.
struct Source {
  Place place;
  Descriptor object;  ///< Opened with O_PATH.
  struct stat status {};
  /// Its directory, unless it is only read.
  Target at = {};

  bool is_directory() const { return S_ISDIR(status.st_mode); }
  const char* kind() const { return is_directory() ? "directory" : "file"; }
};

/// Opens a file or directory that is going to leave its place. Throws FileError; E_SYMLINK and
/// E_NOT_REGULAR for other objects.
Source open_to_take(const Workspace& workspace, Place place);

/// Opens a file or directory that is only read. Throws FileError, as open_to_take does.
Source open_to_copy(const Workspace& workspace, Place place);

/// Opens what is in the source's directory for reading. Throws FileError.
Descriptor open_content(const Source& source);

/// Throws E_EXISTS when there is an object at the place.
void require_no_object(const Workspace& workspace, const Place& place);

/// Opens the directory in which a new object gets its name. Throws FileError; E_EXISTS when the
/// name is taken.
Target open_destination(const Workspace& workspace, const Place& place, bool create_parents);
FileError name_is_taken(const std::string& shown);

/// Measures a source and checks all that is in it. Throws E_PROTECTED when it contains a path that
/// is protected, or a root of the workspace; the paths are those that it has or is going to have,
/// `tops` being the paths of the source itself. `also` checks more.
TreeSize check_tree(const Workspace& workspace, const Source& source,
                    std::vector<RelativePath> tops, const TreeLimits& limits,
                    const std::stop_token& stop, const VisitTree& also = {});

}  // namespace mcp::files
