#include "io/trusted_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "io/descriptor.hpp"

namespace mcp {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::runtime_error untrusted(const std::string& path, const std::string& why) {
  return std::runtime_error('`' + path + "` " + why);
}

// The path quoted for a shell.
std::string quoted(const std::string& path) {
  std::string text = "'";
  for (const char c : path) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

mode_t closed_to(Readers readers) {
  if (readers == Readers::owner) return 077;
  return readers == Readers::owner_and_group ? 07 : 0;
}

mode_t closed_to_writers(const struct stat& status, const TrustedFileOptions& options) {
  const bool is_private = status.st_gid == ::getegid() && status.st_gid == ::geteuid();
  return options.private_group_may_write && is_private ? 02 : 022;
}

void require_trusted(const struct stat& status, const std::string& path,
                     const TrustedFileOptions& options) {
  if (!S_ISREG(status.st_mode)) throw untrusted(path, "is not a regular file");
  if (status.st_uid != ::geteuid() && status.st_uid != 0) {
    throw untrusted(path, "belongs to another user (id " + std::to_string(status.st_uid) +
                              "); if its content is right: chown " + std::to_string(::geteuid()) +
                              ' ' + quoted(path));
  }
  if ((status.st_mode & closed_to(options.readers)) != 0) {
    throw untrusted(path, "can be read by other users: chmod 600 " + quoted(path));
  }
  if ((status.st_mode & closed_to_writers(status, options)) != 0) {
    throw untrusted(path, "can be written by other users: chmod go-w " + quoted(path));
  }
  if (static_cast<std::size_t>(status.st_size) > options.max_bytes) {
    throw untrusted(path, "is larger than " + std::to_string(options.max_bytes) + " bytes");
  }
}

// Never waits, as opening a FIFO would, and never makes a terminal that of this process.
Descriptor open_trusted(const std::string& path, const TrustedFileOptions& options) {
  const int no_link = options.follow_link ? 0 : O_NOFOLLOW;
  Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | no_link));
  if (!file && errno == ELOOP && no_link != 0) throw untrusted(path, "is a symbolic link");
  if (!file) throw untrusted(path, std::string("cannot be opened: ") + std::strerror(errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) {
    throw untrusted(path, std::string("cannot be examined: ") + std::strerror(errno));
  }
  require_trusted(status, path, options);
  return file;
}

}  // namespace

void require_trusted_file(const std::string& path, const TrustedFileOptions& options) {
  open_trusted(path, options);
}

std::string read_trusted_file(const std::string& path, const TrustedFileOptions& options) {
  const Descriptor file = open_trusted(path, options);
  // One more than is allowed: it may have grown meanwhile.
  std::string content(options.max_bytes + 1, '\0');
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t got = ::read(file.get(), content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw untrusted(path, std::string("cannot be read: ") + std::strerror(errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  if (filled > options.max_bytes) {
    throw untrusted(path, "is larger than " + std::to_string(options.max_bytes) + " bytes");
  }
  content.resize(filled);
  if (content.starts_with(byte_order_mark)) content.erase(0, byte_order_mark.size());
  return content;
}

}  // namespace mcp
