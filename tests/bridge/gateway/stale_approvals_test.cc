// A file changes between an approval's question and its answer. Whichever client answers, only the
// content that was shown is overwritten.

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::stale_approvals_test {
namespace {

/// A call that writes a.txt and waits for the approval of a native client.
class Question {
 public:
  explicit Question(const std::string& before) {
    if (!before.empty()) put(before);
    bridge.model.set_scenario(
        {{"steps",
          {{{"answer", {{"blocks", {write()}}}}},
           {{"answer", {{"blocks", {{{"type", "text"}, {"text", "."}}}}}}}}}});
    bridge.start();
    client = std::make_unique<ChatClient>(bridge.native());
    session = client->wait_for("session_created")["data"]["session_id"];
    client->send(user_message("Write"));
    request = client->wait_for("tool_request")["data"];
    id = request["id"];
  }

  void put(const std::string& content) const {
    std::ofstream(bridge.workspace() / "a.txt") << content;
  }
  void ask_again() {
    request = client->wait_for("tool_request")["data"];
    EXPECT_EQ(request["reason"], "changed");
  }
  RawResponse post(const std::string& body) const {
    return RawClient(bridge.port())
        .ask("POST /api/approvals/" + session + "/" + id +
             " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + BridgeProgram::token +
             "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  static Json write() {
    return {{"type", "tool_use"},
            {"name", "mcp__workspace__write_file"},
            {"input", {{"path", "a.txt"}, {"content", "new\n"}, {"mode", "upsert"}}}};
  }

  BridgeProgram bridge;
  std::unique_ptr<ChatClient> client;
  std::string session;
  std::string id;
  Json request;
};

/// A way to approve a call, without the hash of the preview.
struct Way {
  const char* name;
  std::function<void(Question&)> approve;
  const char* written = "new\n";
};

Json edited(const Question& question) {
  Json input = question.request["input"];
  input["content"] = "edited\n";
  return {{"updated_input", input}};
}

/// Approves with a new client of another dialect.
void answer_over(Question& question, Entrance entrance) {
  ChatClient client(entrance);
  ASSERT_FALSE(client.wait_for("tool_request").is_null());
  client.send({{"type", "tool_approval"}, {"tool_use_id", question.id}, {"approved", true}});
  const auto settled = [&](const Json& frame) {
    return frame["type"] == "tool_request" || frame["type"] == "tool_chunk" ||
           frame["type"] == "session_end";
  };
  ASSERT_FALSE(client.wait_for(settled).is_null());
}

std::vector<Way> ways() {
  return {
      {"native", [](Question& q) { q.client->send(approval(q.id, true)); }},
      {"edited", [](Question& q) { q.client->send(approval(q.id, true, edited(q))); }, "edited\n"},
      {"rest", [](Question& q) { EXPECT_EQ(q.post(R"({"approved": true})").status, 204); }},
      {"gateway",
       [](Question& q) {
         Entrance entrance = q.bridge.gateway();
         entrance.target = "/?session=" + q.session;
         answer_over(q, entrance);
       }},
      {"project",
       [](Question& q) {
         Entrance entrance = q.bridge.project();
         entrance.target += "?session=" + q.session;
         answer_over(q, entrance);
       }},
  };
}

TEST(StaleApprovals, FileThatChangedIsShownAgainWhoeverAnswers) {
  for (const Way& way : ways()) {
    SCOPED_TRACE(way.name);
    Question question("old\n");
    question.put("somebody else's\n");
    way.approve(question);
    question.ask_again();
    EXPECT_EQ(question.bridge.content_of("a.txt"), "somebody else's\n");
    const std::string diff = question.request["preview"]["unified"];
    EXPECT_NE(diff.find("-somebody else's"), std::string::npos) << diff;
    EXPECT_NE(diff.find("+" + std::string(way.written)), std::string::npos) << diff;
    way.approve(question);
    EXPECT_EQ(question.client->wait_for("session_end")["data"]["reason"], "ok");
    EXPECT_EQ(question.bridge.content_of("a.txt"), way.written);
  }
}

TEST(StaleApprovals, FileThatWasMadeMeanwhileIsShown) {
  for (const Way& way : ways()) {
    SCOPED_TRACE(way.name);
    Question question("");
    EXPECT_EQ(question.request["preview"]["kind"], "new_file");
    question.put("somebody else's\n");
    way.approve(question);
    question.ask_again();
    EXPECT_EQ(question.request["preview"]["kind"], "diff");
    EXPECT_EQ(question.bridge.content_of("a.txt"), "somebody else's\n");
    question.client->send(approval(question.id, false));
    question.client->wait_for("session_end");
  }
}

TEST(StaleApprovals, FileThatIsGoneMeanwhileIsShownAsNew) {
  for (const Way& way : ways()) {
    SCOPED_TRACE(way.name);
    Question question("old\n");
    std::filesystem::remove(question.bridge.workspace() / "a.txt");
    way.approve(question);
    question.ask_again();
    EXPECT_EQ(question.request["preview"]["kind"], "new_file");
    EXPECT_FALSE(question.bridge.exists("a.txt"));
    question.client->send(approval(question.id, false));
    question.client->wait_for("session_end");
  }
}

TEST(StaleApprovals, FileOfBytesThatCannotBeShownIsWatchedToo) {
  Question question("\xff\xfe");
  EXPECT_FALSE(question.request.contains("preview"));
  question.put("\xff\xfd");
  question.client->send(approval(question.id, true));
  question.ask_again();
  EXPECT_EQ(question.bridge.content_of("a.txt"), "\xff\xfd");
  question.client->send(approval(question.id, true));
  EXPECT_EQ(question.client->wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_EQ(question.bridge.content_of("a.txt"), "new\n");
}

TEST(StaleApprovals, EditOfThePathIsShownWhatIsThere) {
  Question question("old\n");
  std::ofstream(question.bridge.workspace() / "b.txt") << "theirs\n";
  Json input = question.request["input"];
  input["path"] = "b.txt";
  question.client->send(approval(question.id, true, {{"updated_input", input}}));
  question.ask_again();
  EXPECT_EQ(question.request["input"], input);
  EXPECT_EQ(question.request["preview"]["path"], "b.txt");
  EXPECT_EQ(question.bridge.content_of("b.txt"), "theirs\n");
  question.client->send(approval(question.id, true));
  EXPECT_EQ(question.client->wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_EQ(question.bridge.content_of("b.txt"), "new\n");
  EXPECT_EQ(question.bridge.content_of("a.txt"), "old\n");
}

TEST(StaleApprovals, AnswerToAnEarlierQuestionIsNoneToTheNext) {
  Question question("old\n");
  const Json first = question.request;
  question.put("somebody else's\n");
  question.client->send(approval(question.id, true));
  question.ask_again();
  const Json hash{{"preview_hash", first["preview"]["preview_hash"]}};
  question.client->send(approval(question.id, true, hash));
  question.ask_again();
  EXPECT_EQ(question.post(R"({"approved": true, "preview_hash": ")" + std::string(64, '0') + "\"}")
                .status,
            204);
  question.ask_again();
  Json edit = edited(question);
  edit.update(hash);
  question.client->send(approval(question.id, true, edit));
  question.ask_again();
  EXPECT_EQ(question.request["input"]["content"], "edited\n");
  EXPECT_EQ(question.bridge.content_of("a.txt"), "somebody else's\n");
}

TEST(StaleApprovals, OfTwoAnswersTheFirstCounts) {
  Question question("old\n");
  ChatClient second(question.bridge.native("session=" + question.session));
  ASSERT_FALSE(second.wait_for("snapshot").is_null());
  question.client->send(approval(question.id, true));
  ASSERT_FALSE(second.wait_for("tool_resolved").is_null());
  second.send(approval(question.id, false));
  EXPECT_EQ(second.wait_for("error")["data"]["message"], "approval_already_resolved");
  EXPECT_EQ(question.post(R"({"approved": false})").status, 409);
  question.client->wait_for("session_end");
  EXPECT_EQ(question.bridge.content_of("a.txt"), "new\n");
}

TEST(StaleApprovals, NobodyAnswersWithoutTheToken) {
  Question question("old\n");
  const std::string body = R"({"approved": true})";
  for (const std::string credentials : {"", "Authorization: Bearer wrong\r\n"}) {
    const RawResponse refused =
        RawClient(question.bridge.port())
            .ask("POST /api/approvals/" + question.session + "/" + question.id +
                 " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + credentials +
                 "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    EXPECT_EQ(refused.status, 401) << credentials;
  }
  EXPECT_EQ(question.bridge.content_of("a.txt"), "old\n");
}

}  // namespace
}  // namespace mcp::test::stale_approvals_test
