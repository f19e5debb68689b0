#pragma once

#include <string>
#include <string_view>

namespace mcp::bridge {

/// Shows home directories as `~` in a text that comes in pieces, cut anywhere: `/home/NAME/x`,
/// `/Users/NAME/x` and `/root/x` become `~/x`. Text is held back only while it may be the beginning
/// of such a path. One thread at a time.
class HomePaths {
 public:
  std::string take(std::string_view piece);
  /// The rest; then it is as new.
  std::string finish();

 private:
  bool step(bool ended, std::string& out);

  std::string held_;
  std::size_t at_ = 0;    ///< In `held_`; what is before is done with.
  bool in_word_ = false;  ///< The last character could be a part of a longer path.
};

/// The same for a whole text.
std::string without_home_paths(std::string_view text);

}  // namespace mcp::bridge
