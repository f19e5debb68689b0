#include "text/percent.hpp"

#include <gtest/gtest.h>

namespace mcp::percent_test {
namespace {

TEST(Percent, Decodes) {
  const struct {
    const char* text;
    const char* decoded;
    bool valid;
  } cases[] = {{"", "", true},          {"plain", "plain", true},
               {"%41%7a", "Az", true},  {"%c3%A9", "\xc3\xa9", true},
               {"a%2Fb", "a/b", true},  {"%", "%", false},
               {"%4", "%4", false},     {"%4g", "%4g", false},
               {"%-1", "%-1", false},   {"%+1", "%+1", false},
               {"100%", "100%", false}, {"%%41", "%A", false},
               {"%2541", "%41", true}};
  for (const auto& each : cases) {
    SCOPED_TRACE(each.text);
    EXPECT_EQ(percent_decoded(each.text), each.decoded);
    const auto strictly = strictly_percent_decoded(each.text);
    EXPECT_EQ(strictly.has_value(), each.valid);
    EXPECT_EQ(strictly.value_or(each.decoded), each.decoded);
  }
}

TEST(Percent, Encodes) {
  EXPECT_EQ(percent_encoded("a b/~\xc3\xa9%", "/"), "a%20b/~%C3%A9%25");
  EXPECT_EQ(percent_encoded("a/b"), "a%2Fb");
}

}  // namespace
}  // namespace mcp::percent_test
