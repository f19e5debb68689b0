#include "bridge/session/questions.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace mcp::bridge::questions_test {
namespace {

using Clock = std::chrono::system_clock;

const auto later = Clock::now() + std::chrono::hours(1);
const auto before = Clock::now() - std::chrono::hours(1);

TEST(Questions, HaveTheirFirstAnswerOnly) {
  Questions<int> questions;
  EXPECT_FALSE(questions.answer("q", 1)) << "not asked yet";
  questions.open("q", later);
  EXPECT_TRUE(questions.answer("q", 2));
  EXPECT_FALSE(questions.answer("q", 3));
  EXPECT_EQ(questions.wait("q", {}), 2);
  EXPECT_FALSE(questions.answer("q", 4)) << "not asked any more";
  questions.open("q", later);
  EXPECT_TRUE(questions.answer("q", 5)) << "asked again";
}

TEST(Questions, TakeNoAnswerAfterTheirTime) {
  Questions<int> questions;
  questions.open("q", before);
  EXPECT_FALSE(questions.answer("q", 1));
  EXPECT_FALSE(questions.wait("q", {}));
}

TEST(Questions, AreClosedWhenTheyAreStopped) {
  Questions<int> questions;
  std::stop_source stop;
  stop.request_stop();
  questions.open("q", later);
  EXPECT_FALSE(questions.wait("q", stop.get_token()));
  EXPECT_FALSE(questions.answer("q", 1));
}

TEST(Questions, WakeWhoWaits) {
  Questions<int> questions;
  questions.open("q", later);
  std::jthread other([&] { questions.answer("q", 7); });
  EXPECT_EQ(questions.wait("q", {}), 7);
}

}  // namespace
}  // namespace mcp::bridge::questions_test
