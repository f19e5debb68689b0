#include "directory_names.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace mcp::files {

DirectoryReader::DirectoryReader(int directory) {
  const int opened = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened >= 0) stream_.reset(::fdopendir(opened));
  if (stream_) return;
  error_ = errno;
  if (opened >= 0) ::close(opened);
}

const dirent* DirectoryReader::next() {
  while (stream_) {
    errno = 0;
    const dirent* const entry = ::readdir(stream_.get());
    if (!entry) {
      error_ = errno;
      return nullptr;
    }
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") return entry;
  }
  return nullptr;
}

void for_each_name(int directory, const std::function<bool(const char*)>& visit) {
  DirectoryReader reader(directory);
  for (const dirent* entry = reader.next(); entry && visit(entry->d_name);) entry = reader.next();
}

}  // namespace mcp::files
