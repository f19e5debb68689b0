#pragma once

#include <cstddef>
#include <fstream>
#include <functional>
#include <mutex>
#include <string>

#include "recording/seen_message.hpp"

namespace mcp::cli {

/// A message as a line of text for people: time, direction, method, id, size, duration and JSON.
/// `width`: columns of the terminal, to which the line is shortened; 0: not shortened.
std::string trace_line(const SeenMessage& seen, std::size_t width);

/// A message as an object of the trace with --json; see docs/inspector-formats.md.
Json trace_json(const SeenMessage& seen);

/// Where a trace is written, and how.
struct TraceOptions {
  bool json = false;
  bool full = false;      ///< Lines are not shortened on a terminal.
  std::string file = {};  ///< Gets JSON lines, also beside `show`. Empty: none.
  std::function<void(const std::string&)> show = {};  ///< Gets lines of text; empty: none.
};

/// Shows every message of a session, in both directions. Any thread.
class Trace {
 public:
  /// Throws Misuse when the file cannot be written.
  explicit Trace(TraceOptions options);
  void observe(MessageDirection direction, const Message& message);

 private:
  const TraceOptions options_;
  std::mutex mutex_;
  MessageClock clock_;
  std::ofstream file_;
};

}  // namespace mcp::cli
