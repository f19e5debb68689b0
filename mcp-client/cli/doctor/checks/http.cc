#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

bool is_request_exchange(const Exchange& exchange) {
  return exchange.http && !member(exchange.sent, "id").is_null();
}

Outcome content_type(const Evidence& evidence) {
  Faults faults("Content-Type application/json or text/event-stream");
  for (const auto& [name, exchange] : evidence.all()) {
    if (!is_request_exchange(*exchange) || exchange->http->status / 100 != 2) continue;
    const std::string type = exchange->http->content_type();
    if (type != "application/json" && type != "text/event-stream") {
      faults.add(name + ": " + quoted(type));
    }
  }
  return faults.outcome();
}

Outcome notification_status(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::notification);
  if (!exchange || !exchange->http) return skipped("no HTTP response");
  const int status = exchange->http->status;
  if (status == 202 || status >= 400) return passed();
  return failed("HTTP status 202, or an error status", described(*exchange));
}

Outcome notification_body(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::notification);
  if (!exchange || !exchange->http) return skipped("no HTTP response");
  if (exchange->http->status != 202) return skipped("the notification is not accepted");
  if (exchange->body.empty() && exchange->others.empty()) return passed();
  return failed("no body", quoted(exchange->body));
}

Outcome origin(const Evidence& evidence) {
  return expect_status(evidence, probe::http_origin, {403});
}

Outcome malformed(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::malformed);
  if (!exchange || !exchange->http) return skipped("no HTTP response");
  if (exchange->http->status >= 400) return passed();
  return failed("an HTTP error status such as 400", described(*exchange));
}

Outcome header_case(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::http_header_case);
  if (!exchange || !exchange->http) return skipped("not requested, or no HTTP response");
  if (exchange->http->status / 100 == 2) return passed();
  return failed("the same response as to other spellings", described(*exchange));
}

Outcome stream_ends(const Evidence& evidence) {
  Faults faults("the stream ends after the response");
  bool looked = false;
  for (const auto& [name, exchange] : evidence.all()) {
    if (!is_request_exchange(*exchange) || !exchange->response) continue;
    if (exchange->http->content_type() != "text/event-stream" || name == probe::listen) continue;
    looked = true;
    if (!exchange->ended) faults.add(name);
  }
  return faults.outcome(looked, "no response is a stream");
}

Outcome unbuffered(const Evidence& evidence) {
  Faults faults("X-Accel-Buffering: no");
  bool looked = false;
  for (const auto& [name, exchange] : evidence.all()) {
    if (!exchange->http || exchange->http->content_type() != "text/event-stream") continue;
    looked = true;
    if (exchange->http->header("x-accel-buffering") != "no") faults.add(name);
  }
  return faults.outcome(looked, "no response is a stream");
}

// Clients treat an error status as a failure, whatever the body is.
Outcome result_status(const Evidence& evidence) {
  Faults faults("a result with status 200");
  for (const auto& [name, exchange] : evidence.all()) {
    if (!is_request_exchange(*exchange) || !exchange->result().is_object()) continue;
    if (exchange->http->status != 200) {
      faults.add(name + ": HTTP status " + std::to_string(exchange->http->status));
    }
  }
  return faults.outcome();
}

// A JSON body, and the data of each event, is one message.
Outcome only_messages(const Evidence& evidence) {
  Faults faults("only JSON-RPC messages");
  for (const auto& [name, exchange] : evidence.all()) {
    if (!is_request_exchange(*exchange)) continue;
    for (const auto& text : exchange->garbage) faults.add(name + ": " + quoted(text));
  }
  return faults.outcome();
}

constexpr Check checks[] = {
    {"http.content-type",
     "Responses are JSON or event streams",
     Level::must,
     Over::http,
     {"basic/transports/streamable-http", "Sending Messages",
      "basic.transports.streamable-http-16"},
     {"basic/transports", "Sending Messages to the Server", "basic.transports-21"},
     "Send Content-Type: application/json or text/event-stream.",
     content_type},
    {"http.only-messages",
     "Responses have only messages",
     Level::must,
     Over::http,
     {"basic/index", "Messages", "basic-03"},
     {"basic/index", "Messages", "basic-03"},
     "Send one JSON-RPC message as the body, or in each event.",
     only_messages},
    {"http.result-status",
     "Results have the status 200",
     Level::must,
     Over::http,
     {"basic/transports/streamable-http", "Sending Messages",
      "basic.transports.streamable-http-16"},
     {"basic/transports", "Sending Messages to the Server", "basic.transports-21"},
     "Send results with the status 200.",
     result_status},
    {"http.notification-status",
     "Accepted notifications get the status 202",
     Level::must,
     Over::http,
     {"basic/transports/streamable-http", "Sending Messages",
      "basic.transports.streamable-http-13"},
     {"basic/transports", "Sending Messages to the Server", "basic.transports-18"},
     "Send 202 Accepted.",
     notification_status},
    {"http.notification-body",
     "The response to a notification has no body",
     Level::must,
     Over::http,
     {"basic/transports/streamable-http", "Sending Messages",
      "basic.transports.streamable-http-13"},
     {"basic/transports", "Sending Messages to the Server", "basic.transports-18"},
     "Send 202 Accepted without a body.",
     notification_body},
    {"http.origin",
     "A foreign Origin is rejected with 403",
     Level::must,
     Over::http,
     {"basic/transports/streamable-http", "Security & Endpoint",
      "basic.transports.streamable-http-03"},
     {"basic/transports", "Security Warning", "basic.transports-10"},
     "Compare the Origin header with a list of allowed ones: otherwise any web page can call the "
     "server (DNS rebinding).",
     origin},
    {"http.malformed",
     "Text that is not JSON gets an error status",
     Level::must,
     Over::http,
     {"basic/transports/streamable-http", "Sending Messages",
      "basic.transports.streamable-http-14"},
     {"basic/transports", "Sending Messages to the Server", "basic.transports-19"},
     "Send 400 Bad Request.",
     malformed},
    {"http.header-case",
     "Header names are compared without regard to case",
     Level::must,
     Over::http,
     {"basic/transports/streamable-http", "Case Sensitivity",
      "basic.transports.streamable-http-62"},
     {"basic/transports", "Session Management", "", 1},
     "Compare header names without regard to case.",
     header_case},
    {"http.stream-ends",
     "A stream ends after the response",
     Level::should,
     Over::http,
     {"basic/transports/streamable-http", "Receiving Messages",
      "basic.transports.streamable-http-21"},
     {"basic/transports", "Sending Messages to the Server", "basic.transports-32", 1},
     "Close the stream when the response is sent.",
     stream_ends},
    {"http.unbuffered",
     "Streams are not buffered by proxies",
     Level::should,
     Over::http,
     {"basic/transports/streamable-http", "Receiving Messages",
      "basic.transports.streamable-http-22"},
     {},
     "Send X-Accel-Buffering: no with event streams.",
     unbuffered},
};

}  // namespace

std::span<const Check> http_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
