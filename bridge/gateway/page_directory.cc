#include "bridge/gateway/page_directory.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "io/descriptor.hpp"

namespace mcp::bridge {
namespace {

constexpr std::size_t largest = std::size_t{8} << 20;

// O_NONBLOCK: opening a pipe without a writer would wait.
Descriptor open_beneath(const std::filesystem::path& directory, const std::string& path) {
  const Descriptor root(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return Descriptor(
      static_cast<int>(::syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how)));
}

}  // namespace

std::optional<std::string> file_beneath(const std::filesystem::path& directory,
                                        const std::string& path) {
  const Descriptor file = open_beneath(directory, path);
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  std::string content;
  char block[65536];
  while (content.size() <= largest) {
    const ssize_t count = ::read(file.get(), block, sizeof block);
    if (count == 0) return content;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    content.append(block, static_cast<std::size_t>(count));
  }
  return std::nullopt;
}

}  // namespace mcp::bridge
