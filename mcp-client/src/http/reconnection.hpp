#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "mcp/client/http.hpp"

namespace mcp::http::client {

/// How long to wait before a stream is reopened, after this many attempts in a row that received no
/// event. `asked` is the server's `retry`, which is honoured from `shortest` up to an hour.
inline std::chrono::milliseconds pause_before_reconnection(
    const Reconnection& limits, std::optional<std::chrono::milliseconds> asked, int failures) {
  constexpr std::chrono::milliseconds usual = std::chrono::seconds(1);
  constexpr std::chrono::milliseconds longest_asked = std::chrono::hours(1);
  constexpr int most_doublings = 16;
  const auto most = std::max(limits.shortest, longest_asked);
  const auto first = std::clamp(asked.value_or(usual), limits.shortest, most);
  const auto grown = first * (1 << std::clamp(failures, 0, most_doublings));
  return std::max(first, std::min(grown, limits.longest));
}

}  // namespace mcp::http::client
