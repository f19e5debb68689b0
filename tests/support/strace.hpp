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

/// strace(1), attached to a running process and all its threads: it records their system calls, and
/// can make one fail, wait, or kill the process. It counts calls for each thread from here on. The
/// destructor detaches.
class Strace {
 public:
  /// `what`: values of strace's -e, such as "trace=openat,fsync", "inject=fsync:error=EIO:when=2".
  Strace(pid_t process, const std::vector<std::string>& what);
  ~Strace();
  Strace(const Strace&) = delete;
  Strace& operator=(const Strace&) = delete;

  /// Why strace could not attach; empty if it could.
  const std::string& refused() const { return refused_; }

  /// Detaches from the process. Returns the system calls so far.
  std::vector<SystemCall> detach();

 private:
  std::string refused_;
  Scratch scratch_;
  std::unique_ptr<ServerProcess> strace_;
};

/// The environment in which a program of this build can be traced.
std::map<std::string, std::string> traceable();

}  // namespace mcp::test
