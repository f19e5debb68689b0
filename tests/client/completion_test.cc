// Completion of command lines, and the manual page, which come from the program's own options.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "client/command_home.hpp"

namespace mcp::test::command_test {
namespace {

TEST_F(Commands, WordsAreCompleted) {
  put(".cursor/mcp.json", {{"mcpServers", {{"features", {{"command", feature_server}}}}}});
  put("project/.mcp.json", {{"mcpServers", {{"ours", {{"command", feature_server}}}}}});
  const struct {
    Words line;
    std::string has;
    std::string lacks;
  } cases[] = {
      {{""}, "\ntools\tList tools\n", ":files"},
      {{""}, "\nfeatures\tserver in Cursor\n", ":files"},
      {{"fea"}, "\nours\tserver in Claude Code\n", ":files"},
      {{"features", ""}, "\ncall\t", "\nfeatures\t"},
      {{"features", "call", ""}, "\necho\tSays it again.\n", "\ntools\t"},
      {{"call", "--server", "features", "e"}, "\necho\t", "\ntools\t"},
      {{"ours", "call", ""}, "\n", "echo"},
      {{"tools", "--"}, "\n--timeout\t", "\n--check\t"},
      {{"servers", "--"}, "\n--check\t", "\necho"},
      {{"tools", "--era", ""}, "\nmodern\n", "\ntools"},
      {{"tools", "--server", ""}, "\nfeatures\t", "\ntools"},
      {{"tools", "--config", ""}, "\n:files\n", "tools"},
      {{"tools", "--cwd", ""}, "\n:directories\n", "tools"},
      {{"log-level", ""}, "\nwarning\n", "tools"},
      {{"completion", ""}, "\nfish\n", "tools"},
      {{"tools", "--", ""}, "\n:commands\n", "tools"},
      {{"tools", "--", "x", ""}, "\n:files\n", "tools"},
  };
  for (const auto& [line, has, lacks] : cases) {
    SCOPED_TRACE(testing::PrintToString(line));
    Words words = {"--complete-words"};
    words.insert(words.end(), line.begin(), line.end());
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.exit, 0);
    EXPECT_NE(('\n' + outcome.out).find(has), std::string::npos) << outcome.out;
    EXPECT_EQ(('\n' + outcome.out).find(lacks), std::string::npos) << outcome.out;
  }
}

TEST_F(Commands, BashCompletesWithTheScript) {
  put(".cursor/mcp.json", {{"mcpServers", {{"features", {{"command", feature_server}}}}}});
  const Outcome script = run({"completion", "bash"});
  EXPECT_EQ(script.exit, 0);
  const std::pair<std::string, std::string> cases[] = {
      {"features call ec", "echo"}, {"fea", "features"}, {"tools --er", "--era"}, {"pin", "ping"}};
  for (const auto& [line, completed] : cases) {
    const std::string words = "COMP_WORDS=(" + program + ' ' + line +
                              "); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _mcp_client; echo "
                              "\"${COMPREPLY[*]}\"";
    Launch bash = launch({"-c", script.out + words});
    bash.program = "/bin/bash";
    ServerProcess process(bash);
    EXPECT_EQ(outcome_of(process).out, completed + '\n');
  }
  for (const std::string shell : {"zsh", "fish"}) {
    EXPECT_NE(run({"completion", shell}).out.find("--complete-words"), std::string::npos);
  }
  EXPECT_EQ(run({"completion", "tcsh"}).exit, 2);
}

// Every option of --help is in the manual page, which is made from the same descriptions.
TEST_F(Commands, TheManualPageHasEveryOption) {
  const std::string page = run({"--manual-page"}).out;
  EXPECT_TRUE(page.starts_with(".TH MCP\\-CLIENT 1 "));
  const auto escaped = [](std::string word) {
    for (auto at = word.find('-'); at != word.npos; at = word.find('-', at + 2)) {
      word.insert(at, "\\");
    }
    return word;
  };
  const auto expect_options = [&](const std::string& help) {
    std::size_t options = 0;
    for (auto at = help.find("--"); at != help.npos; at = help.find("--", at + 2)) {
      const auto end = help.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at);
      const std::string option = help.substr(at, end - at);
      if (option.size() <= 2) continue;
      EXPECT_NE(page.find(escaped(option)), page.npos) << option;
      ++options;
    }
    EXPECT_GT(options, 0U);
  };
  const std::string help = run({"--help"}).out;
  expect_options(help);
  std::size_t commands = 0;
  const std::string list = help.substr(help.find("Subcommands:"));
  for (auto at = list.find("\n  "); at != list.npos; at = list.find("\n  ", at + 1)) {
    const auto name = list.substr(at + 3, list.find(' ', at + 3) - at - 3);
    if (name.empty()) continue;
    EXPECT_NE(page.find("\n.SS " + escaped(name)), page.npos) << name;
    expect_options(run({name, "--help"}).out);
    ++commands;
  }
  EXPECT_GE(commands, 15U);
  for (std::size_t at = 0; (at = page.find("\n.", at)) != page.npos; ++at) {
    const auto request = page.substr(at + 2, 2);
    EXPECT_NE(std::string("SH SS TP B  PP nf fi br").find(request), std::string::npos) << request;
  }
}

}  // namespace
}  // namespace mcp::test::command_test
