#include "directory_names.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <string_view>

namespace mcp::files {

void for_each_name(int directory, const std::function<bool(const char*)>& visit) {
  const int listed = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const opened = listed < 0 ? nullptr : ::fdopendir(listed);
  if (!opened) {
    if (listed >= 0) ::close(listed);
    return;
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(opened, ::closedir);
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (!visit(entry->d_name)) break;
  }
}

}  // namespace mcp::files
