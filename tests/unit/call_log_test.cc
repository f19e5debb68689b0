#include <gtest/gtest.h>

#include <limits>
#include <thread>

#include "call_log.hpp"
#include "file_error.hpp"

namespace mcp::files::call_log_test {
namespace {

constexpr std::uint64_t after_all = std::numeric_limits<std::uint64_t>::max();

std::vector<std::string> paths(const std::vector<RecordedCall>& calls) {
  std::vector<std::string> found;
  for (const RecordedCall& call : calls) found.push_back(call.path);
  return found;
}

TEST(CallLog, KeepsTheLastCallsOfEachPrincipal) {
  CallLog log({}, {.calls = 3, .principals = 2});
  for (const char* path : {"1", "2", "3"}) log.add("a", {.tool = "t", .path = path});
  log.add("b", {.tool = "t", .path = "of b"});
  EXPECT_EQ(paths(log.last("a", after_all, 9)), (std::vector<std::string>{"3", "2", "1"}));
  log.add("a", {.tool = "t", .path = "4"});
  EXPECT_EQ(paths(log.last("a", after_all, 9)), (std::vector<std::string>{"4", "3", "2"}));
  EXPECT_EQ(paths(log.last("a", after_all, 2)), (std::vector<std::string>{"4", "3"}));
  EXPECT_EQ(paths(log.last("a", 4, 9)), (std::vector<std::string>{"3", "2"}));
  EXPECT_EQ(paths(log.last("a", 0, 9)), std::vector<std::string>());
  EXPECT_EQ(paths(log.last("b", after_all, 9)), std::vector<std::string>{"of b"});
  EXPECT_EQ(paths(log.last("unknown", after_all, 9)), std::vector<std::string>());
}

TEST(CallLog, ForgetsThePrincipalThatCalledLongestAgo) {
  CallLog log({}, {.calls = 3, .principals = 2});
  log.add("a", {.path = "1"});
  log.add("b", {.path = "2"});
  log.add("a", {.path = "3"});
  log.add("c", {.path = "4"});
  EXPECT_EQ(log.last("a", after_all, 9).size(), 2U);
  EXPECT_EQ(log.last("b", after_all, 9).size(), 0U);
  EXPECT_EQ(log.last("c", after_all, 9).size(), 1U);
}

TEST(CallLog, CutsLongPathsBetweenCharacters) {
  CallLog log;
  std::string path(511, 'x');
  path += "\xC3\xA9";
  log.add("", {.path = path});
  EXPECT_EQ(log.last("", after_all, 1).front().path, std::string(511, 'x'));
  log.add("", {.path = std::string(512, 'y')});
  EXPECT_EQ(log.last("", after_all, 1).front().path, std::string(512, 'y'));
}

TEST(CallLog, ReportsEachCallOfSeveralThreadsOnce) {
  std::atomic<int> reports = 0;
  CallLog log([&](const std::string& principal, const RecordedCall& call) {
    EXPECT_EQ(principal, "p");
    EXPECT_EQ(call.tool, "t");
    ++reports;
  });
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&log] {
        for (int i = 0; i < 500; ++i) log.add("p", {.tool = "t"});
      });
    }
  }
  EXPECT_EQ(reports, 2'000);
  const auto kept = log.last("p", after_all, 5'000);
  ASSERT_EQ(kept.size(), 1'000U);
  for (std::size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(kept[i].number, 2'000 - i);
}

TEST(CallLog, OutcomesAndBytesAreReadFromReplies) {
  const struct {
    ToolReply reply;
    const char* outcome;
    std::optional<std::uint64_t> bytes;
  } cases[] = {
      {structured({{"size", 7}}), "ok", 7},
      {structured({{"size", 70}, {"range", {{"startByte", 10}, {"endByte", 15}}}}), "ok", 5},
      {structured({{"size", "7"}}), "ok", {}},
      {structured({{"size", -7}}), "ok", {}},
      {structured({{"range", 5}}), "ok", {}},
      {text("x"), "ok", {}},
      {FileError("E_PATH", "what", "fix").to_result(), "E_PATH", {}},
      {tool_error("x"), "error", {}},
      {InputRequired(), "asked", {}},
  };
  for (const auto& [reply, outcome, bytes] : cases) {
    EXPECT_EQ(outcome_of(reply), outcome);
    EXPECT_EQ(bytes_of(reply), bytes) << outcome;
  }
}

}  // namespace
}  // namespace mcp::files::call_log_test
