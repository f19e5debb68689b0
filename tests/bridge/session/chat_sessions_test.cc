#include "bridge/session/chat_sessions.hpp"

#include <gtest/gtest.h>

#include "bridge/session/bare_sessions.hpp"

namespace mcp::bridge::chat_sessions_test {
namespace {

TEST(ChatSessions, ForgetThoseThatNobodyUses) {
  test::BareSessions bare;
  const auto used = bare.sessions.create("default");
  const std::string unused = bare.sessions.create("default")->id();
  EXPECT_EQ(bare.sessions.in_memory(), 2U);
  bare.sessions.forget_unused();
  EXPECT_EQ(bare.sessions.in_memory(), 1U);
  EXPECT_EQ(bare.sessions.find(used->id()), used);
  const auto again = bare.sessions.find(unused);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id(), unused);
}

TEST(ChatSessions, ForgetThemAlsoWhileTheBridgeEnds) {
  test::BareSessions bare;
  for (int i = 0; i < 20; ++i) bare.sessions.create("default");
  std::stop_source stop;
  stop.request_stop();
  bare.sessions.forget_unused(stop.get_token());
  EXPECT_EQ(bare.sessions.in_memory(), 0U);
}

}  // namespace
}  // namespace mcp::bridge::chat_sessions_test
