#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp::cli::doctor {
namespace {

// The first notification of the subscription; null: none has arrived.
const Json* first_notification(const Exchange& exchange) {
  for (const auto& message : exchange.others) {
    if (view_in(message, "method").starts_with("notifications/")) return &message;
  }
  return nullptr;
}

bool offers_changes(const Evidence& evidence) {
  for (const char* kind : {"tools", "prompts", "resources"}) {
    const Json& capability = member(evidence.capabilities, kind);
    if (member(capability, "listChanged") == true || member(capability, "subscribe") == true) {
      return true;
    }
  }
  return false;
}

Outcome acknowledged(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::listen);
  if (!exchange) return skipped("not requested");
  const Json* first = first_notification(*exchange);
  if (first && view_in(*first, "method") == method::acknowledged) return passed();
  if (first) return failed("notifications/subscriptions/acknowledged first", quoted(*first));
  const bool refused = exchange->response && exchange->response->contains("error");
  if (refused && !offers_changes(evidence)) {
    return skipped("the server offers no changes and rejects the subscription");
  }
  return failed("notifications/subscriptions/acknowledged", described(*exchange));
}

Outcome subscription_id(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::listen);
  const Json* first = exchange ? first_notification(*exchange) : nullptr;
  if (!first) return skipped("no notification has arrived");
  const Json* id = meta::find(member(*first, "params"), meta::subscription_id);
  const Json& wanted = member(exchange->sent, "id");
  if (id && *id == wanted && id->type() == wanted.type()) return passed();
  return failed("`_meta` with the id " + quoted(wanted) + " of the subscription", quoted(*first));
}

// The filter of the request has only `toolsListChanged`.
Outcome only_requested(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::listen);
  const Json* first = exchange ? first_notification(*exchange) : nullptr;
  if (!first) return skipped("no notification has arrived");
  if (view_in(*first, "method") != method::acknowledged) return skipped("not acknowledged");
  const Json& accepted = member(member(*first, "params"), "notifications");
  if (!accepted.is_object()) return failed("an object `notifications`", quoted(*first));
  Faults faults("only the requested notifications");
  for (const auto& [name, value] : accepted.items()) {
    const bool empty = value == false || (value.is_array() && value.empty());
    if (name != "toolsListChanged" && !empty) faults.add(quoted(name));
  }
  return faults.outcome();
}

constexpr Check checks[] = {
    {"subscriptions.acknowledged",
     "A subscription is acknowledged first",
     Level::must,
     Over::any,
     {"basic/patterns/subscriptions", "Acknowledgment", "basic.patterns.subscriptions-02"},
     {},
     "Send notifications/subscriptions/acknowledged before any other notification.",
     acknowledged},
    {"subscriptions.id",
     "Notifications carry the id of their subscription",
     Level::must,
     Over::any,
     {"basic/index", "_meta", "basic-54"},
     {},
     "Put the id of the request into `_meta`, of the same type.",
     subscription_id},
    {"subscriptions.only-requested",
     "Only requested notifications are acknowledged",
     Level::must,
     Over::any,
     {"basic/patterns/subscriptions", "Opening a Stream", "basic.patterns.subscriptions-01"},
     {},
     "Acknowledge a subset of what the client has requested.",
     only_requested},
};

}  // namespace

std::span<const Check> subscription_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
