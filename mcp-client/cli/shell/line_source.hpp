#pragma once

#include <string>

namespace mcp::cli {

/// A line of commands, or why there is none.
struct ReadLine {
  enum class End {
    line,
    interrupted,  ///< The user pressed Ctrl+C; the next line may be read.
    ended,        ///< The end of the input, or `end` was called.
  };
  End end = End::ended;
  std::string line = {};
};

/// Where the shell's lines come from. `read` is for one thread; the others for any.
class LineSource {
 public:
  virtual ~LineSource() = default;
  virtual ReadLine read() = 0;
  /// Ends the `read` that waits, if one does: with `interrupted`.
  virtual void interrupt() = 0;
  /// Ends this and every later `read`.
  virtual void end() = 0;
  /// Shows a line of text without destroying the line that is typed. False when no line is read:
  /// the text was not shown.
  virtual bool notice(const std::string& text) = 0;
  virtual bool is_reading() const = 0;
};

}  // namespace mcp::cli
