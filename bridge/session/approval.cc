#include "bridge/session/approval.hpp"

#include "bridge/session/approvals.hpp"
#include "bridge/session/bridge_error.hpp"
#include "bridge/session/edited_input.hpp"
#include "bridge/session/file_reading.hpp"
#include "bridge/session/ids.hpp"
#include "bridge/session/preview.hpp"
#include "json/members.hpp"

namespace mcp::bridge {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::system_clock::time_point at_ms(std::int64_t time) {
  return std::chrono::system_clock::time_point(std::chrono::milliseconds(time));
}

// The name of a resolution in events and metrics.
std::string public_name(Resolution resolution) {
  return resolution == Resolution::allowed ? "approved" : name_of(resolution);
}

Resolution resolution_of(const Decision& decision) {
  if (decision.expired) return Resolution::expired;
  return decision.approved ? Resolution::allowed : Resolution::denied;
}

Json all_scopes() {
  return Codec<Scope>::schema()["enum"];
}

}  // namespace

std::string refusal_text(const Refused& refused) {
  switch (refused.resolution) {
    case Resolution::forbidden:
      return "A rule of the user forbids this tool.";
    case Resolution::expired:
      return "Nobody answered the request in time.";
    case Resolution::cancelled:
      return "cancelled by user";
    default:
      return refused.reason.empty()
                 ? "The user did not allow this call."
                 : "The user did not allow this call, and says: " + refused.reason;
  }
}

ToolOutcome outcome_of(Resolution resolution) {
  switch (resolution) {
    case Resolution::expired:
      return ToolOutcome::expired;
    case Resolution::cancelled:
      return ToolOutcome::cancelled;
    case Resolution::allowed:
      return ToolOutcome::interrupted;
    default:
      return ToolOutcome::denied;
  }
}

Approval::Approval(RequestedCall& call, const OutputScreen& screen, Turnstile::Place& turn_to_ask)
    : call_(call), screen_(screen), turn_to_ask_(turn_to_ask) {}

Approving Approval::wait(const std::stop_token& stop) {
  Store& store = context_.services.store;
  const Verdict verdict = judge(call_.tool, context_.session, store.rules());
  if (verdict == Verdict::ask) return ask(stop);
  turn_to_ask_.leave();
  if (verdict == Verdict::deny) return resolve(Resolution::forbidden);
  if (context_.suspended) return Suspended{};
  if (stop.stop_requested()) return resolve(Resolution::cancelled);
  const bool first = store.put_approval({.tool_use_id = call_.use.id,
                                         .session = context_.session,
                                         .turn = context_.turn,
                                         .created_at = now_ms(),
                                         .resolution = Resolution::allowed});
  return first ? Approved{call_.use.input} : decided_elsewhere();
}

Approving Approval::ask(const std::stop_token& stop) {
  const auto begun = Clock::now();
  const auto settled = [&](Resolution resolution) {
    context_.services.observer.approval_settled(call_.name(), public_name(resolution),
                                                Clock::now() - begun);
  };
  const auto before = context_.services.store.approval(context_.session, call_.use.id);
  const std::int64_t expires_at =
      before ? before->expires_at : now_ms() + context_.services.turn.approval_time.count();
  std::optional<Again> again;
  while (true) {
    shown_ = write_as_it_is_now(stop);
    Json asking = question(again);
    turn_to_ask_.wait();
    put_question(std::move(asking), expires_at);
    turn_to_ask_.leave();
    const auto decision = context_.approvals.wait(call_.use.id, stop);
    if (!decision && context_.suspended) return Suspended{};
    if (!decision) {
      const auto end = stop.stop_requested() ? Resolution::cancelled : Resolution::expired;
      settled(end);
      return resolve(end);
    }
    Taken taken = take(*decision, stop);
    if (auto* end = std::get_if<Approving>(&taken)) {
      settled(resolution_of(*decision));
      return std::move(*end);
    }
    again = std::get<Again>(taken);
  }
}

void Approval::put_question(Json question, std::int64_t expires_at) {
  question["expires_at"] = expires_at;
  context_.services.store.put_approval({.tool_use_id = call_.use.id,
                                        .session = context_.session,
                                        .turn = context_.turn,
                                        .request = question,
                                        .created_at = now_ms(),
                                        .expires_at = expires_at});
  asked_ = true;
  context_.approvals.open(call_.use.id, at_ms(expires_at));
  context_.transcript.asked(call_.use.id, "tool_request", std::move(question));
  context_.transcript.set_phase(Phase::awaiting_approval);
  if (problem_.empty()) return;
  context_.transcript.publish("error", {{"message", encode(BridgeError::invalid_payload)},
                                        {"detail", problem_},
                                        {"tool_use_id", call_.use.id}});
  problem_.clear();
}

Json Approval::question(std::optional<Again> again) const {
  const Tool& tool = call_.tool.tool;
  Json data{{"id", call_.use.id},
            {"name", tool.name},
            {"input", call_.use.input},
            {"server", call_.tool.server},
            {"tool", call_.tool.api_name},
            {"annotations", encode(tool.annotations)},
            {"input_schema", tool.input_schema},
            {"scopes", all_scopes()}};
  if (!tool.title.empty()) data["title"] = tool.title;
  if (!shown_.preview.is_null()) data["preview"] = shown_.preview;
  if (again) data["reason"] = *again == Again::changed ? "changed" : "invalid_input";
  return screen_.without_values(std::move(data));
}

Approval::Taken Approval::take(const Decision& decision, const std::stop_token& stop) {
  if (decision.expired) return resolve(Resolution::expired);
  return decision.approved ? approve(decision, stop) : Taken(deny(decision));
}

Approving Approval::deny(const Decision& decision) {
  if (!context_.services.store.decide(context_.session, call_.use.id, Resolution::denied)) {
    return decided_elsewhere();
  }
  remember(decision);
  settle(Resolution::denied, decision.by);
  return Refused{Resolution::denied, decision.reason, decision.interrupt};
}

// An approval covers only what was shown. The file is read again; if it has changed, or if the
// decision is about an earlier preview, the user is asked again, with the edited input.
Approval::Taken Approval::approve(const Decision& decision, const std::stop_token& stop) {
  if (decision.updated_input && !edit(*decision.updated_input)) return Again::invalid_input;
  const bool seen = decision.preview_hash.empty() || decision.preview_hash == shown_.hash();
  const ShownWrite now = write_as_it_is_now(stop);
  if (context_.suspended) return Suspended{};
  if (stop.stop_requested()) return resolve(Resolution::cancelled);
  if (!seen || !covers(shown_, now)) return Again::changed;
  Json arguments = bound_to(now.before, call_.tool.tool, call_.use.input);
  if (!context_.services.store.decide(context_.session, call_.use.id, Resolution::allowed)) {
    return decided_elsewhere();
  }
  remember(decision);
  settle(Resolution::allowed, decision.by);
  return Approved{std::move(arguments)};
}

// Replaces the input by the user's. Returns false, and sets `problem_`, when that is invalid.
bool Approval::edit(const Json& updated) {
  Json& input = call_.use.input;
  const Json shown = screen_.without_values(input);
  const Json edited = restored(updated, shown, input);
  if (edited == input) return true;
  if (has_redaction(edited, shown, input)) {
    problem_ =
        "[redacted] replaces a secret that is not shown. Do not edit a text that contains it.";
    return false;
  }
  if (const auto problem = context_.services.inputs.refuse(call_.tool, edited)) {
    problem_ = *problem;
    return false;
  }
  input = edited;
  edited_ = true;
  return true;
}

Approving Approval::resolve(Resolution resolution) {
  settle(resolution, "");
  context_.services.store.decide(context_.session, call_.use.id, resolution);
  return Refused{resolution};
}

// Handles the case that another process stored its decision first, or the chat was deleted.
Approving Approval::decided_elsewhere() {
  const auto approval = context_.services.store.approval(context_.session, call_.use.id);
  const auto resolution = approval ? approval->resolution : std::nullopt;
  settle(resolution.value_or(Resolution::cancelled), "");
  return DecidedElsewhere{};
}

void Approval::abandon() {
  if (asked_) settle(Resolution::cancelled, "");
}

void Approval::settle(Resolution resolution, const std::string& by) {
  Json data{{"tool_use_id", call_.use.id}, {"decision", public_name(resolution)}};
  if (!by.empty()) data["by"] = by;
  context_.transcript.settled(call_.use.id, "tool_resolved", std::move(data));
}

void Approval::remember(const Decision& decision) {
  if ((decision.scope == Scope::never) == decision.approved) return;
  auto rule = rule_for(decision.scope, call_.tool, *context_.tools, context_.session);
  if (!rule) return;
  rule->created_at = now_ms();
  context_.services.store.add_rule(*rule);
}

// Reads the file that the call would change, if the server is trusted to read it for previews.
ShownWrite Approval::write_as_it_is_now(const std::stop_token& stop) const {
  const Tool& tool = call_.tool.tool;
  const OfferedTool* reader = reader_beside(*context_.tools, call_.tool);
  const std::string path = text_in(call_.use.input, "path");
  if (!reader || path.empty() || !writes_file(tool)) return {};
  if (!context_.offers(*reader)) return {};
  const auto rules = context_.services.store.rules();
  if (judge(*reader, context_.session, rules) == Verdict::deny) return {};
  ShownWrite write{.before = read_file(context_.servers, *reader, path, stop), .path = path};
  if (!write.before.known) return write;
  write.preview =
      preview_of(tool, call_.use.input, [&](const std::string&) { return write.before.text; });
  return write;
}

}  // namespace mcp::bridge
