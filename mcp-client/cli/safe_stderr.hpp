#pragma once

#include <string>
#include <string_view>

namespace mcp::cli {

/// Shows what a server writes to its standard error on ours, which is a terminal: as safe_to_show
/// does it, so that it can neither act on the terminal nor pass for what this program says. One
/// thread.
class SafeStderr {
 public:
  void take(std::string_view piece);

 private:
  std::string begun_;  // a character of which not all bytes have come
};

}  // namespace mcp::cli
