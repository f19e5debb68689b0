// Options in a file: which win, and which mistakes are reported with their line.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"

namespace mcp::test::config_file_test {
namespace {

namespace fs = std::filesystem;

/// What the program does with a configuration: its exit code and what it prints.
struct Outcome {
  int exit = -1;
  std::string output;
  std::string errors;
};

Outcome outcome_of(const std::vector<std::string>& arguments, const std::string& program = {}) {
  ServerProcess process({.arguments = arguments, .program = program});
  Outcome result;
  while (const auto line = process.read_line()) result.output += *line + '\n';
  result.exit = process.wait_exit().value_or(-1);
  result.errors = process.errors();
  return result;
}

class ConfigFile : public testing::Test {
 protected:
  std::string config(std::string_view text) const {
    put(scratch_ / "server.toml", text);
    ::chmod((scratch_ / "server.toml").c_str(), 0600);
    return (scratch_ / "server.toml").string();
  }

  Outcome print(std::string_view text, std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--config", config(text), "--print-config"});
    return outcome_of(more);
  }

  const Scratch scratch_;
};

TEST_F(ConfigFile, SetsEveryKindOfOption) {
  const Outcome result = print(R"(
    root = ["/a", "name=/b"]      # a list
    read-only = true              # a flag
    any-local-user = false        # as good as no such line
    calls-per-second = 2.5        # a number
    max-message = 1048576         # a size as a number
    quota = "1gb"                 # a size as a text
    symlinks = "inside"           # a choice
    tools = ["read", "search"]
    [)");
  EXPECT_NE(result.exit, 0) << "a broken line is an error";
  const Outcome good = print(R"(
    root = ["/a", "name=/b"]
    read-only = true
    any-local-user = false
    calls-per-second = 2.5
    max-message = 1048576
    quota = "1gb"
    symlinks = "inside"
    tools = ["read", "search"]
  )");
  EXPECT_EQ(good.exit, 0) << good.errors;
  for (const char* line : {"root=[\"/a\", \"name=/b\"]\n", "read-only=true\n",
                           "calls-per-second=2.5\n", "max-message=1048576\n", "quota=1073741824\n",
                           "symlinks=\"inside\"\n", "tools=[\"read\", \"search\"]\n"}) {
    EXPECT_NE(good.output.find(line), std::string::npos) << line << good.output;
  }
  EXPECT_EQ(good.output.find("any-local-user"), std::string::npos);
}

TEST_F(ConfigFile, OptionsOfTheCommandLineReplaceIt) {
  const Outcome result = print("root = '/a'\nlog-level = 'info'\n", {"--root=/b", "--read-only"});
  EXPECT_EQ(result.exit, 0) << result.errors;
  EXPECT_EQ(result.output, "root=\"/b\"\nread-only=true\nlog-level=\"info\"\n");
}

TEST_F(ConfigFile, WhatIsPrintedIsAConfigurationFile) {
  const Outcome once = print("root = ['/a']\nquota = '1kb'\nprotect = ['*.key', 'x y']\n");
  EXPECT_EQ(once.exit, 0) << once.errors;
  const Outcome again = print(once.output);
  EXPECT_EQ(again.output, once.output);
}

TEST_F(ConfigFile, MistakesAreReportedWithFileAndLine) {
  const struct {
    const char* text;
    const char* said;
  } cases[] = {
      {"root = '/a'\nreadonly = true",
       "server.toml` line 2: unknown key `readonly`; did "
       "you mean `read-only`?"},
      {"root = '/a'\n\n[http]\nport = 1", "line 3: `http` must be a string or a number"},
      {"root = '/a'\nread-only = 'yes'", "line 2: `read-only` must be true or false"},
      {"root = true", "line 1: `root` must be a string or a number"},
      {"root = ['/a', ['/b']]", "line 1: `root` must be a string or a number"},
      {"root = '/a'\nquota = ['1kb', '2kb']", "line 2: `quota` takes one value, not a list"},
      {"root = '/a\n", "line 1: not valid TOML"},
      {"root = '/a'\nroot = '/b'", "line 2: not valid TOML"},
      {"root = '/a'\nconfig = 'x'", "line 2: unknown key `config`"},
      {"root = '/a'\nhelp = true", "line 2: unknown key `help`"},
      {"root = '/a'\nlog-level = 'loud'", "server.toml` line 2: `log-level` must be debug, info"},
      {"root = '/a'\nquota = 'much'", "line 2: `quota` must be a size in bytes"},
      {"root = '/a'\nmax-streams = 0", "line 2: `max-streams` must be a whole number from 1"},
      {"root = '/a'\ntools = ['reed']", "there is no tool or group `reed`"},
      {"root = '/a'\ninsecure = true", "--insecure applies only with --http"},
      {"read-only = true", "--root DIR is required"}};
  for (const auto& [text, said] : cases) {
    const Outcome result = print(text);
    EXPECT_NE(result.exit, 0) << text;
    EXPECT_EQ(result.output, "") << text;
    EXPECT_TRUE(result.errors.starts_with("mcp-server: ")) << result.errors;
    EXPECT_NE(result.errors.find(said), std::string::npos) << text << '\n' << result.errors;
  }
}

TEST_F(ConfigFile, MustExistAndNotBeWritableByOthers) {
  const std::string missing = (scratch_ / "missing.toml").string();
  const Outcome none = outcome_of({"--config", missing, "--print-config"});
  EXPECT_NE(none.exit, 0);
  EXPECT_NE(none.errors.find("--config: "), std::string::npos) << none.errors;
  const std::string file = config("root = '/a'\n");
  for (const mode_t mode : {0666, 0622, 0646}) {
    ::chmod(file.c_str(), mode);
    const Outcome result = outcome_of({"--config", file, "--print-config"});
    EXPECT_NE(result.exit, 0) << std::oct << mode;
    EXPECT_NE(result.errors.find("chmod "), std::string::npos) << result.errors;
  }
}

TEST_F(ConfigFile, TheExampleHasTheDocumentedSettings) {
  const fs::path example = fs::path(MCP_SOURCE_DIR) / "examples/mcp-server.toml";
  const Outcome result = print(content_of(example));
  EXPECT_EQ(result.exit, 0) << result.errors;
  EXPECT_EQ(result.output,
            "root=\"project=/srv/project\"\n"
            "tools=[\"read\", \"search\", \"write\", \"edit\", \"history\"]\n"
            "max-write=33554432\n"
            "quota=10737418240\n"
            "reserve=1073741824\n"
            "calls-per-second=100\n"
            "require-landlock=true\n"
            "http=\"127.0.0.1:8808\"\n"
            "log-level=\"info\"\n"
            "log-format=\"json\"\n");
}

TEST_F(ConfigFile, TheUnitForSystemdIsValid) {
  const fs::path verifier = "/usr/bin/systemd-analyze";
  if (!fs::exists(verifier)) GTEST_SKIP() << "there is no systemd-analyze";
  std::string unit = content_of(fs::path(MCP_SOURCE_DIR) / "examples/mcp-server.service");
  const std::string installed = "/usr/local/bin/mcp-server";
  std::size_t commands = 0;
  for (auto at = unit.find(installed); at != unit.npos; at = unit.find(installed, at)) {
    unit.replace(at, installed.size(), MCP_BINARY_DIR "/mcp-server");
    ++commands;
  }
  EXPECT_EQ(commands, 2U);
  put(scratch_ / "mcp-server.service", unit);
  const Outcome verified =
      outcome_of({"verify", (scratch_ / "mcp-server.service").string()}, verifier);
  EXPECT_EQ(verified.exit, 0);
  EXPECT_EQ(verified.errors, "");
}

TEST_F(ConfigFile, AServerStartsWithIt) {
  const Arena arena;
  const std::string file =
      config("root = '" + arena.root().string() + "'\nread-only = true\nreserve = 0\n");
  ServerProcess server({.arguments = {"--config", file}});
  Peer peer(server, Era::modern);
  EXPECT_TRUE(peer.call("read_file", {{"path", "ok.txt"}}).ok());
  EXPECT_EQ(peer.call("write_file", {{"path", "new"}, {"content", "x"}}).code, "-32602");
}

}  // namespace
}  // namespace mcp::test::config_file_test
