#include "io/outlet.hpp"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace mcp {
namespace {

Descriptor reopened(int fd) {
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  return Descriptor(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
}

bool has_room(int fd) {
  pollfd poll{fd, POLLOUT, 0};
  return ::poll(&poll, 1, 0) == 1 && (poll.revents & POLLOUT) != 0;
}

}  // namespace

Outlet::Outlet(Descriptor descriptor) : descriptor_(std::move(descriptor)) {
  struct stat status {};
  if (::fstat(descriptor_.get(), &status) != 0) return;
  if (S_ISREG(status.st_mode)) {
    kind_ = Kind::file;
  } else if (S_ISSOCK(status.st_mode)) {
    kind_ = Kind::socket;
  } else if (Descriptor own = reopened(descriptor_.get())) {
    descriptor_ = std::move(own);
    kind_ = Kind::non_blocking;
  }
}

std::optional<std::size_t> Outlet::write_some(std::string_view bytes) {
  const int fd = descriptor_.get();
  while (true) {
    ssize_t written = 0;
    switch (kind_) {
      case Kind::non_blocking:
      case Kind::file:
        written = ::write(fd, bytes.data(), bytes.size());
        break;
      case Kind::socket:
        written = ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        break;
      case Kind::careful:
        if (!has_room(fd)) return 0;
        written = ::write(fd, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
        break;
    }
    if (written >= 0) return static_cast<std::size_t>(written);
    if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
    if (errno != EINTR) return std::nullopt;
  }
}

}  // namespace mcp
