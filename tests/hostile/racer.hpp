#pragma once

#include <fcntl.h>
#include <stdio.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

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

}  // namespace mcp::test
