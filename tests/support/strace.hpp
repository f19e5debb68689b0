#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "support/scratch.hpp"
#include "support/server_process.hpp"

namespace mcp::test {

/// A system call that a traced process has made.
struct SystemCall {
  std::string thread;
  std::string name;
  std::string text;  ///< With arguments and result.
};

/// strace(1), attached to a running process and all its threads: it notes what they do, and makes
/// system calls fail, wait, or be the last thing that the process does. Counts for each thread,
/// from here on. Lets go at its end.
class Strace {
 public:
  /// `what` as strace takes it after -e: "trace=openat,fsync", "inject=fsync:error=EIO:when=2".
  Strace(pid_t process, const std::vector<std::string>& what);
  ~Strace();
  Strace(const Strace&) = delete;
  Strace& operator=(const Strace&) = delete;

  /// Why it could not be done here; empty if it was.
  const std::string& refused() const { return refused_; }

  /// Lets the process go on alone. Returns what it did until then.
  std::vector<SystemCall> detach();

 private:
  std::string refused_;
  Scratch scratch_;
  std::unique_ptr<ServerProcess> strace_;
};

/// The environment in which a program of this build can be traced.
std::map<std::string, std::string> traceable();

}  // namespace mcp::test
