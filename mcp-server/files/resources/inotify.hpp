#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "io/descriptor.hpp"

namespace mcp::files {

/// The kernel's number for a directory that is watched.
enum class WatchId : int {};

/// A change that the kernel reported.
struct DirectoryEvent {
  enum class Kind {
    entry,     ///< The object of that name was created, removed, renamed or replaced.
    written,   ///< The content of the file of that name has changed.
    gone,      ///< The directory is not watched any more: it was removed.
    overflow,  ///< Events were lost; any watched directory may have changed.
  };
  Kind kind;
  WatchId watch;
  std::string_view name;
  bool is_directory = false;  ///< Whether the object of that name is a directory.
};

/// The directories that this process watches. One thread at a time, except for `fd`. Source:
/// inotify(7).
class Inotify {
 public:
  /// Makes the other functions usable. False: failed, with the cause in errno. Has no effect once
  /// it has succeeded.
  bool open();

  /// For poll(2): readable when there are events.
  int fd() const { return events_.get(); }

  /// Watches the directory that a descriptor refers to, whatever its path is meanwhile. A directory
  /// has one watch, however often it is added. Empty: failed, with the cause in errno.
  std::optional<WatchId> add(const Descriptor& directory);
  void remove(WatchId watch);

  /// Calls `visit` with events that there are now, if any; more may be left.
  void read(const std::function<void(const DirectoryEvent&)>& visit);

 private:
  Descriptor events_;
};

}  // namespace mcp::files
