#include <algorithm>

#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

std::string session_of(const Evidence& evidence) {
  const Exchange* opening = evidence.find(probe::opening);
  return opening && opening->http ? opening->http->header("mcp-session-id") : std::string();
}

Outcome characters(const Evidence& evidence) {
  const std::string session = session_of(evidence);
  if (session.empty()) return skipped("the server has no sessions");
  const bool visible = std::ranges::all_of(session, [](char c) { return c >= 0x21 && c <= 0x7E; });
  return visible ? passed() : failed("only visible ASCII characters", quoted(session));
}

// 128 bits need 22 characters of Base64.
Outcome length(const Evidence& evidence) {
  constexpr std::size_t least = 16;
  const std::string session = session_of(evidence);
  if (session.empty()) return skipped("the server has no sessions");
  if (session.size() >= least) return passed();
  return failed("an id that cannot be guessed, of 16 or more characters", quoted(session));
}

Outcome required(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::http_no_session);
  if (!exchange || !exchange->http) return skipped("the server has no sessions");
  if (exchange->http->status / 100 == 2) return skipped("the server requires no session");
  return expect_status(evidence, probe::http_no_session, {400});
}

Outcome unknown(const Evidence& evidence) {
  return expect_status(evidence, probe::http_unknown_session, {404});
}

Outcome end_status(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::http_delete);
  if (!exchange || !exchange->http) return skipped("the server has no sessions");
  const int status = exchange->http->status;
  if (status / 100 == 2 || status == 405) return passed();
  return failed("a status of 2xx, or 405", described(*exchange));
}

Outcome ended(const Evidence& evidence) {
  return expect_status(evidence, probe::http_ended_session, {404});
}

Outcome bad_version(const Evidence& evidence) {
  return expect_status(evidence, probe::http_bad_version, {400});
}

Outcome get(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::http_get);
  if (!exchange || !exchange->http) return skipped("no HTTP response");
  const bool streams =
      exchange->http->status == 200 && exchange->http->content_type() == "text/event-stream";
  if (streams || exchange->http->status == 405) return passed();
  return failed("an event stream, or the status 405", described(*exchange));
}

constexpr const char* page = "basic/transports";
constexpr const char* management = "Session Management";

constexpr Check checks[] = {
    {"sessions.characters",
     "Session ids are visible ASCII",
     Level::must,
     Over::http,
     {},
     {page, management, "basic.transports-57", 1},
     "Use a random UUID or hexadecimal digits.",
     characters},
    {"sessions.secure",
     "Session ids cannot be guessed",
     Level::should,
     Over::http,
     {},
     {page, management, "basic.transports-56", 1},
     "Use at least 128 random bits.",
     length},
    {"sessions.required",
     "A request without a session gets the status 400",
     Level::should,
     Over::http,
     {},
     {page, management, "basic.transports-60", 1},
     "Send 400 Bad Request.",
     required},
    {"sessions.unknown",
     "An unknown session gets the status 404",
     Level::should,
     Over::http,
     {},
     {page, management, "basic.transports-61", 1},
     "Send 404 Not Found: clients then begin a new session.",
     unknown},
    {"sessions.delete",
     "DELETE ends the session or is not allowed",
     Level::should,
     Over::http,
     {},
     {page, management, "basic.transports-64", 1},
     "Send 2xx, or 405 Method Not Allowed.",
     end_status},
    {"sessions.ended",
     "An ended session gets the status 404",
     Level::must,
     Over::http,
     {},
     {page, management, "basic.transports-61", 1},
     "Forget the session when it is deleted.",
     ended},
    {"sessions.bad-version",
     "An invalid MCP-Protocol-Version is rejected with 400",
     Level::must,
     Over::http,
     {},
     {page, "Protocol Version Header", "basic.transports-68", 2},
     "Compare the header with the versions that the server supports.",
     bad_version},
    {"sessions.get",
     "GET opens an event stream or gets the status 405",
     Level::must,
     Over::http,
     {},
     {page, "Listening for Messages from the Server", "basic.transports-39", 1},
     "Send text/event-stream, or 405 Method Not Allowed.",
     get},
};

}  // namespace

std::span<const Check> session_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
