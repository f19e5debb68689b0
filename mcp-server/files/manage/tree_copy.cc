#include "manage/tree_copy.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "attributes.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "manage/copy_content.hpp"
#include "manage/rename_new.hpp"
#include "manage/staged_directory.hpp"
#include "publication.hpp"
#include "shown_path.hpp"
#include "stage.hpp"
#include "stopped.hpp"

namespace mcp::files {
namespace {

constexpr mode_t private_copied_file = 0600;
constexpr mode_t private_copied_directory = 0700;
constexpr mode_t kept_mode = 0777;

class TreeCopy {
 public:
  TreeCopy(const Workspace& workspace, const Source& source, const Place& to, const Target& target,
           SpaceClaim& claim, const std::stop_token& stop)
      : workspace_(workspace),
        source_(source),
        to_(to),
        target_(target),
        claim_(claim),
        stop_(stop),
        count_(copy_limits, source.place.shown) {}

  TreeSize run() {
    count_.add(source_.status);
    source_.is_directory() ? copy_directory() : copy_file();
    sync_directory(target_);
    return count_.size();
  }

 private:
  void copy_file() {
    StagedFile file(to_);
    copy_object(source_.object, source_.status, file.fd(), source_.place.shown);
    publish({file.directory(), file.name()});
    file.forget();
    require_published(file.fd(), target_);
  }

  void copy_directory() {
    StagedDirectory copy(to_);
    const Descriptor from = open_content(source_);
    copy_below(from, copy.directory(), {});
    copy_attributes(from.get(), source_.status, copy.directory().get(), source_.place.shown);
    // The system renames only directories that may be written.
    const mode_t mode = source_.status.st_mode & kept_mode;
    set_copied_mode(copy.directory(), mode | S_IWUSR);
    publish({copy.stage().get(), copy.name()});
    copy.forget();
    set_copied_mode(copy.directory(), mode);
    sync_content(copy.directory().get(), source_.place.shown);
    require_published(copy.directory().get(), target_);
  }

  void publish(const NameIn& staged) const {
    throw_if_stopped(stop_);
    const int failed = rename_new(staged, {target_.directory.get(), target_.name});
    if (failed == EEXIST) throw name_is_taken(to_.shown);
    if (failed != 0) throw system_error(failed, to_.shown);
  }

  void set_copied_mode(const Descriptor& directory, mode_t mode) const {
    if (::fchmod(directory.get(), mode) != 0) throw system_error(errno, to_.shown);
  }

  // The directories are checked again while they are copied: others may have changed them.
  void copy_below(const Descriptor& from, const Descriptor& to, const RelativePath& path) {
    for (const std::string& name : names_in(from, source_.place.shown, copy_limits.entries)) {
      throw_if_stopped(stop_);
      const RelativePath here = path.child(name);
      const std::string shown = name_to_show(source_.place.shown + '/' + here.text());
      const Descriptor object = open_beneath(from.get(), RelativePath().child(name),
                                             O_PATH | O_NOFOLLOW, Symlinks::refuse);
      if (!object) throw system_error(errno, shown);
      const struct stat status = status_of(object.get(), shown);
      count_.add(status);
      require_copyable(workspace_, status, shown);
      require_unprotected(here, shown);
      S_ISDIR(status.st_mode) ? copy_child_directory(object, status, to, here, shown)
                              : copy_child_file(object, status, to, name, shown);
    }
    sync_content(to.get(), source_.place.shown);
  }

  void require_unprotected(const RelativePath& below, const std::string& shown) const {
    RelativePath path = workspace_.real_path(to_, target_.directory, target_.name);
    for (const auto& name : below.components()) path = path.child(name);
    workspace_.require_unprotected(path, shown);
  }

  void copy_child_directory(const Descriptor& object, const struct stat& status,
                            const Descriptor& to, const RelativePath& here,
                            const std::string& shown) {
    count_.require_depth(here.components().size());
    const Descriptor from =
        open_beneath(object.get(), RelativePath(), O_RDONLY | O_DIRECTORY, Symlinks::refuse);
    if (!from) throw system_error(errno, shown);
    const std::string name(here.leaf());
    if (::mkdirat(to.get(), name.c_str(), private_copied_directory) != 0) {
      throw system_error(errno, shown);
    }
    const Descriptor copy(
        ::openat(to.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!copy) throw system_error(errno, shown);
    copy_below(from, copy, here);
    copy_attributes(from.get(), status, copy.get(), shown);
    sync_content(copy.get(), shown);
  }

  void copy_child_file(const Descriptor& object, const struct stat& status, const Descriptor& to,
                       const std::string& name, const std::string& shown) {
    const Descriptor copy(::openat(to.get(), name.c_str(),
                                   O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                   private_copied_file));
    if (!copy) throw system_error(errno, shown);
    copy_object(object, status, copy.get(), shown);
  }

  void copy_object(const Descriptor& object, const struct stat& status, int copy,
                   const std::string& shown) {
    claim_.add(to_, static_cast<std::uint64_t>(status.st_size));
    const Descriptor from = reopen_regular(object, shown);
    copy_content(from.get(), copy, shown, stop_);
    copy_attributes(from.get(), status, copy, shown);
    sync_content(copy, shown);
  }

  const Workspace& workspace_;
  const Source& source_;
  const Place& to_;
  const Target& target_;
  SpaceClaim& claim_;
  const std::stop_token& stop_;
  TreeCount count_;
};

}  // namespace

void require_copyable(const Workspace& workspace, const struct stat& status,
                      const std::string& shown) {
  if (S_ISDIR(status.st_mode)) return;
  if (!S_ISREG(status.st_mode)) {
    throw FileError(S_ISLNK(status.st_mode) ? "E_SYMLINK" : "E_NOT_REGULAR",
                    '`' + shown + "` is neither a file nor a directory",
                    "copy the files and directories beside it one by one");
  }
  const std::uint64_t limit = workspace.options().max_file_bytes;
  if (static_cast<std::uint64_t>(status.st_size) <= limit) return;
  throw FileError("E_TOO_LARGE",
                  '`' + shown + "` has " + std::to_string(status.st_size) +
                      " bytes, more than the limit of " + std::to_string(limit),
                  "copy the files beside it one by one");
}

TreeSize copy_and_publish(const Workspace& workspace, const Source& source, const Place& to,
                          const Target& target, SpaceClaim& claim, const std::stop_token& stop) {
  return TreeCopy(workspace, source, to, target, claim, stop).run();
}

}  // namespace mcp::files
