#include "bridge/session/tool_call.hpp"

#include "bridge/session/tool_output.hpp"
#include "bridge/session/tool_run.hpp"

namespace mcp::bridge {
namespace {

constexpr const char* interrupted =
    "The call was interrupted while it ran. Its effects are unknown: check them before you try "
    "again.";

}  // namespace

ToolCall::ToolCall(TurnContext& context, ToolUse use, const OfferedTool* tool,
                   std::optional<std::string> invalid, Turnstile::Place turn_to_ask)
    : context_(context),
      screen_(context.services.screen()),
      use_(std::move(use)),
      tool_(tool),
      invalid_(std::move(invalid)),
      turn_to_ask_(std::move(turn_to_ask)) {}

Json ToolCall::run(const std::stop_token& stop) {
  Json block;
  try {
    block = result(stop);
  } catch (const std::exception& error) {
    context_.services.observer.failed(context_.session, error.what());
    block = refuse("The bridge could not make this call.", ToolOutcome::failed);
  }
  turn_to_ask_.leave();
  return block;
}

Json ToolCall::result(const std::stop_token& stop) {
  if (auto before = result_from_before()) return *std::move(before);
  if (const auto wrong = problem()) {
    was_invalid_ = true;
    return refuse(*wrong, ToolOutcome::failed);
  }
  return approve_and_run(stop);
}

// The result that an earlier process stored for this call.
std::optional<Json> ToolCall::result_from_before() {
  Store& store = context_.services.store;
  const auto approval = store.approval(context_.session, use_.id);
  if (approval) context_.transcript.recall(approval->request);
  if (const auto saved = store.output(context_.session, saved_as(use_.id))) {
    Json kept = Json::parse(*saved);
    context_.transcript.publish("tool_result", std::move(kept["told"]));
    return std::move(kept["block"]);
  }
  if (!approval || !approval->resolution) return std::nullopt;
  if (approval->resolution == Resolution::allowed) {
    return refuse(interrupted, ToolOutcome::interrupted);
  }
  return refuse(Refused{*approval->resolution});
}

std::optional<std::string> ToolCall::problem() const {
  if (!tool_) return "There is no tool named `" + use_.name + "`.";
  if (invalid_) return "The input is not JSON: " + beginning_of(*invalid_, 200);
  return context_.services.inputs.refuse(*tool_, use_.input);
}

Json ToolCall::approve_and_run(const std::stop_token& stop) {
  RequestedCall call{context_, *tool_, use_};
  Approval approval(call, screen_, turn_to_ask_);
  Approving end;
  try {
    end = approval.wait(stop);
  } catch (...) {
    approval.abandon();
    throw;
  }
  if (const auto* approved = std::get_if<Approved>(&end)) {
    return ToolRun(call, screen_).run(approved->arguments, approval.was_edited(), stop);
  }
  if (const auto* refused = std::get_if<Refused>(&end)) {
    interrupts_ = refused->interrupts;
    return refuse(*refused);
  }
  if (std::holds_alternative<Suspended>(end)) return nullptr;
  auto before = result_from_before();
  return before ? *std::move(before) : refuse(Refused{Resolution::cancelled});
}

Json ToolCall::refuse(const Refused& refused) {
  return refuse(refusal_text(refused), outcome_of(refused.resolution));
}

Json ToolCall::refuse(const std::string& text, ToolOutcome outcome) {
  context_.transcript.publish("tool_result", {{"tool_use_id", use_.id},
                                              {"name", tool_ ? tool_->tool.name : use_.name},
                                              {"server", tool_ ? tool_->server : ""},
                                              {"is_error", true},
                                              {"outcome", encode(outcome)},
                                              {"text", text}});
  return tool_result(use_.id, text, true);
}

}  // namespace mcp::bridge
