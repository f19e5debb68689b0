#include "publish.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>

#include "file_error.hpp"
#include "file_identity.hpp"

namespace mcp::files {
namespace {

FileError no_parent(const std::string& shown) {
  return FileError("E_NO_PARENT", "the directory of `" + shown + "` does not exist",
                   "set createParents to true, or use an existing directory");
}

// One name below a directory: a directory, not a link, on the same file system.
Descriptor open_child(int directory, const std::string& name, Symlinks symlinks) {
  const auto path = RelativePath().child(name);
  return open_beneath(directory, path, O_RDONLY | O_DIRECTORY, symlinks);
}

Descriptor make_parents(const Workspace& workspace, const Place& place, MadeDirectories& made) {
  const auto symlinks = workspace.options().symlinks;
  Descriptor directory =
      open_beneath(place.root->fd(), RelativePath(), O_RDONLY | O_DIRECTORY, symlinks);
  if (!directory) throw system_error(errno, place.shown);
  const auto parent = place.path.parent();
  for (const auto& name : parent.components()) {
    Descriptor next = open_child(directory.get(), name, symlinks);
    if (!next && errno == ENOENT) {
      workspace.require_writable(place, directory, name);
      made.make(directory, name, place.shown);
      next = open_child(directory.get(), name, symlinks);
    }
    if (!next) throw system_error(errno, place.shown);
    directory = std::move(next);
  }
  return directory;
}

int rename_flags(int from_directory, const std::string& from, const Target& to, unsigned flags) {
  return ::renameat2(from_directory, from.c_str(), to.directory.get(), to.name.c_str(), flags);
}

bool unsupported(int error_number) {
  return error_number == EINVAL || error_number == ENOSYS;
}

// Opens the displaced file, which has the staged name now.
Descriptor open_displaced(const StagedFile& file, const std::string& shown) {
  const Descriptor displaced(
      ::openat(file.directory(), file.name().c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!displaced) throw system_error(errno, shown);
  return reopen_regular(displaced, shown);
}

bool same_object(const struct stat& one, const struct stat& other) {
  return one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

bool has_name(int file, int directory, const std::string& name) {
  struct stat ours {};
  struct stat there {};
  return ::fstat(file, &ours) == 0 &&
         ::fstatat(directory, name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
         same_object(ours, there);
}

// Exchanges the names again. If another program has put a third file at the target meanwhile, that
// file has the staged name now: it is kept, because it is the only copy.
void put_back(StagedFile& file, const Target& target) {
  rename_flags(file.directory(), file.name(), target, RENAME_EXCHANGE);
  if (has_name(file.fd(), file.directory(), file.name())) return;
  throw FileError(
      "E_CONFLICT",
      '`' + target.shown + "` was changed twice meanwhile; one version is kept as " + file.keep(),
      "read the file again, then decide");
}

}  // namespace

Target open_target(const Workspace& workspace, const Place& place, bool create_parents) {
  Descriptor directory;
  MadeDirectories made;
  if (create_parents) {
    directory = make_parents(workspace, place, made);
  } else {
    directory = open_beneath(place.root->fd(), place.path.parent(), O_RDONLY | O_DIRECTORY,
                             workspace.options().symlinks);
    if (!directory && errno == ENOENT) throw no_parent(place.shown);
    if (!directory) throw system_error(errno, place.shown);
  }
  workspace.require_writable(place, directory, std::string(place.path.leaf()));
  return {std::move(made), std::move(directory), std::string(place.path.leaf()), place.shown};
}

std::optional<struct stat> look(const Target& target) {
  struct stat status {};
  if (::fstatat(target.directory.get(), target.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    return status;
  }
  if (errno == ENOENT) return std::nullopt;
  throw system_error(errno, target.shown);
}

Descriptor open_existing(const Target& target) {
  const Descriptor found = open_beneath(target.directory.get(), RelativePath().child(target.name),
                                        O_PATH | O_NOFOLLOW, Symlinks::refuse);
  if (!found) throw system_error(errno, target.shown);
  return reopen_regular(found, target.shown);
}

void publish_new(StagedFile& file, const Target& target) {
  if (rename_flags(file.directory(), file.name(), target, RENAME_NOREPLACE) == 0) {
    return file.forget();
  }
  if (!unsupported(errno)) throw system_error(errno, target.shown);
  // A link is created only if the name is free, too; the destructor of `file` removes the staged
  // name.
  if (::linkat(file.directory(), file.name().c_str(), target.directory.get(), target.name.c_str(),
               0) != 0) {
    throw system_error(errno, target.shown);
  }
}

Descriptor publish_over(StagedFile& file, const Target& target,
                        const std::function<void(const Descriptor&)>& acceptable) {
  if (rename_flags(file.directory(), file.name(), target, RENAME_EXCHANGE) != 0) {
    if (!unsupported(errno)) throw system_error(errno, target.shown);
    // Without RENAME_EXCHANGE: check, then replace.
    Descriptor old = open_existing(target);
    acceptable(old);
    if (rename_flags(file.directory(), file.name(), target, 0) != 0) {
      throw system_error(errno, target.shown);
    }
    file.forget();
    return old;
  }
  // The staged name is that of the old file now; the destructor of `file` removes it.
  try {
    Descriptor displaced = open_displaced(file, target.shown);
    acceptable(displaced);
    return displaced;
  } catch (...) {
    put_back(file, target);
    throw;
  }
}

bool is_published(int file, const Target& target) noexcept {
  return has_name(file, target.directory.get(), target.name);
}

void require_published(int file, const Target& target) {
  const auto there = look(target);
  if (there && same_object(status_of(file, target.shown), *there)) return;
  throw FileError("E_CONFLICT",
                  '`' + target.shown +
                      "` was replaced or removed by another program just after it "
                      "was written",
                  "read the file, then decide whether to write it again");
}

void sync_directory(const Target& target) {
  if (::fsync(target.directory.get()) != 0) throw system_error(errno, target.shown);
}

}  // namespace mcp::files
