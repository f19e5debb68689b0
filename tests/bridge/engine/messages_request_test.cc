#include "bridge/engine/messages_request.hpp"

#include <gtest/gtest.h>

#include "fake_anthropic/request_rules.hpp"

namespace mcp::test::messages_request_test {
namespace {

const Json hello = Json::parse(R"([{"role": "user", "content": "hello"}])");

TEST(MessagesRequest, HasWhatTheApiWantsAndNothingElse) {
  const auto body =
      bridge::to_messages_request({.model = "claude-sonnet-5-5", .messages = hello}, {});
  EXPECT_EQ(body, Json::parse(R"({"model": "claude-sonnet-5-5", "max_tokens": 32000,
    "messages": [{"role": "user", "content": "hello"}], "stream": true,
    "cache_control": {"type": "ephemeral"},
    "thinking": {"type": "adaptive", "display": "summarized"}})"));
}

TEST(MessagesRequest, OptionsAreInIt) {
  const auto body = bridge::to_messages_request({.model = "claude-haiku-4-5-20251001",
                                                 .system = "Be kind.",
                                                 .messages = hello,
                                                 .effort = "low"},
                                                {.cache_ttl = "1h"});
  EXPECT_EQ(body["system"], "Be kind.");
  EXPECT_EQ(body["output_config"]["effort"], "low");
  EXPECT_EQ(body["cache_control"]["ttl"], "1h");
  EXPECT_FALSE(body.contains("thinking"));
  EXPECT_FALSE(bridge::to_messages_request({}, {.cache_ttl = ""}).contains("cache_control"));
}

TEST(MessagesRequest, OlderModelsAreNotAskedToThinkAsTheySeeFit) {
  for (const auto model : {"claude-sonnet-5-5", "claude-opus-5", "claude-fable-5-2",
                           "claude-opus-4-6", "claude-opus-4-7-20260301"}) {
    EXPECT_TRUE(bridge::thinks_adaptively(model)) << model;
  }
  for (const auto model : {"claude-haiku-4-5", "claude-haiku-4-5-20251001",
                           "claude-opus-4-20250514", "claude-3-7-sonnet-20250219", "gpt-9-9", ""}) {
    EXPECT_FALSE(bridge::thinks_adaptively(model)) << model;
  }
}

TEST(MessagesRequest, IsNothingThatTheFakeRefuses) {
  const Json tools =
      Json::parse(R"([{"name": "a", "description": "b", "input_schema": {"type": "object"}}])");
  const auto body = bridge::to_messages_request({.model = "claude-sonnet-5-5",
                                                 .system = "s",
                                                 .tools = tools,
                                                 .messages = hello,
                                                 .effort = "high"},
                                                {.cache_ttl = "1h"});
  EXPECT_FALSE(refuse_request(body, {"claude-sonnet-5-5"}));
}

}  // namespace
}  // namespace mcp::test::messages_request_test
