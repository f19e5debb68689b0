#include "stage.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"

namespace mcp::files {
namespace {

constexpr mode_t private_directory = 0700;
constexpr mode_t private_file = 0600;
constexpr int max_attempts = 16;
constexpr const char* ignore_file = ".gitignore";

const std::string stage_text(stage_name);

int open_stage(int root) {
  return ::openat(root, stage_text.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

// So that the stage never shows up in version control.
void put_ignore_file(int stage) {
  const Descriptor file(::openat(
      stage, ignore_file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, private_file));
  if (file) write_fully(file.get(), "*\n", 0, stage_text);
}

// A file in the stage is called RANDOM.tmp, or RANDOM.INODE.ETAG.tmp when it is about to change
// places with a file of that etag.
constexpr std::string_view suffix = ".tmp";

std::string conflict_name(const std::string& name) {
  return "conflict-" + name.substr(0, name.find('.'));
}

bool locked(int fd) {
  return ::flock(fd, LOCK_EX | LOCK_NB) == 0;
}

// Whether nobody needs the file under this name: it is one that was never published, or the one
// that it was to replace. Throws FileError.
bool is_spent(int file, std::string_view name) {
  name.remove_suffix(suffix.size());
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return true;
  const auto expected = name.substr(dot + 1);
  const std::string inode = std::to_string(status_of(file, stage_text).st_ino);
  return expected.starts_with(inode + '.') || expected.ends_with('.' + etag_of(file, stage_text));
}

// Removes a temporary file whose maker is gone. Opens it without following or waiting for anything.
void sweep_file(int stage, const std::string& name) {
  if (!name.ends_with(suffix)) return;
  const Descriptor file(
      ::openat(stage, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file || !locked(file.get())) return;
  if (is_spent(file.get(), name)) {
    ::unlinkat(stage, name.c_str(), 0);
  } else {
    ::renameat(stage, name.c_str(), stage, conflict_name(name).c_str());
  }
}

}  // namespace

Descriptor Stage::open() const {
  for (int attempt = 0; attempt < max_attempts; ++attempt) {
    if (Descriptor stage(open_stage(root_->fd())); stage) return stage;
    if (errno != ENOENT) throw system_error(errno, stage_name);
    if (::mkdirat(root_->fd(), stage_text.c_str(), private_directory) == 0) {
      if (Descriptor stage(open_stage(root_->fd())); stage) {
        put_ignore_file(stage.get());
        return stage;
      }
    } else if (errno != EEXIST) {
      throw system_error(errno, stage_name);
    }
  }
  throw system_error(EAGAIN, stage_name);
}

void Stage::sweep() const noexcept {
  Descriptor stage(open_stage(root_->fd()));
  if (!stage) return;
  const int listed = ::dup(stage.get());
  DIR* const directory = ::fdopendir(listed);
  if (!directory) {
    ::close(listed);
    return;
  }
  while (const dirent* entry = ::readdir(directory)) {
    try {
      sweep_file(stage.get(), entry->d_name);
    } catch (const FileError&) {  // what cannot be read stays
    }
  }
  ::closedir(directory);
  tidy();
}

void Stage::tidy() const noexcept {
  const Descriptor stage(open_stage(root_->fd()));
  if (!stage) return;
  // Removing the directory fails while anything but the ignore file is in it; then that goes back.
  ::unlinkat(stage.get(), ignore_file, 0);
  if (::unlinkat(root_->fd(), stage_text.c_str(), AT_REMOVEDIR) == 0) return;
  try {
    put_ignore_file(stage.get());
  } catch (const FileError&) {  // nothing is lost without it
  }
}

StagedFile::StagedFile(const Place& place) {
  const Stage stage(*place.root);
  for (int attempt = 0; attempt < max_attempts; ++attempt) {
    directory_ = stage.open();
    name_ = to_base64url(random_bytes(16)).append(suffix);
    file_.reset(::openat(directory_.get(), name_.c_str(),
                         O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, private_file));
    // Somebody has that name, or has just removed the empty stage: once more.
    if (!file_ && (errno == EEXIST || errno == ENOENT)) continue;
    if (!file_) throw system_error(errno, place.shown);
    if (locked_in_stage()) return;
  }
  throw system_error(EAGAIN, place.shown);
}

// False: a sweep that came between has taken it for a left-over and removed it.
bool StagedFile::locked_in_stage() const {
  ::flock(file_.get(), LOCK_EX);
  struct stat status {};
  if (::fstat(file_.get(), &status) == 0) return status.st_nlink > 0;
  const int error_number = errno;
  ::unlinkat(directory_.get(), name_.c_str(), 0);
  throw system_error(error_number, stage_name);
}

StagedFile::~StagedFile() {
  if (!name_.empty()) ::unlinkat(directory_.get(), name_.c_str(), 0);
}

void StagedFile::expect(const std::string& etag, const std::string& shown) {
  const std::string inode = std::to_string(status_of(file_.get(), shown).st_ino);
  const std::string random = name_.substr(0, name_.find('.'));
  const std::string name = (random + '.' + inode + '.' + etag).append(suffix);
  if (::renameat(directory_.get(), name_.c_str(), directory_.get(), name.c_str()) != 0) {
    throw system_error(errno, shown);
  }
  name_ = name;
}

std::string StagedFile::keep() {
  const std::string kept = conflict_name(name_);
  ::renameat(directory_.get(), name_.c_str(), directory_.get(), kept.c_str());
  name_.clear();
  return kept;
}

void write_fully(int fd, std::string_view bytes, std::uint64_t offset, const std::string& shown) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_error(errno, shown);
    if (written == 0) throw system_error(ENOSPC, shown);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

}  // namespace mcp::files
