#pragma once

#include <string>
#include <string_view>

namespace mcp::cli {

/// Writes a server's standard error to ours, which is a terminal. The text is made safe to show
/// (see safe_to_show), so that it cannot control the terminal or imitate the output of this
/// program. One thread.
class SafeStderr {
 public:
  void take(std::string_view piece);

 private:
  std::string begun_;  // an incomplete UTF-8 character
};

}  // namespace mcp::cli
