#pragma once

#include <cstdint>
#include <vector>

namespace mcp::files {

/// Divides `budget` among those who want so much each. Whoever wants less than an equal share gets
/// all of it; the others share the rest equally.
std::vector<std::uint64_t> fair_shares(const std::vector<std::uint64_t>& wanted,
                                       std::uint64_t budget);

}  // namespace mcp::files
