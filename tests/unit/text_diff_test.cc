#include "text/diff.hpp"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

namespace mcp::text_diff_test {
namespace {

TEST(DiffLines, IsWhatDiffUnifiedSays) {
  struct Case {
    const char* old_text;
    const char* new_text;
    const char* unified;
  };
  const Case cases[] = {
      {"", "", ""},
      {"a\n", "a\n", ""},
      {"", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"},
      {"a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b\n"},
      {"a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n"},
      {"a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
      {"a\n", "a\nb", "@@ -1 +1,2 @@\n a\n+b\n\\ No newline at end of file\n"},
      {"a\r\nb\n", "a\nb\n", "@@ -1,2 +1,2 @@\n-a\r\n+a\n b\n"},
      {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
       "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"},
      // Six lines between two changes: one hunk. Seven: two.
      {"a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
       "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n"},
      {"a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
       "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(diff_lines(c.old_text, c.new_text).unified, c.unified) << c.old_text;
  }
}

TEST(DiffLines, CountsLines) {
  const auto diff = diff_lines("a\nb\nc\n", "a\nx\ny\nc\n");
  EXPECT_EQ(diff.removed, 1U);
  EXPECT_EQ(diff.added, 2U);
  EXPECT_FALSE(diff.truncated);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find('\n', at), text.size() - 1);
    lines.push_back(text.substr(at, end + 1 - at));
    at = end + 1;
  }
  return lines;
}

std::size_t first_line_of_hunk(const std::string& header) {
  std::istringstream text(header.substr(4));
  std::size_t begin = 0;
  std::size_t count = 1;
  char comma = 0;
  text >> begin;
  if (text.get(comma) && comma == ',') text >> count;
  return count == 0 ? begin : begin - 1;
}

/// Applies a diff as `patch` does. Fails when a context line does not match.
std::string apply(const std::string& old_text, const std::string& unified) {
  const auto old_lines = lines_of(old_text);
  std::string result;
  std::size_t at = 0;
  char last = 0;
  for (const auto& line : lines_of(unified)) {
    if (line.starts_with("@@ ")) {
      for (const auto begin = first_line_of_hunk(line); at < begin; ++at)
        result += old_lines.at(at);
    } else if (line[0] == '\\') {
      if (last != '-') result.pop_back();
    } else {
      const std::string body = line.substr(1);
      if (line[0] != '+') {
        const std::string& there = old_lines.at(at++);
        EXPECT_EQ(there.substr(0, there.find('\n')), body.substr(0, body.find('\n')));
      }
      if (line[0] != '-') result += body;
    }
    last = line[0];
  }
  for (; at < old_lines.size(); ++at) result += old_lines[at];
  return result;
}

std::string random_text(std::mt19937& random) {
  std::string text;
  const auto count = random() % 40;
  for (unsigned i = 0; i < count; ++i) text += std::string(1, char('a' + random() % 4)) + '\n';
  if (random() % 3 == 0 && !text.empty()) text.pop_back();
  return text;
}

TEST(DiffLines, AppliedToTheOldTextGivesTheNewOne) {
  std::mt19937 random(7);
  for (int i = 0; i < 2'000; ++i) {
    const auto old_text = random_text(random);
    const auto new_text = random_text(random);
    const std::size_t max_edits = random() % 30;
    const auto diff = diff_lines(old_text, new_text, {.max_edits = max_edits});
    ASSERT_EQ(apply(old_text, diff.unified), new_text) << old_text << "---\n" << diff.unified;
  }
}

TEST(DiffLines, IsTheShortest) {
  const auto diff = diff_lines("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n");
  EXPECT_EQ(diff.added + diff.removed, 5U);
}

TEST(DiffLines, IsCutOffWhenItIsTooLong) {
  std::string long_text;
  for (int i = 0; i < 1'000; ++i) long_text += "line " + std::to_string(i) + "\n";
  const auto diff = diff_lines("", long_text, {.max_text = 100});
  EXPECT_TRUE(diff.truncated);
  EXPECT_LE(diff.unified.size(), 120U);
  EXPECT_TRUE(diff.unified.ends_with('\n'));
  EXPECT_EQ(diff.added, 1'000U);

  const auto one_line = diff_lines("", std::string(1'000, 'x') + "\xC3\xA9", {.max_text = 100});
  EXPECT_TRUE(one_line.truncated);
  EXPECT_LE(one_line.unified.size(), 120U);
}

TEST(DiffLines, TakesAllForNewWhenTooMuchDiffers) {
  std::string old_text = "same\n";
  std::string new_text = "same\n";
  for (int i = 0; i < 100; ++i) {
    old_text += "old " + std::to_string(i) + "\n" + "kept\n";
    new_text += "new " + std::to_string(i) + "\n" + "kept\n";
  }
  const auto diff = diff_lines(old_text, new_text, {.max_edits = 10});
  EXPECT_EQ(diff.removed, 199U);  // the first and the last lines are the same
  EXPECT_EQ(diff.added, 199U);
}

TEST(DiffLines, OnlyCountsTheLinesOfVeryLongChanges) {
  std::string old_text = "first\n";
  std::string new_text = "other\n";
  for (int i = 0; i < 300'000; ++i) old_text += "a\n", new_text += "b\n";
  const auto diff = diff_lines(old_text + "same\n", new_text + "same\n");
  EXPECT_TRUE(diff.truncated);
  EXPECT_EQ(diff.removed, 300'001U);
  EXPECT_EQ(diff.added, 300'001U);
  EXPECT_TRUE(diff.unified.starts_with("@@ "));
}

TEST(DiffLines, NumbersLinesFarFromTheBeginning) {
  std::string text;
  for (int i = 1; i <= 1'000; ++i) text += std::to_string(i) + '\n';
  std::string changed = text;
  changed.replace(changed.find("500\n"), 3, "x");
  EXPECT_EQ(diff_lines(text, changed).unified,
            "@@ -497,7 +497,7 @@\n 497\n 498\n 499\n-500\n+x\n 501\n 502\n 503\n");
}

}  // namespace
}  // namespace mcp::text_diff_test
