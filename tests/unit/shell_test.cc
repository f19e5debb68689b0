// The pure parts of the shell: words, completion, history, lines from a pipe.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "io/descriptor.hpp"
#include "shell/completion.hpp"
#include "shell/history.hpp"
#include "shell/piped_lines.hpp"
#include "shell/words.hpp"
#include "support/scratch.hpp"

namespace mcp::cli::shell_test {
namespace {

using Texts = std::vector<std::string>;

TEST(ShellWords, AreReadAsAShellDoes) {
  const struct {
    const char* line;
    Texts words;
  } cases[] = {
      {"", {}},
      {"  \t ", {}},
      {"a b\tc", {"a", "b", "c"}},
      {"'a b' c", {"a b", "c"}},
      {R"("a \"b\" \n" c)", {R"(a "b" \n)", "c"}},
      {R"('a\b')", {R"(a\b)"}},
      {R"(a\ b\'c)", {"a b'c"}},
      {R"(x="a b"'c d')", {"x=a bc d"}},
      {"'' \"\"", {"", ""}},
      {"$HOME *", {"$HOME", "*"}},
  };
  for (const auto& [line, words] : cases) {
    SCOPED_TRACE(line);
    const auto found = split_words(line);
    ASSERT_TRUE(found) << found.error().what();
    EXPECT_EQ(*found, words);
  }
  for (const char* line : {"'a", "\"a", "a\\"}) EXPECT_FALSE(split_words(line)) << line;
}

TEST(ShellWords, AnEscapedWordIsReadBack) {
  for (const std::string word : {"plain", "a b", "'\"\\", "tab\there", "x=1"}) {
    const auto words = split_words(escaped_word(word));
    ASSERT_TRUE(words);
    EXPECT_EQ(*words, Texts{word});
  }
}

ShellNames names() {
  Tool echo{.name = "echo"};
  echo.input_schema = Json::parse(R"({"properties":{
      "text":{"type":"string"},"loud":{"type":"boolean"},"mode":{"enum":["fast","slow"]},
      "many":{"type":"array","items":{"enum":["a","b"]}}}})");
  Tool hostile{.name = "e\x1B[2J"};
  Tool broken{.name = "broken"};
  broken.input_schema = {{"properties", 7}};
  return {.commands = {"call", "info", "read", "prompt", "help", "assert"},
          .tools = {echo, hostile, broken, {.name = "export all"}},
          .prompts = {{.name = "review", .arguments = {{.name = "code"}, {.name = "language"}}}},
          .uris = {"test://text", "test://other"}};
}

Texts no_files(const std::string&) {
  return {};
}

TEST(Completion, KnowsWhatMayFollow) {
  const struct {
    const char* line;
    std::size_t begin;
    Texts words;
  } cases[] = {
      {"", 0, {"assert", "call", "help", "info", "prompt", "read"}},
      {"ca", 0, {"call"}},
      {"help i", 5, {"info"}},
      {"call ", 5, {"broken", "echo", "export all"}},
      {"call e", 5, {"echo", "export all"}},
      {"call export\\ a", 5, {"export all"}},
      {"call --json ec", 12, {"echo"}},
      {"call echo ", 10, {"loud=", "many=", "mode=", "text="}},
      {"call echo text=x l", 17, {"loud="}},
      {"call echo text=x ", 17, {"loud=", "many=", "mode="}},
      {"call echo loud=", 10, {"loud=false", "loud=true"}},
      {"call echo mode=s", 10, {"mode=slow"}},
      {"call echo many=", 10, {"many=a", "many=b"}},
      {"call echo text=", 10, {}},
      {"call broken ", 12, {}},
      {"call unknown x", 13, {}},
      {"read test://t", 5, {"test://text"}},
      {"prompt ", 7, {"review"}},
      {"prompt review l", 14, {"language="}},
      {"info x", 5, {}},
  };
  for (const auto& [line, begin, words] : cases) {
    SCOPED_TRACE(line);
    const auto found = completions(line, names(), no_files);
    EXPECT_EQ(found.words, words);
    if (!words.empty()) {
      EXPECT_EQ(found.begin, begin);
    }
  }
}

TEST(Completion, NamesFilesAfterAnAt) {
  const test::Scratch scratch;
  test::put(scratch / "one.txt", "");
  test::put(scratch / "only" / "x", "");
  const std::string folder = scratch.path().string() + '/';
  const auto found = completions("call echo text=@" + folder + "on", names(), files_beginning);
  EXPECT_EQ(found.words, (Texts{"text=@" + folder + "one.txt", "text=@" + folder + "only/"}));
  EXPECT_EQ(completions("assert " + folder + "one", names(), files_beginning).words,
            Texts{folder + "one.txt"});
  EXPECT_TRUE(files_beginning("/nonexistent/x").empty());
}

TEST(Completion, FindsTheCommonBeginning) {
  EXPECT_EQ(common_beginning({}), "");
  EXPECT_EQ(common_beginning({"one"}), "one");
  EXPECT_EQ(common_beginning({"text=", "test"}), "te");
  EXPECT_EQ(common_beginning({"a", "b"}), "");
}

TEST(ShellHistory, IsForItsUserOnlyAndWithoutLinesAfterABlank) {
  const test::Scratch scratch;
  const std::string file = scratch / "state" / "history";
  ShellHistory history(file);
  EXPECT_TRUE(history.add("one"));
  EXPECT_FALSE(history.add("one")) << "twice in a row";
  EXPECT_FALSE(history.add(" call secret"));
  EXPECT_FALSE(history.add("\tcall secret"));
  EXPECT_FALSE(history.add(""));
  EXPECT_FALSE(history.add(std::string(5000, 'x')));
  EXPECT_TRUE(history.add("two"));
  EXPECT_EQ(test::content_of(file), "one\ntwo\n");
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  ASSERT_EQ(::stat((scratch / "state").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
  EXPECT_EQ(ShellHistory(file).lines(), (Texts{"one", "two"}));
}

TEST(ShellHistory, KeepsTheLastLines) {
  const test::Scratch scratch;
  const std::string file = scratch / "history";
  std::string text;
  for (int i = 0; i < 1001; ++i) text += "line " + std::to_string(i) + '\n';
  test::put(file, text);
  ShellHistory history(file);
  ASSERT_EQ(history.lines().size(), ShellHistory::most_lines);
  EXPECT_EQ(history.lines().front(), "line 1");
  EXPECT_TRUE(history.add("new"));
  EXPECT_EQ(ShellHistory(file).lines().front(), "line 2");
  ShellHistory without("");
  EXPECT_TRUE(without.add("kept for this shell"));
}

TEST(ShellHistory, DoesNotFollowALink) {
  const test::Scratch scratch;
  test::put(scratch / "other", "untouched\n");
  const std::string file = scratch / "history";
  ASSERT_EQ(::symlink((scratch / "other").c_str(), file.c_str()), 0);
  ShellHistory history(file);
  EXPECT_TRUE(history.lines().empty());
  EXPECT_TRUE(history.add("new"));
  EXPECT_EQ(test::content_of(scratch / "other"), "untouched\n");
}

TEST(PipedLines, AreReadUntilTheEnd) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  ASSERT_EQ(::write(write_end.get(), "one\r\n\ntwo", 9), 9);
  write_end.reset();
  PipedLines lines(read_end.get());
  EXPECT_EQ(lines.read().line, "one");
  EXPECT_EQ(lines.read().line, "");
  EXPECT_EQ(lines.read().line, "two") << "without a line end";
  EXPECT_EQ(lines.read().end, ReadLine::End::ended);
}

TEST(PipedLines, EndWhenTheyAreInterrupted) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Descriptor read_end(ends[0]);
  const Descriptor write_end(ends[1]);
  PipedLines lines(read_end.get());
  lines.interrupt();
  EXPECT_EQ(lines.read().end, ReadLine::End::ended);
}

}  // namespace
}  // namespace mcp::cli::shell_test
