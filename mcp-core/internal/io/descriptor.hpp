#pragma once

#include <poll.h>
#include <unistd.h>

#include <utility>

namespace mcp {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    reset(std::exchange(other.fd_, -1));
    return *this;
  }
  ~Descriptor() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset(int fd = -1) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

/// Whether a read would return data or the end of input at once. A poll of several descriptors
/// checks one after the other; data that arrives in between is only seen here.
inline bool readable(const Descriptor& descriptor) {
  pollfd poll{descriptor.get(), POLLIN, 0};
  return ::poll(&poll, 1, 0) == 1;
}

}  // namespace mcp
