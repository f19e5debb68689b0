#include "matrix/matrix.hpp"

namespace mcp::test {
namespace {

class Lists : public Matrix {};

template <class Item>
std::vector<std::string> names(const std::vector<Item>& items) {
  std::vector<std::string> all;
  for (const auto& item : items) all.push_back(item.name);
  return all;
}

TEST_P(Lists, AreWholeAndInOrderWhateverTheSizeOfAPage) {
  auto client = connect();
  const auto tools = client.list_tools();
  ASSERT_GT(tools.size(), 8U);
  EXPECT_EQ(tools[0].name, "echo");
  EXPECT_EQ(tools[1].name, "add");
  EXPECT_EQ(names(tools), names(client.list_tools()));
  EXPECT_EQ(names(client.list_resources()),
            std::vector<std::string>({"text", "binary", "guarded"}));
  EXPECT_EQ(names(client.list_resource_templates()), std::vector<std::string>({"user"}));
  EXPECT_EQ(names(client.list_prompts()), std::vector<std::string>({"review", "guarded"}));
}

TEST_P(Lists, ShowATool) {
  auto client = connect();
  const auto tools = client.list_tools();
  EXPECT_EQ(tools[0].description, "Says it again.");
  EXPECT_EQ(tools[0].input_schema, Json::parse(R"({
      "type": "object",
      "properties": {
        "text": {"type": "string", "description": "What to say", "minLength": 1},
        "times": {"type": "integer", "description": "How often", "minimum": 1, "maximum": 3,
                  "default": 1}},
      "required": ["text"],
      "additionalProperties": false})"));
  EXPECT_EQ(tools[1].title, "Add");
  EXPECT_EQ(tools[1].output_schema["required"], Json({"sum"}));
  EXPECT_EQ(tools[2].annotations.read_only, true);
  EXPECT_EQ(tools[2].icons.front().mime_type, "image/png");
}

TEST_P(Lists, GoOnWhereACursorSays) {
  auto client = connect();
  const Json first = client.request("tools/list", nullptr);
  EXPECT_EQ(first["tools"].size(), 4U);
  const Json second = client.request("tools/list", {{"cursor", first["nextCursor"]}});
  EXPECT_NE(first["tools"][0], second["tools"][0]);
}

TEST_P(Lists, RefuseACursorThatTheyDidNotGive) {
  auto client = connect();
  const Json tools = client.request("tools/list", nullptr);
  for (const Json& cursor : {Json("!"), Json("bm9uc2Vuc2U"), Json(7)}) {
    const auto error = failure([&] { client.request("tools/list", {{"cursor", cursor}}); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_params) << to_text(cursor);
  }
  const auto error = failure([&] {
    client.request("prompts/list", {{"cursor", tools["nextCursor"]}});
  });
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
}

// Spec: 2026-07-28 server/utilities/caching; earlier revisions have no such members.
TEST_P(Lists, SayHowLongTheyStayFresh) {
  auto client = connect();
  for (const char* method :
       {"tools/list", "prompts/list", "resources/list", "resources/templates/list"}) {
    const Json result = client.request(method, nullptr);
    EXPECT_EQ(result.contains("ttlMs"), modern()) << method;
    EXPECT_EQ(result.contains("resultType"), modern()) << method;
    if (!modern()) continue;
    EXPECT_EQ(result["ttlMs"], server_is_modern() ? 5000 : 0) << method;
    EXPECT_EQ(result["cacheScope"], server_is_modern() ? "public" : "private") << method;
    const Json& server = result["_meta"]["io.modelcontextprotocol/serverInfo"];
    EXPECT_EQ(server["name"], server_is_modern() ? "feature-server" : "mcp-client-proxy");
  }
}

MCP_MATRIX(Lists);

}  // namespace
}  // namespace mcp::test
