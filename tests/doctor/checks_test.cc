// The checks of mcp-client doctor over evidence that is made here: what passes, what fails, and
// what is skipped. The faults that need a server are in faults_test.cc.

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "doctor/formats.hpp"
#include "doctor/meta_names.hpp"
#include "doctor/probes.hpp"
#include "doctor/run_checks.hpp"

namespace mcp::test::checks_test {
namespace {

using namespace mcp::cli::doctor;
using Status = Outcome::Status;

const Check* find_check(const std::string& id) {
  for (const auto& group : all_groups()) {
    for (const auto& check : group.checks) {
      if (check.id == id) return &check;
    }
  }
  return nullptr;
}

Exchange request(const std::string& method, const Json& params = Json::object()) {
  return {.method = method,
          .sent = {{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}}};
}

Exchange result(const std::string& method, const Json& result,
                const Json& params = Json::object()) {
  Exchange exchange = request(method, params);
  exchange.response = {{"jsonrpc", "2.0"}, {"id", 1}, {"result", result}};
  return exchange;
}

Exchange error(const std::string& method, int code, const std::string& text = "no") {
  Exchange exchange = request(method);
  exchange.response = {
      {"jsonrpc", "2.0"}, {"id", 1}, {"error", {{"code", code}, {"message", text}}}};
  return exchange;
}

Exchange with_status(Exchange exchange, int status, const std::string& type = "application/json") {
  exchange.http = HttpHead{status, {{"content-type", type}}};
  return exchange;
}

Exchange with_message(Exchange exchange, const Json& message) {
  exchange.others.push_back(message);
  return exchange;
}

Evidence with(const char* probe, Exchange exchange) {
  Evidence evidence{.revision = "2026-07-28"};
  evidence.probes[probe] = {std::move(exchange)};
  return evidence;
}

Evidence offering(const char* capability, Evidence evidence) {
  evidence.capabilities[capability] = Json::object();
  return evidence;
}

Evidence refused(const std::string& challenge, const Json& resource = nullptr) {
  Evidence evidence{.over_http = true, .target = "https://example.com/mcp"};
  evidence.auth.refusal = HttpHead{401, {}};
  if (!challenge.empty()) evidence.auth.refusal->headers = {{"www-authenticate", challenge}};
  evidence.auth.resource = resource;
  return evidence;
}

Evidence metadata(const Json& document) {
  Evidence evidence{.over_http = true};
  evidence.auth.authorization_server = "https://auth.example.com";
  evidence.auth.authorization_fetched = true;
  evidence.auth.authorization_metadata = document;
  return evidence;
}

Evidence opened(const Json& response) {
  return with(probe::opening, result("initialize", response));
}

/// A check, evidence, and what the check says of it.
struct Case {
  const char* check;
  Evidence evidence;
  Status status;
};

const Json tool_list{
    {"tools", Json::array({{{"name", "a"}, {"inputSchema", {{"type", "object"}}}}})}};
const Json document{{"resource", "https://example.com/mcp"},
                    {"authorization_servers", {"https://auth.example.com"}}};

std::vector<Case> rpc_cases() {
  const Json log{{"jsonrpc", "2.0"}, {"id", 5}, {"method", "notifications/message"}};
  return {
      {"rpc.notification-id", with("x", with_message(request("a"), log)), Status::failed},
      {"rpc.notification-id", with("x", result("a", Json::object())), Status::passed},
      {"rpc.result-object", with("x", result("a", 1)), Status::failed},
      {"rpc.result-object", with("x", result("a", Json::object())), Status::passed},
      {"rpc.error-code-old-range", with("x", error("a", -32010)), Status::failed},
      {"rpc.error-code-old-range", with("x", error("a", -32019)), Status::failed},
      {"rpc.error-code-old-range", with("x", error("a", -32020)), Status::passed},
      {"rpc.error-code-old-range", with("x", error("a", -31999)), Status::passed},
      {"rpc.error-code-reserved", with("x", error("a", -32023)), Status::failed},
      {"rpc.error-code-reserved", with("x", error("a", -32099)), Status::failed},
      {"rpc.error-code-reserved", with("x", error("a", -32022)), Status::passed},
      {"rpc.error-code-reserved", with("x", error("a", -32100)), Status::passed},
      {"rpc.error-code-retired", with("x", error("a", -32042)), Status::failed},
      {"rpc.unknown-method", with(probe::unknown_method, error("a", -32601)), Status::passed},
      {"rpc.unknown-method", with(probe::unknown_method, error("a", -32602)), Status::failed},
      {"rpc.unknown-method", with(probe::unknown_method, result("a", Json::object())),
       Status::failed},
      {"rpc.unknown-method", with(probe::unknown_method, request("a")), Status::skipped},
      {"rpc.unknown-method", Evidence{}, Status::skipped},
      {"rpc.answers", with("x", request("a")), Status::failed},
      {"rpc.answers", with("x", with_status(request("a"), 400)), Status::passed},
      {"rpc.malformed-rejected",
       with(probe::malformed, with_message({}, {{"jsonrpc", "2.0"}, {"result", 1}})),
       Status::failed},
      {"rpc.malformed-rejected", with(probe::malformed, {}), Status::passed},
      {"stdio.only-messages", with("x", {.garbage = {"hello"}}), Status::failed},
      {"stdio.utf8", with("x", {.garbage = {"hello"}}), Status::passed},
  };
}

std::vector<Case> opening_cases() {
  const Json info{{"name", "a"}, {"version", "1"}};
  const Json version{{"protocolVersion", "2025-11-25"}, {"serverInfo", info}};
  const std::string key = "io.modelcontextprotocol/serverInfo";
  const Json ask{{"jsonrpc", "2.0"}, {"id", 1}, {"method", "roots/list"}};
  const Json ping{{"jsonrpc", "2.0"}, {"id", 1}, {"method", "ping"}};
  return {
      {"initialize.version", opened(version), Status::passed},
      {"initialize.version", opened(Json::object()), Status::failed},
      {"initialize.server-info", opened(version), Status::passed},
      {"initialize.server-info", opened({{"serverInfo", {{"name", "a"}}}}), Status::failed},
      {"version.published", opened(version), Status::passed},
      {"version.published", opened({{"protocolVersion", "2025-12-24"}}), Status::failed},
      {"version.published", opened(Json::object()), Status::skipped},
      {"initialize.early-requests", with(probe::opening, with_message(request("a"), ask)),
       Status::failed},
      {"initialize.early-requests", with(probe::opening, with_message(request("a"), ping)),
       Status::passed},
      {"discover.server-info", opened({{"_meta", {{key, info}}}}), Status::passed},
      {"discover.server-info", opened(Json::object()), Status::failed},
      {"discover.server-info-shape", opened({{"_meta", {{key, {{"name", 1}}}}}}), Status::failed},
      {"discover.server-info-shape", opened(Json::object()), Status::skipped},
      {"discover.supported-versions", opened({{"supportedVersions", {"2026-07-28", 1}}}),
       Status::failed},
      {"discover.supported-versions", opened({{"supportedVersions", {"2026-07-28", "x"}}}),
       Status::passed},
      {"discovery.instructions", opened(Json::object()), Status::skipped},
      {"version.initialize-names-versions",
       with(probe::old_initialize, error("initialize", -32602, "only 2026-07-28")), Status::passed},
      {"version.initialize-names-versions",
       with(probe::old_initialize, error("initialize", -32602)), Status::failed},
  };
}

std::vector<Case> feature_cases() {
  const auto tools = [](const Json& tool) {
    return with(probe::tools, result("tools/list", {{"tools", {tool}}}));
  };
  Evidence subscribes = with(probe::subscribe, error("resources/subscribe", -32601));
  subscribes.probes[probe::unsubscribe] = {result("resources/unsubscribe", Json::object())};
  const Json log{{"jsonrpc", "2.0"},
                 {"method", "notifications/message"},
                 {"params", {{"level", "loud"}, {"data", 1}}}};
  return {
      {"tools.shape", tools({{"name", 1}}), Status::failed},
      {"tools.shape", tools({{"name", "a"}, {"title", 1}}), Status::failed},
      {"tools.shape", tools({{"name", "a"}}), Status::passed},
      {"tools.shape", Evidence{}, Status::skipped},
      {"tools.name-length", tools({{"name", ""}}), Status::failed},
      {"tools.name-length", tools({{"name", std::string(128, 'a')}}), Status::passed},
      {"tools.name-length", tools({{"name", std::string(129, 'a')}}), Status::failed},
      {"tools.input-schema-object", tools({{"name", "a"}, {"inputSchema", nullptr}}),
       Status::failed},
      {"tools.input-schema-valid",
       tools({{"inputSchema", {{"$schema", "https://example.com/own"}, {"type", "what"}}}}),
       Status::passed},
      {"capabilities.tools-answered", offering("tools", with(probe::tools, error("a", -32601))),
       Status::failed},
      {"capabilities.tools-answered",
       offering("tools", with(probe::tools, result("tools/list", tool_list))), Status::passed},
      {"capabilities.resources-answered",
       offering("resources", with(probe::resources, error("a", -32601))), Status::failed},
      {"capabilities.prompts-answered",
       offering("prompts", with(probe::prompts, error("a", -32601))), Status::failed},
      {"capabilities.prompts-answered", Evidence{}, Status::skipped},
      {"capabilities.resources-declared",
       with(probe::resources, result("resources/list", {{"resources", {Json::object()}}})),
       Status::failed},
      {"capabilities.logging-declared", with("x", with_message(request("a"), log)), Status::failed},
      {"capabilities.logging-declared", offering("logging", with("x", request("a"))),
       Status::passed},
      {"logging.shape", with("x", with_message(request("a"), log)), Status::failed},
      {"logging.shape", with("x", request("a")), Status::passed},
      {"logging.set-level", with(probe::log_level, error("a", -32601)), Status::failed},
      {"logging.set-level", with(probe::log_level, result("a", Json::object())), Status::passed},
      {"resources.readable", with(probe::read, error("resources/read", -32601)), Status::failed},
      {"resources.readable", with(probe::read, error("resources/read", -32603)), Status::passed},
      {"resources.subscribe", subscribes, Status::failed},
      {"resources.subscribe", Evidence{}, Status::skipped},
      {"resources.not-found-error", with(probe::read_unknown, error("a", -32603)), Status::failed},
      {"resources.not-found-error", with(probe::read_unknown, error("a", -32002)), Status::passed},
      {"completion.unknown", with(probe::complete_unknown, error("a", -32603)), Status::failed},
      {"completion.unknown", with(probe::complete_unknown, error("a", -32602)), Status::passed},
      {"call.content", with(probe::call, result("tools/call", Json::object())), Status::failed},
      {"call.content", with(probe::call, result("tools/call", {{"content", {{{"type", "odd"}}}}})),
       Status::failed},
      {"call.content", with(probe::call, result("tools/call", {{"content", Json::array()}})),
       Status::passed},
      {"call.is-error",
       with(probe::call, result("tools/call", {{"content", Json::array()}, {"isError", 1}})),
       Status::failed},
      {"call.is-error", Evidence{}, Status::skipped},
  };
}

std::vector<Case> http_cases() {
  Exchange left_open = with_status(result("a", Json::object()), 200, "text/event-stream");
  left_open.ended = false;
  Exchange garbled = with_status(request("a"), 200);
  garbled.garbage = {"<html>"};
  Evidence both = with(probe::http_get, with_status({}, 400));
  both.serves_other_era = true;
  return {
      {"http.stream-ends", with("x", left_open), Status::failed},
      {"http.stream-ends",
       with("x", with_status(result("a", Json::object()), 200, "text/event-stream")),
       Status::passed},
      {"http.only-messages", with("x", garbled), Status::failed},
      {"http.result-status", with("x", with_status(result("a", Json::object()), 201)),
       Status::failed},
      {"http.result-status", with("x", with_status(error("a", 1), 400)), Status::passed},
      {"http.header-case", with(probe::http_header_case, with_status(request("a"), 400)),
       Status::failed},
      {"http.header-case", with(probe::http_header_case, with_status(request("a"), 200)),
       Status::passed},
      {"headers.get", with(probe::http_get, with_status({}, 200)), Status::failed},
      {"headers.get", with(probe::http_get, with_status({}, 405)), Status::passed},
      {"headers.get", both, Status::skipped},
      {"headers.delete", with(probe::http_delete, with_status({}, 200)), Status::failed},
      {"sessions.delete", with(probe::http_delete, with_status({}, 500)), Status::failed},
      {"sessions.delete", with(probe::http_delete, with_status({}, 405)), Status::passed},
      {"sessions.get", with(probe::http_get, with_status({}, 200, "text/event-stream")),
       Status::passed},
  };
}

std::vector<Case> auth_cases() {
  const std::string bearer = R"(Bearer resource_metadata="https://example.com/x", scope="a")";
  Json foreign = document;
  foreign["resource"] = "https://other.example.com/mcp";
  Json origin = document;
  origin["resource"] = "https://example.com/";
  Json offline = document;
  offline["scopes_supported"] = {"offline_access"};
  const Json good{{"issuer", "https://auth.example.com"},
                  {"code_challenge_methods_supported", {"S256"}}};
  return {
      {"auth.challenge", refused(bearer), Status::passed},
      {"auth.challenge", refused(""), Status::failed},
      {"auth.challenge", Evidence{}, Status::skipped},
      {"auth.challenge-scope", refused(bearer), Status::passed},
      {"auth.challenge-scope", refused("Bearer"), Status::failed},
      {"auth.discoverable", refused(bearer, document), Status::passed},
      {"auth.discoverable", refused(bearer), Status::failed},
      {"auth.servers-listed", refused(bearer, document), Status::passed},
      {"auth.servers-listed", refused(bearer, {{"resource", "x"}}), Status::failed},
      {"auth.resource-matches", refused(bearer, document), Status::passed},
      {"auth.resource-matches", refused(bearer, origin), Status::passed},
      {"auth.resource-matches", refused(bearer, foreign), Status::failed},
      {"auth.no-offline-access", refused(bearer, document), Status::passed},
      {"auth.no-offline-access", refused(bearer, offline), Status::failed},
      {"auth.no-offline-access", refused("Bearer scope=\"offline_access\""), Status::failed},
      {"auth.server-metadata", metadata(good), Status::passed},
      {"auth.server-metadata", metadata(nullptr), Status::failed},
      {"auth.server-metadata", Evidence{}, Status::skipped},
      {"auth.issuer", metadata(good), Status::passed},
      {"auth.issuer", metadata({{"issuer", "https://auth.example.com/"}}), Status::failed},
      {"auth.pkce", metadata(good), Status::passed},
      {"auth.pkce", metadata({{"code_challenge_methods_supported", {"plain"}}}), Status::failed},
  };
}

TEST(Checks, JudgeEvidence) {
  std::set<std::string> tried;
  for (const auto& cases :
       {rpc_cases(), opening_cases(), feature_cases(), http_cases(), auth_cases()}) {
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const auto& [id, evidence, status] = cases[i];
      SCOPED_TRACE(std::string(id) + ", case " + std::to_string(i));
      const Check* check = find_check(id);
      ASSERT_TRUE(check);
      const Outcome outcome = check->run(evidence);
      EXPECT_EQ(outcome.status, status) << outcome.actual << outcome.reason;
      EXPECT_EQ(outcome.expected.empty(), status != Status::failed);
      EXPECT_EQ(outcome.reason.empty(), status != Status::skipped);
      tried.insert(id);
    }
  }
  EXPECT_GE(tried.size(), 50U);
}

// A server can send anything: no check may throw or crash because of it.
TEST(Checks, TakeValuesOfAnyType) {
  const Json odd[] = {nullptr, true, 1, 1.5, "text", Json::array({1, nullptr}), Json::object()};
  for (const auto& value : odd) {
    Json everything;
    for (const char* key : {"tools",        "resources",         "resourceTemplates",
                            "prompts",      "contents",          "messages",
                            "_meta",        "capabilities",      "serverInfo",
                            "completion",   "nextCursor",        "ttlMs",
                            "cacheScope",   "resultType",        "content",
                            "isError",      "structuredContent", "supportedVersions",
                            "instructions", "protocolVersion"}) {
      everything[key] = value;
    }
    Json in_lists = everything;
    for (const char* key : {"tools", "resources", "resourceTemplates", "prompts", "contents"}) {
      in_lists[key] = Json::array({value,
                                   {{"name", value},
                                    {"uri", value},
                                    {"uriTemplate", value},
                                    {"inputSchema", value},
                                    {"annotations", value},
                                    {"icons", Json::array({value})},
                                    {"arguments", value},
                                    {"mimeType", value}}});
    }
    for (const auto& body : {everything, in_lists, value}) {
      Evidence evidence{.revision = "2026-07-28", .rank = 3, .over_http = true};
      for (const char* probe :
           {probe::opening, probe::tools, probe::tools_again, probe::resources, probe::templates,
            probe::prompts, probe::read, probe::prompt, probe::complete, probe::call, probe::listen,
            probe::ping, probe::bad_cursor, probe::unknown_version, probe::old_initialize}) {
        Exchange exchange = with_status(result("tools/list", body, value), 200);
        exchange.others = {{{"method", value}, {"id", value}, {"params", value}},
                           {{"error", value}},
                           {{"error", {{"code", value}, {"message", value}}}}};
        evidence.probes[probe] = {exchange, exchange};
      }
      for (const bool http : {true, false}) {
        evidence.over_http = http;
        for (const auto era : {&Check::modern, &Check::legacy}) {
          const auto findings = run_checks(evidence, era, [](const Check&) { return true; });
          EXPECT_GT(findings.size(), 60U);
        }
      }
    }
  }
}

TEST(Checks, AreWellFormed) {
  std::set<std::string> ids;
  int count = 0;
  for (const auto& group : all_groups()) {
    for (const auto& check : group.checks) {
      SCOPED_TRACE(check.id);
      ++count;
      EXPECT_TRUE(ids.insert(check.id).second);
      EXPECT_TRUE(check.modern.page || check.legacy.page);
      EXPECT_GT(std::string(check.title).size(), 10U);
      EXPECT_TRUE(std::string(check.advice).ends_with('.'));
      EXPECT_TRUE(check.run);
    }
  }
  EXPECT_GE(count, 60);
}

TEST(Formats, Uris) {
  for (const char* good : {"a:b", "file:///a%20b", "test://x?y#z", "urn:isbn:1", "A+b-1.c:"}) {
    EXPECT_TRUE(is_uri(good)) << good;
  }
  for (const char* bad :
       {"", "a", "/a", "1a:b", "a b:c", "a:b c", "a:%zz", "a:%1", "a:<b>", "a:\xc3\xa9", ":a"}) {
    EXPECT_FALSE(is_uri(bad)) << bad;
  }
}

TEST(Formats, UriTemplates) {
  for (const char* good : {"a", "a://{b}", "{+a,b}", "{?a*,b:3}", "{#a.b}", "{/a%41}{;x_1}"}) {
    EXPECT_TRUE(is_uri_template(good)) << good;
  }
  for (const char* bad : {"", "{", "}", "{}", "{a", "a}", "{a b}", "{=a}", "{a:0}", "{a:10000}",
                          "{a,}", "{.}", "a b", "{a-b}", "%"}) {
    EXPECT_FALSE(is_uri_template(bad)) << bad;
  }
}

TEST(Formats, MediaTypesAndTimes) {
  EXPECT_TRUE(is_media_type("text/plain"));
  EXPECT_TRUE(is_media_type("text/html; charset=utf-8"));
  EXPECT_TRUE(is_media_type("image/svg+xml"));
  EXPECT_FALSE(is_media_type("text"));
  EXPECT_FALSE(is_media_type("text/"));
  EXPECT_FALSE(is_media_type("/plain"));
  EXPECT_FALSE(is_media_type("te xt/plain"));
  EXPECT_TRUE(is_timestamp("2025-01-12T15:00:58Z"));
  EXPECT_TRUE(is_timestamp("2025-01-12"));
  EXPECT_FALSE(is_timestamp("yesterday"));
  EXPECT_FALSE(is_timestamp("2025-01-12Tnoon"));
}

TEST(Formats, MetaKeys) {
  for (const char* good : {"progressToken", "com.example/a", "a-b.c/", "x/1_a.b-c", ""}) {
    EXPECT_TRUE(is_meta_key(good)) << good;
  }
  for (const char* bad : {"-a", "a-", "1.b/c", "a..b/c", "/c", "a b", "a-/c", "a/b/c"}) {
    EXPECT_FALSE(is_meta_key(bad)) << bad;
  }
  EXPECT_TRUE(has_reserved_prefix("dev.mcp/x"));
  EXPECT_TRUE(has_reserved_prefix("org.modelcontextprotocol.api/x"));
  EXPECT_FALSE(has_reserved_prefix("com.example.mcp/x"));
  EXPECT_FALSE(has_reserved_prefix("io.modelcontextprotocol/x"));
  EXPECT_FALSE(has_reserved_prefix("mcp/x"));
}

}  // namespace
}  // namespace mcp::test::checks_test
