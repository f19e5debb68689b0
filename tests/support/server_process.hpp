#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/descriptor.hpp"
#include "support/build_kind.hpp"
#include "support/lines.hpp"

namespace mcp::test {

/// How a program is started.
struct Launch {
  std::vector<std::string> arguments;
  std::string program = {};  ///< Empty: the mcp-server of this build.
  std::map<std::string, std::string> environment = {};
  /// Runs in the child before the program does. Only calls that are safe after fork.
  std::function<void()> in_child = {};
};

/// A program under test: a child process whose standard input and output are pipes. The destructor
/// kills it if it still runs. One thread.
class ServerProcess final : public Lines {
 public:
  explicit ServerProcess(Launch launch);
  ~ServerProcess() override;
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  pid_t pid() const { return pid_; }

  /// Sends a line. Reads the program's output meanwhile, so that the two cannot deadlock.
  bool send(std::string_view line) override;
  /// Sends bytes without a line end.
  bool send_bytes(std::string_view bytes);
  /// Sends bytes without reading the program's output until the pipe stays full for `stuck_after`.
  /// Returns how many were sent.
  std::size_t send_unheard(std::string_view bytes, std::chrono::milliseconds stuck_after);
  void close_input() { input_.reset(); }
  void close_output() { output_.reset(); }

  std::optional<std::string> read_line(std::chrono::milliseconds limit = patience) override;

  /// Waits for the process to exit. Returns the exit code, or minus the number of the signal that
  /// killed it; nothing on timeout.
  std::optional<int> wait_exit(std::chrono::milliseconds limit = patience);
  void kill(int signal) const;

  /// The process's peak memory, in bytes.
  std::size_t peak_memory() const;
  std::size_t open_descriptors() const;
  /// The text that it wrote to standard error.
  std::string errors() const;

 private:
  bool fill(std::chrono::milliseconds limit);

  pid_t pid_ = -1;
  Descriptor input_;
  Descriptor output_;
  Descriptor errors_;
  Descriptor watch_;
  std::string buffer_;
  std::size_t scanned_ = 0;
  bool ended_ = false;
  std::optional<int> exit_;
};

}  // namespace mcp::test
