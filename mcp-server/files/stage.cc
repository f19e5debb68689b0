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

bool locked(int fd) {
  return ::flock(fd, LOCK_EX | LOCK_NB) == 0;
}

// A temporary file whose maker is gone. Opened without following or waiting for anything.
bool is_left_over(int stage, const char* name) {
  if (!std::string_view(name).ends_with(".tmp")) return false;
  const Descriptor file(
      ::openat(stage, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  return file && locked(file.get());
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
    if (is_left_over(stage.get(), entry->d_name)) ::unlinkat(stage.get(), entry->d_name, 0);
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
    name_ = to_base64url(random_bytes(16)) + ".tmp";
    file_.reset(::openat(directory_.get(), name_.c_str(),
                         O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, private_file));
    if (file_) {
      // A sweep that came between may have taken it for a left-over and removed it.
      ::flock(file_.get(), LOCK_EX);
      if (status_of(file_.get(), place.shown).st_nlink > 0) return;
      continue;
    }
    // Somebody has that name, or has just removed the empty stage: once more.
    if (errno != EEXIST && errno != ENOENT) break;
  }
  name_.clear();
  throw system_error(errno, place.shown);
}

StagedFile::~StagedFile() {
  if (!name_.empty()) ::unlinkat(directory_.get(), name_.c_str(), 0);
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
