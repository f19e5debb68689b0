#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr int header_mismatch = -32020;

Outcome expect_mismatch(const Evidence& evidence, const char* probe) {
  const Exchange* exchange = evidence.find(probe);
  if (!exchange || !exchange->http) return skipped("not requested, or no HTTP response");
  if (exchange->http->status == 400 && exchange->error_code() == header_mismatch) return passed();
  return failed("HTTP status 400 with the error -32020", described(*exchange));
}

Outcome no_method(const Evidence& evidence) {
  return expect_mismatch(evidence, probe::http_no_method);
}
Outcome wrong_method(const Evidence& evidence) {
  return expect_mismatch(evidence, probe::http_wrong_method);
}
Outcome no_version(const Evidence& evidence) {
  return expect_mismatch(evidence, probe::http_no_version);
}
Outcome wrong_version(const Evidence& evidence) {
  return expect_mismatch(evidence, probe::http_wrong_version);
}
Outcome no_name(const Evidence& evidence) {
  return expect_mismatch(evidence, probe::http_no_name);
}
Outcome wrong_name(const Evidence& evidence) {
  return expect_mismatch(evidence, probe::http_wrong_name);
}

Outcome encoded_name(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::http_encoded_name);
  if (!exchange || !exchange->http) return skipped("not requested, or no HTTP response");
  if (exchange->error_code() != header_mismatch) return passed();
  return failed("the encoded name is decoded before it is compared", described(*exchange));
}

Outcome unknown_method(const Evidence& evidence) {
  return expect_status(evidence, probe::unknown_method, {404});
}

Outcome unsupported_version(const Evidence& evidence) {
  return expect_status(evidence, probe::unknown_version, {400});
}

Outcome missing_meta(const Evidence& evidence) {
  const Outcome outcome = expect_status(evidence, probe::no_version, {400});
  if (outcome.status == Outcome::Status::failed) return outcome;
  return expect_status(evidence, probe::no_capabilities, {400});
}

Outcome old_verb(const Evidence& evidence, const char* probe) {
  if (evidence.serves_other_era) return skipped("the server serves earlier revisions, too");
  return expect_status(evidence, probe, {405});
}

Outcome get(const Evidence& evidence) {
  return old_verb(evidence, probe::http_get);
}
Outcome end(const Evidence& evidence) {
  return old_verb(evidence, probe::http_delete);
}

Outcome session_ignored(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::http_session_id);
  if (!exchange || !exchange->http) return skipped("not requested, or no HTTP response");
  if (exchange->http->status != 200) return failed("the header is ignored", described(*exchange));
  const std::string session = exchange->http->header("mcp-session-id");
  return session.empty() ? passed() : failed("no session", "Mcp-Session-Id: " + session);
}

constexpr const char* page = "basic/transports/streamable-http";
constexpr Clause validation{page, "Server Validation", "basic.transports.streamable-http-65"};
constexpr const char* validate =
    "Compare the header with the body; reject a missing or different one with 400 and -32020.";

constexpr Check checks[] = {
    {"headers.method-missing",
     "A request without Mcp-Method is rejected",
     Level::must,
     Over::http,
     validation,
     {},
     validate,
     no_method},
    {"headers.method-differs",
     "A wrong Mcp-Method is rejected",
     Level::must,
     Over::http,
     {page, "Server Validation", "basic.transports.streamable-http-63"},
     {},
     validate,
     wrong_method},
    {"headers.version-missing",
     "A request without MCP-Protocol-Version is rejected",
     Level::must,
     Over::http,
     validation,
     {},
     validate,
     no_version},
    {"headers.version-differs",
     "A wrong MCP-Protocol-Version is rejected",
     Level::must,
     Over::http,
     {page, "Protocol Version Header", "basic.transports.streamable-http-27"},
     {},
     validate,
     wrong_version},
    {"headers.name-missing",
     "A request without Mcp-Name is rejected",
     Level::must,
     Over::http,
     validation,
     {},
     validate,
     no_name},
    {"headers.name-differs",
     "A wrong Mcp-Name is rejected",
     Level::must,
     Over::http,
     {page, "Server Validation", "basic.transports.streamable-http-63"},
     {},
     validate,
     wrong_name},
    {"headers.name-encoded",
     "An encoded Mcp-Name is decoded",
     Level::must,
     Over::http,
     {page, "Value Encoding", "basic.transports.streamable-http-54"},
     {},
     "Decode =?base64?...?= before you compare.",
     encoded_name},
    {"headers.unknown-method",
     "An unknown method gets the status 404",
     Level::must,
     Over::http,
     {page, "Protocol Version Header", "basic.transports.streamable-http-29"},
     {},
     "Send 404 with the error -32601.",
     unknown_method},
    {"headers.unsupported-version",
     "An unsupported version gets the status 400",
     Level::must,
     Over::http,
     {page, "Protocol Version Header", "basic.transports.streamable-http-28"},
     {},
     "Send 400 with the error -32022.",
     unsupported_version},
    {"headers.missing-meta",
     "A request without required `_meta` gets the status 400",
     Level::must,
     Over::http,
     {"basic/index", "_meta", "basic-47"},
     {},
     "Send 400 with the error -32602.",
     missing_meta},
    {"headers.get",
     "GET gets the status 405",
     Level::should,
     Over::http,
     {page, "Earlier Streamable HTTP Revisions", "basic.transports.streamable-http-72"},
     {},
     "Send 405 Method Not Allowed.",
     get},
    {"headers.delete",
     "DELETE gets the status 405",
     Level::should,
     Over::http,
     {page, "Earlier Streamable HTTP Revisions", "basic.transports.streamable-http-72"},
     {},
     "Send 405 Method Not Allowed.",
     end},
    {"headers.session-ignored",
     "A session id is ignored",
     Level::should,
     Over::http,
     {page, "Earlier Streamable HTTP Revisions", "basic.transports.streamable-http-72"},
     {},
     "Ignore Mcp-Session-Id in requests of this revision, and send none.",
     session_ignored},
};

}  // namespace

std::span<const Check> header_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
