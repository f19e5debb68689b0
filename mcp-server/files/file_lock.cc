#include "file_lock.hpp"

#include <sys/file.h>

#include <cerrno>
#include <condition_variable>
#include <mutex>

#include "stopped.hpp"

namespace mcp::files {
namespace {

constexpr std::chrono::milliseconds between_tries(5);

}  // namespace

void lock_file(int file, const std::string& shown, const std::stop_token& stop,
               std::chrono::milliseconds patience) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + patience;
  std::mutex mutex;
  std::unique_lock waiting(mutex);
  std::condition_variable_any cancelled;
  while (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) throw system_error(errno, shown);
    if (Clock::now() >= deadline) throw system_error(EAGAIN, shown);
    // flock(2) has no time limit, so it is tried again and again; cancelling ends the wait at once.
    cancelled.wait_for(waiting, stop, between_tries, [] { return false; });
    throw_if_stopped(stop);
  }
}

}  // namespace mcp::files
