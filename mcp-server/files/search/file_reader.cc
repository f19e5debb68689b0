#include "search/file_reader.hpp"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "beneath.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t first_part = std::size_t{64} << 10;

// As `reopen_regular` does, from a directory that is opened once: three lookups fewer for each
// file.
Descriptor reopen_from(const Descriptor& own_descriptors, const Descriptor& path_only) {
  const std::string number = std::to_string(path_only.get());
  return Descriptor(::openat(own_descriptors.get(), number.c_str(),
                             O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
}

bool has_zero(std::string_view text) {
  return ::memchr(text.data(), 0, text.size()) != nullptr;
}

}  // namespace

FileReader::FileReader()
    : own_descriptors_(::open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

std::optional<std::string_view> FileReader::read(const Descriptor& directory,
                                                 const std::string& name) {
  const Descriptor found = open_beneath(directory.get(), RelativePath().child(name),
                                        O_PATH | O_NOFOLLOW, Symlinks::refuse);
  if (!found) return std::nullopt;
  struct stat status {};
  if (::fstat(found.get(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > max_bytes) return std::nullopt;
  const Descriptor file = reopen_from(own_descriptors_, found);
  if (!file || !read_all(file.get(), static_cast<std::size_t>(size))) return std::nullopt;
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
