// What a viewer is told who begins to look in the middle of something.

#include "bridge/session/transcript.hpp"

#include <gtest/gtest.h>

#include "bridge/session/usage_words.hpp"

namespace mcp::bridge {
namespace {

class TranscriptTest : public testing::Test {
 protected:
  static StoredSession stored(Store& store) {
    const StoredSession session{.id = "s1", .project = "p"};
    store.put_session(session);
    return session;
  }

  std::unique_ptr<Store> store = open_sqlite_store(":memory:");
  Transcript transcript{*store, stored(*store)};
};

const Json used{{"usage", words_of({.input = 7, .output = 5})},
                {"scope", "message"},
                {"message_id", "m1"},
                {"cost_usd", "0.5"}};

TEST_F(TranscriptTest, KnowsWhatTheOpenMessageHasUsed) {
  transcript.begin_turn("t1");
  transcript.message_began("m1", "model");
  transcript.block_began(0, {{"type", "text"}, {"text", ""}});
  transcript.text(0, "hello");
  EXPECT_FALSE(transcript.snapshot()["open_message"].contains("usage"));
  transcript.used(used);
  const Json open = transcript.snapshot()["open_message"];
  EXPECT_EQ(open["usage"], used["usage"]);
  EXPECT_EQ(open["cost_usd"], "0.5");
  transcript.message_ended(Json::array({{{"type", "text"}, {"text", "hello"}}}),
                           {{"usage", used["usage"]}}, {{"reason", "ok"}});
  const Json snapshot = transcript.snapshot();
  EXPECT_FALSE(snapshot.contains("open_message"));
  EXPECT_EQ(snapshot["messages"][0]["meta"]["cost_usd"], "0.5");
}

}  // namespace
}  // namespace mcp::bridge
