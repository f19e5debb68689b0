#include "manage/staged_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "manage/tree.hpp"
#include "stage.hpp"

namespace mcp::files {
namespace {

constexpr mode_t private_copy = 0700;
constexpr int max_directory_names = 16;

}  // namespace

StagedDirectory::StagedDirectory(const Place& place) {
  for (int attempt = 0; attempt < max_directory_names; ++attempt) {
    stage_ = open_stage(*place.root);
    name_ = to_base64url(random_bytes(16)).append(staged_suffix);
    // ENOENT: another process has just removed the empty stage.
    if (::mkdirat(stage().get(), name_.c_str(), private_copy) != 0) {
      if (errno == EEXIST || errno == ENOENT) continue;
      throw system_error(errno, place.shown);
    }
    if (open_and_lock()) return;
  }
  name_.clear();
  throw system_error(EAGAIN, place.shown);
}

// False: a sweep took the directory for a left-over and removed it before it was locked.
bool StagedDirectory::open_and_lock() {
  directory_.reset(
      ::openat(stage().get(), name_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!directory_ && errno == ENOENT) return false;
  if (!directory_) {
    const int error_number = errno;
    ::unlinkat(stage().get(), name_.c_str(), AT_REMOVEDIR);
    throw system_error(error_number, name_);
  }
  ::flock(directory_.get(), LOCK_EX);
  return status_of(directory_.get(), name_).st_nlink > 0;
}

StagedDirectory::~StagedDirectory() {
  if (!name_.empty()) remove_tree(stage(), name_);
}

}  // namespace mcp::files
