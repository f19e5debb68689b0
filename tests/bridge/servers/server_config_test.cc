#include "bridge/servers/server_config.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include <fstream>

#include "mcp/schema.hpp"

namespace mcp::bridge::server_config_test {
namespace {

std::optional<std::string> variable(const std::string& name) {
  if (name == "TOKEN") return "secret";
  if (name == "EMPTY") return "";
  if (name == "NESTED") return "${TOKEN}";
  return {};
}

Result<std::vector<ServerConfig>> read(const std::string& text) {
  return read_server_configs(Json::parse(text), variable);
}

ServerConfig read_one(const std::string& entry) {
  return read(R"({"mcpServers": {"s": )" + entry + "}}").value().at(0);
}

TEST(ServerConfigs, AreReadAsClaudeDesktopWritesThem) {
  const auto configs = read(R"({
    "globalShortcut": "",
    "mcpServers": {
      "web": {"type": "http", "url": "https://example.com/mcp", "timeout": 5000,
              "headers": {"Authorization": "Bearer ${TOKEN}"}, "allow": ["a"], "deny": ["b", "c"]},
      "files": {"command": "npx", "args": ["-y", "server", "/tmp"], "env": {"A": "1"},
                "cwd": "/work", "autoApprove": [], "disabled": true}}})")
                           .value();
  ASSERT_EQ(configs.size(), 2U);
  const auto& files = configs[0];
  EXPECT_EQ(files.name, "files");
  EXPECT_EQ(files.command, std::vector<std::string>({"npx", "-y", "server", "/tmp"}));
  EXPECT_EQ(files.environment.at("A"), "1");
  EXPECT_EQ(files.directory, "/work");
  EXPECT_EQ(files.timeout, std::chrono::minutes(2));
  EXPECT_TRUE(files.disabled);
  const auto& web = configs[1];
  EXPECT_EQ(web.url, "https://example.com/mcp");
  EXPECT_TRUE(web.command.empty());
  EXPECT_EQ(web.headers.at(0),
            std::pair(std::string("Authorization"), std::string("Bearer secret")));
  EXPECT_EQ(web.timeout, std::chrono::seconds(5));
  EXPECT_EQ(web.allow, std::vector<std::string>({"a"}));
  EXPECT_EQ(web.deny, std::vector<std::string>({"b", "c"}));
  EXPECT_FALSE(web.disabled);
}

TEST(ServerConfigs, HaveTheirVariablesReplaced) {
  struct Case {
    const char* written;
    const char* read;
  };
  const Case cases[] = {
      {"${TOKEN}", "secret"},
      {"a${TOKEN}b${TOKEN}", "asecretbsecret"},
      {"${NONE:-x}", "x"},
      {"${NONE:-}", ""},
      {"${EMPTY:-x}", "x"},
      {"${EMPTY}", ""},
      {"${TOKEN:-x}", "secret"},
      {"${NESTED}", "${TOKEN}"},
      {"$TOKEN", "$TOKEN"},
      {"${TOKEN", "${TOKEN"},
      {"${not a name}", "${not a name}"},
      {"${}${TOKEN}", "${}secret"},
      {"${x%.*}", "${x%.*}"},
  };
  for (const auto& c : cases) {
    const Json entry{{"command", "c"},
                     {"args", {c.written}},
                     {"env", {{"E", c.written}}},
                     {"cwd", c.written},
                     {"allow", {c.written}}};
    const auto config = read_one(to_text(entry));
    EXPECT_EQ(config.command.at(1), c.read);
    EXPECT_EQ(config.environment.at("E"), c.read);
    EXPECT_EQ(config.directory, c.read);
    EXPECT_EQ(config.allow.at(0), c.read);
  }
  EXPECT_EQ(read_one(R"({"url": "http://${NONE:-localhost}/mcp"})").url, "http://localhost/mcp");
}

TEST(ServerConfigs, NameTheTransport) {
  const std::pair<const char*, HttpTransport> cases[] = {
      {R"({"url": "http://x"})", HttpTransport::automatic},
      {R"({"type": "http", "url": "http://x"})", HttpTransport::streamable},
      {R"({"type": "streamable-http", "url": "http://x"})", HttpTransport::streamable},
      {R"({"type": "streamableHttp", "url": "http://x"})", HttpTransport::streamable},
      {R"({"type": "sse", "url": "http://x"})", HttpTransport::sse},
  };
  for (const auto& [entry, transport] : cases) {
    EXPECT_EQ(read_one(entry).transport, transport) << entry;
  }
}

struct Wrong {
  const char* file;
  const char* place;
  const char* advice;
  bool schema_agrees = true;  ///< False if the fault is in values that the schema cannot check.
};

const Wrong wrongs[] = {
    {R"([])", "the file", "object"},
    {R"({})", "/mcpServers", "missing"},
    {R"({"mcpServers": []})", "/mcpServers", "object"},
    {R"({"mcpServers": {"a/b~": 1}})", "/mcpServers/a~1b~0", "object"},
    {R"({"mcpServers": {"": {"command": "c"}}})", "/mcpServers/", "name"},
    {R"({"mcpServers": {"s": {}}})", "/mcpServers/s", "`command`"},
    {R"({"mcpServers": {"s": {"command": "c", "url": "http://x"}}})", "/mcpServers/s", "remove"},
    {R"({"mcpServers": {"s": {"command": ""}}})", "/mcpServers/s/command", "program"},
    {R"({"mcpServers": {"s": {"command": ["c"]}}})", "/mcpServers/s/command", "string"},
    {R"({"mcpServers": {"s": {"command": "c", "args": "x"}}})", "/mcpServers/s/args", "list"},
    {R"({"mcpServers": {"s": {"command": "c", "args": ["x", 1]}}})", "/mcpServers/s/args/1",
     "string"},
    {R"({"mcpServers": {"s": {"command": "c", "env": {"A": 1}}}})", "/mcpServers/s/env/A",
     "string"},
    {R"({"mcpServers": {"s": {"command": "c", "env": {"A": "${NONE}"}}}})", "/mcpServers/s/env/A",
     "NONE", false},
    {R"({"mcpServers": []})", "/mcpServers", "must be an object, but is a list"},
    {R"({"mcpServers": {"a": {"command": 5}}})", "/mcpServers/a/command",
     "must be a string, but is a number"},
    {R"({"mcpServers": {"a": {"command": "c", "comand": "d"}}})", "/mcpServers/a/comand",
     "did you mean `command`?", false},
    {R"({"mcpServers": {"a": {"uri": "http://x"}}})", "/mcpServers/a/uri", "did you mean `url`?"},
    {R"({"mcpServers": {"s": {"command": "c", "timeout": 0}}})", "/mcpServers/s/timeout",
     "milliseconds"},
    {R"({"mcpServers": {"s": {"command": "c", "timeout": "1s"}}})", "/mcpServers/s/timeout",
     "milliseconds"},
    {R"({"mcpServers": {"s": {"command": "c", "disabled": 1}}})", "/mcpServers/s/disabled", "true"},
    {R"({"mcpServers": {"s": {"type": "ws", "url": "http://x"}}})", "/mcpServers/s/type",
     "must be \"stdio\", \"http\" or \"sse\", not \"ws\""},
    {R"({"mcpServers": {"s": {"type": "sse", "command": "c"}}})", "/mcpServers/s",
     "needs `url` for type sse"},
    {R"({"mcpServers": {"s": {"type": "http", "command": "c"}}})", "/mcpServers/s", "`url`"},
    {R"({"mcpServers": {"s": {"type": "stdio", "url": "http://x"}}})", "/mcpServers/s",
     "`command`"},
    {R"({"mcpServers": {"s": {"url": "example.com"}}})", "/mcpServers/s/url", "http", false},
    {R"({"mcpServers": {"s": {"url": "http://x", "headers": []}}})", "/mcpServers/s/headers",
     "object"},
};

TEST(ServerConfigs, ThatAreWrongSayWhereAndWhatToDo) {
  for (const auto& c : wrongs) {
    const auto result = read(c.file);
    ASSERT_FALSE(result) << c.file;
    const std::string text = result.error().what();
    EXPECT_TRUE(text.starts_with(std::string(c.place) + ": ")) << text;
    EXPECT_NE(text.find(c.advice), std::string::npos) << text;
  }
}

TEST(ServerConfigs, MatchTheirSchema) {
  std::ifstream file(MCP_SOURCE_DIR "/schemas/bridge/servers.schema.json");
  const auto schema = SchemaValidator::compile(Json::parse(file)).value();
  for (const auto& c : wrongs) {
    EXPECT_EQ(schema.accepts(Json::parse(c.file)), !c.schema_agrees) << c.file;
  }
  const char* right[] = {
      R"({"mcpServers": {}, "other": 1})",
      R"({"mcpServers": {"s": {"command": "c", "args": [], "extra": true}}})",
      R"({"mcpServers": {"s": {"type": "stdio", "command": "c", "timeout": 1}}})",
      R"({"mcpServers": {"s": {"type": "streamable-http", "url": "https://x", "headers": {}}}})",
      R"({"mcpServers": {"s": {"type": "sse", "url": "https://x/sse", "headers": {"A": "b"}}}})",
  };
  for (const auto* text : right) {
    EXPECT_TRUE(schema.accepts(Json::parse(text))) << text;
    EXPECT_TRUE(read(text)) << text;
  }
}

TEST(ServerConfigs, MayLackVariablesWhileTheyAreDisabled) {
  EXPECT_EQ(read_one(R"({"command": "c", "args": ["${NONE}"], "disabled": true})").command.at(1),
            "");
}

TEST(ServerConfigs, SayHowTheBridgeAuthorizesItself) {
  EXPECT_TRUE(read_one(R"({"url": "https://x/mcp"})").needs_tokens());
  EXPECT_FALSE(read_one(R"({"url": "https://x/mcp", "auth": {"type": "none"}})").needs_tokens());
  EXPECT_FALSE(read_one(R"({"url": "https://x/mcp", "headers": {"authorization": "Bearer x"}})")
                   .needs_tokens());
  EXPECT_FALSE(read_one(R"({"command": "c"})").needs_tokens());
  const auto login = read_one(R"({"url": "https://x/mcp", "auth": {"client_id": "me",
      "client_secret": "${TOKEN}", "issuer": "https://i", "scopes": ["a", "b"],
      "client_metadata_url": "https://me.example/client.json"}})")
                         .auth;
  EXPECT_EQ(login.type, AuthType::oauth);
  EXPECT_EQ(login.client.client_id, "me");
  EXPECT_EQ(login.client.client_secret, "secret");
  EXPECT_EQ(login.client.issuer, "https://i");
  EXPECT_EQ(login.client_metadata_url, "https://me.example/client.json");
  EXPECT_EQ(login.scopes, std::vector<std::string>({"a", "b"}));
  const auto machine = read_one(R"({"url": "https://x/mcp", "auth": {
      "type": "client_credentials", "client_id": "me", "private_key": "${TOKEN}"}})");
  EXPECT_EQ(machine.auth.type, AuthType::client_credentials);
  EXPECT_EQ(machine.auth.client.private_key, "secret");
}

TEST(ServerConfigs, ExplainWhatIsWrongWithTheirAuthorization) {
  struct Case {
    const char* entry;
    const char* error;
  };
  const Case cases[] = {
      {R"({"command": "c", "auth": {}})", "/auth: is for servers with `url` only"},
      {R"({"url": "https://x", "auth": "oauth"})", "/auth: must be an object, but is a string"},
      {R"({"url": "https://x", "auth": {"type": "basic"}})",
       "/auth/type: must be oauth, client_credentials or none, not \"basic\""},
      {R"({"url": "https://x", "auth": {"client-id": "x"}})",
       "/auth/client-id: there is no such setting; did you mean `client_id`?"},
      {R"({"url": "https://x", "auth": {"client_secret": "x"}})", "so it needs `client_id`, too"},
      {R"({"url": "https://x", "auth": {"type": "client_credentials", "client_id": "x"}})",
       "/auth: needs `client_id`, and `client_secret` or `private_key`"},
      {R"({"url": "https://x", "auth": {"client_id": "x", "client_secret": "a",
           "private_key": "b"}})",
       "has both `client_secret` and `private_key`: remove one"},
      {R"({"url": "https://x", "auth": {"client_metadata_url": "https://x"}})",
       "/auth/client_metadata_url: must be the https:// URL of a document, with a path"},
      {R"({"url": "https://x", "auth": {}, "headers": {"Authorization": "x"}})",
       "/auth: is not used beside a header `Authorization`: remove one"},
  };
  for (const auto& c : cases) {
    const auto configs = read(R"({"mcpServers": {"s": )" + std::string(c.entry) + "}}");
    ASSERT_FALSE(configs) << c.entry;
    EXPECT_NE(std::string(configs.error().what()).find(c.error), std::string::npos)
        << configs.error().what();
  }
}

TEST(Identity, IsOfAllThatDecidesWhatAnswers) {
  const ServerConfig local{.name = "a", .command = {"c", "x"}, .environment = {{"TOKEN", "1"}}};
  const ServerConfig remote{
      .name = "a", .url = "https://x/mcp", .headers = {{"Authorization", "x"}}};
  auto same = local;
  same.name = "b";
  same.timeout = std::chrono::seconds(1);
  EXPECT_EQ(local.identity(), same.identity());
  const auto changed = [](ServerConfig config, const std::function<void(ServerConfig&)>& change) {
    change(config);
    return config.identity();
  };
  const std::string others[] = {
      changed(local, [](auto& c) { c.command = {"c x"}; }),
      changed(local, [](auto& c) { c.directory = "/elsewhere"; }),
      changed(local, [](auto& c) { c.environment["TOKEN"] = "2"; }),
      changed(local, [](auto& c) { c.environment["LD_PRELOAD"] = "x.so"; }),
      changed(local, [](auto& c) { c.environment.clear(); }),
      changed(remote, [](auto& c) { c.url = "https://y/mcp"; }),
      changed(remote, [](auto& c) { c.headers[0].second = "y"; }),
      changed(remote, [](auto& c) { c.headers[0].first = "X-Tenant"; }),
      changed(remote, [](auto& c) { c.headers.clear(); }),
      changed(remote, [](auto& c) { c.auth.client.client_id = "me"; }),
      local.identity(),
      remote.identity()};
  EXPECT_EQ(std::set<std::string>(std::begin(others), std::end(others)).size(), std::size(others));
  EXPECT_EQ(local.identity().find("TOKEN"), std::string::npos);
}

}  // namespace
}  // namespace mcp::bridge::server_config_test
