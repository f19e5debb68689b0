#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace mcp::files {

/// Lets each approval of the user be used for one write only. Counts the used approvals of each
/// file: a question carries the count of the time when it is asked, and its answer is valid as long
/// as the count has not changed. Files may share a count; the user is then asked once more than
/// needed. Any thread.
class Approvals {
 public:
  std::uint64_t used(std::string_view path) const;
  /// Uses the answer to a question that was asked at `count`. False: the answer was used before.
  bool use(std::string_view path, std::uint64_t count);

 private:
  std::array<std::atomic<std::uint64_t>, 1024> counts_ = {};
};

}  // namespace mcp::files
