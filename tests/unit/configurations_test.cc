// The configurations of other programs in which mcp-client finds servers.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <functional>
#include <map>
#include <string>

#include "configurations/configured_server.hpp"
#include "configurations/finder.hpp"
#include "configurations/hosts.hpp"
#include "configurations/shown_server.hpp"
#include "configurations/variables.hpp"
#include "misuse.hpp"
#include "support/scratch.hpp"

namespace mcp::cli {
namespace {

/// A home directory and a project below it, for one test.
class Configurations : public testing::Test {
 protected:
  Configurations() {
    std::filesystem::create_directories(project());
    places_.home = home_.path();
    places_.config_home = home_ / ".config";
    places_.working_directory = project();
    places_.variable = [this](const std::string& name) {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
  }

  std::filesystem::path project() const { return home_.path() / "work" / "project"; }
  void put(const std::string& file, const std::string& text) const {
    test::put(home_.path() / file, text);
  }
  ServerCatalog find() const { return find_servers(places_); }
  const ServerEntry& entry(const std::string& name) {
    catalog_ = find();
    return choose_server(catalog_, name);
  }
  ServerSettings settings(const std::string& name) { return resolved(entry(name), places_); }
  std::string misuse(const std::function<void()>& act) const {
    try {
      act();
    } catch (const Misuse& error) {
      return error.what();
    }
    return "";
  }
  std::string misuse_of(const std::string& name) {
    return misuse([&] { settings(name); });
  }

  const test::Scratch home_;
  std::map<std::string, std::string> variables_;
  Places places_;
  ServerCatalog catalog_;
};

using Words = std::vector<std::string>;

const std::string one_server = R"({"mcpServers": {"one": {"command": "run", "args": ["a", "b"]}}})";

TEST_F(Configurations, AreFoundWhereEachHostKeepsThem) {
  const std::string toml = "[mcp_servers.one]\ncommand = \"run\"\nargs = [\"a\", \"b\"]\n";
  const std::string vscode_text = R"({"servers": {"one": {"command": "run", "args": ["a", "b"]}}})";
  const struct {
    const char* host;
    const char* file;
    const std::string& text;
    bool of_project;
  } cases[] = {
      {"mcp-toolkit", ".config/mcp-toolkit/servers.json", one_server, false},
      {"Claude Desktop", ".config/Claude/claude_desktop_config.json", one_server, false},
      {"Claude Desktop", "Library/Application Support/Claude/claude_desktop_config.json",
       one_server, false},
      {"Claude Desktop", "AppData/Roaming/Claude/claude_desktop_config.json", one_server, false},
      {"Claude Code", ".claude.json", one_server, false},
      {"Claude Code", "work/project/.mcp.json", one_server, true},
      {"Claude Code", "work/.mcp.json", one_server, true},
      {"Cursor", ".cursor/mcp.json", one_server, false},
      {"Cursor", "work/.cursor/mcp.json", one_server, true},
      {"VS Code", ".config/Code/User/mcp.json", vscode_text, false},
      {"VS Code", "work/project/.vscode/mcp.json", vscode_text, true},
      {"Codex", ".codex/config.toml", toml, false},
      {"Codex", "work/project/.codex/config.toml", toml, true},
      {"Gemini", ".gemini/settings.json", one_server, false},
      {"Gemini", "work/project/.gemini/settings.json", one_server, true},
  };
  for (const auto& [host, file, text, of_project] : cases) {
    SCOPED_TRACE(file);
    put(file, text);
    const auto found = find();
    ASSERT_EQ(found.entries.size(), 1U);
    EXPECT_EQ(found.unreadable.size(), 0U);
    const auto& entry = found.entries[0];
    EXPECT_EQ(entry.name, "one");
    EXPECT_EQ(entry.origin.host, host);
    EXPECT_EQ(entry.origin.file, (home_ / file).string());
    EXPECT_EQ(entry.origin.line, 1U);
    EXPECT_EQ(entry.in_project_file, of_project);
    EXPECT_EQ(entry.command, (Words{"run", "a", "b"}));
    std::filesystem::remove(home_ / file);
  }
}

TEST_F(Configurations, AreInTheFoldersThatVariablesName) {
  variables_["CODEX_HOME"] = (home_ / "elsewhere").string();
  variables_["CLAUDE_CONFIG_DIR"] = (home_ / "claude").string();
  put("elsewhere/config.toml", "[mcp_servers.codex]\ncommand = \"c\"\n");
  put("claude/.claude.json", R"({"mcpServers": {"claude": {"command": "c"}}})");
  put(".codex/config.toml", "[mcp_servers.not_read]\ncommand = \"c\"\n");
  const auto found = find();
  ASSERT_EQ(found.entries.size(), 2U);
  EXPECT_EQ(found.entries[0].name, "claude");
  EXPECT_EQ(found.entries[1].name, "codex");
}

TEST_F(Configurations, TransportsAreReadAsEachHostWritesThem) {
  const std::string url = R"("url": "https://x.example/mcp")";
  const struct {
    const char* file;
    std::string entry;
    ServerTransport transport;
  } cases[] = {
      {".claude.json", R"({"type": "http", )" + url + "}", ServerTransport::http},
      {".claude.json", R"({"type": "streamable-http", )" + url + "}", ServerTransport::http},
      {".claude.json", R"({"type": "sse", )" + url + "}", ServerTransport::sse},
      {".cursor/mcp.json", "{" + url + "}", ServerTransport::automatic},
      {".config/Code/User/mcp.json", R"({"type": "http", )" + url + "}",
       ServerTransport::automatic},
      {".config/Code/User/mcp.json", R"({"type": "sse", )" + url + "}", ServerTransport::sse},
      {".gemini/settings.json", R"({"httpUrl": "https://x.example/mcp"})", ServerTransport::http},
      {".gemini/settings.json", "{" + url + "}", ServerTransport::automatic},
      {".gemini/settings.json", R"({"type": "sse", )" + url + "}", ServerTransport::sse},
      {".cursor/mcp.json", R"({"type": "stdio", "command": "c"})", ServerTransport::stdio},
  };
  for (const auto& [file, text, transport] : cases) {
    SCOPED_TRACE(text);
    const std::string key =
        std::string(file).find("Code") == std::string::npos ? "mcpServers" : "servers";
    put(file, "{\"" + key + "\": {\"s\": " + text + "}}");
    EXPECT_EQ(entry("s").transport, transport);
    EXPECT_EQ(entry("s").url, transport == ServerTransport::stdio ? "" : "https://x.example/mcp");
    std::filesystem::remove(home_ / file);
  }
}

TEST_F(Configurations, MayHaveCommentsAndTrailingCommas) {
  put(".cursor/mcp.json", R"(// first
{
  /* several
     lines, with "quotes" and , commas */
  "mcpServers": {
    "a": {"command": "c", "args": ["//not a comment", "/* nor this */", "x,",],}, // last
  },
}
)");
  EXPECT_EQ(entry("a").command, (Words{"c", "//not a comment", "/* nor this */", "x,"}));
  EXPECT_EQ(entry("a").origin.line, 6U);
}

TEST_F(Configurations, SayWhereTheyAreWrong) {
  const struct {
    const char* file;
    const char* text;
    const char* problem;
  } cases[] = {
      {".cursor/mcp.json", "{\n  \"mcpServers\": {\n    x\n", ":3:5: not valid JSON; check"},
      {".cursor/mcp.json", "", ":1:1: not valid JSON; check"},
      {".cursor/mcp.json", "{\"mcpServers\": {}} {}", ":1:20: not valid JSON; check"},
      {".cursor/mcp.json", "{\"a\": 1,\n\"a\": 2}", "Duplicate key"},
      {".cursor/mcp.json", "{\n\n\"mcpServers\": []}", ":3: `mcpServers` must be an object of"},
      {".codex/config.toml", "a = 1\nb = \"secret\n", ":2:"},
      {".codex/config.toml", "a = 1\nmcp_servers = 2\n", ":2: `mcp_servers` must be a table"},
  };
  for (const auto& [file, text, problem] : cases) {
    SCOPED_TRACE(text);
    put(file, text);
    const auto found = find();
    ASSERT_EQ(found.unreadable.size(), 1U);
    const std::string said = found.unreadable[0].problem;
    EXPECT_TRUE(said.starts_with((home_ / file).string())) << said;
    EXPECT_NE(said.find(problem), said.npos) << said;
    EXPECT_EQ(said.find("secret"), said.npos) << said;
    std::filesystem::remove(home_ / file);
  }
}

TEST_F(Configurations, OneWrongEntryCostsOnlyThatEntry) {
  const struct {
    const char* entry;
    const char* problem;
  } cases[] = {
      {"3", "`bad` must be an object, but is a number"},
      {"{}", "`command` is missing, and there is no `url`"},
      {R"({"type": "http"})", "`url` is missing"},
      {R"({"type": "ws", "url": "x"})", "`type` must be stdio, http or sse, not `ws`"},
      {R"({"command": "c", "url": "x"})", "two servers"},
      {R"({"command": ""})", "`command` must name a program"},
      {R"({"command": ["c"]})", "`command` must be a string, but is a list"},
      {R"({"command": "c", "args": "x"})", "`args` must be a list of strings, but is a string"},
      {R"({"command": "c", "args": [1]})", "`args` must be a list of strings, but is a number"},
      {R"({"command": "c", "env": [1]})", "`env` must be an object of strings, but is a list"},
      {R"({"command": "c", "env": {"A": {}}})", "`env.A` must be a string, but is an object"},
      {R"({"command": "c", "disabled": "no"})", "`disabled` must be true or false"},
  };
  for (const auto& [text, problem] : cases) {
    SCOPED_TRACE(text);
    put(".cursor/mcp.json",
        std::string("{\"mcpServers\": {\n\"good\": {\"command\": \"c\"},\n\"bad\": ") + text +
            "}}");
    EXPECT_EQ(entry("good").command, Words{"c"});
    const std::string said = misuse_of("bad");
    EXPECT_NE(said.find("mcp.json:3: server `bad`: "), said.npos) << said;
    EXPECT_NE(said.find(problem), said.npos) << said;
  }
}

TEST_F(Configurations, FilesThatOthersMayWriteAreNotRead) {
  const struct {
    mode_t mode;
    const char* problem;
  } cases[] = {{0644, ""}, {0600, ""}, {0666, "chmod go-w"}, {0622, "chmod go-w"}};
  for (const auto& [mode, problem] : cases) {
    put(".cursor/mcp.json", one_server);
    ASSERT_EQ(::chmod((home_ / ".cursor/mcp.json").c_str(), mode), 0);
    const auto found = find();
    EXPECT_EQ(found.entries.size(), *problem ? 0U : 1U) << mode;
    ASSERT_EQ(found.unreadable.size(), *problem ? 1U : 0U) << mode;
    if (*problem) {
      EXPECT_NE(found.unreadable[0].problem.find(problem), std::string::npos);
    }
  }
}

TEST_F(Configurations, SameNamesAreToldApart) {
  put(".cursor/mcp.json", R"({"mcpServers": {"a": {"command": "one"}, "b": {"command": "b"}}})");
  put(".gemini/settings.json", R"({"mcpServers": {"a": {"command": "two"}}})");
  put(".claude.json", R"({"mcpServers": {"b": {"command": "b"}}})");
  const std::string said = misuse_of("a");
  EXPECT_NE(said.find("several different servers have the name `a`; choose one with --config"),
            said.npos)
      << said;
  EXPECT_NE(said.find(".cursor/mcp.json:1 (Cursor)"), said.npos) << said;
  EXPECT_NE(said.find("settings.json:1 (Gemini)"), said.npos) << said;
  EXPECT_EQ(entry("b").origin.host, "Claude Code") << "both are the same server";
  const auto chosen = read_configuration((home_ / ".gemini/settings.json").string(), places_);
  EXPECT_EQ(choose_server(chosen, "a").command, Words{"two"});
}

TEST_F(Configurations, AnUnknownNameIsExplained) {
  EXPECT_NE(misuse_of("x").find("no server is configured"), std::string::npos);
  put(".cursor/mcp.json", R"({"mcpServers": {"github": {"command": "one"}}})");
  put(".gemini/settings.json", "{");
  const std::string said = misuse_of("gihub");
  EXPECT_NE(said.find("no server `gihub` is configured; did you mean `github`?"), said.npos)
      << said;
  EXPECT_NE(said.find("not read: "), said.npos) << said;
}

TEST_F(Configurations, DisabledEntriesAreMarked) {
  put(".claude.json",
      R"({"mcpServers": {"a": {"command": "c"}, "b": {"command": "c"}}, "projects": {")" +
          project().string() + R"(": {"disabledMcpServers": ["a"]}}})");
  put(".codex/config.toml", "[mcp_servers.c]\ncommand = \"c\"\nenabled = false\n");
  put(".gemini/settings.json", R"({"mcp": {"excluded": ["d"]}, "mcpServers": {
      "d": {"command": "c"}, "e": {"command": "c"}}})");
  put(".cursor/mcp.json", R"({"mcpServers": {"f": {"command": "c", "disabled": true}}})");
  std::string states;
  for (const auto& each : find().entries) states += each.name + (each.disabled ? "- " : "+ ");
  EXPECT_EQ(states, "a- b+ f- c- d- e+ ");
  EXPECT_EQ(enabled_servers(find()).size(), 2U);
  EXPECT_EQ(settings("a").command, Words{"c"}) << "named, it is used";
}

TEST_F(Configurations, OfClaudeCodeDependOnTheProject) {
  put(".claude.json", R"({"mcpServers": {"a": {"command": "user"}, "b": {"command": "user"}},
      "projects": {"/other": {"mcpServers": {"c": {"command": "other"}}}, ")" +
                          project().string() +
                          R"(": {"mcpServers": {"a": {"command": "local"}}}}})");
  EXPECT_EQ(settings("a").command, Words{"local"});
  EXPECT_EQ(settings("a").directory, project().string());
  EXPECT_EQ(settings("b").command, Words{"user"});
  EXPECT_NE(misuse_of("c"), "");
}

TEST_F(Configurations, OfCodexNameVariables) {
  variables_ = {{"TOKEN", "t0"}, {"OTHER", "o"}, {"PASSED", "p"}};
  put(".codex/config.toml", R"(
[mcp_servers.process]
command = "run"
env = { A = "${TOKEN}", B = "b" }
env_vars = ["PASSED", { name = "OTHER", source = "local" }, "UNSET"]
cwd = "/"

[mcp_servers.remote]
url = "https://x.example/mcp"
bearer_token_env_var = "TOKEN"
http_headers = { X-A = "1" }
env_http_headers = { X-B = "OTHER" }

[mcp_servers.unset]
url = "https://x.example/mcp"
bearer_token_env_var = "NOT_SET"
)");
  const auto process = settings("process");
  EXPECT_EQ(process.environment, (Words{"A=${TOKEN}", "B=b", "OTHER=o", "PASSED=p"}));
  EXPECT_EQ(process.directory, "/");
  EXPECT_EQ(settings("remote").headers, (Words{"X-A: 1", "X-B: o", "Authorization: Bearer t0"}));
  const std::string said = misuse_of("unset");
  EXPECT_NE(said.find("config.toml:14: server `unset`: the environment variable `NOT_SET`"),
            said.npos)
      << said;
}

TEST_F(Configurations, ReadFilesOfVariables) {
  put(".vscode/mcp.json", "");
  put("work/project/.vscode/mcp.json", R"({"servers": {
      "a": {"command": "c", "envFile": "${workspaceFolder}/vars", "env": {"B": "own"}},
      "b": {"command": "c", "envFile": "bad"}, "c": {"command": "c", "envFile": "none"}}})");
  put("work/project/vars", "# comment\n\nA=1 # one\nexport B=2\nC=\"x # y\"\nD='z'\r\n");
  put("work/project/bad", "A=1\nsecret\n");
  std::filesystem::remove_all(home_ / ".vscode");
  EXPECT_EQ(settings("a").environment, (Words{"A=1", "B=own", "C=x # y", "D=z"}));
  EXPECT_EQ(settings("a").directory, project().string());
  const std::string said = misuse_of("b");
  EXPECT_NE(said.find("bad:2: must be NAME=VALUE"), said.npos) << said;
  EXPECT_EQ(said.find("secret"), said.npos) << said;
  EXPECT_NE(misuse_of("c").find("No such file"), std::string::npos);
}

TEST_F(Configurations, NeedInputsOrTheirVariables) {
  put(".config/Code/User/mcp.json", R"({"inputs": [
      {"type": "promptString", "id": "api-key", "description": "The key", "password": true}],
      "servers": {"a": {"command": "c", "env": {"K": "${input:api-key}"}},
                  "b": {"command": "c", "args": ["${input:missing}"]}}})");
  const auto without_asking = [&](const std::string& name) {
    return misuse([&] { resolved(entry(name), places_, input_from_environment); });
  };
  const std::string said = without_asking("a");
  EXPECT_NE(said.find("the input `api-key` (The key) is needed"), said.npos) << said;
  EXPECT_NE(said.find("set MCP_CLIENT_INPUT_API_KEY"), said.npos) << said;
  EXPECT_NE(without_asking("b").find("has no input `missing`"), std::string::npos);
  const auto given = [](const ServerEntry&, const std::string& id) { return "value of " + id; };
  EXPECT_EQ(resolved(entry("a"), places_, given).environment, Words{"K=value of api-key"});
}

TEST_F(Configurations, SayTheTransportOverHttp) {
  put(".cursor/mcp.json", R"({"mcpServers": {
      "sse": {"type": "sse", "url": "http://x/sse"},
      "http": {"type": "streamable-http", "url": "http://x/mcp"},
      "open": {"url": "http://x/mcp"},
      "socket": {"url": "unix:///x"}}})");
  const auto transport = [&](const std::string& name) {
    return resolved(entry(name), places_, input_from_environment).transport;
  };
  EXPECT_EQ(transport("sse"), HttpTransport::sse);
  EXPECT_EQ(transport("http"), HttpTransport::streamable);
  EXPECT_EQ(transport("open"), HttpTransport::automatic);
  EXPECT_NE(misuse_of("socket").find("`url` must begin with http:// or https://"),
            std::string::npos);
}

TEST(ConfigurationVariables, AreReplacedAsEachHostDoes) {
  const VariableValues values{
      .environment = [](const std::string& name) -> std::optional<std::string> {
        if (name == "A") return "a${B}";
        if (name == "EMPTY") return "";
        return std::nullopt;
      },
      .input = [](const std::string& id) { return '<' + id + '>'; },
      .workspace_folder = "/w/project",
      .home = "/home/u"};
  using enum VariableSyntax;
  const struct {
    VariableSyntax syntax;
    const char* text;
    const char* result;
  } cases[] = {
      {none, "${A} $A ${env:A}", "${A} $A ${env:A}"},
      {braces, "x${A}y", "xa${B}y"},
      {braces, "${A}${A:-b}${NO:-b}${EMPTY:-c}", "a${B}a${B}bc"},
      {braces, "$A ${env:A} ${} ${", "$A ${env:A} ${} ${"},
      {dollar, "$A-${A}-${NO:-d}", "a${B}-a${B}-d"},
      {dollar, "$NO ${NO} $ $1 pa$$word", "$NO ${NO} $ $1 pa$$word"},
      {editor, "${env:A} ${workspaceFolder} ${workspaceFolderBasename}",
       "a${B} /w/project project"},
      {editor, "${userHome}${pathSeparator}x${/}", "/home/u/x/"},
      {editor, "${input:k} ${A} $A", "${input:k} ${A} $A"},
      {editor_inputs, "${input:k}", "<k>"},
  };
  for (const auto& [syntax, text, result] : cases) {
    EXPECT_EQ(replace_variables(text, syntax, values), result) << text;
  }
  for (const auto& [syntax, text] : {std::pair{braces, "${NO}"}, std::pair{editor, "${env:NO}"}}) {
    EXPECT_THROW(replace_variables(text, syntax, values), Misuse) << text;
  }
}

TEST(ConfiguredServers, AreShownWithoutSecrets) {
  const struct {
    Words command;
    Words shown;
  } cases[] = {
      {{"npx", "-y", "pkg"}, {"npx", "-y", "pkg"}},
      {{"c", "--token", "s3"}, {"c", "--token", "***"}},
      {{"c", "--api-key=s3", "-v"}, {"c", "--api-key=***", "-v"}},
      {{"c", "--header", "A: s3", "x"}, {"c", "--header", "***", "x"}},
      {{"c", "-H", "A: s3"}, {"c", "-H", "***"}},
      {{"docker", "run", "-e", "KEY=s3", "img"}, {"docker", "run", "-e", "KEY=***", "img"}},
      {{"c", "postgres://u:s3@h/db"}, {"c", "postgres://***@h/db"}},
      {{"c", "https://h/?k=s3&l=s4#f"}, {"c", "https://h/?k=***&l=***#f"}},
      {{"c", "sk-s3", "ghp_s3", "Bearer s3"}, {"c", "***", "***", "***"}},
      {{"c", "--auth", "--verbose"}, {"c", "--auth", "--verbose"}},
  };
  for (const auto& [command, shown] : cases) EXPECT_EQ(shown_command(command), shown);
  EXPECT_EQ(shown_url("https://h:1/p?s3"), "https://h:1/p?***");
  EXPECT_EQ(shown_url("https://h/a@b"), "https://h/a@b");
}

}  // namespace
}  // namespace mcp::cli
