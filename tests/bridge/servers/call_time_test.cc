#include "bridge/servers/call_time.hpp"

#include <gtest/gtest.h>

namespace mcp::bridge::call_time_test {
namespace {

using std::chrono::milliseconds;

class CallTimeTest : public ::testing::Test {
 protected:
  CallTime::Clock::time_point at(int ms) const { return begin_ + milliseconds(ms); }
  int left(int ms) const { return static_cast<int>(time_.left(at(ms)).count()); }

  const CallTime::Clock::time_point begin_ = CallTime::Clock::now();
  CallTime time_{milliseconds(100), milliseconds(250), begin_};
};

TEST_F(CallTimeTest, Passes) {
  EXPECT_EQ(left(0), 100);
  EXPECT_EQ(left(60), 40);
  EXPECT_EQ(left(100), 0);
  EXPECT_EQ(left(1'000), 0);
}

TEST_F(CallTimeTest, BeginsAnewWithProgressUpToALimit) {
  time_.progressed(at(90));
  EXPECT_EQ(left(90), 100);
  time_.progressed(at(180));
  EXPECT_EQ(left(180), 70);
  time_.progressed(at(240));
  EXPECT_EQ(left(240), 10);
}

TEST_F(CallTimeTest, StandsStillWhileAnythingIsAsked) {
  time_.asked(at(30));
  EXPECT_TRUE(time_.waits_for_answer());
  EXPECT_EQ(left(30), 70);
  time_.asked(at(1'000));
  EXPECT_EQ(left(5'000), 70);
  time_.answered(at(6'000));
  EXPECT_TRUE(time_.waits_for_answer());
  EXPECT_EQ(left(7'000), 70);
  time_.answered(at(8'000));
  EXPECT_FALSE(time_.waits_for_answer());
  EXPECT_EQ(left(8'020), 50);
  time_.progressed(at(8'020));
  EXPECT_EQ(left(8'020), 100);
  EXPECT_EQ(left(8'220), 0);
}

}  // namespace
}  // namespace mcp::bridge::call_time_test
