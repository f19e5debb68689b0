#pragma once

#include <chrono>

namespace mcp::test {

/// True in sanitizer builds, which need several times the time and memory: tests must not check
/// limits on memory there.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

/// How long a test waits for something that must happen. Long, because only failing tests wait for
/// all of it.
inline constexpr std::chrono::milliseconds patience = std::chrono::seconds(sanitized ? 60 : 20);

/// A time limit, scaled for this build.
constexpr std::chrono::milliseconds allowing(std::chrono::milliseconds limit) {
  return sanitized ? 20 * limit : limit;
}

/// How many times a test repeats an operation: a tenth of `times` in sanitizer builds.
constexpr int repeats(int times) {
  return sanitized ? (times + 9) / 10 : times;
}

}  // namespace mcp::test
