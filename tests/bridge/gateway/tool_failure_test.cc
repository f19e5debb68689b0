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
  const std::pair<const char*, const char*> cases[] = {
      {"E_PATH", "invalid_path"},   {"E_SYMLINK", "invalid_path"}, {"E_NO_SPACE", "write_failed"},
      {"E_ACCESS", "write_failed"}, {"E_CONFLICT", "tool_error"},  {"", "tool_error"},
      {"unheard of", "tool_error"}};
  for (const auto& [code, expected] : cases) {
    SCOPED_TRACE(code);
    const Json failure = tool_failure(failed(code), "en");
    EXPECT_EQ(failure["message"], expected);
    EXPECT_NE(failure["detail"].get<std::string>().find("E_X: why."), std::string::npos);
  }
}

TEST(ToolFailure, ForeignServersNeedNoStructure) {
  const Json failure = tool_failure({{"outcome", "failed"}, {"text", "no"}}, "pt-BR");
  EXPECT_EQ(failure, (Json{{"message", "tool_error"}, {"detail", "A ferramenta falhou. (no)"}}));
}

TEST(ToolFailure, TellsThatNobodyAnswered) {
  const Json failure = tool_failure({{"outcome", "expired"}, {"text", "x"}}, "en");
  EXPECT_EQ(failure["message"], "approval_expired");
}

TEST(ToolFailure, IsNoneWhenTheUserDecidedSo) {
  for (const char* outcome : {"done", "denied", "cancelled", "interrupted", ""}) {
    EXPECT_TRUE(tool_failure({{"outcome", outcome}}, "en").is_null()) << outcome;
  }
  EXPECT_TRUE(tool_failure("odd", "en").is_null());
}

TEST(ToolFailure, CutsLongReasons) {
  const Json failure =
      tool_failure({{"outcome", "failed"}, {"text", std::string(100'000, 'x')}}, "en");
  EXPECT_LT(failure["detail"].get<std::string>().size(), 1000U);
}

}  // namespace
}  // namespace mcp::bridge::tool_failure_test
