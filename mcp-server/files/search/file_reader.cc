#include "search/file_reader.hpp"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace mcp::files {
namespace {

constexpr std::size_t first_part = std::size_t{8} << 10;

bool has_zero(std::string_view text) {
  return ::memchr(text.data(), 0, text.size()) != nullptr;
}

}  // namespace

std::optional<std::string_view> FileReader::read(const Descriptor& directory,
                                                 const std::string& name, dev_t device) {
  const Descriptor file(::openat(directory.get(), name.c_str(),
                                 O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) return std::nullopt;
  const bool fits = S_ISREG(status.st_mode) && status.st_dev == device &&
                    static_cast<std::uint64_t>(status.st_size) <= max_bytes;
  if (!fits || !read_all(file.get(), static_cast<std::size_t>(status.st_size))) return std::nullopt;
  return std::string_view(buffer_).substr(0, size_);
}

// A binary file shows itself at its beginning, mostly.
bool FileReader::read_all(int fd, std::size_t size) {
  if (buffer_.size() < size) buffer_.resize(std::max(size, buffer_.size() * 2));
  size_ = 0;
  std::size_t looked = 0;
  while (size_ < size) {
    const std::size_t wanted = size_ == 0 ? std::min(size, first_part) : size - size_;
    const auto count = ::read(fd, buffer_.data() + size_, wanted);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    if (count == 0) break;
    size_ += static_cast<std::size_t>(count);
    if (has_zero(std::string_view(buffer_).substr(looked, size_ - looked))) return false;
    looked = size_;
  }
  return true;
}

}  // namespace mcp::files
