#include "search/file_reader.hpp"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "beneath.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t first_part = std::size_t{8} << 10;

bool has_zero(std::string_view text) {
  return ::memchr(text.data(), 0, text.size()) != nullptr;
}

}  // namespace

std::optional<std::string_view> FileReader::read(const Descriptor& directory,
                                                 const std::string& name) {
  const Descriptor found = open_beneath(directory.get(), RelativePath().child(name),
                                        O_PATH | O_NOFOLLOW, Symlinks::refuse);
  if (!found) return std::nullopt;
  try {
    const Descriptor file = reopen_regular(found, name);
    const auto size = static_cast<std::uint64_t>(status_of(file.get(), name).st_size);
    if (size > max_bytes || !read_all(file.get(), static_cast<std::size_t>(size))) {
      return std::nullopt;
    }
  } catch (const FileError&) {
    return std::nullopt;  // not a regular file, or it may not be read
  }
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
