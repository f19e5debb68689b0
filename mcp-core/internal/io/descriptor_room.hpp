#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <cstddef>

namespace mcp {

/// The number of connections that leaves enough descriptors for files and child processes within
/// the limit of this process (`ulimit -n`). The limit is not raised: child processes would inherit
/// it, and some programs fail with a high one.
inline std::size_t most_connections_that_fit() {
  constexpr std::size_t for_others = 256;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return for_others;
  const auto all = static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, rlim_t{1} << 30));
  return all > 2 * for_others ? all - for_others : std::max<std::size_t>(1, all / 2);
}

}  // namespace mcp
