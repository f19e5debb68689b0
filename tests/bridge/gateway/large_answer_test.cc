// A model's message over the size limit: memory stays in proportion to the limit, and the chat goes
// on.

#include "bridge/engine/message_stream.hpp"
#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::large_answer_test {
namespace {

constexpr std::size_t kib = 1024;

Json says(std::size_t bytes) {
  std::string text;
  while (text.size() < kib) text += "A plain sentence of an answer, or 10.\n";
  text.resize(kib);
  return {{"answer",
           {{"blocks",
             {{{"type", "text"}, {"text", text}, {"repeat", bytes / kib}, {"piece", 64 * kib}}}}}}};
}

Json says(const std::string& text) {
  return {{"answer", {{"blocks", {{{"type", "text"}, {"text", text}}}}}}};
}

// Without a schema, because a client that validates each frame would be too slow here.
Entrance fast(Entrance entrance) {
  entrance.schema.clear();
  return entrance;
}

TEST(LargeAnswer, CostsMemoryInProportion) {
  constexpr std::size_t size =
      (bridge::MessageStream::max_content - 64 * kib) / (sanitized ? 4 : 1);
  BridgeProgram bridge;
  bridge.model.set_scenario({{"steps", {says("Small."), says(size)}}});
  bridge.start();
  ChatClient client(fast(bridge.native()));
  client.send(user_message("First"));
  client.wait_for("session_end");
  const std::size_t before = bridge.process().peak_memory();
  client.send(user_message("Go"));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  const std::size_t grown = bridge.process().peak_memory() - before;
  RecordProperty("times_the_answer", std::to_string(grown / size));
  if (!sanitized) {
    EXPECT_LT(grown, 8 * size) << grown;
  }
}

TEST(LargeAnswer, OverTheLimitIsRefusedAndTheChatGoesOn) {
  constexpr std::size_t limit = bridge::MessageStream::max_content;
  constexpr std::size_t size = sanitized ? limit + limit / 16 : 4 * limit;
  BridgeProgram bridge;
  bridge.model.set_scenario({{"steps", {says(size), says("Small.")}}});
  bridge.start();
  ChatClient client(fast(bridge.native()));
  const std::size_t before = bridge.process().peak_memory();
  client.send(user_message("Go"));
  const Json error = client.wait_for("error")["data"];
  EXPECT_EQ(error["message"], "ai_error");
  EXPECT_NE(error["detail"].get<std::string>().find("16 MiB"), std::string::npos) << error;
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "error");
  if (!sanitized) {
    EXPECT_LT(bridge.process().peak_memory() - before, 8 * limit);
  }
  client.send(user_message("Less"));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_EQ(client.seen("assistant_message_completed").size(), 2U);
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

}  // namespace
}  // namespace mcp::test::large_answer_test
