#include "bridge/gateway/tool_failure.hpp"

#include <gtest/gtest.h>

namespace mcp::bridge::tool_failure_test {
namespace {

Json failed(const char* code) {
  return {{"outcome", "failed"},
          {"is_error", true},
          {"text", "E_X: why."},
          {"structured", {{"error", {{"code", code}}}}}};
}

TEST(ToolFailure, HasTheWordsOfTheFirstClients) {
  const std::pair<const char*, BridgeError> cases[] = {
      {"E_PATH", BridgeError::invalid_path},     {"E_SYMLINK", BridgeError::invalid_path},
      {"E_NO_SPACE", BridgeError::write_failed}, {"E_ACCESS", BridgeError::write_failed},
      {"E_CONFLICT", BridgeError::tool_error},   {"", BridgeError::tool_error},
      {"unheard of", BridgeError::tool_error}};
  for (const auto& [code, expected] : cases) {
    SCOPED_TRACE(code);
    const auto failure = tool_failure(failed(code), "en");
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, expected);
    EXPECT_NE(failure->detail.find("E_X: why."), std::string::npos);
  }
}

TEST(ToolFailure, ForeignServersNeedNoStructure) {
  const auto failure = tool_failure({{"outcome", "failed"}, {"text", "no"}}, "pt-BR");
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, BridgeError::tool_error);
  EXPECT_EQ(failure->detail, "A ferramenta falhou. (no)");
}

TEST(ToolFailure, TellsThatNobodyAnswered) {
  const auto failure = tool_failure({{"outcome", "expired"}, {"text", "x"}}, "en");
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, BridgeError::approval_expired);
}

TEST(ToolFailure, IsNoneWhenTheUserDecidedSo) {
  for (const char* outcome : {"done", "denied", "cancelled", "interrupted", ""}) {
    EXPECT_FALSE(tool_failure({{"outcome", outcome}}, "en")) << outcome;
  }
  EXPECT_FALSE(tool_failure("odd", "en"));
}

TEST(ToolFailure, CutsLongReasons) {
  const auto failure =
      tool_failure({{"outcome", "failed"}, {"text", std::string(100'000, 'x')}}, "en");
  ASSERT_TRUE(failure);
  EXPECT_LT(failure->detail.size(), 1000U);
}

}  // namespace
}  // namespace mcp::bridge::tool_failure_test
