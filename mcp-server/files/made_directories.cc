#include "made_directories.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "beneath.hpp"
#include "file_error.hpp"

namespace mcp::files {
namespace {

constexpr mode_t new_directory = 0777;

}  // namespace

void MadeDirectories::make(const Descriptor& directory, const std::string& name,
                           const std::string& shown) {
  if (::mkdirat(directory.get(), name.c_str(), new_directory) == 0) {
    if (path_.is_root()) top_.reset(::fcntl(directory.get(), F_DUPFD_CLOEXEC, 0));
    path_ = path_.child(name);
  } else if (errno == EEXIST) {
    path_ = {};  // another program may use those above, too
  } else {
    throw system_error(errno, shown);
  }
  if (::fsync(directory.get()) != 0) throw system_error(errno, shown);
}

MadeDirectories::~MadeDirectories() {
  for (; !path_.is_root(); path_ = path_.parent()) {
    const Descriptor parent =
        open_beneath(top_.get(), path_.parent(), O_PATH | O_DIRECTORY, Symlinks::refuse);
    if (::unlinkat(parent.get(), std::string(path_.leaf()).c_str(), AT_REMOVEDIR) != 0) return;
  }
}

}  // namespace mcp::files
