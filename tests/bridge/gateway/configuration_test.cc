// An invalid configuration file stops the program at its start, with one line that says what to do.

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::configuration_test {
namespace {

struct Wrong {
  const char* file;
  const char* said;  ///< The error after the name of the file.
};

const Wrong wrongs[] = {
    {R"([])", "is not a JSON object: it must begin with { and end with }"},
    {"{\n  \"mcpServers\": {},,\n}", "is not valid JSON at line 2, column 20"},
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
    {R"({"mcpServers": {}, "projects": {"a": {"tenant": 5}}})",
     "/projects/a/tenant: must be a string, but is a number"},
    {R"({"mcpServers": {}, "language": 5})", "/language: must be a string, but is a number"},
    {R"({"mcpServers": {}, "language": "fr"})", "/language: must be en or pt-BR, but is \"fr\""},
    {R"({"mcpServers": {}, "requests_per_minute": 0})",
     "/requests_per_minute: must be a number greater than 0, but is 0"},
    {R"({"mcpServers": {}, "project_approval_time": -1})",
     "/project_approval_time: must be a whole number of milliseconds from 0 to 86400000, but is "
     "-1"},
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

TEST(Configuration, SaysWhatIsWrongWithItsOptions) {
  const Scratch folder;
  put(folder / "c.json", R"({"mcpServers": {}})");
  put(folder / "file", "");
  const std::string config = folder / "c.json";
  const std::string file = folder / "file";
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"--confg", config}, "unknown option `--confg`; did you mean `--config`?"},
      {{folder.path()}, "; a workspace is given with --workspace DIR"},
      {{"--config", folder / "none"}, "does not exist"},
      {{"--port", "abc"}, "--port: must be a whole number from 1 to 65535, not `abc`"},
      {{"--project", "a/b"}, "project `a/b`: a name has 1 to 128 bytes, without `/`"},
      {{"--project", ""}, "project ``: a name has 1 to 128 bytes"},
      {{"--host", "nowhere.invalid"}, "--host: `nowhere.invalid` is not an IP address"},
      {{"--host", "0.0.0.0"}, "--host: other machines can reach `0.0.0.0`"},
      {{"--workspace", file}, "` is not a directory; choose another with --workspace DIR"},
      {{"--env-file", "nowhere", "--tls-key", "x"}, "--env-file: `nowhere` does not exist"}};
  for (const auto& [arguments, said] : cases) {
    ServerProcess process({.arguments = arguments, .program = MCP_BINARY_DIR "/mcp-bridge"});
    EXPECT_NE(process.wait_exit().value_or(0), 0) << said;
    const std::string errors = process.errors();
    EXPECT_TRUE(errors.starts_with("mcp-bridge: ")) << errors;
    EXPECT_NE(errors.find(said), errors.npos) << errors;
  }
}

TEST(Configuration, IgnoresKeysOfOtherPrograms) {
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

/// The places of a configuration that may hold secrets. Each holds `hunter2`.
constexpr const char* with_secrets = R"({"mcpServers": {
    "argument": {"command": "/none/a", "args": ["--password", "${MY_VARIABLE}",
                                                 "--x=${MY_VARIABLE}"]},
    "written": {"command": "/none/b", "args": ["--api-key", "hunter2-2", "--Token=hunter2-33"]},
    "program": {"command": "/none/${MY_VARIABLE}"},
    "user": {"url": "http://somebody:hunter2@127.0.0.1:1/mcp"},
    "token": {"url": "http://hunter2@127.0.0.1:1/mcp"},
    "query": {"url": "http://127.0.0.1:1/mcp?a=hunter2-3&key=hunter2-44&hunter2-5#x"},
    "variable": {"url": "http://127.0.0.1:1/${MY_VARIABLE}/mcp"}}})";

TEST(Configuration, IsPrintedWithoutSecretsWhereverTheyStand) {
  const Scratch folder;
  put(folder / "c.json", with_secrets);
  ServerProcess process(
      {.arguments = {"--env-file", "none", "--config", folder / "c.json", "--print-config"},
       .program = MCP_BINARY_DIR "/mcp-bridge",
       .environment = {{"MY_VARIABLE", "hunter2"},
                       {"ANTHROPIC_BASE_URL", "https://somebody:hunter2-base@example.com"}}});
  std::string printed;
  while (const auto line = process.read_line()) printed += *line + '\n';
  EXPECT_EQ(process.wait_exit(), 0) << process.errors();
  EXPECT_EQ(printed.find("hunter2"), std::string::npos) << printed;
  const Json shown = Json::parse(printed);
  EXPECT_EQ(shown["base_url"], "https://[secret]@example.com");
  const Json& servers = shown["servers"];
  ASSERT_EQ(servers.size(), 7U);
  EXPECT_EQ(servers[0]["command"],
            Json::array({"/none/a", "--password", "[secret]", "--x=[secret]"}));
  EXPECT_EQ(servers[1]["url"], "");
}

TEST(Configuration, PathsThatCameFromVariablesAreShown) {
  const Scratch folder;
  put(folder / "c.json",
      R"({"mcpServers": {"a": {"command": "c", "args": ["${HOME}/x", "${DIR}"]}}})");
  ServerProcess process(
      {.arguments = {"--env-file", "none", "--config", folder / "c.json", "--print-config"},
       .program = MCP_BINARY_DIR "/mcp-bridge",
       .environment = {{"HOME", "/home/somebody"}, {"DIR", folder.path().string()}}});
  std::string printed;
  while (const auto line = process.read_line()) printed += *line + '\n';
  EXPECT_EQ(Json::parse(printed)["servers"][0]["command"],
            Json::array({"c", "/home/somebody/x", folder.path().string()}));
}

TEST(Configuration, SecretsAreNotRepeatedInTheErrorsOfServers) {
  BridgeProgram bridge;
  bridge.configure({{"mcpServers", {{"a", {{"command", "/none/${MY_VARIABLE}"}}}}}});
  bridge.environment["MY_VARIABLE"] = "hunter2-and-more";
  bridge.start();
  const auto error = [&] {
    const Json servers = Json::parse(bridge.ask("GET", "/api/servers").body)["servers"];
    return servers[0]["error"].get<std::string>();
  };
  EXPECT_EQ(bridge.ask("GET", "/api/tools").status, 200);
  ASSERT_TRUE(eventually([&] { return !error().empty(); }));
  EXPECT_NE(error().find("/none/[redacted]"), std::string::npos) << error();
  EXPECT_EQ(error().find("hunter2"), std::string::npos);
}

TEST(Configuration, NamesFilesBesideItself) {
  const Scratch folder;
  const std::string file = folder / "sub/c.json";
  for (const char* name : {"guard", "prices"}) {
    put(file, Json{{"mcpServers", Json::object()}, {name, "other.json"}}.dump());
    ServerProcess process({.arguments = {"--any-port", "--env-file", "none", "--config", file,
                                         "--data-dir", folder / "data"},
                           .program = MCP_BINARY_DIR "/mcp-bridge"});
    EXPECT_EQ(process.wait_exit(), 1) << name;
    EXPECT_NE(process.errors().find(folder / "sub/other.json"), std::string::npos)
        << process.errors();
  }
}

// The kernel sends SIGXFSZ at the limit, which ends a program that does not ignore it.
TEST(Configuration, LimitOnTheSizeOfFilesDoesNotEndTheBridge) {
  BridgeProgram bridge;
  bridge.in_child = [] {
    constexpr rlimit limit{300'000, 300'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(1);
  };
  bridge.model.set_scenario(
      {{"steps",
        {{{"answer",
           {{"blocks",
             {{{"type", "text"}, {"text", std::string(400'000, 'x')}, {"piece", 50'000}}}}}}}}}});
  bridge.start();
  ChatClient client(bridge.native());
  client.send(user_message("Write much"));
  client.wait_for(
      [](const Json& frame) { return frame["type"] == "session_end" || frame["type"] == "error"; });
  EXPECT_EQ(bridge.ask("GET", "/health").status, 200);
}

}  // namespace
}  // namespace mcp::test::configuration_test
