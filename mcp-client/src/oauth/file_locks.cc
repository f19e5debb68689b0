#include "oauth/file_locks.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>

#include "bytes/digest.hpp"
#include "mcp/error.hpp"
#include "runtime/pause.hpp"

namespace mcp::oauth {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds until_retry(20);
constexpr int offset_bytes = 7;  // so that an offset is positive, and not the last one

off_t offset_of(const std::string& name) {
  Sha256 digest;
  digest.update(name);
  const auto bytes = digest.finish();
  std::uint64_t offset = 0;
  for (int i = 0; i < offset_bytes; ++i)
    offset = offset << 8 | static_cast<unsigned char>(bytes[i]);
  return static_cast<off_t>(offset);
}

Error unusable(const std::string& path, const std::string& why) {
  return Error(ErrorCode::invalid_params, "The file of locks " + path + " cannot be used: " + why);
}

}  // namespace

FileLock lock_in_file(const std::string& path, const std::string& name,
                      std::chrono::milliseconds limit, const std::stop_token& stop) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) throw unusable(path, std::strerror(errno));
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  range.l_start = offset_of(name);
  range.l_len = 1;
  const auto deadline = Clock::now() + limit;
  while (::fcntl(file.get(), F_OFD_SETLK, &range) != 0) {
    if (errno != EAGAIN && errno != EACCES && errno != EINTR) {
      throw unusable(path, std::strerror(errno));
    }
    if (Clock::now() >= deadline) throw unusable(path, "another process keeps it locked");
    if (!pause_for(until_retry, stop)) throw Error(ErrorCode::request_cancelled, "Cancelled");
  }
  return file;
}

}  // namespace mcp::oauth
