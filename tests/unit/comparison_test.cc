// The rules of `diff`: what changed, and what may break a client.
#include "comparison/compare.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "comparison/schema_changes.hpp"

namespace mcp::cli::comparison_test {
namespace {

/// Two schemas; the path of the one change, empty for none; whether it is breaking for what a
/// client sends, and for what it receives.
struct SchemaCase {
  const char* before;
  const char* after;
  const char* path;
  bool input;
  bool output;
};

TEST(Comparison, KnowsWhichChangesOfASchemaAreBreaking) {
  const SchemaCase cases[] = {
      {R"({"type":"object"})", R"({"type":"object"})", "", false, false},
      {R"({"description":"a"})", R"({"description":"b"})", "/description", false, false},
      {R"({"type":"string"})", R"({"type":"number"})", "/type", true, true},
      {R"({"type":"integer"})", R"({"type":"number"})", "/type", false, true},
      {R"({"type":"number"})", R"({"type":"integer"})", "/type", true, false},
      {R"({"type":"string"})", R"({"type":["string","null"]})", "/type", false, true},
      {R"({})", R"({"type":"string"})", "/type", true, false},
      {R"({"type":"string"})", R"({})", "/type", false, true},
      {R"({"enum":[1,2]})", R"({"enum":[1]})", "/enum", true, false},
      {R"({"enum":[1]})", R"({"enum":[2,1]})", "/enum", false, true},
      {R"({"enum":[1]})", R"({"enum":[2]})", "/enum", true, true},
      {R"({"required":["a"]})", R"({"required":["a","b"]})", "/required", true, false},
      {R"({"required":["a","b"]})", R"({"required":["b"]})", "/required", false, true},
      {R"({})", R"({"required":["a"]})", "/required", true, false},
      {R"({})", R"({"required":[]})", "/required", false, false},
      {R"({"minimum":1})", R"({"minimum":2})", "/minimum", true, false},
      {R"({"minLength":2})", R"({"minLength":1})", "/minLength", false, true},
      {R"({"maximum":1})", R"({"maximum":2})", "/maximum", false, true},
      {R"({"maxItems":2})", R"({"maxItems":1})", "/maxItems", true, false},
      {R"({"pattern":"a"})", R"({"pattern":"b"})", "/pattern", true, true},
      {R"({})", R"({"format":"uri"})", "/format", true, false},
      {R"({"const":1})", R"({})", "/const", false, true},
      {R"({"uniqueItems":false})", R"({"uniqueItems":true})", "/uniqueItems", true, false},
      {R"({"x-own":1})", R"({"x-own":2})", "/x-own", false, false},
      {R"({"anyOf":[{"type":"null"}]})", R"({"anyOf":[{"type":"null"},{}]})", "/anyOf", false,
       true},
      {R"({"allOf":[{"minimum":1}]})", R"({"allOf":[{"minimum":1},{"maximum":2}]})", "/allOf", true,
       false},
      {R"({})", R"({"additionalProperties":false})", "/additionalProperties", true, false},
      {R"({"additionalProperties":false})", R"({"additionalProperties":true})",
       "/additionalProperties", false, true},
      {R"({"properties":{"a":{"minimum":1}}})", R"({"properties":{"a":{"minimum":2}}})",
       "/properties/a/minimum", true, false},
      {R"({"properties":{"a/b":{}}})", R"({"properties":{}})", "/properties/a~1b", true, true},
      {R"({"properties":{}})", R"({"properties":{"a":{}}})", "/properties/a", false, false},
      {R"({"items":{"type":"string"}})", R"({"items":{"type":["string","null"]}})", "/items/type",
       false, true},
      {R"({"not":{"type":"string"}})", R"({"not":{"type":"null"}})", "/not", true, true},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(std::string(each.before) + " -> " + each.after);
    for (const auto use : {SchemaUse::input, SchemaUse::output}) {
      const auto changes =
          schema_changes(Json::parse(each.before), Json::parse(each.after), use, "");
      if (*each.path == '\0') {
        EXPECT_TRUE(changes.empty());
        continue;
      }
      ASSERT_EQ(changes.size(), 1U);
      EXPECT_EQ(changes[0].path, each.path);
      EXPECT_EQ(changes[0].breaking, use == SchemaUse::input ? each.input : each.output);
    }
  }
}

TEST(Comparison, EndsInADeepSchema) {
  Json before = Json::object();
  Json after{{"type", "null"}};
  for (int depth = 0; depth < 120; ++depth) {
    before = {{"items", before}};
    after = {{"items", after}};
  }
  const auto changes = schema_changes(before, after, SchemaUse::input, "");
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_TRUE(changes[0].breaking) << "what cannot be told counts as breaking";
}

Json snapshot(const Json& changes = Json::object()) {
  Json base = Json::parse(R"({
    "mcpSnapshot": 1, "protocolVersion": "v", "serverInfo": {"name": "s", "version": "1"},
    "capabilities": {"tools": {"listChanged": true}}, "instructions": "",
    "tools": [{"name": "t", "description": "d", "inputSchema": {"type": "object"}}],
    "resources": [{"uri": "r:1", "name": "r"}], "resourceTemplates": [],
    "prompts": [{"name": "p", "arguments": [{"name": "a"}]}]})");
  base.merge_patch(changes);
  return base;
}

TEST(Comparison, FindsTheChangesOfAServer) {
  const struct {
    const char* patch;  ///< JSON Merge Patch of the second snapshot.
    std::vector<std::string> lines;
  } cases[] = {
      {"{}", {}},
      {R"({"serverInfo":{"version":"2"}})", {"~ serverInfo /version: \"1\" -> \"2\"\n"}},
      {R"({"instructions":"i"})", {"~ instructions: \"\" -> \"i\"\n"}},
      {R"({"capabilities":{"tools":{"listChanged":false}}})",
       {"~ capabilities /tools/listChanged: true -> false  [breaking]\n"}},
      {R"({"capabilities":{"tools":null}})",
       {"- capabilities /tools: {\"listChanged\":true}  [breaking]\n"}},
      {R"({"capabilities":{"prompts":{}}})", {"+ capabilities /prompts: {}\n"}},
      {R"({"tools":[]})", {"- tools t  [breaking]\n"}},
      {R"({"tools":[{"name":"t","description":"d","inputSchema":{"type":"object"}},{"name":"u"}]})",
       {"+ tools u\n"}},
      {R"({"tools":[{"name":"t","description":"e","inputSchema":
          {"type":"object","required":["x"]}}]})",
       {"~ tools t /description: \"d\" -> \"e\"\n",
        "+ tools t /inputSchema/required: [\"x\"]  [breaking: an argument is now required]\n"}},
      {R"({"resources":[{"uri":"r:1","name":"q"}]})", {"~ resources r:1 /name: \"r\" -> \"q\"\n"}},
      {R"({"prompts":[{"name":"p","arguments":[{"name":"a","required":true},{"name":"b"}]}]})",
       {"~ prompts p /arguments/a: {\"name\":\"a\"} -> {\"name\":\"a\",\"required\":true}  "
        "[breaking: an argument is now required]\n",
        "+ prompts p /arguments/b: {\"name\":\"b\"}\n"}},
      {R"({"prompts":[{"name":"p"}]})",
       {"- prompts p /arguments/a: {\"name\":\"a\"}  [breaking: an argument was removed]\n"}},
  };
  for (const auto& [patch, lines] : cases) {
    SCOPED_TRACE(patch);
    std::vector<std::string> found;
    for (const auto& change : compare(snapshot(), snapshot(Json::parse(patch)))) {
      found.push_back(change_line(change));
    }
    EXPECT_EQ(found, lines);
  }
}

TEST(Comparison, AChangeAsJsonHasADocumentedShape) {
  const auto changes = compare(snapshot(), snapshot({{"tools", Json::array()}}));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(change_json(changes[0]), Json::parse(R"({"part": "tools", "name": "t",
      "change": "removed", "breaking": true, "after": null, "before":
      {"name": "t", "description": "d", "inputSchema": {"type": "object"}}})"));
}

TEST(Comparison, TextOfAServerIsSafeToShow) {
  const std::string acts = "\x1B[2J\nb";
  const auto changes = compare(snapshot(), snapshot({{"tools", {{{"name", acts}}}}}));
  for (const auto& change : changes) {
    const std::string line = change_line(change);
    EXPECT_EQ(line.find('\x1B'), std::string::npos);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
  }
}

}  // namespace
}  // namespace mcp::cli::comparison_test
