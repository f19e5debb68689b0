#include "bridge/guard/rule_stream.hpp"

#include <gtest/gtest.h>

namespace mcp::bridge::rule_stream_test {
namespace {

Json rule(const std::string& name, const std::string& pattern, const std::string& action,
          const std::string& where = "output") {
  return {{"name", name}, {"pattern", pattern}, {"action", action}, {"where", where}};
}

Guard guard_of(Json rules) {
  return Guard::load({{"rules", std::move(rules)}}).value();
}

struct Outcome {
  std::string text;
  bool blocked;
};

Outcome streamed(const Guard& guard, const std::string& text, std::size_t piece) {
  RuleStream stream(&guard);
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += piece)
    out += stream.take(text.substr(at, piece));
  out += stream.finish();
  return {out, stream.blocked()};
}

TEST(RuleStream, MakesOfPiecesWhatIsMadeOfTheWhole) {
  const std::vector<Json> rules = {
      {rule("word", "secret", "redact")},
      {rule("line", "secret.*", "redact")},
      {rule("lines", "(?s)begin.*end", "redact")},
      {rule("behind", "(?<=id: )\\d+", "redact")},
      {rule("ahead", "\\w+(?=;)", "redact")},
      {rule("edge", "\\bcat\\b", "redact")},
      {rule("start", "^so", "redact")},
      {rule("one", "ab", "redact"), rule("two", "\\[redacted\\]c", "redact")},
      {rule("in", "secret", "redact", "input")},
      {rule("flag", "secret", "flag")},
      {rule("block", "never said", "block")},
      {},
  };
  const std::string texts[] = {"so the secret is out\nso what",
                               "a begin, no e nd, and the end; end",
                               "id: 12345; cat concat cat",
                               "abcabcab secre",
                               "",
                               "secretsecretbegin"};
  for (const Json& each : rules) {
    const Guard guard = guard_of(each.is_null() ? Json::array() : each);
    for (const std::string& text : texts) {
      for (std::size_t piece = 1; piece < 8; ++piece) {
        EXPECT_EQ(streamed(guard, text, piece).text, guard.check_output(text).text)
            << each << text << piece;
      }
    }
  }
}

TEST(RuleStream, HandsOutNothingOfWhatIsBlocked) {
  const Guard guard = guard_of({rule("r", "never said", "block")});
  for (std::size_t piece = 1; piece < 20; ++piece) {
    const Outcome outcome = streamed(guard, "well, this is never said. More.", piece);
    EXPECT_TRUE(outcome.blocked);
    EXPECT_EQ(std::string("well, this is ").find(outcome.text), 0U) << outcome.text;
  }
}

TEST(RuleStream, LetsThroughAtOnceWhatCannotMatch) {
  const Guard guard = guard_of({rule("r", "secret", "redact")});
  RuleStream stream(&guard);
  EXPECT_EQ(stream.take("this is a se"), "this is a ");
  EXPECT_EQ(stream.take("ntence"), "sentence");
}

TEST(RuleStream, DecidesAPatternWithoutAnEndAtTheEnd) {
  const Guard guard = guard_of({rule("r", "(?s)begin.*end", "redact")});
  std::string text = "begin";
  for (int i = 0; i < 20'000; ++i) text += "0123456789";
  EXPECT_EQ(streamed(guard, text + "end.", 64).text, "[redacted].");
}

TEST(RuleStream, LetsPassWhatIsOnlyForbiddenInProjects) {
  Json passing = rule("r", "secret", "pass");
  passing["project_action"] = "block";
  const Outcome outcome = streamed(guard_of({passing}), "a secret plan", 4);
  EXPECT_FALSE(outcome.blocked);
  EXPECT_EQ(outcome.text, "a secret plan");
}

TEST(RuleStream, BlocksWhatCannotBeChecked) {
  const Guard guard = guard_of({rule("r", "(a+)+[bc]", "redact")});
  const Outcome outcome = streamed(guard, std::string(30'000, 'a'), 1000);
  EXPECT_TRUE(outcome.blocked);
  EXPECT_EQ(outcome.text, "");
}

}  // namespace
}  // namespace mcp::bridge::rule_stream_test
