#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/client/client.hpp"

namespace mcp::cli {

/// Shows how a call goes on, on standard error: what each progress notification says, and on a
/// terminal a bar below it that stays in place. What the server says is made safe to show. Any
/// thread.
class ProgressDisplay {
 public:
  enum class Style { none, text, bar, json };

  explicit ProgressDisplay(Style style) : style_(style) {}
  /// The bar is gone.
  ~ProgressDisplay();

  void show(const Progress& progress);
  /// A line of text above the bar.
  void line(std::string_view text);

 private:
  void clear_bar();
  void draw_bar(const Progress& progress);

  const Style style_;
  std::mutex mutex_;
  bool bar_drawn_ = false;
};

bool is_terminal(int fd);

/// Text that a server controls, on one line: as safe_to_show does it, and line ends and tabs as
/// well become visible, so that a name cannot pass for several lines of ours.
std::string one_line(std::string_view text);

/// JSON as it is printed to a descriptor. On a terminal, characters that act on it or change what a
/// person sees are written as JSON escapes, which mean the same to whoever parses it.
std::string json_text(const Json& json, int fd);

/// The same text for a terminal, whatever the descriptor is.
std::string json_for_terminal(const Json& json);

/// Text in bold, or in a colour, when standard error is a terminal.
std::string bold(std::string_view text);

}  // namespace mcp::cli
