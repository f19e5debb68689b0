#include "bridge/session/tool_call.hpp"

#include "bridge/session/approvals.hpp"
#include "bridge/session/edited_input.hpp"
#include "bridge/session/file_reading.hpp"
#include "bridge/session/ids.hpp"
#include "bridge/session/preview.hpp"
#include "bridge/session/tool_output.hpp"
#include "json/members.hpp"

namespace mcp::bridge {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* interrupted =
    "The call was interrupted while it ran. What it has done is not known: look before you try "
    "again.";

std::chrono::system_clock::time_point at_ms(std::int64_t time) {
  return std::chrono::system_clock::time_point(std::chrono::milliseconds(time));
}

std::string saved_as(const std::string& tool_use_id) {
  return tool_use_id + "/result";
}

// Of a call that was not allowed, by what was decided.
std::string refusal_of(const std::string& decision) {
  if (decision == "deny") return "A rule of the user forbids this tool.";
  if (decision == "expired") return "Nobody answered the request in time.";
  if (decision == "cancelled") return "cancelled by user";
  return "The user did not allow this call.";
}

// Rules store `deny`; outcomes are reported as `denied`.
std::string outcome_of(const std::string& decision) {
  return decision == "deny" ? "denied" : decision;
}

const char* outcome_of(const Decision& decision) {
  if (decision.expired) return "expired";
  return decision.approved ? "approved" : "denied";
}

}  // namespace

ToolCall::ToolCall(TurnContext& context, ToolUse use, const OfferedTool* tool,
                   std::optional<std::string> invalid, Turnstile::Place turn_to_ask)
    : context_(context),
      screen_(context.services.screen()),
      use_(std::move(use)),
      tool_(tool),
      invalid_(std::move(invalid)),
      turn_to_ask_(std::move(turn_to_ask)),
      progress_(screen_, context.transcript, use_.id) {}

Json ToolCall::run(const std::stop_token& stop) {
  Json result;
  try {
    result = decided_and_run(stop);
  } catch (const std::exception& error) {
    context_.services.observer.failed(context_.session, error.what());
    if (asked_) settle("cancelled", "");
    result = refuse("The bridge could not make this call.", "failed");
  }
  turn_to_ask_.leave();
  return result;
}

Json ToolCall::decided_and_run(const std::stop_token& stop) {
  if (auto before = from_before()) return *std::move(before);
  if (!tool_) {
    was_invalid_ = true;
    return refuse("There is no tool named `" + use_.name + "`.", "failed");
  }
  const auto problem =
      invalid_ ? "The input is not JSON: " + beginning_of(*invalid_, 200) : problem_of(use_.input);
  if (problem) {
    was_invalid_ = true;
    return refuse(*problem, "failed");
  }
  arguments_ = use_.input;
  switch (decide(stop)) {
    case Step::suspended:
      return nullptr;
    case Step::refused:
    case Step::ask_again:
      return result_;
    case Step::run:
      break;
  }
  return call(stop);
}

std::optional<std::string> ToolCall::problem_of(const Json& input) const {
  return context_.services.inputs.refuse(*tool_, input);
}

Json ToolCall::refuse(const std::string& text, const std::string& outcome) {
  context_.transcript.publish("tool_result", {{"tool_use_id", use_.id},
                                              {"name", tool_ ? tool_->tool.name : use_.name},
                                              {"server", tool_ ? tool_->server : ""},
                                              {"is_error", true},
                                              {"outcome", outcome},
                                              {"text", text}});
  return tool_result(use_.id, text, true);
}

// The result that an earlier process stored for this call.
std::optional<Json> ToolCall::from_before() {
  Store& store = context_.services.store;
  const auto approval = store.approval(context_.session, use_.id);
  if (approval) context_.transcript.recall(approval->request);
  if (const auto saved = store.output(context_.session, saved_as(use_.id))) {
    Json kept = Json::parse(*saved);
    context_.transcript.publish("tool_result", std::move(kept["told"]));
    return std::move(kept["block"]);
  }
  if (!approval || approval->decision.empty()) return std::nullopt;
  if (approval->decision == "allow") return refuse(interrupted, "interrupted");
  return refuse(refusal_of(approval->decision), outcome_of(approval->decision));
}

ToolCall::Step ToolCall::decide(const std::stop_token& stop) {
  Store& store = context_.services.store;
  const Verdict verdict = judge(*tool_, context_.session, store.rules());
  if (verdict == Verdict::ask) return ask(stop);
  turn_to_ask_.leave();
  if (verdict == Verdict::deny) return refused("deny");
  if (context_.suspended) return Step::suspended;
  if (stop.stop_requested()) return refused("cancelled");
  const bool first = store.put_approval({.tool_use_id = use_.id,
                                         .session = context_.session,
                                         .turn = context_.turn,
                                         .created_at = now_ms(),
                                         .decision = "allow"});
  return first ? Step::run : decided_elsewhere();
}

void ToolCall::put_question(Json question, std::int64_t expires_at) {
  question["expires_at"] = expires_at;
  context_.services.store.put_approval({.tool_use_id = use_.id,
                                        .session = context_.session,
                                        .turn = context_.turn,
                                        .request = question,
                                        .created_at = now_ms(),
                                        .expires_at = expires_at});
  asked_ = true;
  context_.approvals.open(use_.id, at_ms(expires_at));
  context_.transcript.asked(use_.id, "tool_request", std::move(question));
  context_.transcript.set_phase(Phase::awaiting_approval);
  if (problem_.empty()) return;
  context_.transcript.publish(
      "error", {{"message", "invalid_payload"}, {"detail", problem_}, {"tool_use_id", use_.id}});
  problem_.clear();
}

ToolCall::Step ToolCall::ask(const std::stop_token& stop) {
  const auto begun = Clock::now();
  const auto before = context_.services.store.approval(context_.session, use_.id);
  const std::int64_t expires_at =
      before ? before->expires_at : now_ms() + context_.services.turn.approval_time.count();
  std::string reason;
  while (true) {
    shown_ = write_as_it_is_now(stop);
    Json question = request(reason);
    turn_to_ask_.wait();
    put_question(std::move(question), expires_at);
    turn_to_ask_.leave();
    const auto decision = context_.approvals.wait(use_.id, stop);
    if (!decision && context_.suspended) return Step::suspended;
    if (!decision) {
      const char* end = stop.stop_requested() ? "cancelled" : "expired";
      context_.services.observer.approval_settled(name(), end, Clock::now() - begun);
      return refused(end);
    }
    const Step step = take(*decision, stop);
    if (step == Step::ask_again) {
      reason = again_;
      continue;
    }
    context_.services.observer.approval_settled(name(), outcome_of(*decision),
                                                Clock::now() - begun);
    return step;
  }
}

ToolCall::Step ToolCall::take(const Decision& decision, const std::stop_token& stop) {
  if (decision.expired) return refused("expired");
  return decision.approved ? approve(decision, stop) : deny(decision);
}

ToolCall::Step ToolCall::deny(const Decision& decision) {
  interrupts_ = decision.interrupt;
  if (!context_.services.store.decide(context_.session, use_.id, "denied")) {
    return decided_elsewhere();
  }
  remember(decision);
  settle("denied", decision.by);
  result_ = refuse(decision.reason.empty()
                       ? refusal_of("denied")
                       : "The user did not allow this call, and says: " + decision.reason,
                   "denied");
  return Step::refused;
}

// An approval holds for what was shown: the file is read again, and when it is another one now, or
// the answer is to an earlier question, the user is asked again. An edited input is kept for that.
ToolCall::Step ToolCall::approve(const Decision& decision, const std::stop_token& stop) {
  if (decision.updated_input && !edit(*decision.updated_input)) return ask_again("invalid_input");
  const bool seen = decision.preview_hash.empty() || decision.preview_hash == shown_.hash();
  const ShownWrite now = write_as_it_is_now(stop);
  if (context_.suspended) return Step::suspended;
  if (stop.stop_requested()) return refused("cancelled");
  if (!seen || !covers(shown_, now)) return ask_again("changed");
  arguments_ = bound_to(now.before, tool_->tool, use_.input);
  if (!context_.services.store.decide(context_.session, use_.id, "allow")) {
    return decided_elsewhere();
  }
  remember(decision);
  settle("approved", decision.by);
  return Step::run;
}

// Another process stored its decision first and acts on it, or the chat was deleted meanwhile.
ToolCall::Step ToolCall::decided_elsewhere() {
  const auto approval = context_.services.store.approval(context_.session, use_.id);
  const std::string decision = approval ? approval->decision : "cancelled";
  settle(decision == "allow" ? "approved" : outcome_of(decision), "");
  auto result = from_before();
  result_ = result ? *std::move(result) : refuse(refusal_of(decision), outcome_of(decision));
  return Step::refused;
}

// False: the user's input is wrong.
bool ToolCall::edit(const Json& updated) {
  const Json shown = screen_.without_values(use_.input);
  const Json input = restored(updated, shown, use_.input);
  if (input == use_.input) return true;
  if (has_redaction(input, shown, use_.input)) {
    problem_ = "[redacted] stands for a secret that is not shown. Leave that text as it is.";
    return false;
  }
  if (const auto problem = problem_of(input)) {
    problem_ = *problem;
    return false;
  }
  use_.input = input;
  edited_ = true;
  return true;
}

ToolCall::Step ToolCall::ask_again(const char* why) {
  again_ = why;
  return Step::ask_again;
}

ToolCall::Step ToolCall::refused(const std::string& decision) {
  settle(decision, "");
  context_.services.store.decide(context_.session, use_.id, decision);
  result_ = refuse(refusal_of(decision), outcome_of(decision));
  return Step::refused;
}

void ToolCall::settle(const std::string& decision, const std::string& by) {
  Json data{{"tool_use_id", use_.id}, {"decision", decision}};
  if (!by.empty()) data["by"] = by;
  context_.transcript.settled(use_.id, "tool_resolved", std::move(data));
}

void ToolCall::remember(const Decision& decision) {
  const std::string scope = decision.scope;
  if (scope == "once" || (scope == "never") == decision.approved) return;
  auto rule = rule_for(scope, *tool_, *context_.tools, context_.session);
  if (!rule) return;
  rule->created_at = now_ms();
  context_.services.store.add_rule(*rule);
}

CallName ToolCall::name() const {
  return {context_.session, use_.id, tool_->server, tool_->tool.name};
}

Json ToolCall::request(const std::string& reason) const {
  Json data{{"id", use_.id},
            {"name", tool_->tool.name},
            {"input", use_.input},
            {"server", tool_->server},
            {"tool", tool_->api_name},
            {"annotations", encode(tool_->tool.annotations)},
            {"input_schema", tool_->tool.input_schema},
            {"scopes", {"once", "session", "tool", "server", "never"}}};
  if (!tool_->tool.title.empty()) data["title"] = tool_->tool.title;
  if (!shown_.preview.is_null()) data["preview"] = shown_.preview;
  if (!reason.empty()) data["reason"] = reason;
  return screen_.without_values(std::move(data));
}

// Reads the file that the call would change, if the server is trusted with previews.
ShownWrite ToolCall::write_as_it_is_now(const std::stop_token& stop) const {
  const OfferedTool* reader = reader_beside(*context_.tools, *tool_);
  const std::string path = text_in(use_.input, "path");
  if (!reader || path.empty() || !writes_file(tool_->tool)) return {};
  if (!context_.offers(*reader)) return {};
  const auto rules = context_.services.store.rules();
  if (judge(*reader, context_.session, rules) == Verdict::deny) return {};
  ShownWrite write{.before = read_file(context_.servers, *reader, path, stop), .path = path};
  if (!write.before.known) return write;
  write.preview =
      preview_of(tool_->tool, use_.input, [&](const std::string&) { return write.before.text; });
  return write;
}

Json ToolCall::call(const std::stop_token& stop) {
  Json running{{"tool_running", true}};
  if (const std::string path = text_in(use_.input, "path"); !path.empty())
    running["file_path"] = path;
  Json started{{"tool_use_id", use_.id},
               {"name", tool_->tool.name},
               {"server", tool_->server},
               {"input", use_.input}};
  if (edited_) started["edited"] = true;
  context_.transcript.publish("tool_started", std::move(started));
  context_.transcript.set_phase(Phase::running_tools, std::move(running));
  if (writes_file(tool_->tool) && text_in(use_.input, "encoding") != "base64") {
    progress_.set_content(text_in(use_.input, "content"));
  }
  const auto begun = Clock::now();
  const ToolCallHandlers handlers{
      .progress = [this](const Progress& progress) { progress_.take(progress); },
      .elicit =
          [this, &stop](const Elicitation& question, std::stop_token ended) {
            return elicit(question, stop.stop_requested() ? stop : ended);
          }};
  CallToolResult result;
  std::string outcome;
  try {
    result = context_.servers.call(*tool_, arguments_, handlers, stop);
    outcome = result.is_error ? "failed" : "done";
  } catch (const Error& error) {
    outcome = stop.stop_requested() ? "cancelled" : "failed";
    result = tool_error(stop.stop_requested() ? "cancelled by user" : error.what());
  }
  return finish(result, outcome, Clock::now() - begun);
}

ElicitResult ToolCall::elicit(const Elicitation& question, const std::stop_token& stop) {
  const GuardVerdict verdict = screen_.check(question.message);
  note_flags(verdict.flags, verdict.blocked);
  if (verdict.blocked) return {ElicitAction::cancel};
  const std::string id = random_id();
  Json data{
      {"id", id}, {"tool_use_id", use_.id}, {"server", tool_->server}, {"message", verdict.text}};
  if (question.url.empty()) {
    data["requested_schema"] = question.requested_schema;
  } else {
    data["url"] = question.url;
  }
  const auto deadline = std::chrono::system_clock::now() + context_.services.turn.approval_time;
  context_.elicitations.open(id, deadline);
  context_.transcript.asked(id, "elicitation_request", std::move(data));
  context_.transcript.set_phase(Phase::awaiting_input);
  const auto answer = context_.elicitations.wait(id, stop).value_or(ElicitResult{});
  context_.transcript.settled(id, "elicitation_resolved",
                              {{"id", id}, {"action", encode(answer.action)}});
  context_.transcript.set_phase(Phase::running_tools);
  return answer;
}

// The stored result is screened: no secret reaches the model or the database.
Json ToolCall::finish(const CallToolResult& result, std::string outcome,
                      std::chrono::duration<double> time) {
  progress_.finish();
  ScreenedResult shown = screened(screen_, result);
  note_flags(shown.flags, shown.blocked);
  if (shown.blocked) outcome = "failed";
  Json block{{"type", "tool_result"}, {"tool_use_id", use_.id}};
  if (!shown.blocks.empty()) block["content"] = std::move(shown.blocks);
  if (shown.is_error) block["is_error"] = true;
  Store& store = context_.services.store;
  const std::size_t most = context_.services.turn.max_shown_output;
  Json data{{"tool_use_id", use_.id},
            {"name", tool_->tool.name},
            {"server", tool_->server},
            {"is_error", shown.is_error},
            {"outcome", outcome},
            {"text", beginning_of(shown.text, most)},
            {"duration_ms", static_cast<std::int64_t>(time.count() * 1000)}};
  if (shown.text.size() > most) {
    keep([&] { store.put_output(context_.session, use_.id, without_home_paths(shown.text)); });
    data["truncated"] = true;
  }
  if (shown.structured && to_text(*shown.structured).size() <= most) {
    data["structured"] = *std::move(shown.structured);
  }
  keep([&] {
    store.put_output(context_.session, saved_as(use_.id),
                     to_text({{"block", block}, {"told", data}}));
  });
  context_.transcript.publish("tool_result", std::move(data));
  context_.services.observer.tool_ran(name(), shown.is_error, time);
  return block;
}

// The call has been made: when the storage fails, its result still goes back to the model.
void ToolCall::keep(const std::function<void()>& put) const {
  try {
    put();
  } catch (const std::exception& error) {
    context_.services.observer.failed(context_.session, error.what());
  }
}

void ToolCall::note_flags(const std::vector<std::string>& flags, bool blocked) {
  for (const std::string& rule : flags) {
    context_.services.observer.flagged(context_.session, rule, blocked);
  }
}

}  // namespace mcp::bridge
