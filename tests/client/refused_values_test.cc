// Values of the caller that the specification forbids to send.

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "http/mirrored.hpp"
#include "mcp/client/oauth.hpp"
#include "questions.hpp"
#include "support/failure.hpp"

namespace mcp::test::refused_values_test {
namespace {

Result<Json> roots_of(const std::string& uri) {
  return answer_question({.roots = [&] { return std::vector<Root>{{uri}}; }},
                         {.method = "roots/list", .params = nullptr}, {});
}

// Spec: 2026-07-28 and 2025-11-25 client/roots.
TEST(RefusedValues, RootsThatAreNoFilesOrLeadUpwards) {
  for (const char* uri :
       {"file:///home/user/project", "FILE:///x", "file:///a..b", "file:///a%20b"}) {
    EXPECT_TRUE(roots_of(uri)) << uri;
  }
  for (const char* uri : {"https://example.com/", "/home/user", "", "file:///a/../b", "file:///..",
                          "file:///a/%2e%2e/b", "file:///a%2F..%2Fb"}) {
    EXPECT_FALSE(roots_of(uri)) << uri;
  }
}

// Spec: 2026-07-28 basic/authorization/client-registration, Implementation Requirements.
TEST(RefusedValues, MetadataUrlsThatAreNotHttpsWithAPath) {
  const auto provider = [](const std::string& url) {
    return oauth_provider(
        {.server_url = "https://mcp.example/mcp",
         .grant = AuthorizationCodeGrant{.user_agent = nullptr, .client_metadata_url = url}});
  };
  EXPECT_TRUE(provider("https://example.com/client.json"));
  for (const char* url : {"http://example.com/client.json", "https://example.com",
                          "https://example.com/", "https://me@example.com/x", "client.json"}) {
    EXPECT_EQ(failure([&] { provider(url); }).code(), ErrorCode::invalid_params) << url;
  }
}

// Spec: 2026-07-28 server/tools, x-mcp-header: integers that a double holds exactly.
TEST(RefusedValues, IntegersOutsideOfTheSafeRangeAreNotMirrored) {
  const auto parameters = http::mirrored_parameters(
      {{"type", "object"}, {"properties", {{"n", {{"type", "integer"}, {"x-mcp-header", "N"}}}}}});
  ASSERT_TRUE(parameters);
  const auto mirrored = [&](const Json& value) {
    return http::mirrored_value({{"n", value}}, parameters->at(0));
  };
  constexpr std::int64_t largest = (std::int64_t{1} << 53) - 1;
  EXPECT_EQ(mirrored(largest), std::to_string(largest));
  EXPECT_EQ(mirrored(-largest), std::to_string(-largest));
  EXPECT_EQ(mirrored(largest + 1), std::nullopt);
  EXPECT_EQ(mirrored(-largest - 1), std::nullopt);
  EXPECT_EQ(mirrored(std::numeric_limits<std::uint64_t>::max()), std::nullopt);
}

}  // namespace
}  // namespace mcp::test::refused_values_test
