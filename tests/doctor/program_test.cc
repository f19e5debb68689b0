// The program `mcp-client doctor`: our servers over both transports, the way in steps, options,
// exit codes, and servers that hang or refuse.

#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "doctor/doctor_run.hpp"
#include "support/http_server.hpp"
#include "support/scratch.hpp"
#include "support/tls_client.hpp"

namespace mcp::test::doctor_program_test {
namespace {

const std::string bin = MCP_BINARY_DIR "/";
const std::set<std::string> none;

/// A program that prints the URL that it listens at.
class Listening {
 public:
  Listening(std::string program, std::vector<std::string> arguments)
      : process_({.arguments = std::move(arguments), .program = bin + program}) {
    EXPECT_TRUE(eventually([&] {
      if (const auto line = process_.read_line(std::chrono::milliseconds(20))) said_ += *line;
      std::smatch match;
      const std::string all = said_ + process_.errors();
      if (!std::regex_search(all, match, std::regex("https?://[^ \n\"]+"))) return false;
      url_ = match[0];
      return true;
    })) << said_
        << process_.errors();
  }
  const std::string& url() const { return url_; }

 private:
  ServerProcess process_;
  std::string said_;
  std::string url_;
};

void expect_healthy(const DoctorRun& run) {
  EXPECT_EQ(run.failed(), none) << run.report.dump(1);
  EXPECT_EQ(run.failed_steps(), none);
  EXPECT_EQ(run.exit, 0);
  EXPECT_EQ(run.revisions().size(), 2U) << "both eras";
  EXPECT_GE(run.report["summary"]["passed"], 100);
}

TEST(DoctorOnOurs, FindsNothingOverStdio) {
  const Scratch scratch;
  expect_healthy(examine_command({"--strict"}, {bin + "feature-server"}));
  expect_healthy(
      examine_command({"--strict"}, {bin + "mcp-server", "--root", scratch.path().string()}));
}

TEST(DoctorOnOurs, FindsNothingOverHttp) {
  const Scratch scratch;
  for (const char* listener : {"beast", "httplib"}) {
    SCOPED_TRACE(listener);
    const Listening server("mcp-server", {"--http", "127.0.0.1:0", "--listener", listener, "--root",
                                          scratch.path().string()});
    expect_healthy(examine_url({"--strict"}, server.url()));
    if (!std::filesystem::exists(bin + "conformance-server")) continue;
    const Listening conformance("conformance-server", {"--port", "0", "--listener", listener});
    expect_healthy(examine_url({"--strict"}, conformance.url()));
  }
}

TEST(DoctorOnOurs, ChecksACalledTool) {
  const DoctorRun run =
      examine_command({"--call", "add", "--args", R"({"a":1,"b":2})"}, {bin + "feature-server"});
  EXPECT_EQ(run.failed(), none);
  int passed = 0;
  for (const auto& check : run.report["checks"]) {
    if (check["id"] == "call.structured-content") passed += check["status"] == "passed";
  }
  EXPECT_EQ(passed, 2) << "in each era";
}

TEST(DoctorOnOurs, ExaminesOneEra) {
  const DoctorRun modern = examine_command({"--era", "modern"}, {bin + "feature-server"});
  EXPECT_EQ(modern.revisions(), std::set<std::string>{"2026-07-28"});
  const DoctorRun legacy = examine_command({"--era", "legacy"}, {bin + "feature-server"});
  EXPECT_EQ(legacy.revisions(), std::set<std::string>{"2025-11-25"});
}

// Its `mcp-client doctor` explains certificates: the one of this server is valid for a day.
TEST(DoctorSteps, ExplainCertificates) {
  const Scratch scratch;
  const std::string certificate = scratch / "certificate.pem";
  const std::string key = scratch / "key.pem";
  if (!make_certificate(certificate, key)) GTEST_SKIP() << "there is no openssl command";
  const Listening server("mcp-server", {"--http", "127.0.0.1:0", "--tls-cert", certificate,
                                        "--tls-key", key, "--root", scratch.path().string()});
  const std::string port = server.url().substr(server.url().rfind(':'));
  const DoctorRun unknown = examine_url({}, "https://localhost" + port);
  EXPECT_EQ(unknown.failed_steps(), std::set<std::string>{"tls"});
  EXPECT_EQ(unknown.exit, 1);
  const std::string why = unknown.step("tls")["detail"];
  EXPECT_NE(why.find("self-signed"), why.npos) << why;
  EXPECT_NE(why.find("TLSv1.3, certificate for localhost"), why.npos) << why;

  const DoctorRun trusted = examine_url({"--ca-file", certificate}, "https://localhost" + port);
  EXPECT_EQ(trusted.failed_steps(), none);
  EXPECT_EQ(trusted.failed(), none);
  EXPECT_EQ(trusted.step("tls")["status"], "warning") << "it expires soon";

  const DoctorRun other = examine_url({"--ca-file", certificate}, "https://127.0.0.1" + port);
  const std::string name = other.step("tls")["detail"];
  EXPECT_NE(name.find("not for 127.0.0.1"), name.npos) << name;

  const DoctorRun plain = examine_url({}, "http://localhost" + port);
  EXPECT_EQ(plain.exit, 1);
}

TEST(DoctorSteps, SayWhereTheWayEnds) {
  const struct {
    const char* url;
    const char* step;
    const char* said;
  } cases[] = {
      {"http://127.0.0.1:1/mcp", "tcp", "refused"},
      {"http://no-such-host.invalid/mcp", "dns", ""},
  };
  for (const auto& [url, step, said] : cases) {
    SCOPED_TRACE(url);
    const DoctorRun run = examine_url({}, url);
    EXPECT_EQ(run.exit, 1);
    EXPECT_EQ(run.failed_steps(), std::set<std::string>{step});
    EXPECT_NE(run.step(step)["detail"].get<std::string>().find(said), std::string::npos);
    EXPECT_NE(run.step(step)["advice"], "");
    EXPECT_EQ(run.report["checks"], Json::array());
  }
}

TEST(DoctorSteps, ReportProgramsThatAreNoServers) {
  const struct {
    std::vector<std::string> command;
    std::set<std::string> steps;
  } cases[] = {
      {{"/nonexistent"}, {"program"}},
      {{"true"}, {"program", "era"}},
      {{"cat"}, {"era"}},
      {{"sh", "-c", "echo hello; exec cat >/dev/null"}, {"program", "era"}},
  };
  for (const auto& [command, steps] : cases) {
    SCOPED_TRACE(command.back());
    const DoctorRun run = examine_command({"--timeout", "0.5"}, command);
    EXPECT_EQ(run.exit, 1);
    for (const auto& step : steps) EXPECT_TRUE(run.failed_steps().contains(step)) << step;
    EXPECT_EQ(run.failed(), none);
  }
}

TEST(DoctorSteps, ExplainAuthorization) {
  const std::string resource = "/.well-known/oauth-protected-resource/mcp";
  HttpServer server([&](const HttpCall& call) {
    const std::string origin = call.origin();
    if (call.path == resource) {
      return json_answer({{"resource", origin + "/mcp"}, {"authorization_servers", {origin}}});
    }
    if (call.path == "/.well-known/oauth-authorization-server") {
      return json_answer({{"issuer", origin}, {"code_challenge_methods_supported", {"S256"}}});
    }
    HttpAnswer answer = status_answer(401);
    answer.headers["WWW-Authenticate"] =
        "Bearer resource_metadata=\"" + origin + resource + "\", scope=\"files\"";
    return answer;
  });
  const DoctorRun run = examine_url({"--timeout", "2"}, server.url());
  EXPECT_EQ(run.exit, 1);
  EXPECT_EQ(run.failed_steps(), std::set<std::string>{"authorization"});
  EXPECT_EQ(run.failed(), none) << run.report.dump(1);
  EXPECT_GE(run.report["summary"]["passed"], 8);
  const std::string advice = run.step("authorization")["advice"];
  EXPECT_NE(advice.find("--header-file"), advice.npos);
}

TEST(DoctorSteps, RecognizeTheOldTransport) {
  HttpServer server([](const HttpCall& call) {
    if (call.verb != "GET") return status_answer(405);
    return sse_answer("event: endpoint\ndata: /messages\n\n");
  });
  const DoctorRun run = examine_url({"--timeout", "2"}, server.url());
  EXPECT_EQ(run.exit, 1);
  const std::string detail = run.step("era")["detail"];
  EXPECT_NE(detail.find("HTTP+SSE"), detail.npos) << detail;
}

// Each probe has a deadline, and so has the run.
TEST(DoctorLimits, EndInTimeWithAServerThatHangs) {
  HttpServer server([](const HttpCall&) {
    HttpAnswer answer{.type = "text/event-stream"};
    answer.stream = [](HttpStream& stream) { return stream.wait_until_closed(); };
    return answer;
  });
  const auto began = std::chrono::steady_clock::now();
  const DoctorRun run = examine_url({"--timeout", "0.3", "--limit", "5"}, server.url());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(30));
  EXPECT_EQ(run.exit, 1);
  EXPECT_TRUE(run.failed_steps().contains("era"));
}

TEST(DoctorLimits, EndInTimeWithAServerThatStopsAnswering) {
  const std::string server = bin + "broken-server";
  const auto began = std::chrono::steady_clock::now();
  const DoctorRun run = examine_command({"--timeout", "0.3", "--limit", "3"},
                                        {"sh", "-c", "head -n 3 | " + server + "; exec sleep 100"});
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(40));
  EXPECT_EQ(run.exit, 1);
}

// A hundred million bytes without a line end must not fill the memory, nor end the run.
TEST(DoctorLimits, SurviveFloods) {
  const DoctorRun run =
      examine_command({"--timeout", "1", "--limit", "10"},
                      {"sh", "-c", "head -c 100000000 /dev/zero | tr '\\0' x; exec sleep 100"});
  EXPECT_EQ(run.exit, 1);
  const DoctorRun errors = examine_command(
      {"--strict"}, {"sh", "-c", "head -c 3000000 /dev/zero >&2; exec " + bin + "feature-server"});
  EXPECT_EQ(errors.exit, 0);
  EXPECT_GE(errors.step("stderr")["detail"].get<std::string>().find("000"), 1U);
}

TEST(DoctorOptions, RejectMisuse) {
  const std::string server = bin + "feature-server";
  const struct {
    std::vector<std::string> arguments;
    std::string said;
  } cases[] = {
      {{"doctor"}, "no server given"},
      {{"doctor", "--only", "nonsense", "--", server}, "--only: there is no check `nonsense`"},
      {{"doctor", "--skip", "tools.nonsense", "--", server}, "--skip: there is no check"},
      {{"doctor", "--args", "{}", "--", server}, "--args is for the tool of --call"},
      {{"doctor", "--call", "add", "--args", "[]", "--", server}, "--args: must be a JSON object"},
      {{"doctor", "--limit", "0", "--", server}, "--limit: must be a number of seconds"},
      {{"doctor", "--url", "ftp://x"}, "--url: must begin with http"},
      {{"doctor", "--ca-file", "x", "--", server}, "--ca-file applies only"},
  };
  for (const auto& [arguments, said] : cases) {
    SCOPED_TRACE(said);
    ServerProcess program({.arguments = arguments, .program = bin + "mcp-client"});
    EXPECT_EQ(program.wait_exit(), 2);
    EXPECT_NE(program.errors().find(said), std::string::npos) << program.errors();
  }
}

std::string output_of(std::vector<std::string> arguments) {
  ServerProcess program({.arguments = std::move(arguments), .program = bin + "mcp-client"});
  std::string all;
  while (const auto line = program.read_line()) all += *line + '\n';
  EXPECT_EQ(program.wait_exit(), 0);
  return all;
}

TEST(DoctorOptions, ListTheChecks) {
  const Json checks = Json::parse(output_of({"doctor", "--list-checks", "--json"}));
  EXPECT_GE(checks.size(), 60U);
  for (const auto& check : checks) {
    SCOPED_TRACE(check["id"]);
    EXPECT_TRUE(check["level"] == "MUST" || check["level"] == "SHOULD");
    EXPECT_FALSE(check["clauses"].empty());
    for (const auto& clause : check["clauses"]) EXPECT_FALSE(clause["page"].empty());
  }
  const std::string text = output_of({"doctor", "--list-checks"});
  EXPECT_NE(text.find("tools.name-characters"), text.npos);
  EXPECT_NE(text.find("server/tools, Tool Names (server.tools-17)"), text.npos);
}

// Regenerate it with: mcp-client doctor --list-checks-table
TEST(DoctorOptions, TheDocumentHasTheTableOfChecks) {
  const std::string page = content_of(MCP_SOURCE_DIR "/docs/doctor.md");
  const std::string table = output_of({"doctor", "--list-checks-table"});
  EXPECT_NE(page.find(table), page.npos) << "docs/doctor.md is out of date";
}

std::set<std::string> members_of(const Json& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.items()) names.insert(name);
  return names;
}

// docs/doctor.md describes them.
TEST(DoctorReport, JsonHasTheDocumentedMembers) {
  const DoctorRun run = examine_command({}, {bin + "broken-server", "--fault", "prompt-role"});
  EXPECT_EQ(members_of(run.report),
            (std::set<std::string>{"target", "server", "steps", "checks", "summary"}));
  EXPECT_EQ(run.report["server"], (Json{{"name", "broken"}, {"version", "1"}}));
  EXPECT_EQ(
      members_of(run.report["summary"]),
      (std::set<std::string>{"passed", "failedMust", "failedShould", "skipped", "failedSteps"}));
  for (const auto& step : run.report["steps"]) {
    EXPECT_EQ(members_of(step),
              (std::set<std::string>{"id", "title", "status", "detail", "milliseconds"}));
  }
  std::set<std::string> common = {"id", "title", "group", "level", "revision", "status", "clause"};
  for (const auto& check : run.report["checks"]) {
    std::set<std::string> expected = common;
    if (check["status"] == "failed") expected.insert({"expected", "actual", "advice"});
    if (check["status"] == "skipped") expected.insert("reason");
    EXPECT_EQ(members_of(check), expected) << check;
  }
  for (const auto& check : run.report["checks"]) {
    if (check["status"] != "failed" || check["revision"] != "2026-07-28") continue;
    EXPECT_EQ(check, (Json{{"id", "prompts.messages"},
                           {"title", "A prompt gives valid messages"},
                           {"group", "Prompts"},
                           {"level", "MUST"},
                           {"revision", "2026-07-28"},
                           {"status", "failed"},
                           {"clause", {{"page", "schema"}, {"section", "GetPromptResult"}}},
                           {"expected", "messages with a role and one content block"},
                           {"actual", "the role \"system\""},
                           {"advice",
                            "Send `messages` with the role `user` or `assistant` and a content "
                            "block."}}));
  }
}

TEST(DoctorReport, IsReadableText) {
  ServerProcess program({.arguments = {"doctor", "--", bin + "broken-server", "--fault",
                                       "prompt-role", "--fault", "mime-word"},
                         .program = bin + "mcp-client"});
  std::string text;
  while (const auto line = program.read_line()) text += *line + '\n';
  EXPECT_EQ(program.wait_exit(), 1);
  EXPECT_EQ(text.find('\033'), text.npos) << "no colours, because this is no terminal";
  const std::string expected =
      "Failed checks\n"
      "  MUST    A prompt gives valid messages  [prompts.messages]\n"
      "          expected  messages with a role and one content block\n"
      "          actual    the role \"system\"\n"
      "          do        Send `messages` with the role `user` or `assistant` and a content "
      "block.\n"
      "          see       2026-07-28, schema, GetPromptResult\n"
      "                    2025-11-25, schema, GetPromptResult\n";
  EXPECT_NE(text.find(expected), text.npos) << text;
  EXPECT_LT(text.find("[prompts.messages]"), text.find("[resources.mime-type]"));
  EXPECT_NE(text.find("2 MUST and 2 SHOULD failed"), text.npos) << text;
}

}  // namespace
}  // namespace mcp::test::doctor_program_test
