#include "stage_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "directory_names.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"

namespace mcp::files {
namespace {

constexpr mode_t private_directory = 0700;
constexpr mode_t stage_file_mode = 0600;
constexpr mode_t permissions_of_others = 077;
constexpr int max_names_tried = 16;

enum class Owner { nobody, this_user, another_user };

struct Found {
  Owner owner = Owner::nobody;
  Descriptor directory;
};

// Some file systems (NFS with squashed ids, CIFS, sshfs) give a user's files to another id. A new
// file shows which; elsewhere it is the effective user id.
bool is_owner_of_new_files(int directory, uid_t owner) {
  const std::string name = to_base64url(random_bytes(16)) + ".tmp";
  const Descriptor file(::openat(directory, name.c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                 stage_file_mode));
  if (!file) return false;
  ::unlinkat(directory, name.c_str(), 0);
  struct stat made {};
  return ::fstat(file.get(), &made) == 0 && made.st_uid == owner;
}

// The directory must be on the file system of the root: another mounted one may report any owner.
// Only in the root's own stage, whose name other users cannot predict, a test file is created.
bool is_own_directory(const Root& root, const std::string& name, int directory,
                      const struct stat& status) {
  if (status.st_dev != root.device()) return false;
  if (status.st_uid == ::geteuid()) return true;
  return name == root.own_stage() && is_owner_of_new_files(directory, status.st_uid);
}

// Called when `name` cannot be opened as a directory: an error if it belongs to this user; that of
// another user cannot be removed. Throws FileError.
Found find_obstacle(int root, const std::string& name, int error_number) {
  struct stat status {};
  const int failed = ::fstatat(root, name.c_str(), &status, AT_SYMLINK_NOFOLLOW);
  if (failed != 0 && errno == ENOENT) return {};
  if (failed == 0 && status.st_uid != ::geteuid()) return {Owner::another_user, {}};
  throw system_error(error_number, name);
}

// Throws FileError.
Found find_stage(const Root& root, const std::string& name) {
  Descriptor directory(
      ::openat(root.fd(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!directory && errno == ENOENT) return {};
  if (!directory) return find_obstacle(root.fd(), name, errno);
  struct stat status {};
  if (::fstat(directory.get(), &status) != 0) throw system_error(errno, name);
  if (!is_own_directory(root, name, directory.get(), status)) return {Owner::another_user, {}};
  // With an access control list, the group bits are its mask: without them no entry applies. If
  // this has no effect, the file system has no permissions that could protect anything.
  if ((status.st_mode & permissions_of_others) != 0) ::fchmod(directory.get(), private_directory);
  return {Owner::this_user, std::move(directory)};
}

// Empty: the name belongs to another user. Throws FileError.
Descriptor open_or_make(const Root& root, const std::string& name) {
  for (int attempt = 0; attempt < max_names_tried; ++attempt) {
    Found found = find_stage(root, name);
    if (found.owner != Owner::nobody) return std::move(found.directory);
    if (::mkdirat(root.fd(), name.c_str(), private_directory) == 0) {
      found = find_stage(root, name);
      if (found.owner == Owner::this_user) put_ignore_file(found.directory.get());
      // The file system gave it to another id: remove it, so that it does not look like that user's
      // stage.
      if (found.owner == Owner::another_user) ::unlinkat(root.fd(), name.c_str(), AT_REMOVEDIR);
      if (found.owner != Owner::nobody) return std::move(found.directory);
    } else if (errno != EEXIST) {
      throw system_error(errno, stage_name);
    }
  }
  throw system_error(EAGAIN, stage_name);
}

}  // namespace

OpenStage open_stage(const Root& root) {
  for (const std::string& name : {std::string(stage_name), root.own_stage()}) {
    if (Descriptor stage = open_or_make(root, name)) return {std::move(stage), name};
  }
  throw FileError("E_ACCESS", "another user replaces `" + root.own_stage() + "` of the server",
                  "ask the person to revoke that user's permission to write to the root");
}

Descriptor open_own_stage(const Root& root, const std::string& name) noexcept {
  try {
    return find_stage(root, name).directory;
  } catch (const FileError&) {
    return {};
  }
}

std::vector<std::string> stage_names(const Root& root, std::size_t max_entries) {
  std::vector<std::string> names = {std::string(stage_name)};
  const std::string prefix = own_stage_prefix();
  for_each_name(root.fd(), [&](const char* name) {
    if (std::string_view(name).starts_with(prefix)) names.emplace_back(name);
    return max_entries-- > 1;
  });
  return names;
}

void put_ignore_file(int stage) {
  const Descriptor file(::openat(
      stage, ignore_file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, stage_file_mode));
  if (file) write_fully(file.get(), "*\n", 0, std::string(stage_name));
}

}  // namespace mcp::files
