#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <cstddef>

namespace mcp {

/// As many connections as leave descriptors for files and other processes, under the limit that
/// this process has (`ulimit -n`). That is not raised: processes that it starts would inherit it,
/// and not all of them can bear it.
inline std::size_t most_connections_that_fit() {
  constexpr std::size_t for_others = 256;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return for_others;
  const auto all = static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, rlim_t{1} << 30));
  return all > 2 * for_others ? all - for_others : std::max<std::size_t>(1, all / 2);
}

}  // namespace mcp
