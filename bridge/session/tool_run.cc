#include "bridge/session/tool_run.hpp"

#include <utility>

#include "bridge/session/ids.hpp"
#include "bridge/session/preview.hpp"
#include "bridge/session/tool_output.hpp"
#include "json/members.hpp"

namespace mcp::bridge {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

std::string saved_as(const std::string& tool_use_id) {
  return tool_use_id + "/result";
}

ToolRun::ToolRun(const RequestedCall& call, const OutputScreen& screen)
    : call_(call), screen_(screen), progress_(screen, call.context.transcript, call.use.id) {}

void ToolRun::publish_start(bool was_edited) {
  Json running{{"tool_running", true}};
  if (const std::string path = text_in(call_.use.input, "path"); !path.empty()) {
    running["file_path"] = path;
  }
  Json started{{"tool_use_id", call_.use.id},
               {"name", call_.tool.tool.name},
               {"server", call_.tool.server},
               {"input", call_.use.input}};
  if (was_edited) started["edited"] = true;
  context_.transcript.publish("tool_started", std::move(started));
  context_.transcript.set_phase(Phase::running_tools, std::move(running));
}

Json ToolRun::run(const Json& arguments, bool was_edited, const std::stop_token& stop) {
  publish_start(was_edited);
  if (writes_file(call_.tool.tool) && text_in(call_.use.input, "encoding") != "base64") {
    progress_.set_content(text_in(call_.use.input, "content"));
  }
  const auto begun = Clock::now();
  ToolOutcome outcome = ToolOutcome::failed;
  const CallToolResult result = call(arguments, stop, outcome);
  return finish(result, outcome, Clock::now() - begun);
}

CallToolResult ToolRun::call(const Json& arguments, const std::stop_token& stop,
                             ToolOutcome& outcome) {
  const std::stop_callback on_stop(stop, [this] { ending_.request_stop(); });
  const std::stop_token ending = ending_.get_token();
  const ToolCallHandlers handlers{
      .progress = [this](const Progress& progress) { progress_.take(progress); },
      .elicit =
          [this, &ending](const Elicitation& question, std::stop_token ended) {
            return elicit(question, ending.stop_requested() ? ending : ended);
          },
      .login_wanted = [this](const std::string& host) { want_login(host); },
      .login_ended = [this] { end_login(ending_.stop_requested() ? "cancelled" : "ended"); }};
  try {
    const CallToolResult result = context_.servers.call(call_.tool, arguments, handlers, ending);
    if (!result.is_error) outcome = ToolOutcome::done;
    end_login("ended");
    return result;
  } catch (const Error& error) {
    end_login("cancelled");
    if (!ending.stop_requested()) return tool_error(error.what());
    outcome = ToolOutcome::cancelled;
    if (stop.stop_requested()) return tool_error("cancelled by user");
    return tool_error("The user did not log in to `" + call_.tool.server +
                      "`, so this call was cancelled. Do not repeat it unless the user asks for "
                      "it.");
  }
}

void ToolRun::want_login(const std::string& host) {
  const std::string id = random_id();
  {
    const std::scoped_lock lock(mutex_);
    login_ = id;
  }
  context_.logins.open(id, ending_);
  context_.transcript.asked(
      id, "login_request",
      {{"id", id}, {"tool_use_id", call_.use.id}, {"server", call_.tool.server}, {"host", host}});
  context_.transcript.set_phase(Phase::awaiting_input);
}

// `outcome`: "ended", because the user logged in or the login failed, or "cancelled".
void ToolRun::end_login(const char* outcome) {
  std::string id;
  {
    const std::scoped_lock lock(mutex_);
    id = std::exchange(login_, {});
  }
  if (id.empty()) return;
  context_.logins.close(id);
  context_.transcript.settled(id, "login_resolved", {{"id", id}, {"outcome", outcome}});
  context_.transcript.set_phase(Phase::running_tools);
}

ElicitResult ToolRun::elicit(const Elicitation& question, const std::stop_token& stop) {
  const GuardVerdict verdict = screen_.check(question.message);
  note_flags(verdict.flags, verdict.blocked);
  if (verdict.blocked) return {ElicitAction::cancel};
  const std::string id = random_id();
  Json data{{"id", id},
            {"tool_use_id", call_.use.id},
            {"server", call_.tool.server},
            {"message", verdict.text}};
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

// Screens the result before it is stored: no secret reaches the model or the database.
Json ToolRun::finish(const CallToolResult& result, ToolOutcome outcome,
                     std::chrono::duration<double> time) {
  progress_.finish();
  ScreenedResult shown = screened(screen_, result);
  note_flags(shown.flags, shown.blocked);
  if (shown.blocked) outcome = ToolOutcome::failed;
  Json block{{"type", "tool_result"}, {"tool_use_id", call_.use.id}};
  if (!shown.blocks.empty()) block["content"] = std::move(shown.blocks);
  if (shown.is_error) block["is_error"] = true;
  Store& store = context_.services.store;
  const std::size_t most = context_.services.turn.max_shown_output;
  Json data{{"tool_use_id", call_.use.id},
            {"name", call_.tool.tool.name},
            {"server", call_.tool.server},
            {"is_error", shown.is_error},
            {"outcome", encode(outcome)},
            {"text", beginning_of(shown.text, most)},
            {"duration_ms", static_cast<std::int64_t>(time.count() * 1000)}};
  if (shown.text.size() > most) {
    keep([&] { store.put_output(context_.session, call_.use.id, without_home_paths(shown.text)); });
    data["truncated"] = true;
  }
  if (shown.structured && to_text(*shown.structured).size() <= most) {
    data["structured"] = *std::move(shown.structured);
  }
  keep([&] {
    store.put_output(context_.session, saved_as(call_.use.id),
                     to_text({{"block", block}, {"told", data}}));
  });
  context_.transcript.publish("tool_result", std::move(data));
  context_.services.observer.tool_ran(call_.name(), shown.is_error, time);
  return block;
}

// Logs a failure of the storage: the call was made, so its result must still reach the model.
void ToolRun::keep(const std::function<void()>& put) const {
  try {
    put();
  } catch (const std::exception& error) {
    context_.services.observer.failed(context_.session, error.what());
  }
}

void ToolRun::note_flags(const std::vector<std::string>& flags, bool blocked) {
  for (const std::string& rule : flags) {
    context_.services.observer.flagged(context_.session, rule, blocked);
  }
}

}  // namespace mcp::bridge
