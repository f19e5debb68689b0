#include <gtest/gtest.h>

#include <cerrno>

#include "file_error.hpp"
#include "ignore_rules.hpp"
#include "protected_paths.hpp"
#include "relative_path.hpp"
#include "shown_path.hpp"
#include "text/chunks.hpp"
#include "text/glob.hpp"
#include "text/unicode.hpp"

namespace mcp::files {
namespace {

std::string code_of(std::string_view path) {
  try {
    return RelativePath::parse(path).text();
  } catch (const FileError& error) {
    return error.code();
  }
}

TEST(RelativePath, TakesHarmlessTextOnly) {
  const std::pair<std::string, const char*> cases[] = {
      {"a/b.txt", "a/b.txt"},
      {"a//b/./c", "a/b/c"},
      {"./a", "a"},
      {".", "."},
      {"...", "..."},
      {"-rf", "-rf"},
      {" a ", " a "},
      {"CON", "CON"},
      {"$HOME/x", "$HOME/x"},
      {"%2e%2e/x", "%2e%2e/x"},
      {"a/", "a"},
      {"\xEF\xBC\x8E/x", "\xEF\xBC\x8E/x"},
      {"", "E_PATH"},
      {"../x", "E_PATH"},
      {"a/../../x", "E_PATH"},
      {"a/../b", "E_PATH"},
      {"..", "E_PATH"},
      {"~/x", "E_PATH"},
      {"file:///x", "E_PATH"},
      {"C:\\x", "E_PATH"},
      {"a\nb", "E_PATH"},
      {"a\x7f", "E_PATH"},
      {"a\xC2\x85", "E_PATH"},
      {"a\xE2\x80\xAE", "E_PATH"},
      {std::string("a\0b", 3), "E_PATH"},
      {"a\xff", "E_PATH"},
      {std::string(4096, 'a'), "E_PATH"},
      {std::string(256, 'a'), "E_NAME_TOO_LONG"},
      {".mcp-stage", "E_RESERVED"},
      {".mcp-stage/x", "E_RESERVED"},
      {".mcp-stage-0-x", "E_RESERVED"},
      {".mcp-stages", ".mcp-stages"},
      {"a/.mcp-stage", "a/.mcp-stage"},
  };
  for (const auto& [path, expected] : cases) EXPECT_EQ(code_of(path), expected) << path;
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += "a/";
  EXPECT_EQ(code_of(deep), "E_PATH");
}

TEST(Glob, Matches) {
  const std::tuple<const char*, const char*, bool> cases[] = {
      {"*.cc", "a.cc", true},
      {"*.cc", "d/a.cc", false},
      {"**/*.cc", "a.cc", true},
      {"**/*.cc", "d/e/a.cc", true},
      {"d/**", "d/e/f", true},
      {"d/**", "e/f", false},
      {"a?c", "abc", true},
      {"a?c", "a/c", false},
      {"[a-c]x", "bx", true},
      {"[!a-c]x", "bx", false},
      {"[!a-c]x", "dx", true},
      {"[]]", "]", true},
      {"[", "[", true},
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"a/**/b", "a/b", true},
      {"a/**/b", "a/x/y/b", true},
      {"", "", true},
      {"*", "", true},
      {"**", "a/b", true},
      {"a*b*c", "aXbYc", true},
      {"a*b*c", "aXbY", false},
  };
  for (const auto& [pattern, path, expected] : cases) {
    EXPECT_EQ(glob_matches(pattern, path), expected) << pattern << " and " << path;
  }
}

TEST(Glob, IsNotSlowedDownByHostilePatterns) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "*a";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(2000, 'a')));
}

// Source: gitignore(5).
TEST(IgnoreRules, AreThoseOfGit) {
  const IgnoreRules rules =
      IgnoreRules()
          .with("", "# comment\n\n*.o\n!keep.o\n/build\nlogs/\ndoc/*.txt  \n\\#x\n")
          .with("sub", "*.tmp\n!*.o\n/only\r\n");
  const std::tuple<const char*, bool, bool> cases[] = {
      {"a.o", false, true},          {"d/a.o", false, true},    {"keep.o", false, false},
      {"build", true, true},         {"d/build", true, false},  {"logs", true, true},
      {"logs", false, false},        {"d/logs", true, true},    {"doc/a.txt", false, true},
      {"doc/d/a.txt", false, false}, {"#x", false, true},       {"sub/a.tmp", false, true},
      {"a.tmp", false, false},       {"sub/a.o", false, false}, {"sub/only", false, true},
      {"sub/d/only", false, false},
  };
  for (const auto& [path, is_directory, expected] : cases) {
    EXPECT_EQ(rules.ignores(path, is_directory), expected) << path;
  }
  EXPECT_FALSE(IgnoreRules().ignores("a", false));
}

TEST(ProtectedPaths, AreProtectedAtEveryDepthAndBelow) {
  const ProtectedPaths paths({".git", "ci/run", "*.pem"});
  const std::pair<const char*, bool> cases[] = {
      {".git", true},        {".git/hooks/x", true}, {"sub/.git/config", true}, {".GIT/x", true},
      {".gitignore", false}, {"ci/run", true},       {"x/ci/run", false},       {"a/k.pem", true},
      {"a/k.PEM", true},     {"pem", false},
  };
  for (const auto& [path, expected] : cases) {
    EXPECT_EQ(paths.contains(RelativePath::parse(path)), expected) << path;
  }
}

std::vector<std::string> chunks_of(std::string_view content, bool is_text) {
  Chunks chunks(content, is_text);
  std::vector<std::string> all;
  std::uint64_t offset = 0;
  while (const auto chunk = chunks.next()) {
    EXPECT_EQ(chunk->seq, all.size());
    EXPECT_EQ(chunk->offset, offset);
    offset += chunk->bytes.size();
    all.emplace_back(chunk->bytes);
  }
  return all;
}

TEST(Chunks, AreTheWholeContentInOrder) {
  for (const std::size_t size : {0UL, 1UL, 16'384UL, 16'385UL, 1'000'000UL, 10'000'000UL}) {
    const std::string content(size, 'x');
    std::string joined;
    const auto all = chunks_of(content, true);
    for (const auto& chunk : all) {
      EXPECT_LE(chunk.size(), 1U << 20);
      joined += chunk;
    }
    EXPECT_EQ(joined, content);
    EXPECT_LE(all.size(), 700U);
  }
}

TEST(Chunks, EndAfterALineWhereOneEnds) {
  std::string content;
  while (content.size() < 100'000) content += std::string(70, 'x') + '\n';
  const auto all = chunks_of(content, true);
  for (std::size_t i = 0; i + 1 < all.size(); ++i) EXPECT_TRUE(all[i].ends_with('\n')) << i;
}

// Hostile case 57.
TEST(Chunks, NeverCutACharacter) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string content(shift, 'x');
    while (content.size() < 100'000) content += "\xF0\x9F\x98\x80";
    for (const auto& chunk : chunks_of(content, true)) EXPECT_TRUE(is_utf8(chunk)) << shift;
  }
}

// Hostile case 58.
TEST(SafeToShow, LeavesNothingThatActs) {
  const std::pair<std::string, const char*> cases[] = {
      {"plain \xC3\xA9 \xF0\x9F\x98\x80", "plain \xC3\xA9 \xF0\x9F\x98\x80"},
      {"a\tb\nc", "a\tb\nc"},
      {"\x1b]0;title\x07", "\xE2\x90\x9B]0;title\xE2\x90\x87"},
      {std::string("\0", 1), "\xE2\x90\x80"},
      {"\x7f", "\xE2\x90\xA1"},
      {"\xC2\x9B"
       "31m",
       "\\u{9B}31m"},
      {"\xE2\x80\xAE"
       "abc",
       "\\u{202E}abc"},
      {"\xE2\x81\xA6", "\\u{2066}"},
      {"\xD8\x9C", "\\u{61C}"},
      {"\r\n", "\xE2\x90\x8D\n"},
  };
  for (const auto& [text, shown] : cases) {
    EXPECT_EQ(safe_to_show(text), shown);
    EXPECT_EQ(has_unsafe_characters(text) || text.find_first_of("\t\n") != std::string::npos,
              text != shown || text.find_first_of("\t\n") != std::string::npos);
  }
}

TEST(FileError, SaysWhatAndHow) {
  const auto result = system_error(ENOENT, "a/b").to_result();
  EXPECT_TRUE(result.is_error);
  EXPECT_EQ(text_of(result.content[0]),
            "E_NOT_FOUND: `a/b` does not exist. Fix: check the path with list_directory.");
  EXPECT_EQ((*result.structured)["error"]["code"], "E_NOT_FOUND");
  EXPECT_EQ(system_error(12345, "x").code(), "E_IO");
}

TEST(QuotedPath, ShowsNothingThatPassesForMoreThanAPath) {
  const std::pair<std::string, std::string> cases[] = {
      {"src/main.cc", R"("src/main.cc")"},
      {"a b", R"("a b")"},
      {"a  b", R"("a \u{20}b")"},
      {"gr\xC3\xBC\xC3\x9F", "\"gr\xC3\xBC\xC3\x9F\""},
      {"\xE6\x97\xA5\xE6\x9C\xAC", "\"\xE6\x97\xA5\xE6\x9C\xAC\""},
      {"a\"b", R"("a\u{22}b")"},
      {"a'b`c\\d", R"("a\u{27}b\u{60}c\u{5C}d")"},
      {"a\xE2\x80\x9D? Yes", R"("a\u{201D}? Yes")"},
      {"a\xC2\xA0z", R"("a\u{A0}z")"},
      {"a\xE2\x80\x8Bz", R"("a\u{200B}z")"},
      {"a\xE2\x80\xA8z", R"("a\u{2028}z")"},
      {"a\xE2\x80\xAEz", R"("a\u{202E}z")"},
      {"a\xE3\x85\xA4z", R"("a\u{3164}z")"},
      {"a\xF3\xA0\x81\xA1z", R"("a\u{E0061}z")"},
  };
  for (const auto& [path, shown] : cases) EXPECT_EQ(quoted_path(path), shown);
  EXPECT_EQ(quoted_path(std::string(200, 'x')).size(), 202U);
  const std::string cut = quoted_path("begin" + std::string(4000, 'x') + "end");
  EXPECT_LT(cut.size(), 300U);
  EXPECT_TRUE(cut.starts_with("\"beginx")) << cut;
  EXPECT_TRUE(cut.ends_with("xend\" (4008 bytes in all)")) << cut;
}

// The error of a failed system call says what the user can do.
TEST(SystemError, SaysWhatToDo) {
  struct Case {
    int number;
    const char* code;
    bool retryable;
  };
  const Case cases[] = {
      {ENOSPC, "E_NO_SPACE", true}, {EDQUOT, "E_NO_SPACE", true},   {EROFS, "E_READ_ONLY", false},
      {EIO, "E_IO", false},         {EMFILE, "E_BUSY", true},       {ENFILE, "E_BUSY", true},
      {ENOMEM, "E_BUSY", true},     {EAGAIN, "E_BUSY", true},       {EFBIG, "E_TOO_LARGE", false},
      {EACCES, "E_ACCESS", false},  {ENOENT, "E_NOT_FOUND", false}, {ESTALE, "E_IO", false},
  };
  for (const Case& each : cases) {
    const CallToolResult result = system_error(each.number, "a/b").to_result();
    const Json error = (*result.structured)["error"];
    EXPECT_TRUE(result.is_error);
    EXPECT_EQ(error["code"], each.code);
    EXPECT_EQ(error["retryable"], each.retryable) << each.code;
    EXPECT_NE(error["message"].get<std::string>().find("a/b"), std::string::npos);
    EXPECT_FALSE(error["fix"].get<std::string>().empty());
  }
}

}  // namespace
}  // namespace mcp::files
