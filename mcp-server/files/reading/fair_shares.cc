#include "reading/fair_shares.hpp"

#include <algorithm>
#include <numeric>

namespace mcp::files {

std::vector<std::uint64_t> fair_shares(const std::vector<std::uint64_t>& wanted,
                                       std::uint64_t budget) {
  std::vector<std::size_t> smallest_first(wanted.size());
  std::iota(smallest_first.begin(), smallest_first.end(), std::size_t{0});
  std::ranges::sort(smallest_first, {}, [&](std::size_t i) { return wanted[i]; });
  std::vector<std::uint64_t> shares(wanted.size());
  std::size_t left = wanted.size();
  for (const std::size_t i : smallest_first) {
    shares[i] = std::min(wanted[i], budget / left);
    budget -= shares[i];
    --left;
  }
  return shares;
}

}  // namespace mcp::files
