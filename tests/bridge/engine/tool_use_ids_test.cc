#include "bridge/engine/tool_use_ids.hpp"

#include <gtest/gtest.h>

namespace mcp::bridge::tool_use_ids_test {
namespace {

TEST(ToolUseIds, AreEachUsedOnce) {
  ToolUseIds ids(Json::parse(R"([
    {"role": "user", "content": [{"type": "text", "text": "x"}]},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "n"}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1"}]}])"));
  EXPECT_NE(ids.claim("toolu_1"), "toolu_1");
  EXPECT_EQ(ids.claim("toolu_2"), "toolu_2");
  const std::string again = ids.claim("toolu_2");
  EXPECT_TRUE(again.starts_with("toolu_bridge_")) << again;
  EXPECT_NE(ids.claim("toolu_2"), again);
}

TEST(ToolUseIds, AreSuchAsTheApiTakesBack) {
  for (const std::string id : {"", "a/result", "functions.x:0", "a b"}) {
    const std::string claimed = ToolUseIds().claim(id);
    EXPECT_TRUE(claimed.starts_with("toolu_bridge_")) << claimed;
    EXPECT_EQ(ToolUseIds().claim(claimed), claimed);
  }
  EXPECT_NE(ToolUseIds().claim(std::string(65, 'a')), std::string(65, 'a'));
}

}  // namespace
}  // namespace mcp::bridge::tool_use_ids_test
