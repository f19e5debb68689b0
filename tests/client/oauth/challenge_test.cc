#include "oauth/challenge.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace mcp::oauth {
namespace {

struct Case {
  std::string name;
  std::string text;
  std::string scheme;
  std::map<std::string, std::string> parameters;
};

class TokenChallenge : public testing::TestWithParam<Case> {};

TEST_P(TokenChallenge, IsReadFromTheHeader) {
  const Challenge challenge = token_challenge(GetParam().text);
  EXPECT_EQ(challenge.scheme, GetParam().scheme);
  EXPECT_EQ(challenge.parameters, GetParam().parameters);
}

INSTANTIATE_TEST_SUITE_P(
    All, TokenChallenge,
    testing::Values(
        Case{"Nothing", "", "", {}}, Case{"SchemeOnly", "Bearer", "bearer", {}},
        Case{"Parameters",
             R"(Bearer realm="mcp", scope="a b")",
             "bearer",
             {{"realm", "mcp"}, {"scope", "a b"}}},
        Case{"UnquotedValue", "Bearer error=invalid_token", "bearer", {{"error", "invalid_token"}}},
        Case{"BlanksAroundTheSign",
             R"(Bearer scope = "a" , realm = b)",
             "bearer",
             {{"scope", "a"}, {"realm", "b"}}},
        Case{"EscapedQuote", R"(Bearer realm="a \"b\" \\c")", "bearer", {{"realm", R"(a "b" \c)"}}},
        Case{"CommaInsideQuotes",
             R"(Bearer realm="a, Basic b", scope="c")",
             "bearer",
             {{"realm", "a, Basic b"}, {"scope", "c"}}},
        Case{"NamesInAnyCase", R"(BEARER Scope="a")", "bearer", {{"scope", "a"}}},
        Case{
            "FirstOfTwoValuesCounts", R"(Bearer scope="a", scope="b")", "bearer", {{"scope", "a"}}},
        Case{"OtherSchemesAreSkipped",
             R"(Basic realm="x", Bearer scope="a")",
             "bearer",
             {{"scope", "a"}}},
        Case{"Token68IsSkipped",
             R"(Negotiate YWJj==, Bearer scope="a")",
             "bearer",
             {{"scope", "a"}}},
        Case{"Dpop", R"(DPoP error="use_dpop_nonce")", "dpop", {{"error", "use_dpop_nonce"}}},
        Case{"UsefulChallengeWins",
             R"(Bearer, DPoP resource_metadata="https://a/b")",
             "dpop",
             {{"resource_metadata", "https://a/b"}}},
        Case{"OpenString", R"(Bearer scope="a b)", "bearer", {{"scope", "a b"}}},
        Case{"StrayCharacters", R"(,, ="x" Bearer scope="a",,)", "bearer", {{"scope", "a"}}}),
    [](const auto& tested) { return tested.param.name; });

TEST(Challenges, AreAllRead) {
  const auto all = parse_challenges(R"(Basic realm="a", Bearer scope="b", DPoP algs="ES256")");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].scheme, "basic");
  EXPECT_EQ(all[1].parameter("scope"), "b");
  EXPECT_EQ(all[2].parameter("algs"), "ES256");
}

TEST(Challenges, OfHostileLengthAreReadInLinearTime) {
  const std::string commas(1 << 20, ',');
  EXPECT_TRUE(parse_challenges(commas).empty());
  const std::string equals(1 << 20, '=');
  EXPECT_TRUE(parse_challenges(equals).empty());
  EXPECT_EQ(token_challenge("Bearer " + std::string(1 << 20, 'a')).scheme, "bearer");
}

}  // namespace
}  // namespace mcp::oauth
