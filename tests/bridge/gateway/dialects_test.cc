// Clients written only from the descriptions of their dialects: they know a few frame types and
// reject all others (each dialect's schema has no other types).

#include "bridge/gateway/bridge_program.hpp"
#include "bridge/gateway/dialect.hpp"

namespace mcp::test::dialects_test {
namespace {

constexpr const char* scenario = R"({"steps": [
  {"answer": {"blocks": [
    {"type": "thinking", "thinking": "Hm."},
    {"type": "text", "text": "Vou criar."},
    {"type": "tool_use", "name": "mcp__workspace__write_file",
     "input": {"path": "hello.txt", "content": "Oi"}}]}},
  {"answer": {"blocks": [{"type": "text", "text": "Pronto."}]}}]})";

TEST(Dialects, GatewayClientHoldsAConversation) {
  BridgeProgram bridge;
  bridge.model.set_scenario(scenario);
  bridge.start();
  ChatClient client(bridge.gateway());
  EXPECT_FALSE(client.wait_for("session_created")["data"]["session_id"].get<std::string>().empty());
  client.send({{"type", "user_message"}, {"data", {{"text", "Crie"}}}});
  Json request = client.wait_for("tool_request")["data"];
  EXPECT_EQ(request["name"], "write_file");
  EXPECT_EQ(request["input"]["path"], "hello.txt");
  // A flat frame, which the description also allows.
  client.send({{"type", "tool_approval"}, {"tool_use_id", request["id"]}, {"approved", true}});
  EXPECT_EQ(client.wait_for("tool_chunk")["data"]["chunk"], "Oi");
  const auto is_last = [](const Json& frame) {
    return frame["type"] == "assistant_message_completed";
  };
  EXPECT_EQ(client.wait_for(is_last)["data"]["reason"], "ok");
  EXPECT_EQ(spoken(client), "Vou criar.Pronto.");
  EXPECT_EQ(bridge.content_of("hello.txt"), "Oi");
  client.send({{"type", "user_message"}, {"data", Json::object()}});
  EXPECT_EQ(client.wait_for("error")["data"]["message"], "invalid_payload");
  client.send_text("{");
  EXPECT_EQ(client.wait_for("error")["data"]["message"], "invalid_json");
}

TEST(Dialects, GatewayClientIsShownLargeFilesWhole) {
  std::string content;
  while (content.size() < (std::size_t{3} << 20) / 2) {
    content += "line " + std::to_string(content.size()) + "\n";
  }
  BridgeProgram bridge;
  const Json write{{"type", "tool_use"},
                   {"name", "mcp__workspace__write_file"},
                   {"piece", 65'536},
                   {"input", {{"path", "large.txt"}, {"content", content}}}};
  bridge.model.set_scenario(
      {{"steps",
        {{{"answer", {{"blocks", {write}}}}},
         {{"answer", {{"blocks", {{{"type", "text"}, {"text", "Pronto."}}}}}}}}}});
  bridge.start();
  ChatClient client(bridge.gateway());
  client.send(user_message("Crie"));
  client.send(approval(client.wait_for("tool_request")["data"]["id"], true));
  EXPECT_FALSE(client.wait_for("ai_chunk").is_null());
  std::string shown;
  for (const Json& frame : client.seen("tool_chunk")) shown += frame["data"]["chunk"];
  EXPECT_EQ(shown.size(), content.size());
  EXPECT_TRUE(shown == content);
}

TEST(Dialects, ProjectClientHoldsAConversation) {
  BridgeProgram bridge;
  bridge.model.set_scenario(scenario);
  bridge.start();
  ChatClient client(bridge.project());
  client.send({{"type", "message"}, {"content", "Crie"}});
  Json request = client.wait_for("tool_request");
  client.send({{"type", "tool_approval"}, {"tool_use_id", request["id"]}, {"approved", false}});
  Json end = client.wait_for("session_end");
  EXPECT_TRUE(end["usage_summary"].contains("cache_read_tokens"));
  EXPECT_TRUE(end.contains("total_cost_usd"));
  std::string text;
  for (const Json& frame : client.seen("assistant_chunk")) text += frame["content"];
  EXPECT_EQ(text, "Vou criar.Pronto.");
  EXPECT_EQ(client.seen("usage_update").size(), 2U);
  EXPECT_FALSE(bridge.exists("hello.txt"));
}

// Neither dialect has questions other than approvals: these are declined, with an event for the
// client.
TEST(Dialects, QuestionsThatCannotBeShownAreDeclined) {
  const Json call{
      {"type", "tool_use"}, {"name", "mcp__workspace__list_directory"}, {"input", Json::object()}};
  for (const bool project : {false, true}) {
    SCOPED_TRACE(project);
    BridgeProgram bridge;
    Json config = bridge.standard();
    config["max_rounds"] = 1;
    bridge.configure(config);
    bridge.model.set_scenario({{"repeat", true}, {"steps", {{{"answer", {{"blocks", {call}}}}}}}});
    bridge.start();
    ChatClient client(project ? bridge.project() : bridge.gateway());
    const auto code_of = [&](const Json& frame) {
      return project ? frame["error"] : frame["data"]["message"];
    };
    const Json message = project ? Json{{"type", "message"}, {"content", "Go"}}
                                 : Json{{"type", "user_message"}, {"data", {{"text", "Go"}}}};
    const auto asks_or_fails = [](const Json& frame) {
      return frame["type"] == "tool_request" || frame["type"] == "error";
    };
    // Twice: a second turn works after the first.
    for (int turn = 0; turn < 2; ++turn) {
      EXPECT_TRUE(eventually([&] {
        client.send(message);
        Json frame = client.wait_for(asks_or_fails);
        if (frame["type"] == "tool_request") {
          const Json id = project ? frame["id"] : frame["data"]["id"];
          client.send({{"type", "tool_approval"}, {"tool_use_id", id}, {"approved", true}});
          frame = client.wait_for("error");
        }
        return code_of(frame) == "question_not_shown";
      }));
    }
  }
}

TEST(Dialects, RulesSpeakInTheirOwnWords) {
  const Json error{{"message", "input_refused"}, {"detail", "Say it without /exit."}};
  for (const bridge::Dialect* dialect : {&bridge::gateway_dialect(), &bridge::project_dialect()}) {
    const auto frame =
        dialect->encode_message("error", error, {.session = "s", .locale = "pt-BR"}, "");
    ASSERT_TRUE(frame);
    EXPECT_NE(frame->find("Say it without /exit."), std::string::npos) << *frame;
  }
}

TEST(Dialects, UnknownErrorsAreSentAsTheyAre) {
  const Json error{{"message", "of_a_later_version"}, {"detail", "Why."}};
  const auto sent = [&](const bridge::Dialect& dialect, const char* type, const Json& data) {
    return Json::parse(*dialect.encode_message(type, data, {.session = "s", .locale = "pt"}, ""));
  };
  EXPECT_EQ(sent(bridge::native_dialect(), "error", error)["data"], error);
  EXPECT_EQ(sent(bridge::gateway_dialect(), "error", error)["data"], error);
  const Json flat = sent(bridge::project_dialect(), "error", error);
  EXPECT_EQ(flat["error"], "of_a_later_version");
  EXPECT_EQ(flat["content"], "Why.");
  const Json status{{"phase", "idle"}, {"error", "of_a_later_version"}};
  EXPECT_EQ(sent(bridge::gateway_dialect(), "status_update", status)["data"]["error"],
            "of_a_later_version");
}

TEST(Dialects, UnknownProjectIsRefused) {
  BridgeProgram bridge;
  bridge.start();
  ChatClient client(bridge.project("nowhere"));
  EXPECT_EQ(client.wait_for("error")["error"], "invalid_project");
  EXPECT_EQ(client.closed(), 4404);
}

}  // namespace
}  // namespace mcp::test::dialects_test
