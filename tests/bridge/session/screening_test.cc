// Which texts of models and tools are screened, and where.

#include <gtest/gtest.h>

#include "bridge/session/edited_input.hpp"
#include "bridge/session/screened_reply.hpp"
#include "bridge/session/tool_output.hpp"
#include "bridge/session/tool_progress.hpp"
#include "protocol/chunk_meta.hpp"

namespace mcp::bridge::screening_test {
namespace {

const std::string secret = "correct-horse-battery";

Guard guard_of(const std::string& pattern, const std::string& action) {
  return Guard::load({{"rules",
                       {{{"name", "r"},
                         {"pattern", pattern},
                         {"action", action},
                         {"where", "output"},
                         {"message", "No."}}}}})
      .value();
}

OutputScreen screen_with(const Guard* guard = nullptr) {
  return {std::make_shared<const Secrets>(std::vector<std::string>{secret}), guard};
}

const Json reply = {
    {{"type", "thinking"}, {"thinking", "hm " + secret + " x"}, {"signature", "s"}},
    {{"type", "text"}, {"text", "it is " + secret + ", /home/ana/x"}},
    {{"type", "tool_use"}, {"id", "t"}, {"name", "n"}, {"input", {{"a", secret + " y"}}}}};

TEST(ScreenedReply, KeepsWhatTheApiMustGetBackAndWhatRuns) {
  const ScreenedReply kept = screened(screen_with(), reply);
  EXPECT_EQ(kept.content[0], reply[0]);
  EXPECT_EQ(kept.content[1]["text"], "it is [redacted], /home/ana/x");
  EXPECT_EQ(kept.content[2], reply[2]);
  EXPECT_FALSE(kept.blocked);
}

TEST(ScreenedReply, IsFlaggedAndBlockedByAllThatItSays) {
  for (const std::string pattern : {" x", "it is", " y"}) {
    const Guard blocks = guard_of(pattern, "block");
    const ScreenedReply blocked = screened(screen_with(&blocks), reply);
    EXPECT_TRUE(blocked.blocked) << pattern;
    EXPECT_TRUE(blocked.content.empty());
    EXPECT_EQ(blocked.messages, std::vector<std::string>{"No."});
    const Guard flags = guard_of(pattern, "flag");
    const ScreenedReply flagged = screened(screen_with(&flags), reply);
    EXPECT_EQ(flagged.flags, std::vector<std::string>{"r"});
    EXPECT_EQ(flagged.content.size(), 3U);
  }
}

TEST(ScreenedResult, GoesWithoutSecretsToModelAndViewers) {
  const CallToolResult result{
      .content = {TextContent{"key " + secret}, ImageContent{"iVBORw0KGgo=", "image/jpeg"}},
      .structured = Json{{"key", {secret}}}};
  const ScreenedResult shown = screened(screen_with(), result);
  EXPECT_EQ(shown.blocks[0]["text"], "key [redacted]");
  EXPECT_EQ(shown.blocks[1]["source"]["data"], "iVBORw0KGgo=");
  EXPECT_EQ(shown.blocks[1]["source"]["media_type"], "image/png") << "as its bytes say";
  EXPECT_EQ(shown.text.find(secret), std::string::npos);
  EXPECT_EQ(*shown.structured, (Json{{"key", {"[redacted]"}}}));
  const Guard guard = guard_of("key", "block");
  const ScreenedResult blocked = screened(screen_with(&guard), result);
  EXPECT_TRUE(blocked.is_error && blocked.blocked && !blocked.structured);
  EXPECT_EQ(blocked.blocks.dump().find("redacted"), std::string::npos);
  const Guard redacts = guard_of("key", "redact");
  EXPECT_EQ(screened(screen_with(&redacts), result).blocks[0]["text"], "[redacted] [redacted]");
}

TEST(ScreenedResult, GivesTheModelOnlyWhatItsApiTakes) {
  const std::string png = "iVBORw0KGgo=";
  const struct {
    const char* name;
    Content content;
    bool is_error;
    const char* type;  // of the block; empty: no block
  } cases[] = {
      {"picture", ImageContent{png, "image/png"}, false, "image"},
      {"with an error", ImageContent{png, "image/png"}, true, "text"},
      {"no base64", ImageContent{"!!" + secret, "image/png"}, false, "text"},
      {"no picture", ImageContent{"PHN2Zz4=", "image/svg+xml"}, false, "text"},
      {"empty", ImageContent{"", "image/png"}, false, "text"},
      {"too large", ImageContent{png + std::string(6 << 20, 'A'), "image/png"}, false, "text"},
      {"blank text", TextContent{" \t\n\u00A0\u3000"}, false, ""},
      {"text", TextContent{" a "}, false, "text"},
  };
  for (const auto& [name, content, is_error, type] : cases) {
    SCOPED_TRACE(name);
    const Json blocks = blocks_for_model({.content = {content}, .is_error = is_error});
    ASSERT_EQ(blocks.size(), std::string_view(type).empty() ? 0U : 1U);
    if (blocks.empty()) continue;
    EXPECT_EQ(blocks[0]["type"], type);
    EXPECT_EQ(blocks.dump().find(secret), std::string::npos);
    EXPECT_LT(blocks.dump().size(), 1000U);
  }
}

TEST(ScreenedResult, LongTextIsCutForTheModelAndNotForPeople) {
  const std::string text(1 << 20, 'x');
  const ScreenedResult shown = screened(screen_with(), {.content = {TextContent{text}}});
  EXPECT_EQ(shown.text.size(), text.size());
  const std::string given = shown.blocks[0]["text"];
  EXPECT_LT(given.size(), 300'000U);
  EXPECT_NE(given.find("[Cut: 1048576 bytes in all."), std::string::npos);
}

// A text that only resembles a key could be a command that the person must see.
TEST(OutputScreenTest, QuestionsHideNothingButKnownValues) {
  const Json input{
      {"command", "true -----BEGIN PRIVATE KEY-----\nsh /tmp/x " + secret},
      {"files",
       {{"sk-ant-aaaaaaaaaaaaaaaaaaaaaaaa1", "rm"}, {"sk-ant-aaaaaaaaaaaaaaaaaaaaaaaa2", "echo"}}}};
  const Json asked = screen_with().without_values(input);
  EXPECT_EQ(asked["command"], "true -----BEGIN PRIVATE KEY-----\nsh /tmp/x [redacted]");
  EXPECT_EQ(asked["files"], input["files"]);
  EXPECT_EQ(screen_with().without_secrets(input)["files"].size(), 2U) << "equal names stay apart";
}

TEST(OutputScreenTest, KnownValuesAreRemovedFromDataToo) {
  const Json data{{"mimeType", "a/b"}, {"data", "x" + secret}};
  for (const Json& shown : {screen_with().without_secrets(data), screen_with().for_viewers(data),
                            screen_with().without_values(data)}) {
    EXPECT_EQ(shown["data"], "x[redacted]");
  }
}

class ToolProgressTest : public testing::Test {
 protected:
  struct Shown {
    std::string text;
    std::vector<std::int64_t> offsets;
  };

  static StoredSession stored(Store& store) {
    const StoredSession session{.id = "s1"};
    store.put_session(session);
    return session;
  }
  static Progress chunk(const std::string& text, std::int64_t offset) {
    return {.progress = 1, .message = text, .meta = {{chunk_key, {{"offset", offset}}}}};
  }
  static Progress chunk(const std::string& text, std::int64_t offset, std::int64_t length) {
    Progress progress = chunk(text, offset);
    progress.meta[chunk_key]["length"] = length;
    return progress;
  }
  Shown shown() {
    Shown all;
    for (const auto& event : transcript.log().after(0, SIZE_MAX).events) {
      const Json data = Json::parse(event->data);
      if (event->type == "tool_progress") all.text += data.value("message", "") + "|";
      if (event->type != "tool_chunk") continue;
      all.text += data["chunk"];
      all.offsets.push_back(data["offset"]);
    }
    return all;
  }

  std::unique_ptr<Store> store = open_sqlite_store(":memory:");
  Transcript transcript{*store, stored(*store), screen_with()};
};

TEST_F(ToolProgressTest, FindsASecretThatIsSplitOverChunks) {
  for (std::size_t cut = 0; cut <= secret.size(); ++cut) {
    Transcript other(*store, stored(*store), screen_with());
    ToolProgress progress(screen_with(), other, "t");
    const std::string text = "a " + secret + " b";
    const std::size_t at = 2 + cut;
    progress.take(chunk(text.substr(0, at), 0));
    progress.take(chunk(text.substr(at), static_cast<std::int64_t>(at)));
    progress.finish();
    std::string shown;
    for (const auto& event : other.log().after(0, SIZE_MAX).events) {
      shown += Json::parse(event->data).value("chunk", "");
    }
    EXPECT_EQ(shown, "a [redacted] b");
  }
}

TEST_F(ToolProgressTest, KeepsOffsetsOfTheFile) {
  ToolProgress progress(screen_with(), transcript, "t");
  progress.take(chunk("two", 0));
  progress.take(chunk(" corr", 3));  // could be the beginning of the secret
  progress.take(chunk("ect", 8));
  progress.take(chunk("!", 11));
  progress.take(chunk("apart", 100));
  progress.finish();
  EXPECT_EQ(shown().text, "two correct!apart");
  EXPECT_EQ(shown().offsets, (std::vector<std::int64_t>{0, 3, 4, 100}));
}

// For large files mcp-server sends only the beginning of chunks over 1 KiB, and skips some chunks.
TEST_F(ToolProgressTest, ShowsWholeChunksOfWhatTheCallWrites) {
  const std::string content = std::string(3000, 'a') + secret + std::string(40'000, 'b');
  ToolProgress progress(screen_with(), transcript, "t");
  progress.set_content(content);
  const auto total = static_cast<std::int64_t>(content.size());
  progress.take(chunk(std::string(1024, 'a') + "...", 0, 3005));
  progress.take(chunk("bbb...", 20'000, total - 20'000));
  progress.finish();
  EXPECT_EQ(shown().text, std::string(3000, 'a') + "[redacted]" + std::string(40'000, 'b'));
  EXPECT_EQ(shown().offsets.front(), 0);
}

TEST_F(ToolProgressTest, ShowsWhatTheServerSaysWhereTheContentIsNotWhatItSays) {
  ToolProgress progress(screen_with(), transcript, "t");
  progress.set_content("short");
  progress.take(chunk("abc...", 0, 100));
  progress.finish();
  EXPECT_EQ(shown().text, "abc...");
}

TEST_F(ToolProgressTest, BearsOffsetsThatNoFileHas) {
  ToolProgress progress(screen_with(), transcript, "t");
  for (const std::int64_t offset : {INT64_MAX, INT64_MIN, std::int64_t{-1}}) {
    Progress piece = chunk("text", offset);
    piece.meta[chunk_key]["length"] = offset;
    progress.take(piece);
    progress.take(piece);
  }
  progress.finish();
  for (const std::int64_t offset : shown().offsets) EXPECT_GE(offset, 0);
}

TEST_F(ToolProgressTest, ScreensMessages) {
  ToolProgress progress(screen_with(), transcript, "t");
  progress.take({.progress = 1, .message = "in /home/ana/x: " + secret});
  EXPECT_EQ(shown().text, "in ~/x: [redacted]|");
}

TEST_F(ToolProgressTest, LeavesOutWhatNobodyCanReadButNotTheLast) {
  ToolProgress progress(screen_with(), transcript, "t");
  for (int i = 1; i <= 10'000; ++i) progress.take({.progress = double(i), .message = "step"});
  progress.take({.progress = 10'001, .message = "last"});
  progress.finish();
  const auto events = transcript.log().after(0, SIZE_MAX).events;
  EXPECT_LT(events.size(), 1000U);
  EXPECT_EQ(Json::parse(events.front()->data)["progress"], 1);
  EXPECT_EQ(Json::parse(events.back()->data)["message"], "last");
}

TEST(EditedInput, GetsBackWhatWasNotShown) {
  const Json original{{"path", "a"}, {"content", "k=" + secret}, {"list", {secret, "x"}}};
  const Json shown = screen_with().without_secrets(original);
  EXPECT_EQ(shown["content"], "k=[redacted]");
  EXPECT_EQ(restored(shown, shown, original), original);
  Json edited = shown;
  edited["path"] = "b";
  edited["list"][1] = "y";
  const Json whole = restored(edited, shown, original);
  EXPECT_EQ(whole, (Json{{"path", "b"}, {"content", "k=" + secret}, {"list", {secret, "y"}}}));
  EXPECT_FALSE(has_redaction(whole, shown, original));
  edited["content"] = "key=[redacted]";
  EXPECT_TRUE(has_redaction(restored(edited, shown, original), shown, original));
  edited["content"] = "nothing";
  EXPECT_FALSE(has_redaction(restored(edited, shown, original), shown, original));
  const Json plain{{"content", "[redacted] is a word"}};
  EXPECT_FALSE(has_redaction({{"content", "[redacted] too"}}, plain, plain));
}

TEST(Snapshot, ShowsTheHistoryScreened) {
  const auto store = open_sqlite_store(":memory:");
  const StoredSession session{.id = "s1"};
  store->put_session(session);
  Transcript transcript(*store, session, screen_with());
  transcript.set_title("about " + secret);
  transcript.user_said("my " + secret + " in /home/me/x", "", {});
  transcript.message_ended(reply, Json::object(), Json::object());
  const Json snapshot = transcript.snapshot();
  EXPECT_EQ(snapshot["session"]["title"], "about [redacted]");
  EXPECT_EQ(store->session("s1")->title, "about [redacted]");
  EXPECT_EQ(snapshot["messages"][0]["content"][0]["text"], "my " + secret + " in /home/me/x");
  const Json& said = snapshot["messages"][1]["content"];
  EXPECT_EQ(said[0]["thinking"], "hm [redacted] x");
  EXPECT_EQ(said[1]["text"], "it is [redacted], ~/x");
  EXPECT_EQ(said[2]["input"]["a"], "[redacted] y");
  EXPECT_EQ(transcript.for_model("")[1]["content"], reply);
}

}  // namespace
}  // namespace mcp::bridge::screening_test
