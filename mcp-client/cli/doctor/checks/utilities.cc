#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"
#include "mcp/log_level.hpp"

namespace mcp::cli::doctor {
namespace {

Outcome expect_result(const Evidence& evidence, const char* probe) {
  const Exchange* exchange = evidence.find(probe);
  if (!exchange) return skipped("the capability is not declared");
  if (!exchange->response) return skipped("no response");
  if (exchange->result().is_object()) return passed();
  return failed("an empty result", described(*exchange));
}

Outcome ping(const Evidence& evidence) {
  const Outcome outcome = expect_result(evidence, probe::ping);
  if (outcome.status != Outcome::Status::passed) return outcome;
  Json rest = evidence.find(probe::ping)->result();
  rest.erase("_meta");
  return rest.empty() ? passed() : failed("an empty result", quoted(rest));
}

Outcome set_level(const Evidence& evidence) {
  return expect_result(evidence, probe::log_level);
}

Outcome invalid_level(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::bad_log_level);
  if (!exchange) return skipped("the capability is not declared");
  if (!evidence.offers("logging")) return skipped("the capability is not declared");
  return expect_error(evidence, probe::bad_log_level, {-32602});
}

template <class Function>
Outcome each_log_message(const Evidence& evidence, const char* expected, Function fault) {
  Faults faults(expected);
  for (const auto& [name, exchange] : evidence.all()) {
    for (const auto& message : exchange->others) {
      if (view_in(message, "method") != "notifications/message") continue;
      const std::string text = fault(name, message);
      if (!text.empty()) faults.add(name + ": " + text);
    }
  }
  return faults.outcome();
}

Outcome log_shape(const Evidence& evidence) {
  return each_log_message(evidence, "`level` and `data`",
                          [](const std::string&, const Json& message) -> std::string {
                            const Json& params = member(message, "params");
                            const bool known = decode<LogLevel>(member(params, "level")).ok();
                            if (known && params.contains("data")) return "";
                            return quoted(message);
                          });
}

// No probe but the one with an invalid level requests log messages.
Outcome not_without_level(const Evidence& evidence) {
  return each_log_message(evidence, "no log messages for a request without a log level",
                          [](const std::string& name, const Json& message) -> std::string {
                            return name == probe::bad_log_level ? "" : quoted(message);
                          });
}

Outcome cancellation_ignored(const Evidence& evidence) {
  const Exchange* after = evidence.find(probe::after_cancelled);
  if (!after) return skipped("not requested");
  Faults faults("no response to a cancellation of an unknown request");
  for (const char* name : {probe::cancelled, probe::after_cancelled}) {
    const Exchange* exchange = evidence.find(name);
    if (!exchange || (name == probe::after_cancelled && !exchange->response)) continue;
    if (exchange->http && exchange->http->status >= 400) continue;
    for (const auto& message : exchange->others) {
      if (message.contains("error") || message.contains("result")) faults.add(quoted(message));
    }
  }
  return faults.outcome();
}

constexpr Check checks[] = {
    {"ping.empty",
     "ping gets an empty result",
     Level::must,
     Over::any,
     {},
     {"basic/utilities/ping", "Behavior Requirements", "basic.utilities.ping-01"},
     "Answer ping with {}.",
     ping},
    {"logging.set-level",
     "logging/setLevel works",
     Level::must,
     Over::any,
     {},
     {"schema", "SetLevelRequest", ""},
     "Answer logging/setLevel, or do not declare the capability.",
     set_level},
    {"logging.invalid-level",
     "An unknown log level is rejected with -32602",
     Level::should,
     Over::any,
     {"server/utilities/logging", "Error Handling", "server.utilities.logging-06"},
     {"server/utilities/logging", "Error Handling", "server.utilities.logging-03"},
     "Send the error -32602 (invalid params).",
     invalid_level},
    {"logging.shape",
     "Log messages have a level and data",
     Level::must,
     Over::any,
     {"schema", "LoggingMessageNotification", ""},
     {"schema", "LoggingMessageNotification", ""},
     "Send one of the eight levels, and `data`.",
     log_shape},
    {"logging.not-without-level",
     "Log messages are sent only on request",
     Level::must,
     Over::any,
     {"server/utilities/logging", "Per-request log level", "server.utilities.logging-03"},
     {},
     "Send log messages only for requests with a log level in `_meta`.",
     not_without_level},
    {"cancellation.unknown",
     "Cancellation of an unknown request is ignored",
     Level::should,
     Over::any,
     {"basic/patterns/cancellation", "Error Handling", "basic.patterns.cancellation-19"},
     {"basic/utilities/cancellation", "Error Handling", "basic.utilities.cancellation-10"},
     "Ignore it: the request may have ended already.",
     cancellation_ignored},
};

}  // namespace

std::span<const Check> utility_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
