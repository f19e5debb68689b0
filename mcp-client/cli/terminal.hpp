#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/client/client.hpp"

namespace mcp::cli {

/// Shows the progress of a call on standard error: the message of each progress notification, and
/// on a terminal a progress bar below it. Text of the server is made safe to show. Any thread.
class ProgressDisplay {
 public:
  enum class Style { none, text, bar, json };

  explicit ProgressDisplay(Style style) : style_(style) {}
  /// Clears the bar.
  ~ProgressDisplay();

  void show(const Progress& progress);
  /// Removes the bar.
  void clear();
  /// Prints a line of text above the bar.
  void line(std::string_view text);

 private:
  void clear_bar();
  void draw_bar(const Progress& progress);

  const Style style_;
  std::mutex mutex_;
  bool bar_drawn_ = false;
};

bool is_terminal(int fd);
/// The width of a terminal; 80 when it is not known.
std::size_t terminal_columns(int fd);

/// Text of a server as one line: safe_to_show, and visible symbols for line ends and tabs, so that
/// a name cannot imitate several lines of this program's output.
std::string one_line(std::string_view text);

/// JSON text for a descriptor. For a terminal, control characters and characters that change the
/// direction of text are written as JSON escapes, so that a parser still reads the same value.
std::string json_text(const Json& json, int fd);

/// The same text for a terminal, whatever the descriptor is.
std::string json_for_terminal(const Json& json);

/// Text in bold, where standard error has colours (see color.hpp).
std::string bold(std::string_view text);

}  // namespace mcp::cli
