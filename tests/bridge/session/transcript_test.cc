// The snapshots of viewers that connect in the middle of a turn.

#include "bridge/session/transcript.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "bridge/store/sqlite.hpp"
#include "bridge/usage/accountant.hpp"
#include "support/eventually.hpp"
#include "support/scratch.hpp"

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

const UsageRecord used{.session = "s1",
                       .message_id = "m1",
                       .model = "model",
                       .usage = {.input = 7, .output = 5},
                       .cost_pico = 500'000'000'000};

TEST_F(TranscriptTest, KnowsWhatTheOpenMessageHasUsed) {
  transcript.begin_turn("t1");
  transcript.message_began("m1", "model");
  transcript.block_began(0, {{"type", "text"}, {"text", ""}});
  transcript.text(0, "hello");
  EXPECT_FALSE(transcript.snapshot()["open_message"].contains("usage"));
  store->add_usage(used);
  EXPECT_EQ(transcript.snapshot()["usage"]["total_tokens"], 0) << "not told yet";
  transcript.used(used);
  EXPECT_EQ(transcript.snapshot()["usage"]["total_tokens"], 12);
  EXPECT_EQ(transcript.snapshot()["usage"]["total_cost_usd"], "0.5");
  const Json open = transcript.snapshot()["open_message"];
  EXPECT_EQ(open["usage"]["input_tokens"], 7);
  EXPECT_EQ(open["usage"]["model"], "model");
  EXPECT_EQ(open["cost_usd"], "0.5");
  transcript.message_ended(Json::array({{{"type", "text"}, {"text", "hello"}}}), Json::object(),
                           {{"reason", "ok"}});
  const Json snapshot = transcript.snapshot();
  EXPECT_FALSE(snapshot.contains("open_message"));
  EXPECT_EQ(snapshot["messages"][0]["meta"]["cost_usd"], "0.5");
}

TEST_F(TranscriptTest, AddsUpUsageAsTheStoreDoes) {
  UsageRecord unpriced = used;
  unpriced.message_id = "m2";
  unpriced.cost_pico.reset();
  UsageRecord cached = used;
  cached.message_id = "m3";
  cached.usage = {1, 2, 3, 4, 5};
  cached.saved_pico = 7;
  for (const UsageRecord& record : {used, unpriced, cached}) {
    store->add_usage(record);
    transcript.used(record);
  }
  EXPECT_EQ(transcript.snapshot()["usage"], usage_summary(store->usage({.session = "s1"})));
  Transcript opened_again(*store, *store->session("s1"));
  EXPECT_EQ(opened_again.snapshot()["usage"], transcript.snapshot()["usage"]);
}

// One thread receives the pieces of all chats, so it must not wait for the store.
TEST(Transcript, WhatTheModelSaysDoesNotWaitForTheStore) {
  const test::Scratch scratch;
  const std::string file = scratch.path() / "bridge.db";
  const auto store = open_sqlite_store(file);
  store->put_session({.id = "s1", .project = "p"});
  Transcript transcript(*store, *store->session("s1"));
  transcript.begin_turn("t1");
  transcript.message_began("m1", "model");
  transcript.block_began(0, {{"type", "text"}, {"text", ""}});
  sqlite::Database other(file);
  other.script("begin immediate");  // blocks all other writers
  const auto head = transcript.log().head();
  std::atomic<bool> is_saved = false;
  std::jthread renaming([&] {
    transcript.set_title("Another title");
    is_saved = true;
  });
  EXPECT_TRUE(test::eventually([&] { return transcript.log().head() > head; }));
  transcript.text(0, "hello");
  EXPECT_EQ(transcript.snapshot()["open_message"]["blocks"][0]["content"]["text"], "hello");
  EXPECT_FALSE(is_saved);
  other.script("commit");
  renaming.join();
  EXPECT_EQ(store->session("s1")->title, "Another title");
}

// While a message is being stored, it is neither open nor in the history. A snapshot then waits,
// and has the screened text, not the secrets that only the history keeps.
TEST(Transcript, MessageIsAlwaysInASnapshotAndNeverWithItsSecrets) {
  const std::string secret = "s3cret-of-the-server";
  const auto secrets = std::make_shared<const Secrets>(std::vector{secret});
  const test::Scratch scratch;
  const auto store = open_sqlite_store(scratch.path() / "bridge.db");
  store->put_session({.id = "s1", .project = "p"});
  Transcript transcript(*store, *store->session("s1"), {secrets, nullptr});
  transcript.begin_turn("t1");
  for (std::size_t done = 0; done < 50; ++done) {
    transcript.message_began("m", "model");
    transcript.block_began(0, {{"type", "tool_use"}, {"id", "t"}, {"name", "n"}});
    std::jthread ending([&] {
      transcript.message_ended(
          {{{"type", "tool_use"}, {"id", "t"}, {"name", "n"}, {"input", {{"key", secret}}}}},
          Json::object({{"stop_reason", "tool_use"}}), {{"reason", "ok"}});
    });
    bool is_kept = false;
    while (!is_kept) {
      const Json snapshot = transcript.snapshot();
      is_kept = snapshot["messages"].size() == done + 1;
      ASSERT_NE(is_kept, snapshot.contains("open_message")) << snapshot;
      ASSERT_EQ(to_text(snapshot).find(secret), std::string::npos) << snapshot;
    }
  }
}

}  // namespace
}  // namespace mcp::bridge
