#include "manage/copy_content.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "file_identity.hpp"
#include "stage.hpp"
#include "stopped.hpp"

namespace mcp::files {
namespace {

constexpr std::uint64_t copied_by_system = std::uint64_t{16} << 20;  // between two cancel checks
constexpr std::size_t copied_by_hand = std::size_t{256} << 10;

FileError changed_meanwhile(const std::string& shown) {
  return FileError("E_CONFLICT", '`' + shown + "` was changed while it was copied", "copy it again")
      .retryable();
}

bool is_unchanged(const struct stat& before, const struct stat& after) {
  return before.st_size == after.st_size && before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
         before.st_mtim.tv_nsec == after.st_mtim.tv_nsec;
}

// Some file systems, and copies from one to another, do not support copy_file_range.
bool is_unsupported(int error_number) {
  constexpr int errors[] = {EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EPERM, ETXTBSY};
  return std::ranges::find(errors, error_number) != std::end(errors);
}

class ContentCopy {
 public:
  ContentCopy(int from, int to, const std::string& shown, const std::stop_token& stop)
      : from_(from), to_(to), shown_(shown), stop_(stop) {}

  void run() {
    const struct stat before = status_of(from_, shown_);
    size_ = static_cast<std::uint64_t>(before.st_size);
    while (copied_ < size_ && copy_by_system()) throw_if_stopped(stop_);
    while (copied_ < size_) copy_by_hand();
    if (!is_unchanged(before, status_of(from_, shown_))) throw changed_meanwhile(shown_);
  }

 private:
  // False: copy the rest by hand.
  bool copy_by_system() {
    auto from_offset = static_cast<off64_t>(copied_);
    auto to_offset = from_offset;
    const std::uint64_t count = std::min(size_ - copied_, copied_by_system);
    const ssize_t copied = ::copy_file_range(from_, &from_offset, to_, &to_offset, count, 0);
    if (copied < 0 && errno == EINTR) return true;
    if (copied < 0 && is_unsupported(errno)) return false;
    if (copied < 0) throw system_error(errno, shown_);
    copied_ += static_cast<std::uint64_t>(copied);
    return copied > 0;
  }

  void copy_by_hand() {
    throw_if_stopped(stop_);
    const auto count = std::min<std::uint64_t>(size_ - copied_, copied_by_hand);
    const std::string bytes = read_at(from_, copied_, static_cast<std::size_t>(count), shown_);
    if (bytes.empty()) throw changed_meanwhile(shown_);
    write_fully(to_, bytes, copied_, shown_);
    copied_ += bytes.size();
  }

  const int from_;
  const int to_;
  const std::string& shown_;
  const std::stop_token& stop_;
  std::uint64_t size_ = 0;
  std::uint64_t copied_ = 0;
};

}  // namespace

void copy_content(int from, int to, const std::string& shown, const std::stop_token& stop) {
  ContentCopy(from, to, shown, stop).run();
}

}  // namespace mcp::files
