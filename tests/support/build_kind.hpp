#pragma once

#include <chrono>

namespace mcp::test {

/// True in builds whose sanitizer multiplies time and memory: bounds on memory mean nothing there.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

/// How long a test waits for something that must happen. Generous, because it is only ever waited
/// out by a test that fails.
inline constexpr std::chrono::milliseconds patience = std::chrono::seconds(sanitized ? 60 : 20);

/// A limit on the time that something may take, as it holds for this build.
constexpr std::chrono::milliseconds allowing(std::chrono::milliseconds limit) {
  return sanitized ? 20 * limit : limit;
}

/// How many times a test repeats what shows by its amount: a tenth of them where a sanitizer looks
/// at each.
constexpr int repeats(int times) {
  return sanitized ? (times + 9) / 10 : times;
}

}  // namespace mcp::test
