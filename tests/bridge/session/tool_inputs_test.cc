#include "bridge/session/tool_inputs.hpp"

#include <gtest/gtest.h>

namespace mcp::bridge::tool_inputs_test {
namespace {

OfferedTool tool_taking(Json schema, std::string hash = "h1") {
  return {.api_name = "mcp__s__t",
          .server = "s",
          .identity = "id",
          .tool = {.name = "t", .input_schema = std::move(schema)},
          .schema_hash = std::move(hash)};
}

const Json schema = Json::parse(R"({
  "type": "object", "required": ["path"], "additionalProperties": false,
  "properties": {
    "path": {"type": "string"},
    "options": {"type": "object", "properties": {"depth": {"type": "integer"}}}}})");

TEST(ToolInputs, AreRefusedWithWhatIsWrong) {
  struct Case {
    const char* input;
    const char* says;  // part of the error; empty: the input is valid
  };
  const Case cases[] = {
      {R"({"path": "a"})", nullptr},
      {R"({"path": "a", "options": {"depth": 1}})", nullptr},
      {R"({})", "`path`"},
      {R"({"path": 1})", "`path`"},
      {R"({"path": "a", "paht": 1})", "`paht`"},
      {R"({"path": "a", "options": {"depth": "x"}})", "/options/depth: "},
      {R"([])", "must be an object"},
      {R"(null)", "must be an object"},
  };
  ToolInputs inputs;
  const auto tool = tool_taking(schema);
  for (const auto& c : cases) {
    const auto refused = inputs.refuse(tool, Json::parse(c.input));
    EXPECT_EQ(refused.has_value(), c.says != nullptr) << c.input;
    if (!refused || !c.says) continue;
    EXPECT_TRUE(refused->starts_with("Invalid arguments for tool `t`:\n- ")) << *refused;
    EXPECT_NE(refused->find(c.says), std::string::npos) << *refused;
  }
}

TEST(ToolInputs, AreJudgedByTheSchemaThatTheToolHasNow) {
  ToolInputs inputs;
  EXPECT_FALSE(inputs.refuse(tool_taking({{"type", "object"}}, "h1"), Json::object()));
  EXPECT_TRUE(inputs.refuse(tool_taking(schema, "h2"), Json::object()));
}

TEST(ToolInputs, AreAnyObjectsWithoutASchema) {
  ToolInputs inputs;
  for (const Json& none : {Json(), Json{{"type", 7}}}) {
    const auto tool = tool_taking(none, to_text(none));
    EXPECT_FALSE(inputs.refuse(tool, {{"anything", 1}}));
    EXPECT_TRUE(inputs.refuse(tool, "text"));
  }
}

}  // namespace
}  // namespace mcp::bridge::tool_inputs_test
