// The history is always one that the Messages API accepts.

#include "bridge/session/history.hpp"

#include <gtest/gtest.h>

#include "bridge/session/acceptable.hpp"
#include "bridge/store/sqlite.hpp"

namespace mcp::bridge {
namespace {

Json text(const std::string& said) {
  return {{"type", "text"}, {"text", said}};
}

Json picture(const std::string& type, const std::string& data) {
  return {{"type", "image"},
          {"source", {{"type", "base64"}, {"media_type", type}, {"data", data}}}};
}

Json result(Json content) {
  return {{"type", "tool_result"}, {"tool_use_id", "t1"}, {"content", std::move(content)}};
}

const std::string png = "iVBORw0KGgo=";  // only the signature, which is all that is checked

TEST(Acceptable, MendsWhatTheApiRefuses) {
  const Json other_types =
      text("[An image was left out: the model accepts only PNG, JPEG, GIF and WebP]");
  const struct {
    const char* name;
    Json before;
    Json after;
  } cases[] = {
      {"nothing wrong",
       {text("a"), result({text("b"), picture("image/png", png)})},
       {text("a"), result({text("b"), picture("image/png", png)})}},
      {"blank text", {text(" \n"), text("\u00A0\u3000\u200B"), text(""), text("a")}, {text("a")}},
      {"blank text in a result", {result({text("\u00A0")})}, {result(Json::array())}},
      {"text as a result", {result("a")}, {result("a")}},
      {"another type", {result({picture("image/svg+xml", "PHN2Zz4=")})}, {result({other_types})}},
      {"a wrong label",
       {result({picture("image/jpeg", png)})},
       {result({picture("image/png", png)})}},
      {"no picture", {result({picture("image/png", "")})}, {result({other_types})}},
      {"too large",
       {result({picture("image/png", std::string((5 << 20) + 1, 'A'))})},
       {result({text("[An image was left out: it is larger than 5 MB]")})}},
      {"blocks of any kind",
       {{{"type", "thinking"}, {"thinking", ""}}, 5},
       {{{"type", "thinking"}, {"thinking", ""}}, 5}},
  };
  for (const auto& [name, before, after] : cases) EXPECT_EQ(acceptable(before), after) << name;
}

TEST(Acceptable, CutsALongResultOnce) {
  const Json cut = acceptable({result({text(std::string(6 << 20, 'x'))})});
  const auto said = cut[0]["content"][0]["text"].get<std::string>();
  EXPECT_LT(said.size(), std::size_t{300} << 10);
  EXPECT_NE(said.find("[Cut: 6291456 bytes in all."), std::string::npos);
  EXPECT_EQ(acceptable(cut), cut);
}

class HistoryTest : public testing::Test {
 protected:
  HistoryTest() { store->put_session({.id = "s1", .project = "p"}); }

  void say(const char* turn, const char* said) { history().write_user(said, {{"turn_id", turn}}); }
  void answer(const char* turn, Json content, const char* stop_reason) {
    history().write_assistant(std::move(content),
                              {{"turn_id", turn}, {"model", "m"}, {"stop_reason", stop_reason}});
  }
  // Loads the history from the store, as after a restart.
  History& history() {
    history_ = std::make_unique<History>(*store, "s1");
    return *history_;
  }
  Json sent() { return history().for_model("m"); }

  std::unique_ptr<Store> store = open_sqlite_store(":memory:");

 private:
  std::unique_ptr<History> history_;
};

Json said(const char* role, const std::string& words) {
  return {{"role", role}, {"content", {text(words)}}};
}

TEST_F(HistoryTest, LeavesOutTurnsThatWereRefused) {
  say("1", "Hello");
  answer("1", {text("Hi")}, "end_turn");
  say("2", "Something bad");
  answer("2", Json::array(), "refusal");
  say("3", "Something good");
  EXPECT_EQ(sent(),
            Json({said("user", "Hello"), said("assistant", "Hi"), said("user", "Something good")}));
  EXPECT_EQ(history().messages().size(), 5U) << "but they are shown";
}

TEST_F(HistoryTest, AsksAQuestionAgainUntilAnotherOneComes) {
  say("1", "A question that is refused");
  answer("1", Json::array(), stop_reason::api_refused);
  EXPECT_EQ(sent(), Json({said("user", "A question that is refused")}));
  say("2", "Another");
  EXPECT_EQ(sent(), Json({said("user", "Another")}));
}

TEST_F(HistoryTest, KeepsAQuestionThatWasAnsweredAfterAll) {
  say("1", "A question");
  answer("1", Json::array(), stop_reason::api_refused);
  answer("1", Json::array(), stop_reason::api_refused);
  EXPECT_EQ(sent(), Json::array({said("user", "A question")}));
  answer("1", {text("An answer")}, "end_turn");
  EXPECT_EQ(sent(), Json::array({said("user", "A question"), said("assistant", "An answer")}));
}

TEST_F(HistoryTest, LeavesOutRefusedResultsBehindWhichAQuestionStands) {
  say("1", "Look");
  answer("1", {{{"type", "tool_use"}, {"id", "t1"}, {"name", "n"}, {"input", Json::object()}}},
         "tool_use");
  history().write_results({result("odd")}, {{"turn_id", "1"}});
  say("2", "And now?");
  answer("2", Json::array(), stop_reason::api_refused);
  EXPECT_EQ(sent()[2]["content"].size(), 2U);
  EXPECT_EQ(sent()[2]["content"][0]["is_error"], true);
}

TEST_F(HistoryTest, LeavesOutResultsThatWereRefused) {
  say("1", "Look");
  answer("1", {{{"type", "tool_use"}, {"id", "t1"}, {"name", "n"}, {"input", Json::object()}}},
         "tool_use");
  history().write_results({result("odd")}, {{"turn_id", "1"}});
  EXPECT_EQ(sent()[2]["content"][0]["content"], "odd");
  answer("1", Json::array(), stop_reason::api_refused);
  const Json answered = sent()[2]["content"];
  EXPECT_EQ(answered.size(), 1U);
  EXPECT_EQ(answered[0]["tool_use_id"], "t1");
  EXPECT_EQ(answered[0]["is_error"], true);
  EXPECT_NE(answered[0]["content"].get<std::string>().find("refused"), std::string::npos);
  say("2", "And now?");
  EXPECT_EQ(sent()[2]["content"].size(), 2U);
}

TEST_F(HistoryTest, KeepsThatAnAnswerWasEmpty) {
  say("1", "Hello");
  answer("1", Json::array(), "end_turn");
  history().write_assistant(Json::array(), Json::object());  // an interrupted message
  EXPECT_EQ(history().messages().size(), 2U);
  EXPECT_EQ(sent(), Json({said("user", "Hello")}));
}

}  // namespace
}  // namespace mcp::bridge
