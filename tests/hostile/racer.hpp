#pragma once

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

#include "io/descriptor.hpp"
#include "support/lines.hpp"

namespace mcp::test {

/// The number of attempts of a race; MCP_RACE_ITERATIONS overrides it.
inline int iterations(int usual) {
  const char* wanted = std::getenv("MCP_RACE_ITERATIONS");
  return wanted ? std::max(std::atoi(wanted), 1) : usual;
}

/// Repeats an action on a thread of its own until it is destroyed.
class Racer {
 public:
  explicit Racer(std::function<void()> act)
      : thread_([this, act = std::move(act)] {
          while (!done_) act();
        }) {}
  ~Racer() {
    done_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

/// Exchanges two names atomically.
inline void exchange(const std::filesystem::path& one, const std::filesystem::path& other) {
  ::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE);
}

/// Exchanges two names again if the first is that of a link, as a racer may have left it.
inline void put_right(const std::filesystem::path& name, const std::filesystem::path& other) {
  if (std::filesystem::is_symlink(std::filesystem::symlink_status(name))) exchange(name, other);
}

/// Waits until a path exists.
inline bool appears(const std::filesystem::path& path) {
  const Descriptor watch(::inotify_init1(IN_CLOEXEC));
  ::inotify_add_watch(watch.get(), path.parent_path().c_str(), IN_CREATE | IN_MOVED_TO);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!std::filesystem::exists(path)) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    pollfd event{watch.get(), POLLIN, 0};
    ::poll(&event, 1, 1000);
    char events[4096];
    [[maybe_unused]] const ssize_t got =
        ::read(watch.get(), events, event.revents ? sizeof events : 0);
  }
  return true;
}

}  // namespace mcp::test
