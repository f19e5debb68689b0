// A file that cannot be right ends the program before it begins, with a line that says what to do.

#include <algorithm>

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::configuration_test {
namespace {

struct Wrong {
  const char* file;
  const char* said;  ///< After the name of the file.
};

const Wrong wrongs[] = {
    {R"([])", "is not a JSON object: it must begin with { and end with }"},
    {"{\n  \"mcpServers\": {},,\n}", "is not JSON at line 2, column 20"},
    {R"({})", R"(/mcpServers: is missing: write {"mcpServers": {"name": {...}}})"},
    {R"({"mcpServers": []})", "/mcpServers: must be an object, but is a list"},
    {R"({"mcpServers": {"a": {"command": 5}}})",
     "/mcpServers/a/command: must be a string, but is a number"},
    {R"({"mcpServer": {"a": {"command": "c"}}})",
     "/mcpServer: there is no such setting; did you mean `mcpServers`?"},
    {R"({"mcpServers": {}, "messages_per_minute": "x"})",
     "/messages_per_minute: must be a number greater than 0, but is a string"},
    {R"({"mcpServers": {}, "messages_per_minute": -1})",
     "/messages_per_minute: must be a number greater than 0, but is -1"},
    {R"({"mcpServers": {}, "maxRounds": 5})",
     "/maxRounds: there is no such setting; did you mean `max_rounds`?"},
    {R"({"mcpServers": {}, "max_rounds": 1.5})",
     "/max_rounds: must be a whole number of rounds from 1 to 1000000, but is 1.5"},
    {R"({"mcpServers": {}, "sockets_per_address": true})",
     "/sockets_per_address: must be a whole number of sockets from 1 to 1000000, but is true"},
    {R"({"mcpServers": {}, "system": ["be kind"]})", "/system: must be a string, but is a list"},
    {R"({"mcpServers": {}, "guard": {}})", "/guard: must be a string, but is an object"},
    {R"({"mcpServers": {}, "projects": ["a"]})", "/projects: must be an object, but is a list"},
    {R"({"mcpServers": {}, "projects": {"a/b": null}})",
     "/projects/a~1b: must be an object, but is null"},
    {R"({"mcpServers": {}, "projects": {"a": {"budgets": {}}}})",
     "/projects/a/budgets: there is no such setting; did you mean `budget`?"},
    {R"({"mcpServers": {}, "budget": 5})", "/budget: must be an object, but is a number"},
    {R"({"mcpServers": {}, "budget": {"hard_tokens": "many"}})",
     "/budget: the budget's hard_tokens must be a whole number of tokens, 0 or more"},
    {R"({"mcpServers": {"a": {"command": "c", "env": {"API_KEY": 1234567890}}}})",
     "/mcpServers/a/env/API_KEY: must be a string, but is a number"},
};

TEST(Configuration, ThatIsWrongIsSaidInOneLine) {
  const Scratch folder;
  const std::string file = folder / "config.json";
  for (const Wrong& wrong : wrongs) {
    std::ofstream(file) << wrong.file;
    ServerProcess process({.arguments = {"--env-file", "none", "--config", file},
                           .program = MCP_BINARY_DIR "/mcp-bridge"});
    EXPECT_EQ(process.wait_exit(), 1) << wrong.file;
    EXPECT_EQ(process.errors(), "mcp-bridge: " + file + ": " + wrong.said + '\n');
  }
}

TEST(Configuration, OfOtherProgramsIsNotTheBridgesBusiness) {
  BridgeProgram bridge;
  Json config = bridge.standard();
  config["globalShortcut"] = "Ctrl+Space";
  config["preferences"] = {{"theme", "dark"}};
  config["mcpServers"]["features"].update({{"autoApprove", {"echo"}}, {"description", "x"}});
  bridge.configure(config);
  bridge.start();
  EXPECT_EQ(bridge.ask("GET", "/health").status, 200);
}

TEST(Configuration, SecretsOfServersAreNotRepeated) {
  const std::string secret = "correct-horse-battery";
  const std::string plain = "not-a-secret-at-all";
  BridgeProgram bridge;
  Json config = bridge.standard();
  config["mcpServers"]["features"]["env"] = {{"Demo_Token", secret}, {"DEMO_MODE", plain}};
  bridge.configure(config);
  bridge.model.set_scenario({{"steps",
                              {{{"answer",
                                 {{"blocks",
                                   {{{"type", "text"},
                                     {"text", "It is " + secret + ", in " + plain},
                                     {"piece", 3}}}}}}}}}});
  bridge.start();
  ChatClient client(bridge.native());
  client.send(user_message("Which token do you have?"));
  client.wait_for("session_end");
  EXPECT_EQ(spoken(client), "It is [redacted], in " + plain);
}

}  // namespace
}  // namespace mcp::test::configuration_test
