// Calls and prompts with values of C++ types, in both eras.

#include <map>
#include <optional>

#include "client/served_client.hpp"

namespace mcp::test {
namespace {

struct Add {
  int a = 0;
  int b = 0;

  static Object<Add> describe() {
    return Object<Add>().required("a", &Add::a, "").required("b", &Add::b, "");
  }
};

struct Sum {
  int sum = 0;

  static Object<Sum> describe() { return Object<Sum>().required("sum", &Sum::sum, ""); }
};

class TypedCalls : public ServedClient {
 protected:
  /// A client whose tool calls all have this result.
  Client connect_to_result(const Json& result) {
    return connect([result](const Request&) -> Outcome { return result; });
  }
};

void add_tools(Server& server) {
  server.add_tool<Add>({.name = "add"}, [](const Add& in) { return Sum{in.a + in.b}; });
  server.add_tool({.name = "numbers"}, ToolHandler([](const Json&, ToolContext&) -> ToolReply {
                    return structured(Json::array({1, 2}));
                  }));
  server.add_tool<NoArguments>({.name = "texts"}, [](const NoArguments&) {
    return CallToolResult{.content = {TextContent{"one"}, ImageContent{"iVBORw0KGgo=", "image/png"},
                                      TextContent{""}, TextContent{"two"}}};
  });
}

TEST_P(TypedCalls, EncodeArgumentsAndDecodeResults) {
  Server server({"typed", "1"});
  add_tools(server);
  auto client = connect(server);
  EXPECT_EQ(client.call<Sum>("add", Add{1, 2}).sum, 3);
  EXPECT_EQ(client.call<Sum>("add", std::map<std::string, int>{{"a", 2}, {"b", 3}}).sum, 5);
  EXPECT_EQ(client.call<Json>("add", Json{{"a", 3}, {"b", 4}}), Json({{"sum", 7}}));
  EXPECT_EQ(client.call<std::string>("texts"), "one\n\ntwo");
  EXPECT_NO_THROW(client.call<void>("texts", NoArguments{}));
}

// Before 2026-07-28 structured content is an object; the text carries the rest.
TEST_P(TypedCalls, DecodeAListInBothEras) {
  Server server({"typed", "1"});
  add_tools(server);
  EXPECT_EQ(connect(server).call<std::vector<int>>("numbers"), std::vector<int>({1, 2}));
}

Json text_block(const std::string& text) {
  return {{"type", "text"}, {"text", text}};
}

TEST_P(TypedCalls, DecodeTheTextOfServersWithoutStructuredContent) {
  const Json image{{"type", "image"}, {"data", ""}, {"mimeType", "image/png"}};
  const struct {
    const char* name;
    Json result;
  } cases[] = {
      {"structured only", {{"content", Json::array()}, {"structuredContent", {{"sum", 3}}}}},
      {"text only", {{"content", {text_block(R"({"sum":3})")}}}},
      {"null", {{"content", {text_block(R"({"sum":3})")}}, {"structuredContent", nullptr}}},
      {"an image and a text", {{"content", {image, text_block(R"( {"sum": 3} )")}}}},
      {"both",
       {{"content", {text_block(R"({"sum":4})")}}, {"structuredContent", {{"sum", 3}, {"x", 1}}}}},
  };
  for (const auto& [name, result] : cases) {
    SCOPED_TRACE(name);
    EXPECT_EQ(connect_to_result(result).call<Sum>("add", Add{1, 2}).sum, 3);
  }
}

TEST_P(TypedCalls, RejectResultsThatDoNotFit) {
  const struct {
    const char* name;
    Json result;
    const char* text;
  } cases[] = {
      {"nothing", {{"content", Json::array()}}, "has no structured content"},
      {"no JSON", {{"content", {text_block("three")}}}, "has no structured content"},
      {"two texts",
       {{"content", {text_block(R"({"sum":3})"), text_block(R"({"sum":3})")}}},
       "has no structured content"},
      {"a wrong type", {{"content", Json::array()}, {"structuredContent", {{"sum", "3"}}}}, "sum"},
      {"a missing member",
       {{"content", Json::array()}, {"structuredContent", Json::object()}},
       "missing required property"},
      {"null", {{"content", Json::array()}, {"structuredContent", nullptr}}, "is not as expected"},
      {"a text of a wrong shape", {{"content", {text_block("[3]")}}}, "must be an object"},
      {"no result of a tool", {{"sum", 3}}, "content"},
  };
  for (const auto& [name, result, text] : cases) {
    SCOPED_TRACE(name);
    auto client = connect_to_result(result);
    const auto error = failure([&] { client.call<Sum>("add", Add{1, 2}); });
    EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
    EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
  }
}

TEST_P(TypedCalls, ThrowWhatAToolSaysWhenItFails) {
  const struct {
    const char* name;
    Json result;
    const char* text;
  } cases[] = {
      {"a text", {{"content", {text_block("no such file")}}}, "no such file"},
      {"two texts", {{"content", {text_block("a"), text_block("b")}}}, "a\nb"},
      {"no text", {{"content", Json::array()}}, "The tool add failed and does not say why"},
      {"a value", {{"content", {text_block("full")}}, {"structuredContent", {{"sum", 3}}}}, "full"},
  };
  for (const auto& [name, result, text] : cases) {
    SCOPED_TRACE(name);
    Json failed = result;
    failed["isError"] = true;
    auto client = connect_to_result(failed);
    try {
      client.call<Sum>("add", Add{1, 2});
      ADD_FAILURE() << "it did not fail";
    } catch (const ToolFailure& failed_tool) {
      EXPECT_STREQ(failed_tool.what(), text);
      EXPECT_EQ(failed_tool.code(), ErrorCode::internal_error);
      EXPECT_TRUE(failed_tool.result().is_error);
      EXPECT_EQ(failed_tool.result().content.size(), result["content"].size());
    }
    EXPECT_THROW(client.call<void>("add", Add{1, 2}), ToolFailure);
    EXPECT_THROW(client.call<std::string>("add", Add{1, 2}), ToolFailure);
  }
}

TEST_P(TypedCalls, KeepErrorsOfTheServerApart) {
  auto client = connect([](const Request&) -> Outcome {
    return Error(ErrorCode::invalid_params, "Unknown tool: add");
  });
  const auto error = failure([&] { client.call<Sum>("add", Add{1, 2}); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
  EXPECT_STREQ(error.what(), "Unknown tool: add");
}

TEST_P(TypedCalls, SendNoArgumentsThatAreNoObject) {
  auto client = connect_to_result({{"content", Json::array()}});
  EXPECT_EQ(failure([&] { client.call<void>("add", 5); }).code(), ErrorCode::invalid_params);
  EXPECT_EQ(failure([&] { client.get_prompt("letter", std::vector<int>{1}); }).code(),
            ErrorCode::invalid_params);
  EXPECT_EQ(sent().of("tools/call").size(), 0U);
  EXPECT_EQ(sent().of("prompts/get").size(), 0U);
}

struct Letter {
  std::string to;
  std::optional<int> copies = {};
  double weight = 0;
  bool urgent = false;
  std::optional<std::string> note = {};
  std::vector<std::string> tags = {};

  static Object<Letter> describe() {
    return Object<Letter>()
        .required("to", &Letter::to, "")
        .required("copies", &Letter::copies, "")
        .required("weight", &Letter::weight, "")
        .optional("urgent", &Letter::urgent, "")
        .optional("note", &Letter::note, "")
        .optional("tags", &Letter::tags, "");
  }
};

TEST_P(TypedCalls, SendTheArgumentsOfPromptsAsTexts) {
  const struct {
    Letter letter;
    Json arguments;
  } cases[] = {
      {{.to = "Ann \"A\""}, {{"to", "Ann \"A\""}, {"weight", "0"}}},
      {{.to = "", .copies = 2, .weight = 1.5, .urgent = true, .note = "5", .tags = {"a", "b"}},
       {{"to", ""},
        {"copies", "2"},
        {"weight", "1.5"},
        {"urgent", "true"},
        {"note", "5"},
        {"tags", R"(["a","b"])"}}},
  };
  for (const auto& [letter, arguments] : cases) {
    auto client = connect([](const Request&) -> Outcome {
      return Json{{"messages", {{{"role", "user"}, {"content", text_block("Dear")}}}}};
    });
    const auto prompt = client.get_prompt("letter", letter);
    ASSERT_EQ(prompt.messages.size(), 1U);
    EXPECT_EQ(text_of(prompt.messages[0].content), "Dear");
    const Json params = sent().of("prompts/get").back();
    EXPECT_EQ(params["name"], "letter");
    EXPECT_EQ(params["arguments"], arguments);
  }
}

TEST_P(TypedCalls, ReachPromptsOfAServer) {
  Server server({"typed", "1"});
  server.add_prompt({.name = "letter", .arguments = {{.name = "to"}, {.name = "weight"}}},
                    [](const Values& arguments, RequestContext&) -> PromptReply {
                      return GetPromptResult{
                          .messages = {user_message(arguments.at("to") + arguments.at("weight"))}};
                    });
  const auto prompt = connect(server).get_prompt("letter", Letter{.to = "Bo", .weight = 0.5});
  EXPECT_EQ(text_of(prompt.messages.at(0).content), "Bo0.5");
}

MCP_BOTH_ERAS(TypedCalls);

}  // namespace
}  // namespace mcp::test
