// The environment of a server process that the library or mcp-client starts.

#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "mcp/client/client.hpp"
#include "support/environment.hpp"
#include "support/server_process.hpp"

namespace mcp::child_environment_test {
namespace {

using test::reported_environment;
using test::reports_environment;
using test::ScopedVariable;
using test::Scratch;

using Entries = std::vector<std::string>;

/// The client's environment: secrets, variables that servers need, and names similar to those.
const std::map<std::string, std::string> environment_here = {
    {"ANTHROPIC_API_KEY", "sk-ant-secret"},
    {"BRIDGE_TOKEN", "secret"},
    {"HTTPS_PROXY", "http://user:secret@proxy"},
    {"LD_LIBRARY_PATH", "/nowhere"},
    {"XDG_RUNTIME_DIR", "/run/user/0"},
    {"PATH_TO_SECRET", "/secret"},
    {"LCX", "no locale"},
    {"HOME", "/home/somebody"},
    {"LANG", "pt_BR.UTF-8"},
    {"LC_ALL", "C.UTF-8"},
    {"LC_TIME", "() { echo as a function; }"},
    {"LOGNAME", "somebody"},
    {"SHELL", "/bin/sh"},
    {"TERM", "() { echo as a function; }"},
    {"TMPDIR", "/var/tmp"},
    {"TZ", "UTC"},
    {"USER", "somebody"}};

const Entries inherited = {
    "HOME=/home/somebody", "LANG=pt_BR.UTF-8", "LC_ALL=C.UTF-8",  "LOGNAME=somebody",
    "PATH=/usr/bin:/bin",  "SHELL=/bin/sh",    "TMPDIR=/var/tmp", "TZ=UTC",
    "USER=somebody"};

class ChildEnvironment : public ::testing::Test {
 protected:
  ChildEnvironment() {
    variables_.emplace_back(std::make_unique<ScopedVariable>("PATH", "/usr/bin:/bin"));
    for (const auto& [name, value] : environment_here) {
      variables_.emplace_back(std::make_unique<ScopedVariable>(name, value));
    }
  }

  /// The environment of a server that the library starts.
  Entries given(ChildProcess process) {
    process.command = reports_environment(file);
    process.command.insert(process.command.begin(), "sh");
    Client::connect(spawn(std::move(process)));
    return reported();
  }

  /// The environment of a server that mcp-client starts with these options.
  Entries given_by_program(Entries options) {
    options.insert(options.begin(), "tools");
    options.insert(options.end(), {"--quiet", "--", "sh"});
    for (auto& argument : reports_environment(file)) options.push_back(std::move(argument));
    test::ServerProcess program(
        {.arguments = std::move(options), .program = MCP_BINARY_DIR "/mcp-client"});
    while (program.read_line()) {
    }
    EXPECT_EQ(program.wait_exit(), 0) << program.errors();
    return reported();
  }

  static bool holds(const Entries& entries, const std::string& entry) {
    return std::ranges::find(entries, entry) != entries.end();
  }

  const Scratch scratch;
  const std::string file = scratch / "environment";

 private:
  // Leaves out the locale variables of the test itself.
  Entries reported() const {
    Entries entries = reported_environment(file);
    std::erase_if(entries, [](const std::string& entry) {
      return entry.starts_with("LC_") &&
             !environment_here.contains(entry.substr(0, entry.find('=')));
    });
    return entries;
  }

  std::vector<std::unique_ptr<ScopedVariable>> variables_;
};

TEST_F(ChildEnvironment, HoldsOnlyHarmlessVariables) {
  EXPECT_EQ(given({.command = {}}), inherited);
}

TEST_F(ChildEnvironment, HoldsItsOwnVariablesInsteadOfInheritedOnes) {
  Entries expected = inherited;
  expected[0] = "HOME=/srv";
  expected.emplace_back("TOKEN=own");
  std::ranges::sort(expected);
  EXPECT_EQ(given({.command = {}, .environment = {{"HOME", "/srv"}, {"TOKEN", "own"}}}), expected);
}

TEST_F(ChildEnvironment, HoldsEverythingWithInheritEnvironment) {
  const Entries all =
      given({.command = {}, .environment = {{"USER", "other"}}, .inherit_environment = true});
  for (const auto& [name, value] : environment_here) {
    EXPECT_EQ(holds(all, name + '=' + value), name != "USER") << name;
  }
  EXPECT_TRUE(holds(all, "USER=other"));
}

TEST_F(ChildEnvironment, OfTheProgramIsTheSame) {
  EXPECT_EQ(given_by_program({}), inherited);
}

TEST_F(ChildEnvironment, OfTheProgramHasOptions) {
  const Entries all = given_by_program({"--inherit-env", "--env", "TOKEN=own"});
  EXPECT_TRUE(holds(all, "ANTHROPIC_API_KEY=sk-ant-secret"));
  EXPECT_TRUE(holds(all, "TOKEN=own"));
  const Entries some = given_by_program({"--env", "TOKEN=own"});
  EXPECT_FALSE(holds(some, "ANTHROPIC_API_KEY=sk-ant-secret"));
  EXPECT_TRUE(holds(some, "TOKEN=own"));
}

TEST(ClientProgram, RefusesOptionsThatDoNotApply) {
  const std::pair<Entries, const char*> wrongs[] = {
      {{"tools", "--inherit-env", "--url", "http://127.0.0.1:1/mcp"}, "--inherit-env applies only"},
      {{"tools", "--env", "=x", "--", "false"}, "--env: must be NAME=VALUE, not `=x`"},
      {{"tools", "--env", "x", "--", "false"}, "--env: must be NAME=VALUE, not `x`"}};
  for (const auto& [wrong, said] : wrongs) {
    test::ServerProcess program({.arguments = wrong, .program = MCP_BINARY_DIR "/mcp-client"});
    EXPECT_EQ(program.wait_exit(), 2);
    EXPECT_NE(program.errors().find(said), std::string::npos) << program.errors();
  }
}

}  // namespace
}  // namespace mcp::child_environment_test
