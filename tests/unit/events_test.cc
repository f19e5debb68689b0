#include "events.hpp"

#include <gtest/gtest.h>

#include "support/message_log.hpp"

namespace mcp {
namespace {

using test::MessageLog;

std::vector<std::string> texts(MessageLog& log) {
  std::vector<std::string> all;
  while (const auto message = log.next(std::chrono::milliseconds(0)))
    all.push_back(to_text(*message));
  return all;
}

TEST(EventHub, SendsEventsToSubscribers) {
  EventHub hub;
  const auto log = std::make_shared<MessageLog>();
  const auto subscription = hub.subscribe({.tools = true, .uris = {"a"}}, std::nullopt, log);
  subscription->release();
  hub.publish(ToolsChanged{});
  hub.publish(PromptsChanged{});
  hub.publish(ResourceUpdated{"a"});
  hub.publish(ResourceUpdated{"b"});
  subscription->watch("b");
  subscription->unwatch("a");
  hub.publish(ResourceUpdated{"a"});
  hub.publish(ResourceUpdated{"b"});
  EXPECT_EQ(
      texts(*log),
      std::vector<std::string>(
          {R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})",
           R"({"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"a"}})",
           R"({"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"b"}})"}));
}

TEST(EventHub, AddsTheIdOfTheSubscription) {
  EventHub hub;
  const auto log = std::make_shared<MessageLog>();
  const auto subscription = hub.subscribe({.prompts = true}, RequestId("s"), log);
  subscription->release();
  hub.publish(PromptsChanged{});
  EXPECT_EQ(texts(*log)[0],
            R"({"jsonrpc":"2.0","method":"notifications/prompts/list_changed",)"
            R"("params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"s"}}})");
}

// Before a client is ready, repeated events are kept only once.
TEST(EventHub, KeepsEachEventOnce) {
  EventHub hub;
  const auto log = std::make_shared<MessageLog>();
  const auto subscription = hub.subscribe({.tools = true, .uris = {"a", "b"}}, std::nullopt, log);
  for (const char* uri : {"a", "b", "a"}) hub.publish(ResourceUpdated{uri});
  for (int i = 0; i < 3; ++i) hub.publish(ToolsChanged{});
  subscription->release();
  EXPECT_EQ(texts(*log).size(), 3U);
}

TEST(EventHub, SendsLogMessagesAtOnce) {
  EventHub hub;
  const auto log = std::make_shared<MessageLog>();
  const auto subscription = hub.subscribe({.log_threshold = LogLevel::notice}, std::nullopt, log);
  hub.publish(Logged{LogLevel::info, "below", ""});
  hub.publish(Logged{LogLevel::notice, "at", "l"});
  subscription->set_log_threshold(LogLevel::debug);
  hub.publish(Logged{LogLevel::debug, "now", ""});
  EXPECT_EQ(
      texts(*log),
      std::vector<std::string>(
          {R"({"jsonrpc":"2.0","method":"notifications/message","params":{"data":"at","level":"notice","logger":"l"}})",
           R"({"jsonrpc":"2.0","method":"notifications/message","params":{"data":"now","level":"debug"}})"}));
}

TEST(EventHub, KeepsWhatHappensBeforeTheRelease) {
  EventHub hub;
  const auto log = std::make_shared<MessageLog>();
  const auto subscription = hub.subscribe({.tools = true}, std::nullopt, log);
  hub.publish(ToolsChanged{});
  EXPECT_TRUE(log->empty());
  subscription->release();
  EXPECT_EQ(texts(*log).size(), 1U);
}

TEST(EventHub, SendsNothingAfterTheEnd) {
  EventHub hub;
  const auto log = std::make_shared<MessageLog>();
  auto ended = hub.subscribe({.tools = true}, std::nullopt, log);
  auto dropped = hub.subscribe({.tools = true}, std::nullopt, log);
  ended->release();
  dropped->release();
  ended->end();
  dropped.reset();
  hub.publish(ToolsChanged{});
  EXPECT_TRUE(log->empty());
}

}  // namespace
}  // namespace mcp
