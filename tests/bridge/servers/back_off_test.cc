#include "bridge/servers/back_off.hpp"

#include <gtest/gtest.h>

namespace mcp::bridge::back_off_test {
namespace {

using std::chrono::milliseconds;

TEST(BackOff, GrowsUntilSomethingLasts) {
  BackOff back_off(milliseconds(100), milliseconds(500));
  struct Step {
    int lasted;
    int pause;
  };
  const Step steps[] = {{0, 100}, {0, 200}, {500, 400}, {0, 500}, {0, 500},
                        {501, 0}, {0, 100}, {0, 200},   {600, 0}, {600, 0}};
  for (const auto& step : steps) {
    EXPECT_EQ(back_off.pause_after(milliseconds(step.lasted)), milliseconds(step.pause));
  }
}

}  // namespace
}  // namespace mcp::bridge::back_off_test
