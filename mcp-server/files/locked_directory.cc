#include "locked_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "file_error.hpp"
#include "file_identity.hpp"
#include "file_lock.hpp"

namespace mcp::files {
namespace {

constexpr mode_t private_locked_directory = 0700;
constexpr int max_locked_attempts = 16;  // while other processes remove the empty directory

}  // namespace

LockedDirectory open_locked_in_stage(const Root& root, const std::string& name,
                                     const std::string& shown, const std::stop_token& stop) {
  for (int attempt = 0; attempt < max_locked_attempts; ++attempt) {
    LockedDirectory opened{open_stage(root), {}};
    const int stage = opened.stage.directory.get();
    // ENOENT: another process has just removed the empty stage or directory.
    if (::mkdirat(stage, name.c_str(), private_locked_directory) != 0 && errno != EEXIST &&
        errno != ENOENT) {
      throw system_error(errno, shown);
    }
    opened.directory.reset(
        ::openat(stage, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!opened.directory && errno == ENOENT) continue;
    if (!opened.directory) throw system_error(errno, shown);
    lock_file(opened.directory.get(), shown, stop);
    if (status_of(opened.directory.get(), shown).st_nlink > 0) return opened;
  }
  throw system_error(EAGAIN, shown);
}

}  // namespace mcp::files
