#include <gtest/gtest.h>

#include <chrono>

#include "edits/edit_text.hpp"
#include "edits/nearest_lines.hpp"
#include "file_error.hpp"
#include "support/build_kind.hpp"

namespace mcp::files::edits_test {
namespace {

using Clock = std::chrono::steady_clock;

EditedText edited(std::string_view text, const std::vector<Edit>& edits) {
  return edit_text(text, edits, "a.txt", 1U << 20U, Clock::now() + std::chrono::seconds(10));
}

Error failure_of(std::string_view text, const std::vector<Edit>& edits) {
  try {
    const auto done = edited(text, edits);
    return Error(ErrorCode::internal_error, "no failure: " + done.text);
  } catch (const FileError& error) {
    const auto result = error.to_result();
    return Error(ErrorCode::invalid_params, error.code() + ": " + error.what(),
                 result.structured.value_or(Json())["error"].value("expected", Json()));
  }
}

struct Case {
  const char* what;
  std::string text;
  std::string old_text;
  std::string new_text;
  std::string expected;
  MatchTier tier = MatchTier::exact;
};

const Case cases[] = {
    {"exact", "a b c", "b", "x", "a x c"},
    {"exact over lines", "a\nb\nc\n", "a\nb\n", "x\n", "x\nc\n"},
    {"exact: a dollar sign is itself", "a", "a", "$&\\1", "$&\\1"},
    {"exact: deletion", "a\nb\nc\n", "b\n", "", "a\nc\n"},
    {"new lines get the line end of the file", "a\r\nb\r\n", "b", "b\nc", "a\r\nb\r\nc\r\n"},
    {"new lines get the line end of their place", "a\nb\r\nc\n", "b", "b\nx", "a\nb\r\nx\r\nc\n"},
    {"a last line without an end", "a\nb", "b", "b\nc", "a\nb\nc"},

    {"line feeds for CRLF", "a\r\nb\r\nc\r\n", "a\nb", "x\nb", "x\r\nb\r\nc\r\n",
     MatchTier::line_ends},
    {"CRLF for line feeds", "a\nb\nc\n", "a\r\nb", "x\nb", "x\nb\nc\n", MatchTier::line_ends},
    {"blanks at the end in the file", "a  \nb\t\nc\n", "a\nb\n", "a\nx\n", "a  \nx\nc\n",
     MatchTier::line_ends},
    {"blanks at the end in oldText", "a\nb\nc\n", "a  \nb \n", "x\n", "x\nc\n",
     MatchTier::line_ends},
    {"a line end that the last line lacks", "a\nb", "b\n", "c\n", "a\nc", MatchTier::line_ends},
    {"an empty line of blanks", "a\n   \nb\n", "a\n\nb", "a\n\nc", "a\n   \nc\n",
     MatchTier::line_ends},

    {"indentation left out", "class A {\n    int f() {\n        return 1;\n    }\n};\n",
     "int f() {\n    return 1;\n}", "int f() {\n    return 2;\n}",
     "class A {\n    int f() {\n        return 2;\n    }\n};\n", MatchTier::indentation},
    {"too much indentation", "if a:\n  b()\n", "    if a:\n      b()\n",
     "    if a:\n      b()\n      c()\n", "if a:\n  b()\n  c()\n", MatchTier::indentation},
    {"spaces for tabs", "f {\n\tif x {\n\t\ty\n\t}\n}\n", "    if x {\n        y\n    }",
     "    if x {\n        y\n        z\n    }", "f {\n\tif x {\n\t\ty\n\t\tz\n\t}\n}\n",
     MatchTier::indentation},
    {"tabs for spaces", "f {\n  if x {\n    y\n  }\n}\n", "\tif x {\n\t\ty\n\t}",
     "\tif x {\n\t\ty\n\t\t\tz\n\t}", "f {\n  if x {\n    y\n      z\n  }\n}\n",
     MatchTier::indentation},
    {"a line with less indentation than all", "f {\n    g {\n        x\n        y\n    }\n}\n",
     "    x\n    y\n", "    x\n}\n", "f {\n    g {\n        x\n    }\n    }\n}\n",
     MatchTier::indentation},
    {"empty lines stay empty", "  a\n  b\n", "a\nb\n", "a\n\nc\nb\n", "  a\n\n  c\n  b\n",
     MatchTier::indentation},

    {"quotes", "say(\xE2\x80\x9Chi\xE2\x80\x9D)\n", "say(\"hi\")", "say(\"you\")", "say(\"you\")\n",
     MatchTier::punctuation},
    {"dashes and spaces", "1\xC2\xA0\xE2\x80\x93 2\n", "1 - 2", "1 - 3", "1 - 3\n",
     MatchTier::punctuation},
    {"an ellipsis is three bytes", "wait\xE2\x80\xA6 now\n", "wait... now", "go", "go\n",
     MatchTier::punctuation},
    {"typographic in oldText", "don't\n", "don\xE2\x80\x99t", "do", "do\n", MatchTier::punctuation},
    {"lines that do not change keep theirs",
     "\xE2\x80\x9C"
     "a\xE2\x80\x9D\nb\n",
     "\"a\"\nb", "\"a\"\nc",
     "\xE2\x80\x9C"
     "a\xE2\x80\x9D\nc\n",
     MatchTier::punctuation},
    {"quotes and indentation", "  \xE2\x80\x98x\xE2\x80\x99\n  y\n", "'x'\ny\n", "'x'\nz\n",
     "  \xE2\x80\x98x\xE2\x80\x99\n  z\n", MatchTier::punctuation},
};

TEST(Edits, AreMadeInTheMannerOfTheFile) {
  for (const auto& test : cases) {
    SCOPED_TRACE(test.what);
    try {
      const auto done = edited(test.text, {{test.old_text, test.new_text}});
      EXPECT_EQ(done.text, test.expected);
      EXPECT_EQ(done.edits.at(0).match, test.tier);
      EXPECT_EQ(done.edits.at(0).replacements, 1U);
    } catch (const FileError& error) {
      ADD_FAILURE() << error.code() << ": " << error.what();
    }
  }
}

TEST(Edits, AreAppliedOneAfterTheOther) {
  const auto done = edited("a b\nc\n", {{"a", "x"}, {"x b", "y"}, {"c\n", "c\nd\n"}});
  EXPECT_EQ(done.text, "y\nc\nd\n");
  EXPECT_EQ(done.edits.at(2).line, 2U);
}

TEST(Edits, ReplaceAllPlaces) {
  const auto done = edited("a.a.a", {{"a", "aa", true}});
  EXPECT_EQ(done.text, "aa.aa.aa");
  EXPECT_EQ(done.edits.at(0).replacements, 3U);
  EXPECT_EQ(edited("a \nb\na\t\nb\n", {{"a\nb\n", "c\n", true}}).text, "c\nc\n");
  EXPECT_EQ(edited("aaa", {{"aa", "b", true}}).text, "ba") << "places do not overlap";
}

TEST(Edits, ThatFitNowhereNameTheNearestLines) {
  const std::string text = "int main() {\n  run(1, 2);\n  return 0;\n}\n";
  const auto error = failure_of(text, {{"  run(1, 3);\n", "x"}});
  EXPECT_EQ(std::string(error.what()),
            "E_NO_MATCH: oldText is not in `a.txt`; most like it is line 2:\n2|   run(1, 2);\n");
  EXPECT_EQ(error.data(), Json({{"startLine", 2}, {"endLine", 2}}));
  const auto nothing = failure_of(text, {{"something else altogether", "x"}});
  EXPECT_EQ(std::string(nothing.what()), "E_NO_MATCH: oldText is not in `a.txt`");
  const auto second = failure_of(text, {{"int", "long"}, {"int", "x"}});
  EXPECT_TRUE(std::string(second.what()).starts_with("E_NO_MATCH: oldText of edit 2 is not in"));
}

TEST(Edits, ThatFitSeveralPlacesNameThem) {
  const auto exact = failure_of("a\nb\na\n", {{"a", "x"}});
  EXPECT_EQ(std::string(exact.what()), "E_AMBIGUOUS: oldText is in `a.txt` 2 times, in lines 1, 3");
  EXPECT_EQ(exact.data(), Json({{"count", 2}, {"lines", {1, 3}}}));
  // Without the indentation both fit; that one is nearer does not count.
  const auto loose = failure_of("  f(\n   x)\nf(\n x)\n", {{"f(\nx)", "y"}});
  EXPECT_TRUE(std::string(loose.what()).starts_with("E_AMBIGUOUS")) << loose.what();
  std::string many;
  for (int i = 0; i < 20; ++i) many += "a\n";
  EXPECT_TRUE(std::string(failure_of(many, {{"a", "b"}}).what()).ends_with("8, 9, 10, ..."));
}

TEST(Edits, ThatChangeNothingAreRejected) {
  EXPECT_TRUE(std::string(failure_of("a", {{"", "x"}}).what()).starts_with("E_INPUT"));
  EXPECT_TRUE(std::string(failure_of("a", {{"a", "a"}}).what()).starts_with("E_INPUT"));
  EXPECT_TRUE(std::string(failure_of("", {{"a", "b"}}).what()).starts_with("E_NO_MATCH"));
  EXPECT_TRUE(std::string(failure_of("a\n \n", {{"\t", "b"}}).what()).starts_with("E_NO_MATCH"));
}

TEST(Edits, AreAllOrNone) {
  EXPECT_TRUE(std::string(failure_of("a b", {{"a", "x"}, {"nothing", "y"}}).what())
                  .starts_with("E_NO_MATCH"));
}

TEST(Edits, OfLargeTextsEnd) {
  const std::string text(std::size_t{1} << 19U, 'a');
  const std::string wanted = std::string(std::size_t{1} << 17U, 'a') + 'b';
  EXPECT_TRUE(std::string(failure_of(text, {{wanted, "x"}}).what()).starts_with("E_NO_MATCH"));
  const auto large = failure_of("ab", {{"a", std::string(std::size_t{2} << 20U, 'x')}});
  EXPECT_TRUE(std::string(large.what()).starts_with("E_TOO_LARGE"));
}

TEST(Edits, OfManyPlacesAreLimited) {
  const std::string most(100'000, 'a');
  EXPECT_EQ(edited(most, {{"a", "b", true}}).edits.at(0).replacements, 100'000U);
  const auto more = failure_of(most + 'a', {{"a", "b", true}});
  EXPECT_TRUE(std::string(more.what()).starts_with("E_TOO_LARGE: oldText is in `a.txt` more than"))
      << more.what();
}

// A text without line ends is not read once more for each place.
TEST(Edits, WithNewLinesTakeLinearTime) {
  const std::string text(std::size_t{100'000}, 'a');
  const auto begin = Clock::now();
  const auto done = edited(text + std::string(std::size_t{500'000}, 'b'), {{"a", "\n", true}});
  EXPECT_EQ(done.text.size(), 600'000U);
  EXPECT_LT(Clock::now() - begin, test::allowing(std::chrono::seconds(2)));
}

}  // namespace
}  // namespace mcp::files::edits_test
