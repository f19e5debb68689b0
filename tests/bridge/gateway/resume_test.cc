// Users see the same chat at the end, however often their sockets break.

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::resume_test {
namespace {

constexpr const char* scenario = R"({"scenarios": [{"match": "Conte", "steps": [
  {"answer": {"blocks": [{"type": "text", "piece": 3,
    "text": "Era uma vez um arquivo que queria ser escrito em partes."}]}}]}]})";

/// A page's state built from the frames: the text of each message.
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

/// Reads frames until the end of the turn, and approves each call.
void follow_and_approve(ChatClient& client, Page& page, std::size_t frames = 1000) {
  while (frames-- > 0 && !page.ended()) {
    const auto frame = client.next();
    ASSERT_TRUE(frame);
    page.take(*frame);
    Json asked = Json::array();
    if ((*frame)["type"] == "tool_request") asked.push_back(*frame);
    if ((*frame)["type"] == "snapshot") asked = (*frame)["data"]["pending"];
    for (const Json& each : asked) client.send(approval(each["data"]["id"], true));
  }
}

TEST(Resume, CutsAroundApprovalsAndToolsEndInTheSame) {
  BridgeProgram bridge;
  bridge.model.set_scenario(R"({"scenarios": [{"match": "Crie", "by_depth": true, "steps": [
    {"answer": {"blocks": [{"type": "thinking", "thinking": "Hm."},
      {"type": "text", "text": "Vou criar.", "piece": 4},
      {"type": "tool_use", "name": "mcp__features__echo", "input": {"text": "oi"}},
      {"type": "tool_use", "name": "mcp__older__echo", "input": {"text": "ola"}}]}},
    {"answer": {"blocks": [{"type": "text", "text": "Pronto: ${results}", "piece": 5}]}}]}]})");
  Json config = bridge.standard();
  config["messages_per_minute"] = 6000;
  bridge.configure(config);
  bridge.start();
  for (std::size_t cut = 1; cut < 36; cut += sanitized ? 5 : 1) {
    SCOPED_TRACE(cut);
    Page page;
    {
      ChatClient first(bridge.native());
      follow(first, page, 2);
      first.send(user_message("Crie " + std::to_string(cut)));
      follow_and_approve(first, page, cut);
      first.vanish();
    }
    // The client may have approved before the cut; open questions are in the snapshot or sent
    // again.
    if (!page.ended()) {
      ChatClient second(bridge.native("session=" + page.session()));
      follow_and_approve(second, page);
    }
    Page newcomer;
    ChatClient third(bridge.native("session=" + page.session()));
    follow(third, newcomer, 2);
    EXPECT_TRUE(newcomer.ended());
    EXPECT_EQ(newcomer.texts(), page.texts());
    ASSERT_EQ(page.texts().size(), 2U);
    const auto is_last = [](const auto& each) { return each.second.starts_with("Pronto: "); };
    EXPECT_EQ(std::ranges::count_if(page.texts(), is_last), 1);
  }
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

// Wherever the model's stream breaks, the strict fake accepts the history of the next message.
TEST(Resume, AnyCutOfTheModelsStreamLeavesAHistoryThatGoesOn) {
  BridgeProgram bridge;
  Json config = bridge.standard();
  config["messages_per_minute"] = 60'000;
  bridge.configure(config);
  bridge.start();
  constexpr std::size_t first_delta = 700;  // a break before it would only cause a retry
  for (std::size_t bytes = first_delta; bytes < 3500; bytes += sanitized ? 211 : 53) {
    SCOPED_TRACE(bytes);
    Json conversation = Json::parse(R"({"scenarios": [
      {"match": "E agora?", "steps": [
        {"answer": {"blocks": [{"type": "text", "text": "Sim."}]}}]},
      {"match": "Crie", "steps": [{"answer": {"blocks": [
        {"type": "thinking", "thinking": "Primeiro um arquivo."},
        {"type": "text", "text": "Vou criar dois."},
        {"type": "tool_use", "name": "mcp__features__echo", "input": {"text": "um"}},
        {"type": "tool_use", "name": "mcp__older__echo", "input": {"text": "dois"}}]}}]}]})");
    conversation["scenarios"][1]["steps"][0]["faults"]["drop_after_bytes"] = bytes;
    bridge.model.set_scenario(conversation);
    ChatClient client(bridge.native());
    client.send(user_message("Crie"));
    const auto asks_or_ends = [](const Json& frame) {
      return frame["type"] == "tool_request" || frame["type"] == "session_end";
    };
    while (true) {
      const Json frame = client.wait_for(asks_or_ends);
      ASSERT_FALSE(frame.is_null());
      if (frame["type"] == "session_end") break;
      client.send(approval(frame["data"]["id"], false, {{"interrupt", true}}));
    }
    client.send(user_message("E agora?"));
    EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  }
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
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
