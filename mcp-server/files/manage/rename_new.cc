#include "manage/rename_new.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace mcp::files {
namespace {

bool find(const NameIn& object, struct stat& status) noexcept {
  return ::fstatat(object.directory, object.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

// The system never replaces a directory that is not empty, nor a file, by a directory.
int rename_directory(const NameIn& from, const NameIn& to) noexcept {
  struct stat status {};
  if (find(to, status)) return EEXIST;
  if (::renameat(from.directory, from.name.c_str(), to.directory, to.name.c_str()) == 0) {
    return 0;
  }
  return errno == ENOTEMPTY || errno == ENOTDIR ? EEXIST : errno;
}

// A link is created only if the name is free. The old name is removed only if it still is that of
// the same file.
int rename_file(const NameIn& from, const NameIn& to) noexcept {
  if (::linkat(from.directory, from.name.c_str(), to.directory, to.name.c_str(), 0) != 0) {
    return errno;
  }
  struct stat old {};
  struct stat made {};
  if (find(from, old) && find(to, made) && old.st_ino == made.st_ino) {
    ::unlinkat(from.directory, from.name.c_str(), 0);
  }
  return 0;
}

}  // namespace

int rename_new(const NameIn& from, const NameIn& to) noexcept {
  if (::renameat2(from.directory, from.name.c_str(), to.directory, to.name.c_str(),
                  RENAME_NOREPLACE) == 0) {
    return 0;
  }
  if (errno != EINVAL && errno != ENOSYS) return errno;
  struct stat status {};
  if (!find(from, status)) return errno;
  return S_ISDIR(status.st_mode) ? rename_directory(from, to) : rename_file(from, to);
}

}  // namespace mcp::files
