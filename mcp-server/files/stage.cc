#include "stage.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"

namespace mcp::files {
namespace {

constexpr mode_t private_file = 0600;
constexpr int most_names = 16;

}  // namespace

std::string conflict_name(const std::string& name) {
  return "conflict-" + name.substr(0, name.find('.'));
}

StagedFile::StagedFile(const Place& place) {
  for (int attempt = 0; attempt < most_names; ++attempt) {
    stage_ = open_stage(*place.root);
    name_ = to_base64url(random_bytes(16)).append(staged_suffix);
    file_.reset(::openat(directory(), name_.c_str(),
                         O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, private_file));
    // The name is taken, or another process has just removed the empty stage: try again.
    if (!file_ && (errno == EEXIST || errno == ENOENT)) continue;
    if (!file_) throw system_error(errno, place.shown);
    if (locked_in_stage()) return;
  }
  throw system_error(EAGAIN, place.shown);
}

StagedFile::StagedFile(OpenStage stage, Descriptor directory, Descriptor file, std::string name)
    : stage_(std::move(stage)),
      directory_(std::move(directory)),
      file_(std::move(file)),
      name_(std::move(name)) {}

// False: a sweep took the file for a left-over and removed it before it was locked.
bool StagedFile::locked_in_stage() const {
  ::flock(file_.get(), LOCK_EX);
  struct stat status {};
  if (::fstat(file_.get(), &status) == 0) return status.st_nlink > 0;
  const int error_number = errno;
  ::unlinkat(directory(), name_.c_str(), 0);
  throw system_error(error_number, stage_name);
}

StagedFile::~StagedFile() {
  if (!name_.empty()) ::unlinkat(directory(), name_.c_str(), 0);
}

void StagedFile::expect(const std::string& etag, const std::string& shown) {
  if (directory_) return;
  const std::string inode = std::to_string(status_of(file_.get(), shown).st_ino);
  const std::string random = name_.substr(0, name_.find('.'));
  const std::string name = (random + '.' + inode + '.' + etag).append(staged_suffix);
  if (::renameat(directory(), name_.c_str(), directory(), name.c_str()) != 0) {
    throw system_error(errno, shown);
  }
  name_ = name;
}

std::string StagedFile::keep() {
  const std::string kept = conflict_name(name_);
  ::renameat(directory(), name_.c_str(), stage_.directory.get(), kept.c_str());
  name_.clear();
  return stage_.name + '/' + kept;
}

}  // namespace mcp::files
