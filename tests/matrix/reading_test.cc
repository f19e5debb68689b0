#include "matrix/matrix.hpp"

namespace mcp::test {
namespace {

class Reading : public Matrix {};

TEST_P(Reading, GivesTextAndBytes) {
  auto client = connect();
  const auto text = client.read_resource("test://text");
  EXPECT_EQ(text.contents[0].text, "hello");
  EXPECT_EQ(text.contents[0].mime_type, "text/plain");
  EXPECT_EQ(text.cache.has_value(), modern());
  if (text.cache && server_is_modern()) {
    EXPECT_EQ(text.cache->ttl, std::chrono::seconds(60));
  }
  const auto binary = client.read_resource("test://binary");
  EXPECT_EQ(binary.contents[0].blob, "iVBORw0KGgo=");
}

TEST_P(Reading, FindsWhatATemplateStandsFor) {
  auto client = connect();
  const auto result = client.read_resource("test://user/a%20b/x/y?z");
  EXPECT_EQ(result.contents[0].text, "a b x/y?z");
  EXPECT_EQ(result.contents[0].uri, "test://user/a%20b/x/y?z");
}

TEST_P(Reading, SaysWhatDoesNotExist) {
  auto client = connect();
  const auto error = failure([&] { client.read_resource("test://nothing"); });
  const bool either_is_modern = modern() || server_is_modern();
  EXPECT_EQ(error.code(),
            either_is_modern ? ErrorCode::invalid_params : ErrorCode::resource_not_found);
  EXPECT_EQ(error.data()["uri"], "test://nothing");
}

TEST_P(Reading, GivesPrompts) {
  auto client = connect();
  const auto prompt = client.get_prompt("review", {{"code", "x = 1"}});
  EXPECT_EQ(prompt.description, "A review");
  ASSERT_EQ(prompt.messages.size(), 2U);
  EXPECT_EQ(text_of(prompt.messages[0].content), "Review x = 1");
  EXPECT_EQ(prompt.messages[1].role, Role::assistant);
}

TEST_P(Reading, WantsTheArgumentsOfAPrompt) {
  auto client = connect();
  const auto missing = failure([&] { client.get_prompt("review"); });
  EXPECT_EQ(missing.code(), ErrorCode::invalid_params);
  EXPECT_NE(std::string(missing.what()).find("code"), std::string::npos);
  const auto unknown = failure([&] { client.get_prompt("nope"); });
  EXPECT_EQ(unknown.code(), ErrorCode::invalid_params);
}

TEST_P(Reading, Completes) {
  auto client = connect();
  const auto many = client.complete_prompt("review", "language", "c");
  EXPECT_EQ(many.values.size(), 100U);
  EXPECT_EQ(many.total, 150U);
  EXPECT_EQ(many.has_more, true);
  const auto one = client.complete_prompt("review", "language", "c", {{"code", "x"}});
  EXPECT_EQ(one.values, std::vector<std::string>({"c++"}));
  const auto none = client.complete_prompt("review", "code", "c");
  EXPECT_TRUE(none.values.empty());
  const auto variable = client.complete_resource("test://user/{id}/{+rest}", "id", "4");
  EXPECT_EQ(variable.values, std::vector<std::string>({"41"}));
  const auto error = failure([&] { client.complete_prompt("nope", "x", ""); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
}

MCP_MATRIX(Reading);

}  // namespace
}  // namespace mcp::test
