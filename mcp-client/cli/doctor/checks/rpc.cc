#include <algorithm>
#include <set>

#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

template <class Function>
void each_message(const Evidence& evidence, Function function) {
  for (const auto& [name, exchange] : evidence.all()) {
    if (exchange->response) function(name, *exchange->response);
    for (const auto& message : exchange->others) function(name, message);
  }
}

bool is_response(const Json& message) {
  return message.contains("result") || message.contains("error");
}

Outcome version(const Evidence& evidence) {
  Faults faults("every message has \"jsonrpc\": \"2.0\"");
  each_message(evidence, [&](const std::string& name, const Json& message) {
    if (member(message, "jsonrpc") != "2.0") {
      faults.add(name + ": " + quoted(member(message, "jsonrpc")));
    }
  });
  return faults.outcome();
}

std::set<std::string> sent_ids(const Evidence& evidence) {
  std::set<std::string> ids;
  for (const auto& [name, exchange] : evidence.all()) {
    ids.insert(to_text(member(exchange->sent, "id")));
  }
  return ids;
}

// A response with an id that was never sent arrived instead of the awaited one. Late responses to
// earlier requests do not count.
Outcome id_echoed(const Evidence& evidence) {
  const std::set<std::string> sent = sent_ids(evidence);
  Faults faults("the response has the id of its request, of the same type");
  for (const auto& [name, exchange] : evidence.all()) {
    const Json& id = member(exchange->sent, "id");
    if (id.is_null() || exchange->response) continue;
    for (const auto& message : exchange->others) {
      if (!is_response(message) || member(message, "id").is_null()) continue;
      if (sent.contains(to_text(message["id"]))) continue;
      faults.add(name + ": id " + quoted(message["id"]) + " instead of " + quoted(id));
    }
  }
  return faults.outcome();
}

bool has_other_response(const Exchange& exchange) {
  return std::ranges::any_of(exchange.others,
                             [](const Json& message) { return is_response(message); });
}

// Other checks report rejections by HTTP status, invalid responses and exits.
Outcome answers(const Evidence& evidence) {
  Faults faults("every request is answered");
  for (const auto& [name, exchange] : evidence.all()) {
    const bool asked = !member(exchange->sent, "id").is_null();
    const bool refused = exchange->http && exchange->http->status >= 400;
    const bool shown = !exchange->garbage.empty() || has_other_response(*exchange);
    const bool special = name == probe::listen || name == probe::after_malformed;
    if (!asked || exchange->response || refused || shown || special) continue;
    const bool typed = exchange->http && exchange->http->content_type() != "application/json" &&
                       exchange->http->content_type() != "text/event-stream";
    if (!typed) faults.add(name + ": " + described(*exchange));
  }
  return faults.outcome();
}

Outcome result_or_error(const Evidence& evidence) {
  Faults faults("a response has either `result` or `error`");
  each_message(evidence, [&](const std::string& name, const Json& message) {
    if (message.contains("method")) return;
    if (message.contains("result") == message.contains("error")) {
      faults.add(name + ": " + quoted(message));
    }
  });
  return faults.outcome();
}

Outcome result_object(const Evidence& evidence) {
  Faults faults("`result` is an object");
  each_message(evidence, [&](const std::string& name, const Json& message) {
    if (message.contains("result") && !message["result"].is_object()) {
      faults.add(name + ": " + quoted(message["result"]));
    }
  });
  return faults.outcome();
}

template <class Function>
void each_error(const Evidence& evidence, Function function) {
  each_message(evidence, [&](const std::string& name, const Json& message) {
    if (message.contains("error")) function(name, message["error"]);
  });
}

Outcome error_shape(const Evidence& evidence) {
  Faults faults("an error has `code` and a string `message`");
  each_error(evidence, [&](const std::string& name, const Json& error) {
    if (!error.is_object() || !error.contains("code") || !member(error, "message").is_string()) {
      faults.add(name + ": " + quoted(error));
    }
  });
  return faults.outcome();
}

Outcome error_code_integer(const Evidence& evidence) {
  Faults faults("`code` of an error is an integer");
  each_error(evidence, [&](const std::string& name, const Json& error) {
    const Json& code = member(error, "code");
    if (!code.is_null() && !code.is_number_integer()) faults.add(name + ": " + quoted(code));
  });
  return faults.outcome();
}

Outcome codes(const Evidence& evidence, const char* expected, bool (*wrong)(int)) {
  Faults faults(expected);
  each_error(evidence, [&](const std::string& name, const Json& error) {
    const Json& code = member(error, "code");
    if (code.is_number_integer() && wrong(code.get<int>())) faults.add(name + ": " + quoted(code));
  });
  return faults.outcome();
}

Outcome error_code_reserved(const Evidence& evidence) {
  return codes(evidence, "no undefined error code from -32099 to -32020",
               [](int code) { return code >= -32099 && code <= -32023; });
}

Outcome error_code_retired(const Evidence& evidence) {
  return codes(evidence, "no error code of earlier revisions (-32002, -32042)",
               [](int code) { return code == -32002 || code == -32042; });
}

Outcome error_code_old_range(const Evidence& evidence) {
  return codes(evidence, "no error code from -32019 to -32000",
               [](int code) { return code >= -32019 && code <= -32000 && code != -32002; });
}

Outcome notification_id(const Evidence& evidence) {
  Faults faults("a notification has no id");
  each_message(evidence, [&](const std::string& name, const Json& message) {
    if (view_in(message, "method").starts_with("notifications/") && message.contains("id")) {
      faults.add(name + ": " + quoted(message));
    }
  });
  return faults.outcome();
}

// Over stdio a response to the notification would arrive with the next response.
Outcome notification_unanswered(const Evidence& evidence) {
  const Exchange* sent = evidence.find(probe::notification);
  if (!sent) return skipped("no notification was sent");
  const std::set<std::string> sent_before = sent_ids(evidence);
  Faults faults("no response to a notification");
  for (const char* name : {probe::notification, probe::after_notification}) {
    const Exchange* exchange = evidence.find(name);
    if (!exchange) continue;
    const bool answered = !member(exchange->sent, "id").is_null() && !exchange->response;
    if (answered) continue;  // reported by rpc.id-echoed
    if (exchange->http && exchange->http->status >= 400) continue;
    for (const auto& message : exchange->others) {
      const Json& id = member(message, "id");
      const bool late = !id.is_null() && sent_before.contains(to_text(id));
      if (is_response(message) && !late) faults.add(quoted(message));
    }
  }
  return faults.outcome();
}

Outcome unknown_method(const Evidence& evidence) {
  return expect_error(evidence, probe::unknown_method, {-32601});
}

// A server may ignore text that is not JSON, but it should read on.
Outcome survives_malformed(const Evidence& evidence) {
  const Exchange* after = evidence.find(probe::after_malformed);
  if (!after) {
    return evidence.find(probe::malformed)
               ? failed("the server goes on after text that is not JSON", "it has exited")
               : skipped("not requested");
  }
  if (after->response) return passed();
  return failed("the server goes on after text that is not JSON", described(*after));
}

Outcome malformed_is_rejected(const Evidence& evidence) {
  const Exchange* sent = evidence.find(probe::malformed);
  if (!sent) return skipped("not requested");
  for (const auto& message : sent->others) {
    if (message.contains("result")) return failed("an error", quoted(message));
  }
  return passed();
}

constexpr Clause modern_messages{"basic/index", "Messages", "basic-03"};
constexpr Clause legacy_messages{"basic/index", "Messages", "basic-03"};

constexpr Check checks[] = {
    {"rpc.version", "Every message has \"jsonrpc\": \"2.0\"", Level::must, Over::any,
     modern_messages, legacy_messages, "Add \"jsonrpc\": \"2.0\" to every message.", version},
    {"rpc.answers", "Every request is answered", Level::must, Over::any, modern_messages,
     legacy_messages, "Send a response to every request, at least an error.", answers},
    {"rpc.id-echoed",
     "A response has the id of its request",
     Level::must,
     Over::any,
     {"basic/index", "Result Responses", "basic-07"},
     {"basic/index", "Result Responses", "basic-07"},
     "Copy the id of the request as it is: a string stays a string.",
     id_echoed},
    {"rpc.result-or-error",
     "A response has either a result or an error",
     Level::must,
     Over::any,
     {"basic/index", "Result Responses", "basic-08"},
     {"basic/index", "Result Responses", "basic-08"},
     "Send exactly one of `result` and `error`.",
     result_or_error},
    {"rpc.result-object", "A result is an object", Level::must, Over::any, modern_messages,
     legacy_messages, "Wrap the result in an object.", result_object},
    {"rpc.error-shape",
     "An error has a code and a message",
     Level::must,
     Over::any,
     {"basic/index", "Error Responses", "basic-16"},
     {"basic/index", "Error Responses", "basic-11"},
     "Give every error an integer `code` and a string `message`.",
     error_shape},
    {"rpc.error-code-integer",
     "Error codes are integers",
     Level::must,
     Over::any,
     {"basic/index", "Error Responses", "basic-17"},
     {"basic/index", "Error Responses", "basic-12"},
     "Use integers as error codes.",
     error_code_integer},
    {"rpc.error-code-reserved",
     "Reserved error codes are not used",
     Level::must,
     Over::any,
     {"basic/index", "Error Codes", "basic-21"},
     {},
     "Use a code that the specification defines, or one outside -32768 to -32000.",
     error_code_reserved},
    {"rpc.error-code-retired",
     "Error codes of earlier revisions are not used",
     Level::must,
     Over::any,
     {"basic/index", "Error Codes", "basic-22"},
     {},
     "Send -32602 for a resource that does not exist.",
     error_code_retired},
    {"rpc.error-code-old-range",
     "Error codes from -32019 to -32000 are not used",
     Level::should,
     Over::any,
     {"basic/index", "Error Codes", "basic-19"},
     {},
     "Use a code outside -32768 to -32000 for errors of your own.",
     error_code_old_range},
    {"rpc.notification-id",
     "Notifications have no id",
     Level::must,
     Over::any,
     {"basic/index", "Notifications", "basic-26"},
     {"basic/index", "Notifications", "basic-14"},
     "Remove the id from notifications.",
     notification_id},
    {"rpc.notification-unanswered",
     "Notifications are not answered",
     Level::must,
     Over::any,
     {"basic/index", "Notifications", "basic-25"},
     {"basic/index", "Notifications", "basic-13"},
     "Ignore notifications that are not known.",
     notification_unanswered},
    {"rpc.unknown-method", "An unknown method is rejected with -32601", Level::must, Over::any,
     modern_messages, legacy_messages, "Send the error -32601 (method not found).", unknown_method},
    {"rpc.malformed-rejected", "Text that is not JSON gets no result", Level::must, Over::any,
     modern_messages, legacy_messages, "Send the error -32700 (parse error).",
     malformed_is_rejected},
    {"rpc.malformed-survived", "The server goes on after text that is not JSON", Level::should,
     Over::any, modern_messages, legacy_messages,
     "Report the error -32700 (parse error) and read the next message.", survives_malformed},
};

}  // namespace

std::span<const Check> rpc_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
