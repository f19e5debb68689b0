#include "history/open_history.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "file_lock.hpp"
#include "history/change_log.hpp"
#include "manage/copy_content.hpp"
#include "manage/tree.hpp"
#include "mcp/never_destroyed.hpp"
#include "stage.hpp"

namespace mcp::files {
namespace {

constexpr const char* history_name = "history";
constexpr const char* objects_name = "objects";
constexpr mode_t private_history = 0700;
constexpr mode_t private_object = 0600;
constexpr std::size_t sha256_letters = 64;

// How long a content may wait for the change that refers to it: another process may have kept it
// just now.
constexpr std::time_t object_patience = 600;

const std::string& shown_history() {
  static const auto& text = never_destroyed(std::string("the history"));
  return text;
}

Descriptor open_directory(int parent, const char* name) {
  return Descriptor(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// Empty: there is none, and it is not to be created.
Descriptor open_or_create(int parent, const char* name, bool create) {
  Descriptor directory = open_directory(parent, name);
  if (!directory && errno == ENOENT && create) {
    if (::mkdirat(parent, name, private_history) == 0) {
      ::fsync(parent);
    } else if (errno != EEXIST) {
      throw system_error(errno, shown_history());
    }
    directory = open_directory(parent, name);
  }
  if (!directory && (create || errno != ENOENT)) throw system_error(errno, shown_history());
  return directory;
}

void sync_history(int file) {
  if (::fsync(file) != 0) throw system_error(errno, shown_history());
}

// Whether the name is that of the open file, which has no other: nobody else can change its content
// by its name after it was moved.
bool is_only_name(const Descriptor& file, const NameIn& named) {
  struct stat there {};
  const struct stat open = status_of(file.get(), shown_history());
  return open.st_nlink == 1 &&
         ::fstatat(named.directory, named.name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
         there.st_ino == open.st_ino && there.st_dev == open.st_dev;
}

bool is_digest(const std::string& name) {
  return name.size() == sha256_letters &&
         name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::optional<OpenHistory> OpenHistory::open(const Descriptor& stage, bool create) {
  Descriptor directory = open_or_create(stage.get(), history_name, create);
  if (!directory) return std::nullopt;
  // Recording a change is not cancelled with the call that has made it.
  lock_file(directory.get(), shown_history(), std::stop_token());
  Descriptor objects = open_or_create(directory.get(), objects_name, true);
  return OpenHistory(std::move(directory), std::move(objects));
}

OpenHistory OpenHistory::make(const Root& root) {
  constexpr int attempts = 16;  // while other processes remove the empty stage
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const OpenStage stage = open_stage(root);
    try {
      return *open(stage.directory, true);
    } catch (const FileError& error) {
      if (error.code() != "E_NOT_FOUND") throw;
    }
  }
  throw system_error(EAGAIN, shown_history());
}

std::optional<OpenHistory> OpenHistory::find(const Root& root) {
  for (const std::string& name : {std::string(stage_name), root.own_stage()}) {
    const Descriptor stage = open_own_stage(root, name);
    if (!stage) continue;
    if (auto found = open(stage, false)) return found;
  }
  return std::nullopt;
}

std::vector<Change> OpenHistory::changes() const {
  return read_change_log(directory_);
}

void OpenHistory::append(Change& change) const {
  append_change(directory_, change);
}

bool OpenHistory::keep(const Descriptor& file, const NameIn& named,
                       const std::string& sha256) const {
  // A sweep removes an old content without a change. Its new time keeps it.
  if (::utimensat(objects_.get(), sha256.c_str(), nullptr, AT_SYMLINK_NOFOLLOW) == 0) return false;
  if (!is_only_name(file, named)) {
    copy_object(file, sha256);
    return false;
  }
  ::fsync(file.get());
  const int failed = rename_new(named, {objects_.get(), sha256});
  if (failed != 0) throw system_error(failed, shown_history());
  sync_history(objects_.get());
  return true;
}

void OpenHistory::copy_object(const Descriptor& file, const std::string& sha256) const {
  const std::string name = to_base64url(random_bytes(16)).append(staged_suffix);
  const Descriptor copy(::openat(objects_.get(), name.c_str(),
                                 O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                 private_object));
  if (!copy) throw system_error(errno, shown_history());
  try {
    copy_content(file.get(), copy.get(), shown_history(), std::stop_token());
    sync_history(copy.get());
    const int failed = rename_new({objects_.get(), name}, {objects_.get(), sha256});
    if (failed != 0 && failed != EEXIST) throw system_error(failed, shown_history());
  } catch (const FileError&) {
    ::unlinkat(objects_.get(), name.c_str(), 0);
    throw;
  }
  sync_history(objects_.get());
}

Descriptor OpenHistory::open_object(const std::string& sha256) const {
  if (!is_digest(sha256)) return {};
  const Descriptor found(::openat(objects_.get(), sha256.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!found) return {};
  return reopen_regular(found, shown_history());
}

std::set<std::string> OpenHistory::objects() const {
  const auto names = names_in(objects_, shown_history());
  return {names.begin(), names.end()};
}

void OpenHistory::sweep(const HistoryLimits& limits) const {
  const auto all = changes();
  const std::int64_t oldest = now_in_milliseconds() - std::chrono::milliseconds(limits.age).count();
  std::vector<Change> kept;
  std::set<std::string> named;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const Step& step : all[i].steps) {
      if (step.before) named.insert(step.before->sha256);
    }
    // Without the last change, numbers would be given twice.
    const bool is_last = i + 1 == all.size();
    const bool is_within = all.size() - i <= limits.changes && all[i].time >= oldest;
    if (is_last || is_within) kept.push_back(all[i]);
  }
  if (kept.size() != all.size()) replace_change_log(directory_, kept);
  remove_objects(contents_within(kept, limits.bytes), named);
}

void OpenHistory::remove_objects(const std::set<std::string>& needed,
                                 const std::set<std::string>& named) const {
  const std::time_t young = std::time(nullptr) - object_patience;
  for (const auto& names = names_in(objects_, shown_history()); const auto& name : names) {
    if (needed.contains(name)) continue;
    struct stat status {};
    if (::fstatat(objects_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!named.contains(name) && status.st_ctime >= young) continue;
    ::unlinkat(objects_.get(), name.c_str(), 0);
  }
}

}  // namespace mcp::files
