// Sockets come and go; what their users see at the end is the same.

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::resume_test {
namespace {

constexpr const char* scenario = R"({"scenarios": [{"match": "Conte", "steps": [
  {"answer": {"blocks": [{"type": "text", "piece": 3,
    "text": "Era uma vez um arquivo que queria ser escrito em partes."}]}}]}]})";

/// What a page makes of the frames: the text of each message.
class Page {
 public:
  void take(const Json& frame) {
    const std::string type = frame["type"];
    if (frame.contains("seq")) {
      const auto seq = frame["seq"].get<std::uint64_t>();
      const auto first = frame.value("seq_from", seq);
      EXPECT_EQ(first, last_ + 1) << "an event is missing or there twice";
      last_ = seq;
    }
    const Json& data = frame["data"];
    if (type == "session_created") session_ = data["session_id"], epoch_ = data["epoch"];
    if (type == "snapshot") take_snapshot(data);
    if (type == "ai_chunk") texts_[data["message_id"]] += data["text"];
    if (type == "session_end") ended_ = true;
  }
  std::string query() const {
    return "session=" + session_ + "&epoch=" + epoch_ + "&last_seq=" + std::to_string(last_);
  }
  const std::map<std::string, std::string>& texts() const { return texts_; }
  const std::string& session() const { return session_; }
  bool ended() const { return ended_; }

 private:
  void take_snapshot(const Json& data) {
    last_ = data["head_seq"];
    texts_.clear();
    for (const Json& message : data["messages"]) {
      if (message["role"] != "assistant") continue;
      for (const Json& block : message["content"]) {
        texts_[message["meta"]["message_id"]] += block.value("text", "");
      }
    }
    if (!data.contains("open_message")) {
      ended_ = data["phase"] == "idle" && !data["messages"].empty();
      return;
    }
    for (const Json& block : data["open_message"]["blocks"]) {
      texts_[data["open_message"]["message_id"]] += block["content"].value("text", "");
    }
  }

  std::string session_;
  std::string epoch_;
  std::uint64_t last_ = 0;
  std::map<std::string, std::string> texts_;
  bool ended_ = false;
};

void follow(ChatClient& client, Page& page, std::size_t frames) {
  while (frames-- > 0 && !page.ended()) {
    const auto frame = client.next();
    ASSERT_TRUE(frame);
    page.take(*frame);
  }
}

TEST(Resume, SocketCutAfterEveryFrameLosesAndDoublesNothing) {
  BridgeProgram bridge;
  bridge.model.set_scenario(scenario);
  Json config = bridge.standard();
  config["messages_per_minute"] = 6000;
  bridge.configure(config);
  bridge.start();
  for (std::size_t cut = 3; cut < 24; ++cut) {
    SCOPED_TRACE(cut);
    Page page;
    {
      ChatClient first(bridge.native());
      follow(first, page, 2);
      first.send(user_message("Conte uma historia " + std::to_string(cut)));
      follow(first, page, cut);
      first.vanish();
    }
    if (!page.ended()) {
      ChatClient second(bridge.native(page.query()));
      follow(second, page, 1000);
    }
    ASSERT_EQ(page.texts().size(), 1U);
    EXPECT_EQ(page.texts().begin()->second,
              "Era uma vez um arquivo que queria ser escrito em partes.");
  }
}

TEST(Resume, NewcomerInTheMiddleSeesTheSame) {
  BridgeProgram bridge;
  bridge.model.set_scenario(R"({"steps": [{"answer": {"blocks": [
    {"type": "text", "piece": 2, "text": "um dois tres quatro cinco"}]},
    "faults": {"stall_after": 6}}]})");
  bridge.start();
  Page page;
  ChatClient first(bridge.native());
  follow(first, page, 2);
  first.send(user_message("Conte"));
  ASSERT_TRUE(bridge.model.wait_until_stalled());
  ChatClient second(bridge.native("session=" + page.session()));
  Page late;
  follow(second, late, 2);
  bridge.model.release();
  follow(first, page, 1000);
  follow(second, late, 1000);
  EXPECT_EQ(page.texts(), late.texts());
  EXPECT_EQ(late.texts().begin()->second, "um dois tres quatro cinco");
}

TEST(Resume, ResentMessageChangesNothing) {
  BridgeProgram bridge;
  bridge.model.set_scenario(scenario);
  bridge.start();
  ChatClient client(bridge.native());
  client.send(user_message("Conte", "m-1"));
  client.wait_for("session_end");
  client.send(user_message("Conte", "m-1"));
  client.send({{"type", "ping"}, {"data", Json::object()}});
  client.wait_for("pong");
  EXPECT_EQ(client.seen("user_message_accepted").size(), 1U);
  EXPECT_EQ(bridge.model.requests().size(), 1U);
}

}  // namespace
}  // namespace mcp::test::resume_test
