// The commands of mcp-client against real servers, in both eras, and their JSON, which is a
// contract: tests/client/golden has it, docs/mcp-client.md describes it. With MCP_UPDATE_GOLDEN=1
// in the environment the files are written instead.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "client/command_home.hpp"

namespace mcp::test::command_test {
namespace {

struct JsonCase {
  const char* golden;  ///< With "-modern" or "-legacy" after it when `by_era`.
  Words words;
  int exit = 0;
  bool by_era = false;
};

TEST_F(Commands, PrintTheDocumentedJson) {
  const JsonCase cases[] = {
      {"info", {"info"}, 0, true},
      {"tools", {"tools"}},
      {"call", {"call", "echo", "text=hi"}, 0, true},
      {"call-error", {"call", "refuses"}, 1, true},
      {"error", {"call", "throws_error"}, 1},
      {"resources", {"resources"}},
      {"templates", {"templates"}},
      {"read", {"read", "test://binary"}, 0, true},
      {"prompts", {"prompts"}},
      {"prompt", {"prompt", "review", "code=x"}, 0, true},
      {"complete-prompt", {"complete", "review", "language", "c", "code=x"}},
      {"complete-template", {"complete", "test://user/{id}/{+rest}", "id", "7"}},
      {"find", {"find", "REVIEW"}},
  };
  for (const auto& test : cases) {
    for (const std::string era : {"modern", "legacy"}) {
      SCOPED_TRACE(std::string(test.golden) + ' ' + era);
      Words words = {"--json", "--quiet", "--era", era};
      words.insert(words.end(), test.words.begin(), test.words.end());
      words.insert(words.end(), {"--", feature_server});
      const Outcome outcome = run(words);
      EXPECT_EQ(outcome.exit, test.exit) << outcome.errors;
      const Json json = Json::parse(outcome.out, nullptr, false);
      ASSERT_FALSE(json.is_discarded()) << outcome.out;
      expect_golden(test.golden + (test.by_era ? '-' + era : ""), stable(json));
    }
  }
}

void add_servers(const std::function<void(const std::string&, const Json&)>& put) {
  put(".cursor/mcp.json",
      {{"mcpServers",
        {{"features", {{"command", feature_server}, {"env", {{"SECRET", "s3"}}}}},
         {"remote",
          {{"url", "http://127.0.0.1:1/mcp?key=s3"}, {"headers", {{"Authorization", "s3"}}}}},
         {"off", {{"command", "off"}, {"disabled", true}}}}}});
  put(".gemini/settings.json", {{"mcpServers", {{"broken", {{"args", 1}}}}}});
  put("project/.mcp.json", {{"mcpServers", {{"ours", {{"command", feature_server}}}}}});
}

TEST_F(Commands, ListConfiguredServers) {
  add_servers([this](const std::string& file, const Json& json) { put(file, json); });
  test::put(home_.path() / ".codex/config.toml", "[mcp_servers.x\n");
  const Outcome outcome = run({"--json", "servers"});
  EXPECT_EQ(outcome.exit, 1) << "an entry and a file are not valid";
  expect_golden("servers", stable(Json::parse(outcome.out)));
  EXPECT_EQ((outcome.out + outcome.errors).find("s3"), std::string::npos) << "no secrets";
  const Outcome text = run({"servers"});
  EXPECT_NE(text.out.find("features\tCursor\t" + feature_server + "\t\t~/.cursor/mcp.json:1\n"),
            std::string::npos)
      << text.out;
  EXPECT_EQ((text.out + text.errors).find("s3"), std::string::npos);
}

TEST_F(Commands, CheckConfiguredServers) {
  add_servers([this](const std::string& file, const Json& json) { put(file, json); });
  for (const bool with_project : {false, true}) {
    Words words = {"--json", "servers", "--check"};
    if (with_project) words.emplace_back("--project");
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.exit, 1);
    const Json servers = Json::parse(outcome.out)["servers"];
    std::string states;
    for (const auto& server : servers) {
      states += server["name"].get<std::string>() + ' ';
      const Json check = server.value("check", Json());
      states += check.is_null()       ? "- "
                : check["ok"] == true ? check["era"].get<std::string>() + ' '
                                      : "failed ";
    }
    EXPECT_EQ(states, std::string("ours ") + (with_project ? "modern " : "- ") +
                          "features modern off - remote failed broken failed ");
    EXPECT_EQ(outcome.errors.find("of project files not checked") != std::string::npos,
              !with_project)
        << outcome.errors;
  }
  Json json = Json::parse(run({"--json", "servers", "--check"}).out);
  json["servers"] = Json::array({json["servers"][1]});
  expect_golden("servers-check", stable(json));
}

TEST_F(Commands, TakeTheNameOfAServer) {
  add_servers([this](const std::string& file, const Json& json) { put(file, json); });
  const std::string config = (home_.path() / ".cursor/mcp.json").string();
  const struct {
    Words words;
    int exit;
    std::string text;
  } cases[] = {
      {{"features", "info"}, 0, "feature-server 1.2.3"},
      {{"--era", "legacy", "--json", "features", "info"}, 0, "2025-11-25"},
      {{"info", "--server", "features"}, 0, "feature-server 1.2.3"},
      {{"ours", "call", "echo", "text=x"}, 0, "x\n"},
      {{"off", "info"}, 1, "check the command in"},
      {{"info", "--config", "../.cursor/mcp.json", "--server", "features"}, 0, "1.2.3"},
      {{"info", "--config", config, "--server", "features"}, 0, "1.2.3"},
      {{"info", "--config", config}, 2, "choose one with --server NAME: `features`, `off`"},
      {{"info", "--config", "none.json"}, 2, "none.json` cannot be opened"},
      {{"feature", "info"}, 2, "no server `feature` is configured; did you mean `features`?"},
      {{"broken", "info"}, 2, "settings.json:1: server `broken`: `command` is missing"},
      {{"features", "info", "--url", "http://x"}, 2, "--server and --url are two servers"},
      {{"features", "info", "--", "x"}, 2, "--server and a command after `--` are two servers"},
      {{"remote", "info"}, 1, "check the URL in"},
      {{"servers", "--server", "ours", "--check"}, 0, "modern 2026-07-28, 17 tools"},
      {{"servers", "--", "x"}, 2, "servers lists configured servers"},
  };
  for (const auto& [words, exit, text] : cases) {
    SCOPED_TRACE(text);
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.exit, exit);
    EXPECT_NE((outcome.out + outcome.errors).find(text), std::string::npos)
        << outcome.out << outcome.errors;
  }
}

TEST_F(Commands, PassTheSettingsOfAnEntryOn) {
  const std::string script = "echo \"$A $B $PWD $0\" >&2; exec " + feature_server;
  std::filesystem::create_directories(project() / "sub");
  test::put(project() / ".vscode/mcp.json",
            to_text({{"servers",
                      {{"s",
                        {{"command", "/bin/sh"},
                         {"args", {"-c", script, "${workspaceFolderBasename}"}},
                         {"cwd", "sub"},
                         {"env", {{"A", "1"}, {"B", "${env:HOME}"}}}}}}}}));
  const Outcome outcome = run({"s", "info", "--verbose"});
  EXPECT_EQ(outcome.exit, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "1 " + home_.path().string() + ' ' +
                                std::filesystem::canonical(project() / "sub").string() +
                                " project\n");
}

TEST_F(Commands, FindReportsServersThatFailAndGoesOn) {
  add_servers([this](const std::string& file, const Json& json) { put(file, json); });
  const Outcome found = run({"--json", "find", "says it"});
  EXPECT_EQ(found.exit, 0) << found.errors;
  const Json json = Json::parse(found.out);
  ASSERT_EQ(json["matches"].size(), 1U);
  EXPECT_EQ(json["matches"][0], (Json{{"server", "features"},
                                      {"kind", "tool"},
                                      {"name", "echo"},
                                      {"description", "Says it again."}}));
  ASSERT_EQ(json["failures"].size(), 2U);
  EXPECT_EQ(json["failures"][0]["server"], "remote");
  EXPECT_EQ(json["failures"][1]["server"], "broken");
  EXPECT_EQ(run({"find", "no such word", "--config", "../.cursor/mcp.json"}).exit, 1);
}

}  // namespace
}  // namespace mcp::test::command_test
