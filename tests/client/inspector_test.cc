// The commands of mcp-client that keep, compare, check and measure, against real servers.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "client/http_scripts.hpp"
#include "client/program_run.hpp"
#include "support/scratch.hpp"

namespace mcp::test::inspector_test {
namespace {

const std::string program = MCP_BINARY_DIR "/mcp-client";
const std::string feature_server = MCP_BINARY_DIR "/feature-server";

using Words = std::vector<std::string>;

Words joined(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The commands against the feature server, in each era.
class Inspector : public testing::TestWithParam<const char*> {
 protected:
  ProgramRun run(const Words& words, const std::string& input = {}) const {
    return run_mcp_client(joined({"--era", GetParam()}, joined(words, {"--", feature_server})),
                          input);
  }
  /// Against a recording instead of the server.
  ProgramRun replayed(const std::string& file, const Words& words) const {
    return run_mcp_client(
        joined({"--era", GetParam()}, joined(words, {"--", program, "replay", file})));
  }
  std::string file(const char* name) const { return (scratch_ / name).string(); }

 private:
  const Scratch scratch_;
};

std::vector<Json> json_lines(const std::string& text) {
  std::vector<Json> all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    Json json = Json::parse(line, nullptr, false);
    if (json.is_object() && json.contains("direction")) all.push_back(std::move(json));
  }
  return all;
}

TEST_P(Inspector, TraceShowsEveryMessageBothWays) {
  const auto ran = run({"--json", "trace", "call", "counted"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_EQ(ran.json()["content"][0]["text"], "counted") << "the result is printed as usual";
  const auto lines = json_lines(ran.errors);
  const auto of_call = [](const Json& line) {
    return line.value("method", "") == "tools/call" || line["method"] == "notifications/progress";
  };
  std::vector<std::string> seen;
  for (const auto& line : lines) {
    if (of_call(line)) {
      seen.push_back(line["direction"].get<std::string>() + ' ' + line["kind"].get<std::string>());
    }
  }
  EXPECT_EQ(seen, (Words{"sent request", "received notification", "received notification",
                         "received notification", "received response"}));
  for (const auto& line : lines) {
    EXPECT_EQ(line["bytes"].get<std::size_t>() > 20, true);
    EXPECT_EQ(line.contains("durationMs"), line["kind"] == "response") << line;
    EXPECT_EQ(line["message"]["jsonrpc"], "2.0");
  }
}

TEST_P(Inspector, TraceGoesToAFileThatOnlyTheUserCanRead) {
  const auto ran = run({"--trace-file", file("trace"), "tools"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_EQ(ran.errors, "");
  EXPECT_GE(json_lines(content_of(file("trace"))).size(), 4U);
  struct stat status {};
  ASSERT_EQ(::stat(file("trace").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  const auto unwritable = run({"--trace-file", "/nonexistent/x", "tools"});
  EXPECT_EQ(unwritable.exit, 2);
  EXPECT_NE(unwritable.errors.find("--trace-file: cannot write the file"), std::string::npos);
}

TEST_P(Inspector, ARecordingIsReplayedInItsEra) {
  ASSERT_EQ(run({"record", file("walk")}).exit, 0);
  for (const char* command : {"info", "tools", "resources", "prompts", "snapshot"}) {
    SCOPED_TRACE(command);
    const auto original = run({"--json", command});
    const auto replay = replayed(file("walk"), {"--json", command});
    EXPECT_EQ(replay.exit, 0) << replay.errors;
    EXPECT_EQ(replay.output, original.output);
  }
  const auto automatic = run_mcp_client({"--json", "info", "--", program, "replay", file("walk")});
  EXPECT_EQ(automatic.output, run({"--json", "info"}).output) << "the era is found as usual";
}

TEST_P(Inspector, ARecordedCallIsReplayedWithItsProgress) {
  ASSERT_EQ(run({"record", file("call"), "call", "counted"}).exit, 0);
  for (const char* timing : {"", "--timing"}) {
    Words words = {"--era", GetParam(), "call", "counted", "--", program, "replay", file("call")};
    if (*timing != '\0') words.emplace_back(timing);
    const auto replay = run_mcp_client(words);
    EXPECT_EQ(replay.exit, 0) << replay.errors;
    EXPECT_EQ(replay.output, "counted\n");
    EXPECT_EQ(replay.errors, "[1/3] step 1\n[2/3] step 2\n[3/3] step 3\n");
  }
  const auto other = replayed(file("call"), {"call", "refuses"});
  EXPECT_EQ(other.exit, 1);
  EXPECT_NE(other.errors.find("the recording has no request tools/call"), std::string::npos)
      << other.errors;
}

TEST_P(Inspector, AnotherEraIsSentAway) {
  ASSERT_EQ(run({"record", file("walk")}).exit, 0);
  const bool is_legacy = GetParam() == std::string("legacy");
  const auto other = run_mcp_client(
      {"--era", is_legacy ? "modern" : "legacy", "tools", "--", program, "replay", file("walk")});
  EXPECT_EQ(other.exit, 1);
  EXPECT_NE(other.errors.find("this recording was made with"), std::string::npos) << other.errors;
}

TEST_P(Inspector, ACutOffRecordingIsReplayedWithoutItsLastLine) {
  ASSERT_EQ(run({"record", file("walk")}).exit, 0);
  const std::string text = content_of(file("walk"));
  put(file("cut"), text.substr(0, text.size() - 5));
  const auto replay = replayed(file("cut"), {"tools"});
  EXPECT_EQ(replay.exit, 0);
  EXPECT_EQ(replay.output, run({"tools"}).output);
  put(file("wrong"), text + "{\n");
  const auto wrong = run_mcp_client({"replay", file("wrong")});
  EXPECT_EQ(wrong.exit, 1);
  EXPECT_NE(wrong.errors.find("is not JSON"), std::string::npos) << wrong.errors;
}

TEST_P(Inspector, DiffComparesServersSnapshotsAndRecordings) {
  const auto snapshot = run({"snapshot"});
  ASSERT_EQ(snapshot.exit, 0);
  put(file("snapshot"), snapshot.output);
  ASSERT_EQ(run({"record", file("recording")}).exit, 0);
  for (const char* name : {"snapshot", "recording"}) {
    const auto same = run({"diff", file(name)});
    EXPECT_EQ(same.exit, 0) << same.errors;
    EXPECT_EQ(same.output, "no differences\n");
  }
  Json changed = snapshot.json();
  changed["tools"][0]["inputSchema"]["required"] = Json::array();
  changed["tools"].erase(3);
  put(file("changed"), mcp::to_text(changed));
  const auto differs = run_mcp_client({"--json", "diff", file("changed"), file("snapshot")});
  EXPECT_EQ(differs.exit, 1);
  EXPECT_EQ(differs.json()["summary"], Json({{"changes", 2}, {"breaking", 1}}));
  const Json first = differs.json()["changes"][0];
  EXPECT_EQ(first["path"], "/inputSchema/required");
  EXPECT_EQ(first["breaking"], true);
  EXPECT_EQ(first["note"], "an argument is now required");
  EXPECT_EQ(differs.json()["changes"][1]["change"], "added");
  const auto breaking =
      run_mcp_client({"diff", "--breaking", file("changed"), file("snapshot")}).output;
  EXPECT_NE(breaking.find("1 difference, 1 breaking"), std::string::npos) << breaking;
}

TEST_P(Inspector, DiffTakesCommandsAndSaysWhatIsWrong) {
  const auto same = run_mcp_client({"--era", GetParam(), "diff", feature_server,
                                    "sh -c 'exec \"$0\"' '" + feature_server + "'"});
  EXPECT_EQ(same.exit, 0) << same.errors;
  const struct {
    Words words;
    const char* said;
  } cases[] = {
      {{"diff", feature_server}, "diff compares two sides; give B"},
      {{"diff", "missing.json", feature_server}, "there is no file `missing.json`"},
      {{"diff", "/nonexistent/program", feature_server}, "`/nonexistent/program`: Cannot start"},
      {{"diff", "'open", feature_server}, "the quote ' is not closed"},
      {{"diff", feature_server, feature_server, "--", feature_server}, "are one too many"},
  };
  for (const auto& [words, said] : cases) {
    SCOPED_TRACE(said);
    const auto ran = run_mcp_client(words);
    EXPECT_EQ(ran.exit, 2);
    EXPECT_NE(ran.errors.find(said), std::string::npos) << ran.errors;
  }
  put(file("text"), "{}");
  EXPECT_NE(run({"diff", file("text")}).errors.find("not a snapshot: it has no member mcpSnapshot"),
            std::string::npos);
}

Json expectations(const char* era) {
  return Json::parse(R"({
    "server": {"name": "feature-server", "version": "1.2.3", "era": ")" +
                     std::string(era) + R"("},
    "capabilities": {"tools": {}, "resources": {"subscribe": true}},
    "tools": [
      {"name": "echo", "description": {"matches": "again\\.$"},
       "inputSchema": {"required": ["text"], "properties": {"times": {"maximum": 3}}}},
      {"name": "missing", "absent": true}],
    "resources": [{"uri": "test://text", "mimeType": "text/plain",
                   "read": {"text": {"equals": "hello"}}}],
    "resourceTemplates": [{"uriTemplate": "test://user/{id}/{+rest}", "name": "user"}],
    "prompts": [{"name": "review", "requiredArguments": ["code"], "get": {
      "arguments": {"code": "x"},
      "expect": {"text": {"contains": "Review x"},
                 "pointers": {"/messages/1/role": {"equals": "assistant"}}}}}],
    "calls": [
      {"tool": "echo", "arguments": {"text": "hi"}, "expect": {"text": {"equals": "hi"}}},
      {"tool": "add", "arguments": {"a": 1, "b": 2},
       "expect": {"structured": {"equals": {"sum": 3}}, "maxDurationMs": 60000}},
      {"tool": "refuses", "expect": {"isError": true}},
      {"tool": "nix", "expect": {"error": {"code": -32602, "message": {"contains": "nix"}}}}]})");
}

TEST_P(Inspector, AssertPassesWhenTheServerIsAsExpected) {
  put(file("good"), mcp::to_text(expectations(GetParam())));
  const auto ran = run({"--json", "assert", file("good"), "--junit", file("junit")});
  EXPECT_EQ(ran.exit, 0) << ran.output;
  EXPECT_EQ(ran.json()["failed"], 0);
  EXPECT_EQ(ran.json()["passed"], 16);
  EXPECT_NE(content_of(file("junit")).find("<testsuites tests=\"16\" failures=\"0\""),
            std::string::npos);
}

TEST_P(Inspector, AssertNamesEachExpectationThatFails) {
  Json wrong = expectations(GetParam());
  wrong["server"]["name"] = "other";
  wrong["capabilities"]["tools"] = false;
  wrong["tools"][0]["inputSchema"]["properties"]["times"]["maximum"] = 4;
  wrong["tools"][1] = {{"name", "add"}, {"absent", true}};
  wrong["noOtherTools"] = true;
  wrong["resources"][0]["read"]["text"] = {{"equals", "bye"}};
  wrong["prompts"][0]["requiredArguments"] = {"language"};
  wrong["calls"][0]["expect"] = {{"error", Json::object()}};
  wrong["calls"][1]["expect"] = {{"structured", {{"equals", {{"sum", 4}}}}}};
  wrong["calls"][2]["expect"] = {{"isError", false}};
  wrong["calls"][3]["expect"] = {{"error", {{"code", -1}}}};
  put(file("wrong"), mcp::to_text(wrong));
  const auto ran = run({"assert", file("wrong")});
  EXPECT_EQ(ran.exit, 1);
  for (const char* said :
       {"FAIL  server name is other\n      name must be \"other\", but is \"feature-server\"",
        "FAIL  capability tools is absent\n      the server declares it",
        "FAIL  tool echo\n      inputSchema/properties/times/maximum must be 4, but is 3",
        "FAIL  tool add is absent\n      the server lists the tool `add`, but must not",
        "FAIL  no other tools\n      the server also lists",
        "      the text must be \"bye\", but is \"hello\"",
        "FAIL  prompt review\n      the required arguments",
        "      the request must fail, but gave",
        "      structuredContent must be {\"sum\":4}, but is {\"sum\":3",
        "      the tool failed: I will not", "      the error's code must be -1, but is -32602",
        " checks, 11 failed ("}) {
    EXPECT_NE(ran.output.find(said), std::string::npos) << said << "\n\n" << ran.output;
  }
}

TEST_P(Inspector, BenchMeasuresOneRequest) {
  const Words requests[] = {
      {"echo", "text=hi"}, {"--method", "ping"}, {"--method", "tools/list", "--params", "{}"}};
  for (const auto& request : requests) {
    SCOPED_TRACE(request.back());
    const auto ran = run(joined(
        {"--json", "bench", "--count", "20", "--concurrency", "2", "--warm-up", "1"}, request));
    EXPECT_EQ(ran.exit, 0) << ran.errors;
    const Json json = ran.json();
    EXPECT_EQ(json["count"], 20);
    EXPECT_EQ(json["errorCount"], 0);
    EXPECT_EQ(json["concurrency"], 2);
    const Json& latency = json["latencyMs"];
    for (const auto& [less, more] :
         {std::pair{"min", "p50"}, {"p50", "p90"}, {"p90", "p99"}, {"p99", "max"}}) {
      EXPECT_LE(latency[less].get<double>(), latency[more].get<double>()) << latency;
    }
    EXPECT_GT(json["perSecond"].get<double>(), 0);
  }
}

TEST_P(Inspector, BenchCountsErrors) {
  const auto ran = run({"bench", "refuses", "--count", "7"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_NE(ran.output.find("    7 x I will not\n"), std::string::npos) << ran.output;
  EXPECT_EQ(run({"bench"}).exit, 2);
  EXPECT_EQ(run({"bench", "echo", "--method", "ping"}).exit, 2);
  EXPECT_EQ(run({"bench", "--method", "ping", "--params", "[]"}).exit, 2);
}

TEST_P(Inspector, ShellRunsTheLinesOfAPipe) {
  const auto ran = run({"shell"},
                       "call echo text='a b'\n\n# a comment\n"
                       "call echo --json text=x\ncall nope\nunknown\n'open\ncall echo text=last\n");
  EXPECT_TRUE(ran.output.starts_with("a b\n{")) << ran.output;
  EXPECT_TRUE(ran.output.ends_with("\nlast\n")) << ran.output;
  EXPECT_EQ(ran.exit, 2) << "of the last line that failed";
  for (const char* said : {"Unknown tool: nope", "unknown command `unknown`", "is not closed"}) {
    EXPECT_NE(ran.errors.find(said), std::string::npos) << ran.errors;
  }
  const auto left = run({"shell"}, "exit\ncall echo text=never\n");
  EXPECT_EQ(left.exit, 0);
  EXPECT_EQ(left.output, "");
}

INSTANTIATE_TEST_SUITE_P(Eras, Inspector, testing::Values("modern", "legacy"),
                         [](const auto& test) { return std::string(test.param); });

// The session's headers are no messages; a token that a server repeats is removed with its name.
TEST(InspectorOverHttp, ATraceHasNoAuthorization) {
  const Scratch scratch;
  const HttpServer server([](const HttpCall&) -> HttpAnswer { return {.status = 404}; });
  const std::string trace = scratch / "trace";
  const auto ran = run_mcp_client({"--trace-file", trace, "tools", "--url", server.url(),
                                   "--header", "Authorization: Bearer abc123"});
  EXPECT_EQ(ran.exit, 1);
  const std::string text = content_of(trace);
  EXPECT_FALSE(json_lines(text).empty());
  EXPECT_EQ(text.find("abc123"), std::string::npos);
  EXPECT_EQ(ran.errors.find("abc123"), std::string::npos);
}

TEST(InspectorReplay, IsAServerItself) {
  const auto ran = run_mcp_client({"replay", "x", "--", feature_server});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.errors.find("replay is a server itself"), std::string::npos) << ran.errors;
}

}  // namespace
}  // namespace mcp::test::inspector_test
