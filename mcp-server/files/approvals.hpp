#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace mcp::files {

/// Sees to it that a person's yes is used once: counts, for each file, those that were. A question
/// is asked under the count as it is then, and an answer to it is of use as long as the count has
/// not changed. Files may share a count; then somebody is asked once more than needed. Any thread.
class Approvals {
 public:
  std::uint64_t used(std::string_view path) const;
  /// Uses the answer to a question that was asked under `count`. False: it has been used.
  bool use(std::string_view path, std::uint64_t count);

 private:
  std::array<std::atomic<std::uint64_t>, 1024> counts_ = {};
};

}  // namespace mcp::files
