// What mcp-client asks and shows at a terminal.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "client/command_home.hpp"

namespace mcp::test::command_test {
namespace {

TEST_F(Commands, CallExplainsMissingArguments) {
  const std::string command = feature_server;
  const struct {
    Words words;
    std::string said;
  } cases[] = {
      {{"call", "add"},
       "the tool `add` requires 2 more arguments:\n  a (number)\n  b (number)\n"
       "for example: mcp-client call add a=1 b=1 -- " +
           command},
      {{"call", "add", "a=3"}, "for example: mcp-client call add a=3 b=1 -- " + command},
      {{"call", "echo"},
       "\n  text (string) - What to say\nfor example: mcp-client call echo "
       "text=TEXT -- " +
           command},
  };
  for (const auto& [words, said] : cases) {
    for (const std::string era : {"modern", "legacy"}) {
      Words all = words;
      all.insert(all.end(), {"--era", era, "--", command});
      const Outcome outcome = run(all);
      EXPECT_EQ(outcome.exit, 2);
      EXPECT_NE(outcome.errors.find(said), std::string::npos) << outcome.errors;
    }
  }
  const Outcome forced = run({"call", "echo", "--args", "{}", "--", command});
  EXPECT_EQ(forced.exit, 1) << "the server says that it is missing";
}

TEST_F(Commands, CallAsksForMissingArgumentsAtATerminal) {
  for (const std::string era : {"modern", "legacy"}) {
    Terminal terminal;
    ServerProcess client(launch({"call", "add", "a=1", "--era", era, "--", feature_server},
                                [&] { terminal.attach(false); }));
    ASSERT_TRUE(terminal.shows("[number]")) << terminal.shown();
    terminal.type("many\n");
    ASSERT_TRUE(terminal.shows("try again")) << terminal.shown();
    terminal.type("2.5\n");
    EXPECT_EQ(client.read_line().value_or(""), "{\"sum\":3.5}");
    EXPECT_EQ(client.wait_exit(), 0);
  }
  Terminal terminal;
  ServerProcess client(
      launch({"call", "add", "--", feature_server}, [&] { terminal.attach(false); }));
  ASSERT_TRUE(terminal.shows("[number]"));
  terminal.type("!cancel\n");
  EXPECT_EQ(client.wait_exit(), 130);
}

TEST_F(Commands, AnInputIsAskedForWithoutShowingIt) {
  test::put(project() / ".vscode/mcp.json",
            to_text(Json{{"inputs",
                          {{{"type", "promptString"},
                            {"id", "key"},
                            {"description", "The key"},
                            {"password", true}}}},
                         {"servers",
                          {{"s",
                            {{"command", "/bin/sh"},
                             {"args", {"-c", "test \"$K\" = s3cret && exec " + feature_server}},
                             {"env", {{"K", "${input:key}"}}}}}}}}));
  Terminal terminal;
  ServerProcess client(launch({"s", "info"}, [&] { terminal.attach(false); }));
  ASSERT_TRUE(terminal.shows("needs The key: ")) << terminal.shown();
  terminal.type("s3cret\n");
  EXPECT_TRUE(client.read_line().value_or("").starts_with("feature-server"));
  EXPECT_EQ(client.wait_exit(), 0);
  EXPECT_TRUE(terminal.shows("\r\n"));
  EXPECT_EQ(terminal.shown().find("s3cret"), std::string::npos);
  const Outcome without = run({"s", "info"});
  EXPECT_EQ(without.exit, 2);
  EXPECT_NE(without.errors.find("set MCP_CLIENT_INPUT_KEY"), std::string::npos) << without.errors;
}

TEST_F(Commands, TablesAndColoursAreForTerminals) {
  put(".cursor/mcp.json", {{"mcpServers", {{"features", {{"command", feature_server}}}}}});
  const struct {
    Words options;
    bool colored;
  } cases[] = {{{}, true}, {{"--color", "never"}, false}, {{"--color", "always"}, true}};
  for (const auto& [options, colored] : cases) {
    Terminal terminal;
    Words words = options;
    words.emplace_back("servers");
    ServerProcess client(launch(words, [&] { terminal.attach(true); }));
    EXPECT_EQ(client.wait_exit(), 0);
    ASSERT_TRUE(terminal.shows("mcp.json:1")) << terminal.shown();
    EXPECT_NE(terminal.shown().find("NAME"), std::string::npos) << "titles";
    EXPECT_EQ(terminal.shown().find("\033[1m") != std::string::npos, colored);
  }
  Terminal terminal;
  Launch plain = launch({"servers"}, [&] { terminal.attach(true); });
  plain.environment["NO_COLOR"] = "1";
  ServerProcess client(plain);
  EXPECT_EQ(client.wait_exit(), 0);
  ASSERT_TRUE(terminal.shows("mcp.json:1"));
  EXPECT_EQ(terminal.shown().find("\033["), std::string::npos) << terminal.shown();
  EXPECT_EQ(run({"servers"}).out.find("NAME"), std::string::npos);
}

}  // namespace
}  // namespace mcp::test::command_test
