#include "file_identity.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "bytes/digest.hpp"
#include "file_error.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t hashed_at_once = std::size_t{256} << 10;
constexpr std::size_t tag_letters = 32;

}  // namespace

struct stat status_of(int fd, const std::string& shown) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw system_error(errno, shown);
  return status;
}

std::string read_at(int fd, std::uint64_t offset, std::size_t count, const std::string& shown) {
  std::string bytes(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got =
        ::pread(fd, bytes.data() + filled, count - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error(errno, shown);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

void write_fully(int fd, std::string_view bytes, std::uint64_t offset, const std::string& shown) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_error(errno, shown);
    if (written == 0) throw system_error(ENOSPC, shown);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

std::string read_all(int fd, std::uint64_t limit, const std::string& shown) {
  const auto size = static_cast<std::uint64_t>(status_of(fd, shown).st_size);
  if (size > limit) {
    throw FileError("E_TOO_LARGE", '`' + shown + "` has " + std::to_string(size) + " bytes",
                    "read a part of it");
  }
  return read_at(fd, 0, static_cast<std::size_t>(size), shown);
}

std::string etag_of_digest(const std::string& sha256_hex) {
  return "c-" + sha256_hex.substr(0, tag_letters);
}

std::string etag_of_status(const struct stat& status) {
  const std::string identity = std::to_string(status.st_dev) + ' ' + std::to_string(status.st_ino) +
                               ' ' + std::to_string(status.st_size) + ' ' +
                               std::to_string(status.st_mtim.tv_sec) + ' ' +
                               std::to_string(status.st_mtim.tv_nsec);
  return "m-" + sha256_hex(identity).substr(0, tag_letters);
}

std::string etag_of(int fd, const std::string& shown) {
  const struct stat status = status_of(fd, shown);
  if (static_cast<std::uint64_t>(status.st_size) > max_digested_bytes) {
    return etag_of_status(status);
  }
  return etag_of_digest(sha256_of(fd, shown));
}

std::string sha256_of(int fd, const std::string& shown) {
  Sha256 sha;
  for (std::uint64_t offset = 0;; offset += hashed_at_once) {
    const std::string block = read_at(fd, offset, hashed_at_once, shown);
    sha.update(block);
    if (block.size() < hashed_at_once) return to_hex(sha.finish());
  }
}

std::string etag_of_content(std::string_view content, const struct stat& status) {
  return content.size() > max_digested_bytes ? etag_of_status(status)
                                             : etag_of_digest(sha256_hex(content));
}

void require_regular(const struct stat& status, const std::string& shown) {
  if (S_ISREG(status.st_mode)) return;
  if (S_ISDIR(status.st_mode)) throw system_error(EISDIR, shown);
  if (S_ISLNK(status.st_mode)) throw system_error(ELOOP, shown);
  throw system_error(ENXIO, shown);
}

Descriptor reopen_regular(const Descriptor& path_only, const std::string& shown) {
  require_regular(status_of(path_only.get(), shown), shown);
  const std::string same = "/proc/self/fd/" + std::to_string(path_only.get());
  Descriptor opened(::open(same.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!opened) throw system_error(errno, shown);
  return opened;
}

}  // namespace mcp::files
