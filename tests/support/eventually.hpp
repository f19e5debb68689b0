#pragma once

#include <poll.h>

#include <chrono>

#include "support/build_kind.hpp"

namespace mcp::test {

/// Polls a condition until it holds; for conditions without a notification. False on timeout.
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
