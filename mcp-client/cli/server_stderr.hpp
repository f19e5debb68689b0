#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "safe_stderr.hpp"

namespace mcp::cli {

/// Passes a server's standard error on to ours. While the client opens the connection it is
/// kept back: servers that know only the older protocol complain of the question that tells it. It
/// is shown when the opening fails. Any thread.
class ServerStderr {
 public:
  /// `from_the_start`: nothing is kept back.
  explicit ServerStderr(bool from_the_start) : shows_(from_the_start) {}

  void take(std::string_view piece);
  /// The connection is open: what was kept back is of no interest any more.
  void opened();
  /// It could not be opened: what was kept back may say why, unless the `reason` says it already.
  void failed(std::string_view reason);

 private:
  void show(std::string_view piece);

  std::mutex mutex_;
  bool shows_;
  std::string kept_;  // its end, when it is long
  SafeStderr terminal_;
};

}  // namespace mcp::cli
