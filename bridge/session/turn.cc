#include "bridge/session/turn.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "bridge/session/ids.hpp"
#include "bridge/session/stream_publisher.hpp"
#include "bridge/session/tool_call.hpp"
#include "bridge/session/usage_json.hpp"

namespace mcp::bridge {
namespace {

constexpr int most_invalid_rounds = 3;
// Each call waits for its server or for the user on a thread of its own.
constexpr std::size_t most_calls_at_once = 32;

Json described(const OfferedTool& tool) {
  const ModelSchema& model = tool.for_model;
  const std::string& description = tool.tool.description;
  const bool both = !description.empty() && !model.note.empty();
  return {{"name", tool.api_name},
          {"description", description + (both ? "\n\n" : "") + model.note},
          {"input_schema", model.schema}};
}

// A paragraph that names servers whose tools are missing; empty when there are none.
std::string about(const std::vector<std::string>& servers, const std::string& what) {
  std::string names;
  for (const std::string& name : servers) names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "" : "\n\n" + what + names + ". If you need one of them, say so.";
}

std::string system_with(std::string system, const ToolSet& tools) {
  system += about(tools.starting,
                  "These MCP servers are still starting, and you will have their tools only "
                  "later: ");
  system += about(tools.logged_out,
                  "You have the tools of these MCP servers only once the user has logged in there "
                  "with the button Connect in this chat: ");
  return system.starts_with("\n\n") ? system.substr(2) : system;
}

// Whether the API refused the request because of its messages, and not, for example, its model.
bool is_about_the_messages(const ModelFailure& failure) {
  return failure.kind == ModelFailureKind::refused &&
         (failure.status == 400 || failure.status == 413);
}

bool ends_with_tools(const ModelReply& reply) {
  return std::any_of(reply.content.begin(), reply.content.end(),
                     [](const Json& block) { return block.value("type", "") == "tool_use"; });
}

}  // namespace

Turn::Turn(TurnContext context, std::string model, std::function<void()> on_end)
    : context_(std::move(context)), model_(std::move(model)), on_end_(std::move(on_end)) {}

void Turn::run(const std::stop_token& stop) {
  attempt([&] { go(stop); });
  if (!context_.suspended) attempt([&] { end(); });
}

void Turn::go(const std::stop_token& stop) {
  Next next = Next::ask;
  if (!context_.transcript.open_uses().empty()) next = answer_tools(stop);
  while (next == Next::ask) next = ask(stop);
}

// Calls `what`. An exception, such as one of the storage, ends the turn and not the process.
void Turn::attempt(const std::function<void()>& what) {
  try {
    what();
  } catch (const StorageFull& full) {
    end_ = TurnEnd::error;
    publish_error(BridgeError::storage_full, "");
    context_.services.observer.failed(context_.session, full.what());
  } catch (const std::exception& error) {
    end_ = TurnEnd::error;
    publish_error(BridgeError::internal_error, "");
    context_.services.observer.failed(context_.session, error.what());
  }
}

Turn::Next Turn::ask(const std::stop_token& stop) {
  const Services& services = context_.services;
  if (!services.model) {
    end_ = TurnEnd::error;
    publish_unasked(BridgeError::ai_unauthorized, "The bridge has no ANTHROPIC_API_KEY.");
    return Next::end;
  }
  if (is_over_budget()) return Next::end;
  context_.transcript.set_phase(Phase::thinking);
  const auto begun = std::chrono::steady_clock::now();
  StreamPublisher publisher(services, context_.transcript);
  ModelOutcome outcome = services.model->ask(request(stop), publisher, stop);
  publisher.finish();
  if (tool_calls_ > 0) services.observer.resumed(std::chrono::steady_clock::now() - begun);
  services.observer.model_asked(context_.session, outcome.failure ? &*outcome.failure : nullptr);
  return after(std::move(outcome), stop);
}

bool Turn::is_over_budget() {
  if (!context_.services.budget) return false;
  const BudgetCheck check = context_.services.budget->check(context_.project, now_ms());
  if (check.state != BudgetState::exceeded) return false;
  end_ = TurnEnd::budget;
  publish_unasked(BridgeError::budget_exceeded, check.message);
  return true;
}

ModelRequest Turn::request(const std::stop_token& stop) {
  const Services& services = context_.services;
  context_.tools = context_.servers.tools(stop);
  ModelRequest request{.model = model_,
                       .system = system_with(services.turn.system, *context_.tools),
                       .messages = context_.transcript.for_model(model_),
                       .max_tokens = services.turn.max_tokens,
                       .effort = services.turn.effort};
  for (const OfferedTool& tool : context_.tools->tools) {
    if (context_.offers(tool)) request.tools.push_back(described(tool));
  }
  return request;
}

Turn::Next Turn::after(ModelOutcome outcome, const std::stop_token& stop) {
  ModelReply& reply = outcome.reply;
  if (reply.usage != Usage{}) count(reply);
  if (outcome.failure) return fail(std::move(outcome));
  invalid_.clear();
  for (const InvalidInput& each : reply.invalid_inputs) invalid_[each.id] = each.text;
  if (reply.stop_reason == "refusal") {
    return decline(reply);
  }
  const bool calls_tools = ends_with_tools(reply);
  ScreenedReply kept = screen(std::move(reply.content));
  if (kept.blocked) return refuse(reply, kept);
  add(reply, std::move(kept), reply.stop_reason);
  if (calls_tools) return answer_tools(stop);
  if (reply.stop_reason != "pause_turn") return Next::end;
  return may_go_on(stop) ? Next::ask : Next::end;
}

// Handles the stop reason `refusal`: later requests contain neither the user's message nor the
// partial response.
Turn::Next Turn::decline(const ModelReply& reply) {
  Json meta{{"message_id", reply.id}, {"model", model_}, {"stop_reason", reply.stop_reason}};
  Json completed{{"reason", "ok"}, {"message_id", reply.id}, {"stop_reason", reply.stop_reason}};
  const Json details = context_.services.screen().for_viewers(reply.stop_details);
  if (details.is_object()) meta["stop_details"] = completed["stop_details"] = details;
  context_.transcript.message_ended(Json::array(), std::move(meta), std::move(completed));
  return Next::end;
}

// Blocks that were complete before the failure stay in the history, and each tool use gets a
// result.
Turn::Next Turn::fail(ModelOutcome outcome) {
  const ModelFailure& failure = *outcome.failure;
  const bool cancelled = failure.kind == ModelFailureKind::cancelled;
  if (cancelled && context_.suspended) return Next::end;
  if (is_about_the_messages(failure)) {
    context_.transcript.message_ended(Json::array(), {{"stop_reason", stop_reason::api_refused}},
                                      {{"reason", "error"}});
  } else {
    add(outcome.reply, screen(std::move(outcome.reply.content)),
        cancelled ? "cancelled" : "interrupted");
  }
  context_.transcript.answer_open_uses(cancelled ? ToolOutcome::cancelled
                                                 : ToolOutcome::interrupted);
  end_ = cancelled ? TurnEnd::cancelled : TurnEnd::error;
  if (cancelled) return Next::end;
  Json more = Json::object();
  if (failure.retry_after) more["retry_after_ms"] = failure.retry_after->count();
  if (!failure.request_id.empty()) more["request_id"] = failure.request_id;
  publish_error(error_of(failure.kind), failure.detail, std::move(more));
  return Next::end;
}

// Handles a message that a rule blocked: it is not stored, and none of its tool calls runs.
Turn::Next Turn::refuse(const ModelReply& reply, const ScreenedReply& kept) {
  end_ = TurnEnd::error;
  context_.transcript.message_ended(
      Json::array(), Json::object(),
      {{"reason", "error"}, {"message_id", reply.id}, {"stop_reason", reply.stop_reason}});
  publish_error(BridgeError::output_refused, joined(kept.messages));
  return Next::end;
}

ScreenedReply Turn::screen(Json content) {
  ScreenedReply kept = screened(context_.services.screen(), std::move(content));
  for (const std::string& rule : kept.flags) {
    context_.services.observer.flagged(context_.session, rule, kept.blocked);
  }
  return kept;
}

void Turn::add(const ModelReply& reply, ScreenedReply kept, const std::string& stop_reason) {
  const bool complete = !reply.stop_reason.empty();
  Json completed{{"reason", complete || stop_reason == "cancelled" ? "ok" : "error"},
                 {"stop_reason", stop_reason}};
  if (!reply.id.empty()) completed["message_id"] = reply.id;
  if (!reply.request_id.empty()) completed["request_id"] = reply.request_id;
  Json meta{{"message_id", reply.id},
            {"model", model_},
            {"stop_reason", stop_reason},
            {"usage", usage_json(reply.usage)}};
  if (!kept.flags.empty()) meta["flags"] = kept.flags;
  if (kept.content.empty() && !complete) meta = Json::object();  // then it is not stored
  context_.transcript.message_ended(std::move(kept.content), std::move(meta), std::move(completed));
}

void Turn::count(const ModelReply& reply) {
  UsageRecord record{.project = context_.project,
                     .session = context_.session,
                     .turn = context_.turn,
                     .message_id = reply.id,
                     .model = reply.model.empty() ? model_ : reply.model,
                     .usage = reply.usage,
                     .created_at = now_ms()};
  record = context_.services.accountant.record(std::move(record));
  context_.services.observer.used(record);
  context_.transcript.used(record);
}

// The calls of a message run in parallel, and their results are sent together. They start, and ask
// the user, in their order in the message.
Turn::Next Turn::answer_tools(const std::stop_token& stop) {
  // After a restart of the bridge, calls of the turn may already be approved: wait for all servers.
  if (!context_.tools) context_.tools = context_.servers.all_tools(stop);
  const std::vector<ToolUse> uses = context_.transcript.open_uses();
  Turnstile turnstile(uses.size());  // outlives the calls
  std::vector<std::unique_ptr<ToolCall>> calls;
  for (const ToolUse& use : uses) {
    const OfferedTool* tool = context_.tools->find(use.name);
    if (tool && !context_.offers(*tool)) tool = nullptr;
    const auto wrong = invalid_.find(use.id);
    calls.push_back(std::make_unique<ToolCall>(
        context_, use, tool, wrong == invalid_.end() ? std::nullopt : std::optional(wrong->second),
        Turnstile::Place(turnstile, calls.size())));
  }
  std::vector<Json> results(calls.size());
  {
    std::atomic<std::size_t> next = 0;
    const auto run_the_next = [&] {
      for (std::size_t i = next++; i < calls.size(); i = next++) results[i] = calls[i]->run(stop);
    };
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < std::min(calls.size(), most_calls_at_once); ++i) {
      threads.emplace_back(run_the_next);
    }
  }
  if (context_.suspended) return Next::end;
  context_.transcript.publish("status_update", {{"tool_running", false}});
  context_.transcript.tools_answered(Json(results));
  tool_calls_ += static_cast<int>(calls.size());
  const bool all_invalid =
      std::all_of(calls.begin(), calls.end(), [](const auto& call) { return call->was_invalid(); });
  invalid_rounds_ = all_invalid ? invalid_rounds_ + 1 : 0;
  const bool interrupted =
      std::any_of(calls.begin(), calls.end(), [](const auto& call) { return call->interrupts(); });
  if (stop.stop_requested() || interrupted) {
    end_ = TurnEnd::cancelled;
    return Next::end;
  }
  return may_go_on(stop) ? Next::ask : Next::end;
}

bool Turn::may_go_on(const std::stop_token& stop) {
  if (invalid_rounds_ >= most_invalid_rounds) {
    end_ = TurnEnd::error;
    publish_error(BridgeError::tool_error, "The model keeps calling tools with invalid input.");
    return false;
  }
  if (++rounds_ < context_.services.turn.max_rounds) return true;
  const std::string id = random_id();
  const auto deadline = std::chrono::system_clock::now() + context_.services.turn.approval_time;
  context_.elicitations.open(id, deadline);
  context_.transcript.asked(
      id, "elicitation_request",
      {{"id", id},
       {"message", std::to_string(rounds_) + " rounds of tools so far. Continue?"},
       {"reason", "round_limit"},
       {"requested_schema", {{"type", "object"}, {"properties", Json::object()}}}});
  context_.transcript.set_phase(Phase::awaiting_input);
  const auto answer = context_.elicitations.wait(id, stop).value_or(ElicitResult{});
  context_.transcript.settled(id, "elicitation_resolved",
                              {{"id", id}, {"action", encode(answer.action)}});
  rounds_ = 0;
  return answer.action == ElicitAction::accept;
}

void Turn::end() {
  on_end_();
  UsageSum used;
  attempt([&] { used = context_.services.accountant.turn(context_.session, context_.turn); });
  Json summary = usage_json(used.usage);
  summary["requests"] = used.requests;
  summary["tool_calls"] = tool_calls_;
  summary["model"] = model_;
  const bool priced = used.unpriced == 0;
  const Json cost = priced ? Json(static_cast<double>(used.cost_pico) / 1e12) : Json();
  summary["total_cost_usd"] = cost;
  context_.transcript.end_turn({{"total_cost_usd", cost},
                                {"usage_summary", std::move(summary)},
                                {"reason", encode(end_)},
                                {"priced", priced}},
                               error_);
}

// Publishes an error without a request to the model. Clients wait for assistant_message_completed
// even then.
void Turn::publish_unasked(BridgeError code, const std::string& detail) {
  context_.transcript.publish("assistant_message_completed", {{"reason", "error"}});
  publish_error(code, detail);
}

void Turn::publish_error(BridgeError code, const std::string& detail, Json more) {
  error_ = code;
  more["message"] = encode(code);
  more["detail"] = detail;
  context_.transcript.publish("error", std::move(more));
}

}  // namespace mcp::bridge
