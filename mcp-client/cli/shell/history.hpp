#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace mcp::cli {

/// The lines that were typed in earlier shells: a file that only this user can read. Lines that
/// begin with a blank are not kept, nor the same line twice in a row, nor one that does not fit in
/// 4 KiB. A file that cannot be read or written is ignored: the history then lasts for this shell.
class ShellHistory {
 public:
  static constexpr std::size_t most_lines = 1'000;

  /// In $XDG_STATE_HOME or ~/.local/state: mcp-client/history. Empty without a home.
  static std::string default_path();

  /// Reads the file; an empty path: none.
  explicit ShellHistory(std::string path);

  const std::vector<std::string>& lines() const { return lines_; }
  /// Whether the line was added.
  bool add(const std::string& line);

 private:
  void write() const;

  const std::string path_;
  std::vector<std::string> lines_;
};

}  // namespace mcp::cli
