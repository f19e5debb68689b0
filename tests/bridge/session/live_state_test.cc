#include "bridge/session/live_state.hpp"

#include <gtest/gtest.h>

namespace mcp::bridge::live_state_test {
namespace {

TEST(LiveState, PublishesAPhaseOnce) {
  LiveState state({});
  EXPECT_EQ(state.enter(Phase::thinking, Json::object()),
            Json({{"phase", "thinking"}, {"ai_typing", true}}));
  EXPECT_FALSE(state.enter(Phase::thinking, Json::object()));
  EXPECT_EQ((*state.enter(Phase::thinking, {{"attempt", 2}}))["attempt"], 2);
  EXPECT_EQ((*state.enter(Phase::running_tools, Json::object()))["ai_typing"], false);
}

TEST(LiveState, ShowsTheMessageThatIsBeingMade) {
  LiveState state({});
  EXPECT_FALSE(state.text(0, "nobody speaks"));
  state.message_began("m1", "model");
  EXPECT_FALSE(state.block_began(0, {{"type", "text"}, {"text", ""}}));
  EXPECT_EQ(state.text(0, "\"He"), R"({"block":0,"message_id":"m1","text":"\"He"})");
  EXPECT_FALSE(state.text(0, ""));
  EXPECT_TRUE(state.text(0, "llo"));
  EXPECT_EQ((*state.block_began(1, {{"type", "tool_use"}, {"id", "t"}, {"name", "n"}}))["name"],
            "n");
  EXPECT_EQ((*state.tool_input(1, "{}"))["partial_json"], "{}");
  const Json open = state.snapshot()["open_message"];
  EXPECT_EQ(open["blocks"][0]["content"]["text"], "\"Hello");
  EXPECT_EQ(open["blocks"][1]["content"]["partial_json"], "{}");
}

TEST(LiveState, KnowsWhatAMessageHasCost) {
  LiveState state({});
  EXPECT_FALSE(state.cost());
  state.message_began("m1", "model");
  const Json told = state.used({.message_id = "m1", .model = "model", .cost_pico = 5'000'000'000});
  EXPECT_EQ(told["scope"], "message");
  EXPECT_EQ(state.cost(), told["cost_usd"]);
  EXPECT_EQ(state.snapshot()["open_message"]["cost_usd"], told["cost_usd"]);
}

TEST(LiveState, KeepsQuestionsInTheirOrderUntilTheyAreSettled) {
  LiveState state({});
  state.asked("a", "tool_request", {{"n", 1}});
  state.asked("b", "elicitation_request", {{"n", 2}});
  state.asked("a", "tool_request", {{"n", 3}});
  const Json pending = state.snapshot()["pending"];
  ASSERT_EQ(pending.size(), 2U);
  EXPECT_EQ(pending[0], Json({{"type", "tool_request"}, {"data", {{"n", 3}}}}));
  state.settled("a");
  state.settled("nothing");
  EXPECT_EQ(state.snapshot()["pending"].size(), 1U);
}

TEST(LiveState, ATurnTakesItsNotesWithIt) {
  LiveState state({});
  state.begin_turn("turn");
  state.note("tool_started", {{"tool_use_id", "t"}, {"name", "n"}}, 1);
  EXPECT_TRUE(state.snapshot()["calls"].contains("t"));
  state.end_turn();
  EXPECT_TRUE(state.snapshot()["calls"].empty());
  EXPECT_EQ(state.turn(), "");
}

}  // namespace
}  // namespace mcp::bridge::live_state_test
