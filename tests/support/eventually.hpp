#pragma once

#include <poll.h>

#include <chrono>

#include "support/build_kind.hpp"

namespace mcp::test {

/// Looks again and again until it holds; for what nobody tells. False: it does not in time.
template <class Condition>
bool eventually(Condition condition, std::chrono::milliseconds limit = patience) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    ::poll(nullptr, 0, 5);
  }
  return true;
}

}  // namespace mcp::test
