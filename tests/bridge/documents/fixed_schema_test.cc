#include "bridge/documents/fixed_schema.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace mcp::bridge {
namespace {

namespace fs = std::filesystem;

std::string schema_text(const std::string& name) {
  std::ifstream file(fs::path(MCP_SOURCE_DIR) / "schemas" / "bridge" / (name + ".schema.json"));
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(FixedSchema, AllOfOursAreDraft07) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(MCP_SOURCE_DIR) / "schemas/bridge")) {
    SCOPED_TRACE(entry.path());
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(Json::parse(text)["$schema"], "http://json-schema.org/draft-07/schema#");
    EXPECT_NO_THROW(FixedSchema{text});
    ++count;
  }
  EXPECT_GE(count, 8);
}

TEST(FixedSchema, SaysWhereAndWhy) {
  const struct {
    const char* schema;
    const char* document;
    const char* pointer;
    const char* message;
  } cases[] = {
      {"ws.v1.client", R"([])", "", "type"},
      {"ws.v1.client", R"({"type": "ping"})", "", "'data'"},
      {"ws.v1.client", R"({"type": "pong", "data": {}})", "/type", "enum"},
      {"ws.v1.client", R"({"type": "ping", "data": {}, "id": "a b"})", "/id", "^[A-Za-z0-9_.:-]+$"},
      {"ws.v1.client", R"({"type": "user_message", "data": {}})", "/data", "'text'"},
      {"ws.v1.client", R"({"type": "user_message", "data": {"text": 1}})", "/data/text", "type"},
      {"ws.project.client", R"({"content": ""})", "/content", "1 character"},
      {"ws.project.client", R"({"type": "tool_approval", "tool_use_id": "x"})", "", "'approved'"},
      {"guard", R"({"rules": [{"name": "x"}]})", "/rules/0", "Missing required property"},
      {"prices", R"({"revision": 1})", "/revision", "type"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.document);
    const FixedSchema schema(schema_text(c.schema));
    const auto mismatch = schema.mismatch(Json::parse(c.document));
    ASSERT_TRUE(mismatch);
    EXPECT_EQ(mismatch->pointer, c.pointer);
    EXPECT_NE(mismatch->message.find(c.message), std::string::npos) << mismatch->message;
  }
}

TEST(FixedSchema, PointersAreEscaped) {
  const FixedSchema schema(R"({"additionalProperties": {"type": "string"}})");
  EXPECT_EQ(schema.mismatch({{"a/b~c", 1}})->pointer, "/a~1b~0c");
}

// std::regex, which valijson uses, would overflow the stack.
TEST(FixedSchema, LongTextsDoNotEndTheProcess) {
  const FixedSchema schema(schema_text("ws.v1.client"));
  for (const std::size_t size : {std::size_t{65}, std::size_t{1} << 20}) {
    const Json frame{{"type", "ping"}, {"data", Json::object()}, {"id", std::string(size, 'x')}};
    ASSERT_TRUE(schema.mismatch(frame)) << size;
    EXPECT_EQ(schema.mismatch(frame)->pointer, "/id");
  }
}

TEST(FixedSchema, TextThatIsNoSchemaIsRefused) {
  EXPECT_THROW(FixedSchema("{"), std::runtime_error);
  EXPECT_THROW(FixedSchema(R"({"type": 5})"), std::runtime_error);
  EXPECT_THROW(FixedSchema(R"({"pattern": "("})"), std::runtime_error);
}

}  // namespace
}  // namespace mcp::bridge
