// The fixtures that request input: the requests match the conformance suite, in both eras.

#include "conformance/fixture_client.hpp"

namespace mcp::test {
namespace {

class FixtureQuestions : public FixtureClient {
 protected:
  /// A client whose user fills in forms with `content`. It records the elicitations.
  Client connect_with(Json content) {
    ClientHandlers handlers;
    handlers.elicit = [this, content](const Elicitation& question, std::stop_token) {
      const std::scoped_lock lock(mutex_);
      asked_.push_back(question);
      return ElicitResult{ElicitAction::accept, content};
    };
    return connect(std::move(handlers));
  }

  /// The only elicitation that was made.
  Elicitation asked() {
    const std::scoped_lock lock(mutex_);
    EXPECT_EQ(asked_.size(), 1U);
    return asked_.empty() ? Elicitation{} : asked_[0];
  }

 private:
  std::mutex mutex_;
  std::vector<Elicitation> asked_;
};

TEST_P(FixtureQuestions, ReachTheModel) {
  Json asked;
  auto client = connect({.sample = [&asked](const Json& params, std::stop_token) -> Json {
    asked = params;
    return {{"role", "assistant"},
            {"model", "test-model"},
            {"content", {{"type", "text"}, {"text", "This is a test response"}}}};
  }});
  const auto result = client.call_tool("test_sampling", {{"prompt", "Test prompt for sampling"}});
  EXPECT_EQ(first_text(result), "LLM response: This is a test response");
  EXPECT_EQ(asked["messages"][0]["content"]["text"], "Test prompt for sampling");
  EXPECT_EQ(asked["maxTokens"], 100);
}

TEST_P(FixtureQuestions, ReachTheUser) {
  const Json contact{{"username", "testuser"}, {"email", "test@example.com"}};
  auto client = connect_with(contact);
  const auto result =
      client.call_tool("test_elicitation", {{"message", "Please provide your information"}});
  EXPECT_EQ(first_text(result), "User response: action=accept, content=" + to_text(contact));
  Elicitation question = asked();
  EXPECT_EQ(question.message, "Please provide your information");
  Json& properties = question.requested_schema["properties"];
  EXPECT_EQ(properties["username"]["type"], "string");
  EXPECT_EQ(properties["email"]["type"], "string");
}

TEST_P(FixtureQuestions, MayBeDeclined) {
  auto client = connect({.elicit = [](const Elicitation&, std::stop_token) {
    return ElicitResult{ElicitAction::decline};
  }});
  EXPECT_EQ(first_text(client.call_tool("test_elicitation", {{"message", "Who?"}})),
            "User response: action=decline, content={}");
}

TEST_P(FixtureQuestions, HaveDefaults) {
  const Json content{
      {"name", "Jane"}, {"age", 25}, {"score", 88}, {"status", "inactive"}, {"verified", false}};
  auto client = connect_with(content);
  const auto result = client.call_tool("test_elicitation_sep1034_defaults", nullptr);
  EXPECT_EQ(first_text(result),
            "Elicitation completed: action=accept, content=" + to_text(content));
  Json properties = asked().requested_schema["properties"];
  for (auto& property : properties) property.erase("description");
  EXPECT_EQ(properties, Json::parse(R"({
    "name": {"type": "string", "default": "John Doe"},
    "age": {"type": "integer", "default": 30},
    "score": {"type": "number", "default": 95.5},
    "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
    "verified": {"type": "boolean", "default": true}})"));
}

TEST_P(FixtureQuestions, HaveListsToChooseFrom) {
  const Json content{{"untitledSingle", "option1"},
                     {"titledSingle", "value1"},
                     {"legacyEnum", "opt1"},
                     {"untitledMulti", {"option1", "option2"}},
                     {"titledMulti", {"value1", "value2"}}};
  auto client = connect_with(content);
  const auto result = client.call_tool("test_elicitation_sep1330_enums", nullptr);
  EXPECT_EQ(first_text(result),
            "Elicitation completed: action=accept, content=" + to_text(content));
  EXPECT_EQ(asked().requested_schema["properties"], Json::parse(R"({
    "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
    "titledSingle": {"type": "string", "oneOf": [
      {"const": "value1", "title": "First Option"}, {"const": "value2", "title": "Second Option"},
      {"const": "value3", "title": "Third Option"}]},
    "legacyEnum": {"type": "string", "enum": ["opt1", "opt2", "opt3"],
      "enumNames": ["Option One", "Option Two", "Option Three"]},
    "untitledMulti": {"type": "array", "minItems": 1, "maxItems": 3,
      "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
    "titledMulti": {"type": "array", "items": {"anyOf": [
      {"const": "value1", "title": "First Choice"}, {"const": "value2", "title": "Second Choice"},
      {"const": "value3", "title": "Third Choice"}]}}})"));
}

// A client that answers every request sees no difference between the eras.
TEST_P(FixtureQuestions, ComeInRounds) {
  ClientHandlers handlers;
  handlers.elicit = [](const Elicitation& question, std::stop_token) {
    Json content = Json::object();
    for (const auto& [name, schema] : question.requested_schema["properties"].items()) {
      content[name] = name == "ok" ? Json(true) : Json("Alice");
    }
    return ElicitResult{ElicitAction::accept, content};
  };
  handlers.sample = [](const Json&, std::stop_token) -> Json {
    return {{"role", "assistant"},
            {"model", "test-model"},
            {"content", Json::array({{{"type", "text"}, {"text", "Hello there!"}}})}};
  };
  handlers.roots = [] { return std::vector<Root>{{"file:///test/root", "Test"}}; };
  auto client = connect(std::move(handlers));
  const struct Case {
    const char* tool;
    const char* text;
  } cases[] = {
      {"elicitation", "Hello, Alice!"},
      {"sampling", "The model says: Hello there!"},
      {"list_roots", "Roots: file:///test/root"},
      {"request_state", "Confirmed: state-ok"},
      {"tampered_state", "Confirmed: state-ok"},
      {"multiple_inputs", "Hello there! Alice in file:///test/root"},
      {"multi_round", "Alice likes Alice"},
      {"capabilities", "Everything that the client can be asked is answered"},
  };
  const std::string tools = "test_input_required_result_";
  for (const auto& [tool, text] : cases) {
    EXPECT_EQ(first_text(client.call_tool(tools + tool, nullptr)), text);
  }
  const auto prompt = client.get_prompt(tools + "prompt");
  ASSERT_EQ(prompt.messages.size(), 1U);
  EXPECT_EQ(text_of(prompt.messages[0].content), "Context: Alice");
}

INSTANTIATE_TEST_SUITE_P(Eras, FixtureQuestions, ::testing::Values(Era::modern, Era::legacy),
                         name_of);

}  // namespace
}  // namespace mcp::test
