#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "edits/lines.hpp"

namespace mcp::files {

/// How the indentation of lines that somebody wrote corresponds to that of the same lines in a
/// file.
class Indentation {
 public:
  /// `written` and `there` are the same lines, and are as many.
  Indentation(std::span<const Line> written, std::span<const Line> there);

  /// A new line, with the indentation that it has in the file.
  std::string apply(std::string_view line) const;

 private:
  struct Pair {
    std::string_view written;
    std::string_view there;
  };

  std::string change(std::string_view written) const;
  std::string converted(std::string_view blanks) const;

  std::vector<Pair> pairs_;
  bool tabs_there_ = false;
  std::size_t width_ = 4;  ///< Blanks that correspond to a tab.
};

}  // namespace mcp::files
