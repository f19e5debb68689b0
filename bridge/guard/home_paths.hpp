#pragma once

#include <string>
#include <string_view>

namespace mcp::bridge {

/// Replaces home directories by `~` in a text that arrives in pieces, cut anywhere: `/home/NAME/x`,
/// `/Users/NAME/x` and `/root/x` become `~/x`. Text is held back only while it may be the beginning
/// of such a path. One thread at a time.
class HomePaths {
 public:
  std::string take(std::string_view piece);
  /// Returns the text held back, and resets the object.
  std::string finish();

 private:
  bool step(bool ended, std::string& out);

  std::string held_;
  std::size_t at_ = 0;    ///< Position in `held_`; the text before it was returned.
  bool in_word_ = false;  ///< The last character may belong to a longer path.
};

/// The same for a whole text.
std::string without_home_paths(std::string_view text);

}  // namespace mcp::bridge
