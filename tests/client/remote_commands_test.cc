// Commands of mcp-client that need a server over HTTP, or one with extensions: skills, tasks,
// login, logout and whoami.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "bytes/digest.hpp"
#include "client/http_scripts.hpp"
#include "client/program_run.hpp"
#include "mcp/client/credential_store.hpp"
#include "support/scratch.hpp"

namespace mcp::test::remote_commands_test {
namespace {

/// Runs mcp-client with a state folder of its own.
class RemoteCommands : public testing::Test {
 protected:
  ProgramRun run(std::vector<std::string> words) const {
    return run_mcp_client(std::move(words), "", {{"XDG_STATE_HOME", scratch_.path().string()}});
  }

  const Scratch scratch_;
};

constexpr const char* skill_uri = "skill://acme/letters/SKILL.md";
const std::string skill_text = "---\nname: letters\ndescription: Writes letters\n---\nBe kind.\n";

// A server whose skill is `served`, although its entry describes `skill_text`.
Script with_skill(const std::string& served) {
  return modern(
      {{"server/discover",
        [](const HttpCall& call) {
          return json_answer(result_of(
              call, {{"resultType", "complete"},
                     {"supportedVersions", {"2026-07-28"}},
                     {"capabilities",
                      {{"resources", Json::object()},
                       {"extensions", {{"io.modelcontextprotocol/skills", Json::object()}}}}}}));
        }},
       {"skills/list",
        [](const HttpCall& call) {
          const Json file{{"uri", skill_uri},
                          {"digest", "sha256:" + sha256_hex(skill_text)},
                          {"size", skill_text.size()}};
          const Json entry{
              {"uri", skill_uri},
              {"frontmatter", {{"name", "letters"}, {"description", "Writes letters"}}},
              {"resources", {file}}};
          return json_answer(result_of(call, {{"resultType", "complete"}, {"skills", {entry}}}));
        }},
       {"resources/read", [served](const HttpCall& call) {
          return json_answer(
              result_of(call, {{"resultType", "complete"},
                               {"contents", {{{"uri", skill_uri}, {"text", served}}}}}));
        }}});
}

TEST_F(RemoteCommands, SkillsAreListedShownAndVerified) {
  const HttpServer server(with_skill(skill_text));
  const ProgramRun list = run({"--json", "skills", "--url", server.url()});
  ASSERT_EQ(list.exit, 0) << list.errors;
  EXPECT_EQ(list.json()[0]["uri"], skill_uri);
  EXPECT_EQ(list.json()[0]["frontmatter"]["name"], "letters");
  EXPECT_TRUE(server.calls("resources/read").empty()) << "a list reads no file";
  EXPECT_EQ(run({"skills", "letters", "--url", server.url()}).output, skill_text);
  const ProgramRun verified = run({"skills", "--verify", "--url", server.url()});
  EXPECT_EQ(verified.exit, 0) << verified.errors;
  EXPECT_EQ(verified.output, std::string("ok      ") + skill_uri + '\n');
}

TEST_F(RemoteCommands, SkillsThatDifferFromTheirEntryAreNotShown) {
  std::string changed = skill_text;
  changed.replace(changed.find("kind"), 4, "evil");
  const HttpServer server(with_skill(changed));
  const ProgramRun shown = run({"skills", "letters", "--url", server.url()});
  EXPECT_EQ(shown.exit, 1);
  EXPECT_TRUE(shown.output.empty()) << shown.output;
  const ProgramRun verified = run({"--json", "skills", "--verify", "--url", server.url()});
  EXPECT_EQ(verified.exit, 1);
  EXPECT_EQ(verified.json()[0]["ok"], false);
}

TEST_F(RemoteCommands, SkillsNeedAServerThatHasThem) {
  const HttpServer server(modern({}));
  const ProgramRun list = run({"skills", "--url", server.url()});
  EXPECT_EQ(list.exit, 1);
  EXPECT_NE(list.errors.find("does not declare the extension for skills"), std::string::npos)
      << list.errors;
}

Json task_state(const std::string& status) {
  return {{"resultType", "complete"},
          {"taskId", "t-1"},
          {"status", status},
          {"createdAt", "2026-01-01T00:00:00Z"},
          {"lastUpdatedAt", "2026-01-01T00:00:01Z"},
          {"ttlMs", nullptr}};
}

// A server that runs its only tool as a task, which is completed when it is asked for.
Script with_task() {
  return modern(
      {{"server/discover",
        [](const HttpCall& call) {
          return json_answer(result_of(
              call, {{"resultType", "complete"},
                     {"supportedVersions", {"2026-07-28"}},
                     {"capabilities",
                      {{"tools", Json::object()},
                       {"extensions", {{"io.modelcontextprotocol/tasks", Json::object()}}}}}}));
        }},
       {"tools/list",
        [](const HttpCall& call) {
          return json_answer(result_of(
              call, {{"resultType", "complete"},
                     {"tools", {{{"name", "slow"}, {"inputSchema", {{"type", "object"}}}}}}}));
        }},
       {"tools/call",
        [](const HttpCall& call) {
          Json state = task_state("working");
          state["resultType"] = "task";
          state["pollIntervalMs"] = 50;
          return json_answer(result_of(call, std::move(state)));
        }},
       {"tasks/get",
        [](const HttpCall& call) {
          Json state = task_state("completed");
          state["result"] = text_result("done at last");
          return json_answer(result_of(call, std::move(state)));
        }},
       {"tasks/cancel", [](const HttpCall& call) {
          return json_answer(result_of(call, {{"resultType", "complete"}}));
        }}});
}

TEST_F(RemoteCommands, CallsWaitForTheirTasks) {
  const HttpServer server(with_task());
  EXPECT_EQ(run({"call", "slow", "--url", server.url()}).output, "done at last\n");
}

TEST_F(RemoteCommands, TasksAreDetachedShownAwaitedAndCancelled) {
  const HttpServer server(with_task());
  EXPECT_EQ(run({"call", "slow", "--detach", "--url", server.url()}).output, "t-1\n");
  EXPECT_EQ(run({"--json", "tasks", "get", "t-1", "--url", server.url()}).json()["status"],
            "completed");
  EXPECT_EQ(run({"tasks", "wait", "t-1", "--url", server.url()}).output, "done at last\n");
  EXPECT_EQ(run({"tasks", "cancel", "t-1", "--url", server.url()}).exit, 0);
  EXPECT_EQ(server.calls("tasks/cancel").size(), 1U);
  const ProgramRun nothing = run({"tasks", "get", "--url", server.url()});
  EXPECT_EQ(nothing.exit, 2);
  EXPECT_NE(nothing.errors.find("ID is required"), std::string::npos) << nothing.errors;
}

// A server, and its authorization server, that want a login for everything.
HttpAnswer protected_server(const HttpCall& call) {
  const std::string origin = call.origin();
  if (call.path == "/.well-known/oauth-protected-resource/mcp") {
    return json_answer({{"resource", origin + "/mcp"}, {"authorization_servers", {origin}}});
  }
  if (call.path == "/.well-known/oauth-authorization-server") {
    return json_answer({{"issuer", origin},
                        {"authorization_endpoint", origin + "/authorize"},
                        {"token_endpoint", origin + "/token"},
                        {"registration_endpoint", origin + "/register"},
                        {"code_challenge_methods_supported", {"S256"}}});
  }
  return status_answer(401);
}

TEST_F(RemoteCommands, WithoutATerminalTheCommandThatLogsInIsNamed) {
  const HttpServer server(protected_server);
  const ProgramRun tools = run({"tools", "--url", server.url()});
  EXPECT_EQ(tools.exit, 1);
  EXPECT_NE(tools.errors.find("mcp-client login --url " + server.url()), std::string::npos)
      << tools.errors;
}

TEST_F(RemoteCommands, LoginIsForServersOverHttpOnly) {
  for (const char* command : {"login", "logout"}) {
    const ProgramRun outcome = run({command, "--", MCP_BINARY_DIR "/feature-server"});
    EXPECT_EQ(outcome.exit, 2);
    EXPECT_NE(outcome.errors.find("needs a server over HTTP"), std::string::npos) << outcome.errors;
  }
  const HttpServer server(modern({}));
  const ProgramRun login = run({"login", "--url", server.url()});
  EXPECT_EQ(login.exit, 0);
  EXPECT_NE(login.errors.find("does not require a login"), std::string::npos) << login.errors;
}

TEST_F(RemoteCommands, LoginsAreListedWithoutTheirTokens) {
  const std::string server = "https://mcp.example/mcp";
  auto store = file_credential_store(scratch_ / "mcp-toolkit/credentials.json");
  store->update("tokens " + server,
                [](const Json&) {
                  return Json{{"issuer", "https://auth.example"},
                              {"clientId", "me"},
                              {"accessToken", "secret-a"},
                              {"refreshToken", "secret-r"},
                              {"scope", "read write"},
                              {"expiresAt", 1'800'000'000}};
                },
                {});
  const ProgramRun all = run({"--json", "whoami"});
  EXPECT_EQ(all.exit, 0) << all.errors;
  const Json expected = {{{"server", server},
                          {"issuer", "https://auth.example"},
                          {"clientId", "me"},
                          {"scope", "read write"},
                          {"expiresAt", "2027-01-15T08:00:00Z"},
                          {"canRefresh", true},
                          {"dpopBound", false}}};
  EXPECT_EQ(all.json(), expected);
  EXPECT_EQ((all.output + all.errors).find("secret"), std::string::npos);
  EXPECT_EQ(run({"whoami", "--url", server}).exit, 0);
  EXPECT_EQ(run({"whoami", "--url", "https://other.example/mcp"}).exit, 1);
}

TEST_F(RemoteCommands, OptionsForAuthorizationAreChecked) {
  const std::vector<std::vector<std::string>> cases = {
      {"tools", "--url", "http://127.0.0.1:1/mcp", "--client-credentials"},
      {"tools", "--url", "http://127.0.0.1:1/mcp", "--client-secret-file", "/nonexistent"},
      {"tools", "--url", "http://127.0.0.1:1/mcp", "--client-id", "x", "--client-credentials"},
      {"tools", "--client-id", "x", "--", MCP_BINARY_DIR "/feature-server"}};
  for (const auto& words : cases) {
    const ProgramRun outcome = run(words);
    EXPECT_EQ(outcome.exit, 2) << outcome.errors;
    EXPECT_NE(outcome.errors.find("mcp-client: "), std::string::npos);
  }
}

}  // namespace
}  // namespace mcp::test::remote_commands_test
