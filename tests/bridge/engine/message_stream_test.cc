#include "bridge/engine/message_stream.hpp"

#include <gtest/gtest.h>

#include "bridge/engine/failures.hpp"
#include "fake_anthropic/answer_events.hpp"
#include "fake_anthropic/fault_plan.hpp"
#include "fake_anthropic/thinking_signature.hpp"
#include "heard.hpp"

namespace mcp::test::message_stream_test {
namespace {

using bridge::MessageStream;
using bridge::ModelFailureKind;

const AnswerContext context{
    .message_id = "msg_1", .model = "claude-sonnet-5-5", .user_text = "me", .results = "42"};

/// Thinking, text with characters of all lengths, and two tools.
const Json everything = Json::parse(R"({"blocks": [
    {"type": "thinking", "thinking": "Hm, let me see what there is."},
    {"type": "text", "text": "Ol\u00e1, \u4e16\u754c \ud83d\ude00! ", "repeat": 5, "piece": 5,
     "citations": [{"type": "char_location", "cited_text": "x"}]},
    {"type": "tool_use", "id": "t1", "name": "create_file",
     "input": {"path": "a\nb", "text": "\u00e9\ud83d\ude00"}, "piece": 3},
    {"type": "tool_use", "id": "t2", "name": "now"}],
  "usage": {"input_tokens": 7, "output_tokens": 30, "cache_read_input_tokens": 100,
            "cache_creation_input_tokens": 11,
            "cache_creation": {"ephemeral_5m_input_tokens": 1, "ephemeral_1h_input_tokens": 10}}})");

struct Played {
  Heard heard;
  bridge::ModelOutcome outcome;
  bool published = false;
};

void play(Played& run, const std::vector<std::string>& pieces) {
  MessageStream stream(run.heard);
  http::SseParser parser(std::size_t{1} << 20);
  for (const auto& piece : pieces) {
    EXPECT_TRUE(parser.take(piece, [&](const http::SseEvent& event) { stream.take(event); }));
  }
  run.published = stream.published();
  run.outcome = stream.finish();
}

void play(Played& run, const std::vector<StreamEvent>& events) {
  std::string bytes;
  for (const auto& event : events) bytes += FaultPlan().encode(event);
  play(run, std::vector<std::string>{bytes});
}

StreamEvent event(const char* json) {
  const Json data = Json::parse(json);
  return {data["type"], data};
}

TEST(MessageStream, PutsAMessageTogether) {
  Played run;
  play(run, to_events(everything, context));
  const auto& [reply, failure] = run.outcome;
  ASSERT_FALSE(failure) << failure->detail;
  EXPECT_EQ(reply.id, "msg_1");
  EXPECT_EQ(reply.model, "claude-sonnet-5-5");
  EXPECT_EQ(reply.stop_reason, "tool_use");
  EXPECT_EQ(reply.usage, (bridge::Usage{7, 30, 100, 1, 10}));
  ASSERT_EQ(reply.content.size(), 4U);
  const std::string thought = "Hm, let me see what there is.";
  EXPECT_EQ(reply.content[0],
            Json({{"type", "thinking"},
                  {"thinking", thought},
                  {"signature", thinking_signature("claude-sonnet-5-5", thought)}}));
  EXPECT_EQ(reply.content[1]["text"], run.heard.pieces[1]);
  EXPECT_EQ(reply.content[1]["citations"].size(), 1U);
  EXPECT_EQ(reply.content[2]["input"], everything["blocks"][2]["input"]);
  EXPECT_EQ(reply.content[3],
            Json::parse(R"({"type": "tool_use", "id": "t2", "name": "now", "input": {}})"));
  EXPECT_EQ(Json(run.heard.finished), reply.content);
  EXPECT_EQ(run.heard.events,
            (std::vector<std::string>{"message msg_1 claude-sonnet-5-5", "start 0 thinking",
                                      "finish 0", "start 1 text", "finish 1", "start 2 tool_use",
                                      "finish 2", "start 3 tool_use", "finish 3"}));
  EXPECT_EQ(run.heard.usages.front().output, 1);
  EXPECT_EQ(run.heard.usages.back(), reply.usage);
}

TEST(MessageStream, AnySplitOfTheBytesIsTheSameMessage) {
  Played whole;
  play(whole, to_events(everything, context));
  std::vector<Json> plans;
  for (const char* end : {"\n", "\r\n", "\r"}) {
    for (const int split : {1, 2, 3, 7, 64}) plans.push_back({{"line_end", end}, {"split", split}});
    for (int seed = 0; seed < 40; ++seed) {
      plans.push_back({{"line_end", end},
                       {"seed", seed},
                       {"tight", seed % 2 == 0},
                       {"comments", seed % 3 == 0},
                       {"pings", seed % 5 == 0},
                       {"multi_line", seed % 7 == 0},
                       {"unknown", seed % 4 == 0}});
    }
  }
  for (const auto& json : plans) {
    const auto plan = FaultPlan::from(json);
    std::string bytes;
    for (const auto& one : plan.spoil(to_events(everything, context))) bytes += plan.encode(one);
    Played run;
    play(run, plan.cut(bytes));
    ASSERT_FALSE(run.outcome.failure) << json << run.outcome.failure->detail;
    EXPECT_EQ(run.outcome.reply.content, whole.outcome.reply.content) << json;
    EXPECT_EQ(run.outcome.reply.usage, whole.outcome.reply.usage) << json;
    EXPECT_EQ(run.heard.events, whole.heard.events) << json;
    EXPECT_EQ(run.heard.pieces, whole.heard.pieces) << json;
  }
}

TEST(MessageStream, HasEveryStopReason) {
  for (const char* reason : {"end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn",
                             "refusal", "model_context_window_exceeded", "some_later_reason"}) {
    Played run;
    play(run, to_events({{"blocks", Json::array({{{"type", "text"}, {"text", "So."}}})},
                         {"stop_reason", reason},
                         {"stop_details", {{"category", "x"}}}},
                        context));
    EXPECT_FALSE(run.outcome.failure);
    EXPECT_EQ(run.outcome.reply.stop_reason, reason);
    EXPECT_EQ(run.outcome.reply.stop_details["category"], "x");
    EXPECT_EQ(run.outcome.reply.content.size(), 1U);
  }
}

TEST(MessageStream, AMessageMayBeEmpty) {
  Played run;
  play(run, to_events(Json::object(), context));
  EXPECT_FALSE(run.outcome.failure);
  EXPECT_TRUE(run.outcome.reply.content.empty());
  EXPECT_EQ(run.heard.events.size(), 1U);
}

TEST(MessageStream, BlankTextAndUnsignedThinkingAreNoHistory) {
  Played run;
  play(run, to_events(Json::parse(R"({"blocks": [
      {"type": "text", "text": "\n\n "}, {"type": "thinking", "thinking": "?", "signed": false},
      {"type": "tool_use", "name": "x", "input": {"a": 1}}]})"),
                      context));
  ASSERT_EQ(run.outcome.reply.content.size(), 1U);
  EXPECT_EQ(run.outcome.reply.content[0]["name"], "x");
}

TEST(MessageStream, InputThatIsNoObjectIsToldApart) {
  for (const std::string input : {"{\"a\": ", "[1]", "nonsense", "{\"a\":1}}"}) {
    Played run;
    play(run,
         to_events(
             {{"blocks",
               Json::array(
                   {{{"type", "tool_use"}, {"id", "t1"}, {"name", "x"}, {"raw_input", input}},
                    {{"type", "tool_use"}, {"id", "t2"}, {"name", "y"}, {"input", {{"b", 2}}}}})}},
             context));
    const auto& reply = run.outcome.reply;
    EXPECT_FALSE(run.outcome.failure);
    ASSERT_EQ(reply.content.size(), 2U) << input;
    EXPECT_EQ(reply.content[0]["input"], Json::object());
    EXPECT_EQ(reply.invalid_inputs, (std::vector<bridge::InvalidInput>{{"t1", "x", input}}));
    EXPECT_EQ(run.heard.events.back(), "finish 0");
  }
}

TEST(MessageStream, AToolThatTheLimitHasCutIsNotThere) {
  for (const std::string input : {"{\"a\": ", ""}) {
    Played run;
    play(run,
         to_events({{"blocks",
                     Json::array({{{"type", "text"}, {"text", "Now:"}},
                                  {{"type", "tool_use"}, {"name", "x"}, {"raw_input", input}}})},
                    {"stop_reason", "max_tokens"}},
                   context));
    EXPECT_FALSE(run.outcome.failure);
    ASSERT_EQ(run.outcome.reply.content.size(), 1U) << input;
    EXPECT_TRUE(run.outcome.reply.invalid_inputs.empty());
  }
}

TEST(MessageStream, AnyCutLeavesWhatWasFinished) {
  const auto events = to_events(everything, context);
  for (std::size_t count = 0; count < events.size(); ++count) {
    Played run;
    play(run, std::vector<StreamEvent>(events.begin(), events.begin() + static_cast<long>(count)));
    const auto& [reply, failure] = run.outcome;
    ASSERT_TRUE(failure) << count;
    EXPECT_EQ(failure->kind, ModelFailureKind::unavailable);
    EXPECT_TRUE(failure->may_retry);
    EXPECT_EQ(reply.stop_reason, "");
    for (const Json& block : reply.content) {
      if (block["type"] == "thinking") {
        EXPECT_NE(block["signature"], "");
      }
      if (block["type"] == "tool_use") {
        EXPECT_EQ(block["input"], everything["blocks"][2]["input"]);
      }
      if (block["type"] == "text") {
        EXPECT_EQ(block["text"], run.heard.pieces[1]);
      }
    }
    EXPECT_EQ(run.published, !run.heard.events.empty());
    EXPECT_EQ(run.published, count > 2);  // message_start, content_block_start publish nothing
  }
}

TEST(MessageStream, AnErrorEndsIt) {
  auto events = to_events(everything, context);
  events.insert(events.begin() + 4, event(R"({"type": "error", "error":
      {"type": "overloaded_error", "message": "Overloaded"}})"));
  Played run;
  play(run, events);
  ASSERT_TRUE(run.outcome.failure);
  EXPECT_EQ(run.outcome.failure->detail, "in the stream overloaded_error: Overloaded");
  EXPECT_TRUE(run.outcome.reply.content.empty());
}

TEST(MessageStream, ACountThatIsMissingStaysAsItWas) {
  Played run;
  play(run, {event(R"({"type": "message_start", "message": {"id": "m", "model": "x", "usage":
                {"input_tokens": 5, "cache_creation_input_tokens": 9, "output_tokens": 1}}})"),
             event(R"({"type": "message_delta", "delta": {}, "usage": {"output_tokens": 4}})"),
             event(R"({"type": "message_delta", "delta": {"stop_reason": "end_turn"},
                "usage": {"output_tokens": 6, "input_tokens": "?", "cache_read_input_tokens": -1}})"),
             event(R"({"type": "message_stop"})")});
  EXPECT_FALSE(run.outcome.failure);
  EXPECT_EQ(run.outcome.reply.usage, (bridge::Usage{5, 6, 0, 9, 0}));
}

TEST(MessageStream, WhatBreaksTheGrammarFails) {
  const char* start = R"({"type": "message_start", "message": {"id": "m", "model": "x"}})";
  const char* open = R"({"type": "content_block_start", "index": 0,
                         "content_block": {"type": "text", "text": ""}})";
  const char* close = R"({"type": "content_block_stop", "index": 0})";
  const char* delta = R"({"type": "message_delta", "delta": {"stop_reason": "end_turn"}})";
  const char* stop = R"({"type": "message_stop"})";
  const std::vector<std::vector<const char*>> rows = {
      {stop},
      {open},
      {delta},
      {start, start},
      {start, stop},
      {start, open, open},
      {start, open, delta, stop},
      {start, close},
      {start, open, close, close},
      {start, delta, open},
      {start, R"({"type": "content_block_start", "content_block": {"type": "text"}})"},
      {start, R"({"type": "content_block_start", "index": -1, "content_block": {"type": "text"}})"},
      {start, R"({"type": "content_block_start", "index": 0, "content_block": 7})"},
      {start,
       R"({"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use"}})"},
      {start, R"({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta"}})"},
      {start, open, R"({"type": "content_block_delta", "index": 0,
                        "delta": {"type": "input_json_delta", "partial_json": "{"}})"},
      {start, open, R"({"type": "content_block_delta", "index": 0,
                        "delta": {"type": "text_delta", "text": 5}})"},
      {R"({"type": "message_start", "message": {}})"},
  };
  for (const auto& row : rows) {
    std::vector<StreamEvent> events;
    for (const char* one : row) events.push_back(event(one));
    Played run;
    play(run, events);
    ASSERT_TRUE(run.outcome.failure) << row.back();
    EXPECT_EQ(run.outcome.failure->kind, ModelFailureKind::unavailable);
    EXPECT_NE(run.outcome.failure->detail.find("invalid event stream"), std::string::npos)
        << row.back();
  }
}

TEST(MessageStream, AnEventThatIsNotJsonFails) {
  Played broken;
  play(broken, std::vector<std::string>{"event: message_start\ndata: {\"type\": \n\n"});
  EXPECT_NE(broken.outcome.failure->detail.find("not JSON"), std::string::npos);
}

TEST(MessageStream, TakesALargeInput) {
  const std::string text(200 << 10, 'x');
  Played run;
  play(run, to_events({{"blocks", Json::array({{{"type", "tool_use"},
                                                {"name", "x"},
                                                {"piece", 100},
                                                {"input", {{"text", text}}}}})}},
                      context));
  ASSERT_FALSE(run.outcome.failure);
  EXPECT_EQ(run.outcome.reply.content[0]["input"]["text"], text);
}

TEST(MessageStream, RefusesWhatIsLargerThanItMayBe) {
  for (const std::size_t more : {std::size_t{0}, std::size_t{1}}) {
    Played run;
    MessageStream stream(run.heard);
    const auto take = [&](const Json& data) {
      stream.take({.type = data["type"], .data = to_text(data)});
    };
    take({{"type", "message_start"}, {"message", {{"id", "m"}, {"model", "x"}}}});
    const Json start{{"type", "text"}, {"text", ""}};
    take({{"type", "content_block_start"}, {"index", 0}, {"content_block", start}});
    constexpr std::size_t piece = std::size_t{1} << 20;
    std::size_t left = MessageStream::max_content - to_text(start).size() + more;
    while (left > 0) {
      const std::string text(std::min(left, piece), 'x');
      left -= text.size();
      take({{"type", "content_block_delta"},
            {"index", 0},
            {"delta", {{"type", "text_delta"}, {"text", text}}}});
    }
    EXPECT_EQ(stream.ended(), more > 0);
    const auto outcome = stream.finish();
    ASSERT_TRUE(outcome.failure);
    EXPECT_EQ(outcome.reply.content.empty(), more > 0);
    EXPECT_EQ(outcome.failure->kind,
              more > 0 ? ModelFailureKind::refused : ModelFailureKind::unavailable);
    EXPECT_EQ(outcome.failure->may_retry, more == 0);
  }
}

// Events without content count, too.
TEST(MessageStream, RefusesEventsThatAreLargerThanTheyMayBe) {
  Played run;
  MessageStream stream(run.heard);
  const Json start{{"type", "message_start"},
                   {"message", {{"id", "m"}, {"model", "x"}}},
                   {"more", std::string(std::size_t{1} << 20, 'x')}};
  stream.take({.type = "message_start", .data = to_text(start)});
  const Json later{{"type", "message_delta"}, {"more", start["more"]}};
  for (int i = 1; i < 64; ++i) stream.take({.type = "message_delta", .data = to_text(later)});
  EXPECT_TRUE(stream.ended());
  const auto outcome = stream.finish();
  ASSERT_TRUE(outcome.failure);
  EXPECT_NE(outcome.failure->detail.find("events are larger than 64 MiB"), std::string::npos)
      << outcome.failure->detail;
}

TEST(MessageStream, GivesAToolUseAnIdThatTheConversationDoesNotHave) {
  Played run;
  MessageStream stream(run.heard, bridge::ToolUseIds(Json::parse(R"([{"role": "assistant",
      "content": [{"type": "tool_use", "id": "t1", "name": "x", "input": {}}]}])")));
  for (const auto& each : to_events(everything, context)) {
    stream.take({.type = each.type, .data = to_text(each.data)});
  }
  const auto outcome = stream.finish();
  ASSERT_FALSE(outcome.failure);
  EXPECT_TRUE(outcome.reply.content[2]["id"].get<std::string>().starts_with("toolu_bridge_"));
  EXPECT_EQ(outcome.reply.content[3]["id"], "t2");
}

TEST(MessageStream, KeepsBlocksOfLaterTypes) {
  Played run;
  play(run, to_events(Json::parse(R"({"blocks": [
      {"type": "redacted_thinking", "start": {"type": "redacted_thinking", "data": "abc"}},
      {"type": "later", "start": {"type": "later", "x": 1},
       "deltas": [{"type": "text_delta", "text": "?"}, {"type": "later_delta"}]}]})"),
                      context));
  ASSERT_FALSE(run.outcome.failure) << run.outcome.failure->detail;
  EXPECT_EQ(
      run.outcome.reply.content,
      Json::parse(R"([{"type": "redacted_thinking", "data": "abc"}, {"type": "later", "x": 1}])"));
}

}  // namespace
}  // namespace mcp::test::message_stream_test
