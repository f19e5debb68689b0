// The 2026-07-28 fixtures on the wire, called by a client that also breaks the protocol.

#include <gtest/gtest.h>

#include "conformance/fixtures.hpp"
#include "support/message_log.hpp"
#include "support/spec_schema.hpp"

namespace mcp::test {
namespace {

const std::string prefix = "test_input_required_result_";

Json accept(Json content) {
  return {{"action", "accept"}, {"content", std::move(content)}};
}

class InputRounds : public ::testing::Test {
 protected:
  InputRounds() { add_conformance_fixtures(server_); }
  ~InputRounds() override { connection_->closed(); }

  Json request(const std::string& method, Json params) {
    params["_meta"] = {{"io.modelcontextprotocol/protocolVersion", "2026-07-28"},
                       {"io.modelcontextprotocol/clientCapabilities", capabilities_}};
    connection_->receive(Request{++last_id_, method, std::move(params)});
    const auto message = log_->next();
    const Json response = message ? Json::parse(to_text(*message)) : Json::object();
    const Json result = response.value("result", Json());
    if (!result.is_null()) {
      EXPECT_EQ(violates_spec("2026-07-28",
                              result["resultType"] == "input_required" ? "InputRequiredResult"
                                                                       : result_definition(method),
                              result),
                "");
    }
    return response;
  }

  /// Calls a tool for the first round.
  Json ask(const std::string& tool) {
    const Json result = request("tools/call", {{"name", prefix + tool}})["result"];
    EXPECT_EQ(result["resultType"], "input_required") << tool;
    EXPECT_TRUE(result["requestState"].is_string()) << tool;
    return result;
  }

  /// Calls a tool for a later round.
  Json answer(const std::string& tool, Json state, Json responses) {
    Json params{{"name", prefix + tool}, {"inputResponses", std::move(responses)}};
    if (!state.is_null()) params["requestState"] = std::move(state);
    return request("tools/call", std::move(params));
  }

  Json capabilities_{{"sampling", Json::object()},
                     {"elicitation", Json::object()},
                     {"roots", {{"listChanged", true}}}};

 private:
  Server server_{conformance_identity()};
  std::shared_ptr<MessageLog> log_ = std::make_shared<MessageLog>();
  std::unique_ptr<ServerConnection> connection_ = server_.connect(log_);
  std::int64_t last_id_ = 0;
};

TEST_F(InputRounds, HaveTheKeysAndQuestionsThatTheSuiteKnows) {
  const struct Case {
    const char* tool;
    std::map<std::string, std::string> questions;  // key -> method
  } cases[] = {
      {"elicitation", {{"user_name", "elicitation/create"}}},
      {"sampling", {{"capital_question", "sampling/createMessage"}}},
      {"list_roots", {{"client_roots", "roots/list"}}},
      {"request_state", {{"confirm", "elicitation/create"}}},
      {"tampered_state", {{"confirm", "elicitation/create"}}},
      {"multiple_inputs",
       {{"user_name", "elicitation/create"},
        {"greeting", "sampling/createMessage"},
        {"client_roots", "roots/list"}}},
      {"multi_round", {{"step1", "elicitation/create"}}},
  };
  for (const auto& [tool, questions] : cases) {
    const Json requests = ask(tool)["inputRequests"];
    ASSERT_EQ(requests.size(), questions.size()) << tool;
    for (const auto& [key, method] : questions) {
      ASSERT_TRUE(requests.contains(key)) << tool << ' ' << key;
      EXPECT_EQ(requests[key]["method"], method) << tool;
    }
  }
}

TEST_F(InputRounds, AskAgainForWhatWasNotAnswered) {
  const Json asked = ask("elicitation");
  const Json again =
      answer("elicitation", nullptr, {{"wrong_key", accept({{"data", "wrong"}})}})["result"];
  EXPECT_EQ(again["resultType"], "input_required");
  EXPECT_TRUE(again["inputRequests"].contains("user_name"));
  const Json done = answer(
      "elicitation", asked["requestState"],
      {{"user_name", accept({{"name", "Alice"}})}, {"another", accept({{"baz", 123}})}})["result"];
  EXPECT_EQ(done["resultType"], "complete");
  EXPECT_EQ(done["content"][0]["text"], "Hello, Alice!");
}

// A response to an input request is accepted only with the `requestState` of that request.
TEST_F(InputRounds, AskWhoeverAnswersUnasked) {
  const Json unasked =
      answer("elicitation", nullptr, {{"user_name", accept({{"name", "Alice"}})}})["result"];
  EXPECT_EQ(unasked["resultType"], "input_required");
}

TEST_F(InputRounds, RefuseAnswersThatAreNone) {
  const Json state = ask("elicitation")["requestState"];
  EXPECT_EQ(answer("elicitation", state, {{"user_name", 12345}})["error"]["code"], -32602);
  EXPECT_EQ(answer("elicitation", state, nullptr)["error"]["code"], -32602);
  EXPECT_EQ(answer("elicitation", nullptr, nullptr)["error"]["code"], -32602);
}

TEST_F(InputRounds, HaveAStateOfTheirOwnEach) {
  const Json first = ask("multi_round");
  const Json second = answer("multi_round", first["requestState"],
                             {{"step1", accept({{"name", "Alice"}})}})["result"];
  ASSERT_EQ(second["resultType"], "input_required");
  EXPECT_TRUE(second["inputRequests"].contains("step2"));
  EXPECT_NE(second["requestState"], first["requestState"]);
  const Json third = answer("multi_round", second["requestState"],
                            {{"step2", accept({{"color", "blue"}})}})["result"];
  EXPECT_EQ(third["content"][0]["text"], "Alice likes blue");
}

TEST_F(InputRounds, TrustNoStateThatWasChanged) {
  const Json responses{{"confirm", accept({{"ok", true}})}};
  const std::string state = ask("tampered_state")["requestState"];
  EXPECT_EQ(answer("tampered_state", state + "-TAMPERED", responses)["error"]["code"], -32602);
  const Json kept = ask("request_state")["requestState"];
  EXPECT_EQ(answer("request_state", kept, responses)["result"]["content"][0]["text"],
            "Confirmed: state-ok");
}

TEST_F(InputRounds, AskOnlyWhatTheClientCanAnswer) {
  capabilities_ = {{"sampling", Json::object()}};
  const Json requests = ask("capabilities")["inputRequests"];
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests.begin()->at("method"), "sampling/createMessage");
}

TEST_F(InputRounds, AreForPromptsToo) {
  const Json asked = request("prompts/get", {{"name", prefix + "prompt"}})["result"];
  ASSERT_EQ(asked["resultType"], "input_required");
  ASSERT_TRUE(asked["inputRequests"].contains("user_context"));
  const Json done = request(
      "prompts/get",
      {{"name", prefix + "prompt"},
       {"requestState", asked["requestState"]},
       {"inputResponses", {{"user_context", accept({{"context", "test context"}})}}}})["result"];
  EXPECT_EQ(done["messages"][0]["content"]["text"], "Context: test context");
}

TEST_F(InputRounds, AreNotForLists) {
  for (const char* method : {"tools/list", "prompts/list", "resources/list"}) {
    EXPECT_EQ(request(method, Json::object())["result"]["resultType"], "complete") << method;
  }
}

// Without a log level in `_meta` no log message is sent, so the next message is the response.
TEST_F(InputRounds, LogNothingUnasked) {
  const Json result = request("tools/call", {{"name", "test_logging_tool"}})["result"];
  EXPECT_EQ(result["content"][0]["text"], "Logging evaluated");
}

}  // namespace
}  // namespace mcp::test
