// mcp-client doctor finds each planted fault of the broken server, and nothing else.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "doctor/doctor_run.hpp"

namespace mcp::test::faults_test {
namespace {

const std::string broken_server = MCP_BINARY_DIR "/broken-server";

/// A fault, and the one check that must fail because of it.
struct Planted {
  const char* fault;
  const char* check;
};

void PrintTo(const Planted& planted, std::ostream* out) {
  *out << planted.fault;
}

std::string name_of(const testing::TestParamInfo<Planted>& info) {
  std::string name = info.param.fault;
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

/// The broken server over HTTP.
class HttpServer {
 public:
  explicit HttpServer(std::vector<std::string> faults)
      : process_({.arguments = arguments(std::move(faults)), .program = broken_server}),
        url_(process_.read_line().value_or("")) {}
  const std::string& url() const { return url_; }

 private:
  static std::vector<std::string> arguments(std::vector<std::string> faults) {
    faults.emplace_back("--http");
    return faults;
  }

  ServerProcess process_;
  std::string url_;
};

void expect_only(const DoctorRun& run, const Planted& planted) {
  EXPECT_EQ(run.failed(), std::set<std::string>{planted.check}) << run.report.dump(1);
  const bool must = !run.failed("MUST").empty();
  EXPECT_EQ(run.exit, must ? 1 : 0);
  EXPECT_EQ(run.failed_steps(), std::set<std::string>{});
}

class StdioFaults : public testing::TestWithParam<Planted> {};

TEST_P(StdioFaults, AreFound) {
  expect_only(examine_command({"--timeout", "2"}, {broken_server, "--fault", GetParam().fault}),
              GetParam());
}

INSTANTIATE_TEST_SUITE_P(All, StdioFaults,
                         testing::ValuesIn(std::vector<Planted>{
                             {"jsonrpc-1", "rpc.version"},
                             {"no-answer", "rpc.answers"},
                             {"id-as-string", "rpc.id-echoed"},
                             {"result-and-error", "rpc.result-or-error"},
                             {"error-without-message", "rpc.error-shape"},
                             {"error-code-text", "rpc.error-code-integer"},
                             {"error-code-reserved", "rpc.error-code-reserved"},
                             {"error-code-retired", "rpc.error-code-retired"},
                             {"notification-answered", "rpc.notification-unanswered"},
                             {"unknown-method-code", "rpc.unknown-method"},
                             {"malformed-exit", "rpc.malformed-survived"},
                             {"no-discover", "discover.implemented"},
                             {"discover-no-versions", "discover.supported-versions"},
                             {"server-without-version", "initialize.server-info"},
                             {"no-capabilities", "discovery.capabilities"},
                             {"instructions-array", "discovery.instructions"},
                             {"version-unchecked", "version.unsupported-code"},
                             {"version-no-data", "version.unsupported-data"},
                             {"meta-optional", "version.missing"},
                             {"capabilities-optional", "version.missing-capabilities"},
                             {"wrong-version", "version.same"},
                             {"unknown-version-error", "version.other"},
                             {"capability-flag", "capabilities.shape"},
                             {"tools-undeclared", "capabilities.tools-declared"},
                             {"prompts-undeclared", "capabilities.prompts-declared"},
                             {"completions-undeclared", "capabilities.completions-declared"},
                             {"extension-name", "capabilities.extension-names"},
                             {"tool-name-blank", "tools.name-characters"},
                             {"tool-name-long", "tools.name-length"},
                             {"tool-twice", "tools.name-unique"},
                             {"schema-array", "tools.input-schema-object"},
                             {"schema-invalid", "tools.input-schema-valid"},
                             {"schema-reference", "tools.schema-references"},
                             {"output-schema-invalid", "tools.output-schema-valid"},
                             {"hint-text", "tools.annotations"},
                             {"tools-shuffled", "tools.order"},
                             {"tools-vary", "tools.same-set"},
                             {"header-mark", "tools.header-marks"},
                             {"header-secret", "tools.header-secrets"},
                             {"resource-without-name", "resources.shape"},
                             {"uri-blank", "resources.uri"},
                             {"template-open", "resources.uri-template"},
                             {"mime-word", "resources.mime-type"},
                             {"priority-high", "resources.annotations"},
                             {"not-found-empty", "resources.not-found-result"},
                             {"not-found-internal", "resources.not-found"},
                             {"contents-without-uri", "resources.contents"},
                             {"blob-plain", "resources.blob"},
                             {"argument-without-name", "prompts.shape"},
                             {"unknown-prompt-internal", "prompts.unknown"},
                             {"arguments-unchecked", "prompts.missing-arguments"},
                             {"prompt-role", "prompts.messages"},
                             {"completion-numbers", "completion.shape"},
                             {"completion-200", "completion.limit"},
                             {"cursor-number", "pages.cursor-string"},
                             {"cursor-loop", "pages.end"},
                             {"tool-on-both-pages", "pages.no-repeats"},
                             {"invalid-cursor-accepted", "pages.invalid-cursor"},
                             {"ttl-negative", "cache.ttl"},
                             {"scope-unknown", "cache.scope"},
                             {"scope-mixed", "cache.same-scope"},
                             {"meta-key", "meta.key-names"},
                             {"meta-reserved", "meta.reserved-prefix"},
                             {"no-result-type", "meta.result-type"},
                             {"result-type-unknown", "meta.result-type-known"},
                             {"no-server-info", "meta.server-info"},
                             {"icon-theme", "icons.shape"},
                             {"icon-file", "icons.source"},
                             {"not-acknowledged", "subscriptions.acknowledged"},
                             {"subscription-id-text", "subscriptions.id"},
                             {"acknowledges-more", "subscriptions.only-requested"},
                             {"ping-text", "ping.empty"},
                             {"log-level-unchecked", "logging.invalid-level"},
                             {"logs-unasked", "logging.not-without-level"},
                             {"cancellation-answered", "cancellation.unknown"},
                             {"stdout-text", "stdio.only-messages"},
                             {"stdout-bytes", "stdio.utf8"},
                             {"asks-client", "stdio.no-requests"},
                             {"stays", "stdio.exits"},
                         }),
                         name_of);

class HttpFaults : public testing::TestWithParam<Planted> {};

TEST_P(HttpFaults, AreFound) {
  const HttpServer server({"--fault", GetParam().fault});
  expect_only(examine_url({"--timeout", "2"}, server.url()), GetParam());
}

INSTANTIATE_TEST_SUITE_P(All, HttpFaults,
                         testing::ValuesIn(std::vector<Planted>{
                             {"http-text", "http.content-type"},
                             {"http-notification-200", "http.notification-status"},
                             {"http-notification-body", "http.notification-body"},
                             {"http-any-origin", "http.origin"},
                             {"http-malformed-200", "http.malformed"},
                             {"stream-buffered", "http.unbuffered"},
                             {"method-header-optional", "headers.method-missing"},
                             {"method-header-unchecked", "headers.method-differs"},
                             {"version-header-optional", "headers.version-missing"},
                             {"version-header-unchecked", "headers.version-differs"},
                             {"name-header-optional", "headers.name-missing"},
                             {"name-header-unchecked", "headers.name-differs"},
                             {"name-header-raw", "headers.name-encoded"},
                             {"http-unknown-method-200", "headers.unknown-method"},
                             {"http-unsupported-version-200", "headers.unsupported-version"},
                             {"http-missing-meta-200", "headers.missing-meta"},
                             {"session-minted", "headers.session-ignored"},
                             {"session-blank", "sessions.characters"},
                             {"session-short", "sessions.secure"},
                             {"no-session-401", "sessions.required"},
                             {"session-unknown-400", "sessions.unknown"},
                             {"session-kept", "sessions.ended"},
                             {"bad-version-accepted", "sessions.bad-version"},
                             {"get-page", "sessions.get"},
                             {"tool-name-blank", "tools.name-characters"},
                         }),
                         name_of);

TEST(Doctor, FindsNothingWithoutFaults) {
  const DoctorRun over_stdio = examine_command({"--strict"}, {broken_server});
  EXPECT_EQ(over_stdio.failed(), std::set<std::string>{});
  EXPECT_EQ(over_stdio.exit, 0);
  EXPECT_EQ(over_stdio.revisions().size(), 2U);
  const HttpServer server({});
  const DoctorRun over_http = examine_url({"--strict"}, server.url());
  EXPECT_EQ(over_http.failed(), std::set<std::string>{});
  EXPECT_EQ(over_http.exit, 0);
  EXPECT_EQ(over_http.revisions().size(), 2U);
}

TEST(Doctor, FindsFaultsOfACalledToolOnly) {
  const std::vector<std::string> server = {broken_server, "--fault", "structured-number"};
  EXPECT_EQ(examine_command({}, server).failed(), std::set<std::string>{});
  const DoctorRun called = examine_command({"--call", "first", "--args", R"({"a":"x"})"}, server);
  EXPECT_EQ(called.failed(), std::set<std::string>{"call.structured-content"});
}

TEST(Doctor, FindsSeveralFaultsAtOnce) {
  const DoctorRun run = examine_command(
      {}, {broken_server, "--fault", "ping-text", "--fault", "uri-blank", "--fault", "hint-text"});
  EXPECT_EQ(run.failed(),
            (std::set<std::string>{"ping.empty", "resources.uri", "tools.annotations"}));
  EXPECT_EQ(run.report["summary"]["failedMust"], 5) << "ping.empty is of one era only";
}

TEST(Doctor, RunsTheChosenChecks) {
  const std::vector<std::string> server = {broken_server, "--fault", "ping-text", "--fault",
                                           "tool-name-blank"};
  const struct {
    std::vector<std::string> options;
    std::set<std::string> failed;
    int exit;
  } cases[] = {
      {{"--only", "ping"}, {"ping.empty"}, 1},
      {{"--only", "ping.empty,tools"}, {"ping.empty", "tools.name-characters"}, 1},
      {{"--skip", "ping"}, {"tools.name-characters"}, 0},
      {{"--skip", "ping", "--strict"}, {"tools.name-characters"}, 1},
      {{"--era", "modern"}, {"tools.name-characters"}, 0},
      {{"--skip", "ping,tools"}, {}, 0},
  };
  for (const auto& [options, failed, exit] : cases) {
    SCOPED_TRACE(options.back());
    const DoctorRun run = examine_command(options, server);
    EXPECT_EQ(run.failed(), failed);
    EXPECT_EQ(run.exit, exit);
  }
}

}  // namespace
}  // namespace mcp::test::faults_test
