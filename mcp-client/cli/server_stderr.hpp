#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "safe_stderr.hpp"

namespace mcp::cli {

/// Passes a server's standard error on to ours. While the client opens the connection, the text is
/// kept back: servers that know only older revisions log errors about `server/discover`. It is
/// shown if opening the connection fails. Any thread.
class ServerStderr {
 public:
  /// Shows text elsewhere; false: it does not, standard error is free. Any thread.
  using Elsewhere = std::function<bool(const std::string&)>;

  /// `from_the_start`: all text is shown at once.
  explicit ServerStderr(bool from_the_start, Elsewhere elsewhere = {})
      : shows_(from_the_start), elsewhere_(std::move(elsewhere)) {}

  void take(std::string_view piece);
  /// The connection is open: drops the text that was kept back.
  void opened();
  /// The connection could not be opened: shows the text that was kept back, unless the `reason`
  /// contains it already.
  void failed(std::string_view reason);
  /// Whether the server wrote anything.
  bool has_text();

 private:
  void show(std::string_view piece);

  std::mutex mutex_;
  bool shows_;
  const Elsewhere elsewhere_;
  bool has_text_ = false;
  std::string kept_;  // at most the last 64 KiB
  SafeStderr terminal_;
};

}  // namespace mcp::cli
