// Checks without the conformance suite that each fixture does what the suite expects, in both eras.

#include "conformance/fixture_client.hpp"

namespace mcp::test {
namespace {

using Fixtures = FixtureClient;

// Also: the first tool needs no arguments, and the first resource can be read (see fixtures.hpp).
TEST_P(Fixtures, AreListedWithDescriptions) {
  auto client = connect();
  const auto tools = client.list_tools();
  for (const auto& tool : tools) EXPECT_NE(tool.description, "") << tool.name;
  ASSERT_FALSE(tools.empty());
  EXPECT_EQ(tools[0].input_schema["properties"], Json::object());
  EXPECT_FALSE(client.call_tool(tools[0].name, Json::object()).is_error);
  const auto prompts = client.list_prompts();
  for (const auto& prompt : prompts) EXPECT_NE(prompt.description, "") << prompt.name;
  const auto resources = client.list_resources();
  ASSERT_FALSE(resources.empty());
  EXPECT_EQ(client.read_resource(resources[0].uri).contents.size(), 1U);
}

TEST_P(Fixtures, AnswerWithEveryKindOfContent) {
  auto client = connect();
  const Json png{{"type", "image"}, {"data", one_pixel_png}, {"mimeType", "image/png"}};
  const Json wav{{"type", "audio"}, {"data", silent_wav}, {"mimeType", "audio/wav"}};
  const struct Case {
    const char* tool;
    Json content;
  } cases[] = {
      {"test_simple_text",
       {{{"type", "text"}, {"text", "This is a simple text response for testing."}}}},
      {"test_image_content", Json::array({png})},
      {"test_audio_content", Json::array({wav})},
      {"test_embedded_resource",
       {{{"type", "resource"},
         {"resource",
          {{"uri", "test://embedded-resource"},
           {"mimeType", "text/plain"},
           {"text", "This is an embedded resource content."}}}}}},
      {"test_multiple_content_types",
       {{{"type", "text"}, {"text", "Multiple content types test:"}},
        png,
        {{"type", "resource"},
         {"resource",
          {{"uri", "test://mixed-content-resource"},
           {"mimeType", "application/json"},
           {"text", R"({"test":"data","value":123})"}}}}}},
  };
  for (const auto& [tool, content] : cases) {
    const auto result = client.call_tool(tool, nullptr);
    EXPECT_EQ(encode(result.content), content) << tool;
    EXPECT_FALSE(result.is_error) << tool;
  }
  const auto failed = client.call_tool("test_error_handling", nullptr);
  EXPECT_TRUE(failed.is_error);
  EXPECT_EQ(first_text(failed), "This tool intentionally returns an error for testing");
}

TEST_P(Fixtures, SendProgress) {
  auto client = connect();
  std::vector<std::pair<double, double>> told;
  const CallOptions options{.on_progress = [&told](const Progress& progress) {
    told.emplace_back(progress.progress, progress.total.value_or(0));
  }};
  client.call_tool("test_tool_with_progress", nullptr, options);
  EXPECT_EQ(told, (std::vector<std::pair<double, double>>{{0, 100}, {50, 100}, {100, 100}}));
  told.clear();
  const auto result = client.call_tool("test_streaming_elicitation", nullptr, options);
  EXPECT_EQ(first_text(result), "Streaming complete");
  EXPECT_EQ(told.size(), 1U);
}

TEST_P(Fixtures, Log) {
  auto client = connect();
  client.call_tool("test_tool_with_logging", nullptr);
  EXPECT_EQ(count_of(R"("info""Tool execution started")"), 1);
  EXPECT_EQ(count_of(R"("info""Tool processing data")"), 1);
  EXPECT_EQ(count_of(R"("info""Tool execution completed")"), 1);
  EXPECT_EQ(first_text(client.call_tool("test_logging_tool", nullptr)), "Logging evaluated");
  EXPECT_EQ(first_text(client.call_tool("test_reconnection", nullptr)),
            "Reconnection test completed");
}

TEST_P(Fixtures, KeepEveryKeywordOfAnInputSchema) {
  auto client = connect();
  const auto tools = client.list_tools();
  std::map<std::string, Json> schemas;
  for (const auto& tool : tools) schemas[tool.name] = tool.input_schema;
  EXPECT_EQ(schemas["json_schema_2020_12_tool"], Json::parse(R"({
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {"address": {"$anchor": "addressDef", "type": "object", "properties": {
      "street": {"type": "string"}, "city": {"type": "string"}}}},
    "properties": {
      "name": {"type": "string"},
      "address": {"$ref": "#/$defs/address"},
      "contactMethod": {"type": "string", "enum": ["phone", "email"]},
      "phone": {"type": "string"},
      "email": {"type": "string"}},
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": false})"));
  EXPECT_FALSE(client.call_tool("json_schema_2020_12_tool", {{"email", "a@b"}}).is_error);
  EXPECT_TRUE(client.call_tool("json_schema_2020_12_tool", {{"name", "a"}}).is_error);
  EXPECT_EQ(schemas["test_x_mcp_header"]["properties"]["region"]["x-mcp-header"], "Region");
  EXPECT_EQ(first_text(client.call_tool("test_x_mcp_header", {{"region", "Hello"}})),
            "Region: Hello");
}

TEST_P(Fixtures, NeedDeclaredCapabilities) {
  auto client = connect({.sample = [](const Json&, std::stop_token) { return Json::object(); }});
  EXPECT_FALSE(client.call_tool("test_missing_capability", nullptr).is_error);
}

TEST_P(Fixtures, RefuseToWorkWithoutACapability) {
  auto client = connect();
  try {
    client.call_tool("test_missing_capability", nullptr);
    ADD_FAILURE() << "it worked";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), GetParam() == Era::modern ? ErrorCode::missing_client_capability
                                                      : ErrorCode::invalid_request);
    EXPECT_EQ(error.data(), Json({{"requiredCapabilities", {{"sampling", Json::object()}}}}));
  }
}

TEST_P(Fixtures, CanBeRead) {
  auto client = connect();
  const auto only = [&client](const char* uri) {
    const auto result = client.read_resource(uri);
    return encode(result.contents);
  };
  EXPECT_EQ(only("test://static-text"),
            Json({{{"uri", "test://static-text"},
                   {"mimeType", "text/plain"},
                   {"text", "This is the content of the static text resource."}}}));
  EXPECT_EQ(
      only("test://static-binary"),
      Json(
          {{{"uri", "test://static-binary"}, {"mimeType", "image/png"}, {"blob", one_pixel_png}}}));
  const Json data = only("test://template/123/data")[0];
  EXPECT_EQ(data["uri"], "test://template/123/data");
  EXPECT_EQ(data["mimeType"], "application/json");
  EXPECT_EQ(Json::parse(data["text"].get<std::string>()),
            Json({{"id", "123"}, {"templateTest", true}, {"data", "Data for ID: 123"}}));
  EXPECT_NO_THROW(client.listen({.uris = {"test://watched-resource"}}));
  EXPECT_EQ(only("test://watched-resource").size(), 1U);
}

TEST_P(Fixtures, SayWhichResourceThereIsNot) {
  auto client = connect();
  const std::string uri = "test://nonexistent-resource-for-conformance-testing";
  try {
    client.read_resource(uri);
    ADD_FAILURE() << "it was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), GetParam() == Era::modern ? ErrorCode::invalid_params
                                                      : ErrorCode::resource_not_found);
    EXPECT_EQ(error.data(), Json({{"uri", uri}}));
  }
}

TEST_P(Fixtures, GivePrompts) {
  auto client = connect();
  const auto messages = [&client](const char* name, const Values& arguments) {
    return encode(client.get_prompt(name, arguments))["messages"];
  };
  const auto user = [](Json content) { return Json{{"role", "user"}, {"content", content}}; };
  const auto says = [user](const char* text) { return user({{"type", "text"}, {"text", text}}); };
  EXPECT_EQ(messages("test_simple_prompt", {}),
            Json::array({says("This is a simple prompt for testing.")}));
  EXPECT_EQ(
      messages("test_prompt_with_arguments", {{"arg1", "testValue1"}, {"arg2", "testValue2"}}),
      Json::array({says("Prompt with arguments: arg1='testValue1', arg2='testValue2'")}));
  EXPECT_EQ(messages("test_prompt_with_embedded_resource", {{"resourceUri", "test://example"}}),
            Json::array({user({{"type", "resource"},
                               {"resource",
                                {{"uri", "test://example"},
                                 {"mimeType", "text/plain"},
                                 {"text", "Embedded resource content for testing."}}}}),
                         says("Please process the embedded resource above.")}));
  EXPECT_EQ(
      messages("test_prompt_with_image", {}),
      Json::array({user({{"type", "image"}, {"data", one_pixel_png}, {"mimeType", "image/png"}}),
                   says("Please analyze the image above.")}));
}

TEST_P(Fixtures, SuggestArguments) {
  auto client = connect();
  EXPECT_EQ(client.complete_prompt("test_prompt_with_arguments", "arg1", "test").values,
            std::vector<std::string>{"testValue1"});
  EXPECT_EQ(client.complete_resource("test://template/{id}/data", "id", "1").values,
            std::vector<std::string>{"123"});
}

TEST_P(Fixtures, ChangeWhatIsOffered) {
  auto client = connect();
  const auto tools = client.list_tools().size();
  const auto listening = client.listen({.tools = true, .prompts = true});
  client.call_tool("test_trigger_tool_change", nullptr);
  EXPECT_TRUE(told("tools", 1));
  EXPECT_EQ(count_of("prompts"), 0);
  client.call_tool("test_trigger_prompt_change", nullptr);
  EXPECT_TRUE(told("prompts", 1));
  EXPECT_EQ(client.list_tools().size(), tools);
}

INSTANTIATE_TEST_SUITE_P(Eras, Fixtures, ::testing::Values(Era::modern, Era::legacy), name_of);

}  // namespace
}  // namespace mcp::test
