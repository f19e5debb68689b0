#include "beneath.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>

namespace mcp::files {
namespace {

constexpr int max_attempts = 64;

std::atomic<bool> no_openat2 = false;

// Returns a descriptor, or the negated error number.
int openat2(int root, const char* path, int flags, Symlinks symlinks) {
  open_how how{};
  how.flags = static_cast<__u64>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  if (symlinks == Symlinks::refuse) how.resolve |= RESOLVE_NO_SYMLINKS;
  // EAGAIN: something was renamed during the lookup, so the kernel could not guarantee the result.
  for (int attempt = 0; attempt < max_attempts; ++attempt) {
    const long fd = ::syscall(SYS_openat2, root, path, &how, sizeof how);
    if (fd >= 0) return static_cast<int>(fd);
    if (errno != EAGAIN && errno != EINTR) return -errno;
  }
  return -EAGAIN;
}

bool unavailable(int error_number) {
  return error_number == ENOSYS || error_number == EPERM;
}

// Reads the type, the device and the mount of an object. Kernels that report no mount leave it 0,
// so that only devices are compared.
bool identify(int fd, struct statx& found) {
  return ::statx(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_MNT_ID, &found) == 0;
}

bool same_mount(const struct statx& one, const struct statx& other) {
  return one.stx_dev_major == other.stx_dev_major && one.stx_dev_minor == other.stx_dev_minor &&
         one.stx_mnt_id == other.stx_mnt_id;
}

// The same guarantee without openat2: each step is one name, not a link, on the same mount.
int walk(int root, const RelativePath& path, int flags) {
  struct statx start {};
  if (!identify(root, start)) return -errno;
  Descriptor directory(::openat(root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  const auto& components = path.components();
  for (std::size_t i = 0; i < components.size(); ++i) {
    const bool last = i + 1 == components.size();
    const int step_flags = last ? flags | O_NOFOLLOW : O_PATH | O_DIRECTORY | O_NOFOLLOW;
    Descriptor next(::openat(directory.get(), components[i].c_str(), step_flags | O_CLOEXEC));
    if (!next) {
      const int error_number = errno;
      // O_DIRECTORY on a link says "not a directory", which hides that it is a link.
      struct stat status {};
      const bool link =
          ::fstatat(directory.get(), components[i].c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
          S_ISLNK(status.st_mode);
      return link ? -ELOOP : -error_number;
    }
    struct statx found {};
    if (!identify(next.get(), found)) return -errno;
    if (S_ISLNK(found.stx_mode) && (flags & O_NOFOLLOW) == 0) return -ELOOP;
    if (!same_mount(found, start)) return -EXDEV;
    directory = std::move(next);
  }
  if (components.empty()) directory.reset(::openat(root, ".", flags | O_CLOEXEC));
  if (!directory) return -errno;
  return ::fcntl(directory.get(), F_DUPFD_CLOEXEC, 3);
}

}  // namespace

void pretend_no_openat2(bool pretend) {
  no_openat2 = pretend;
}

Descriptor open_beneath(int root, const RelativePath& path, int flags, Symlinks symlinks) {
  int fd = -ENOSYS;
  if (!no_openat2) fd = openat2(root, path.text().c_str(), flags, symlinks);
  if (fd < 0 && unavailable(-fd)) fd = walk(root, path, flags);
  if (fd < 0) {
    errno = -fd;
    return {};
  }
  return Descriptor(fd);
}

}  // namespace mcp::files
