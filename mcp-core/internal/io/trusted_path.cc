#include "io/trusted_path.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace mcp {
namespace {

bool may_be_written_by_others(const struct stat& status) {
  if ((status.st_mode & S_ISVTX) != 0) return false;
  if ((status.st_mode & S_IWOTH) != 0) return true;
  return (status.st_mode & S_IWGRP) != 0 && status.st_gid != ::getegid() && status.st_gid != 0;
}

void require_trusted_directory(const std::filesystem::path& directory) {
  const auto untrusted = [&directory](const std::string& why) {
    return std::runtime_error('`' + directory.string() + "` " + why);
  };
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0) {
    throw untrusted(std::string("cannot be examined: ") + std::strerror(errno));
  }
  if (status.st_uid != ::geteuid() && status.st_uid != 0) {
    throw untrusted("belongs to another user (id " + std::to_string(status.st_uid) +
                    "), who could replace what is in it: choose a directory elsewhere");
  }
  if (may_be_written_by_others(status)) {
    throw untrusted(
        "may be written by other users, who could replace what is in it: choose a directory "
        "elsewhere, or chmod go-w it");
  }
}

}  // namespace

void require_trusted_parents(const std::filesystem::path& directory) {
  for (auto above = directory; above != above.root_path();) {
    above = above.parent_path();
    require_trusted_directory(above);
  }
}

}  // namespace mcp
