// How long a client waits before it reopens a stream.

#include "http/reconnection.hpp"

#include <gtest/gtest.h>

namespace mcp::http::client {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::milliseconds;

struct Pause {
  std::optional<Time> asked;
  int failures;
  Time pause;
};

TEST(Reconnection, WaitsLongerFromFailureToFailure) {
  const Pause cases[] = {
      {std::nullopt, 0, 1s},
      {std::nullopt, 1, 2s},
      {std::nullopt, 5, 32s},
      {std::nullopt, 6, 1min},
      {std::nullopt, 1'000'000, 1min},
      {0ms, 0, 500ms},
      {1ms, 0, 500ms},
      {499ms, 0, 500ms},
      {0ms, 3, 4s},
      {0ms, 7, 1min},
      {501ms, 0, 501ms},
      {3s, 0, 3s},
      {3s, 1, 6s},
      {2min, 0, 2min},
      {2min, 9, 2min},
      {2h, 0, 1h},
      {Time::max(), 30, 1h},
      {Time::min(), 0, 500ms},
  };
  for (const auto& [asked, failures, pause] : cases) {
    EXPECT_EQ(pause_before_reconnection({}, asked, failures), pause)
        << (asked ? asked->count() : -1) << ' ' << failures;
  }
}

}  // namespace
}  // namespace mcp::http::client
