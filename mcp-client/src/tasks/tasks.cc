#include <future>
#include <utility>

#include "call.hpp"
#include "client_access.hpp"
#include "client_core.hpp"
#include "json/members.hpp"
#include "paged_list.hpp"
#include "tasks/task_request.hpp"
#include "tasks/task_run.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

const TaskEra& era_of(const ClientCore& core) {
  return core.agreement().era->tasks();
}

void require_tasks(const ClientCore& core) {
  if (!core.options().tasks) {
    throw Error(ErrorCode::invalid_request, "Set ClientOptions::tasks to use tasks");
  }
  if (!era_of(core).offered(core.agreement().server.capabilities)) {
    throw Error(ErrorCode::method_not_found, "The server does not offer tasks");
  }
}

std::string_view offered(std::optional<std::string_view> method, const char* what) {
  if (method) return *method;
  throw Error(ErrorCode::method_not_found, std::string("The server ") + what);
}

// The member of the parameters of a call that requests a task; empty where the client does not
// request tasks.
std::optional<Json> task_wish(const ClientCore& core) {
  if (!core.options().tasks) return std::nullopt;
  const auto agreement = core.agreement();
  const TaskEra& era = agreement.era->tasks();
  Json wish = era.request(core.options().tasks->ttl);
  if (wish.is_null() || !era.offered(agreement.server.capabilities)) return std::nullopt;
  return wish;
}

CallOptions returning_task(CallOptions options) {
  options.returns_task = true;
  return options;
}

CallToolResult read_result(const Json& json) {
  auto read = decode<CallToolResult>(json);
  if (read) return *std::move(read);
  throw Error(ErrorCode::protocol_violation,
              std::string("The result of the task: ") + read.error().what());
}

}  // namespace

void request_task(Client& client, ClientCore& core, Json& params, bool if_optional,
                  const CallOptions& options) {
  if (!task_wish(core)) return;
  const std::string tool = text_in(params, "name");
  if (!core.task_tools().support(tool)) client.list_tools(options);
  request_known_task(core, params, if_optional);
}

void request_known_task(ClientCore& core, Json& params, bool if_optional) {
  auto wish = task_wish(core);
  if (!wish) return;
  const std::string support = core.task_tools().support(text_in(params, "name")).value_or("");
  if (support == "required" || (if_optional && support == "optional")) {
    params["task"] = *std::move(wish);
  }
}

TaskFailure::TaskFailure(Reason reason, const Error& error, TaskState state)
    : Error(error), reason_(reason), state_(std::move(state)) {}

Task::Task(std::shared_ptr<ClientCore> core, TaskState state)
    : core_(std::move(core)), state_(std::move(state)) {}

std::variant<CallToolResult, Task> Task::start(Client& client, std::string_view tool,
                                               Json arguments, const CallOptions& options) {
  const auto& core = ClientAccess::core(client);
  require_tasks(*core);
  Json params{{"name", tool}};
  if (!arguments.is_null()) params["arguments"] = std::move(arguments);
  request_task(client, *core, params, true, options);
  const Json result = wait_for(core, method::tools_call, params, returning_task(options)).value();
  auto created = era_of(*core).created(params, result).value();
  if (!created) return read_result(result);
  return Task(core, *std::move(created));
}

Task Task::resume(Client& client, std::string id) {
  const auto& core = ClientAccess::core(client);
  require_tasks(*core);
  return Task(core, {.id = std::move(id)});
}

std::vector<TaskState> Task::list(Client& client, const CallOptions& options) {
  const auto& core = ClientAccess::core(client);
  require_tasks(*core);
  const auto agreement = core->agreement();
  const TaskEra& era = agreement.era->tasks();
  const auto method =
      offered(era.list_method(agreement.server.capabilities), "does not list its tasks");
  std::vector<TaskState> tasks;
  for_each_item(client, {std::string(method), nullptr}, "tasks", options,
                {.begin = [&] { tasks.clear(); },
                 .read = [&](const Json& item) -> std::optional<Error> {
                   auto state = era.state(item);
                   if (!state) return std::move(state).error();
                   tasks.push_back(*std::move(state));
                   return std::nullopt;
                 }});
  return tasks;
}

Json Task::request(std::string_view method, Json params, const CallOptions& options) const {
  params["taskId"] = state_.id;
  auto answer = wait_for(core_, method, std::move(params), returning_task(options));
  if (answer) return *std::move(answer);
  if (auto unknown = unknown_task(answer.error(), state_)) throw *std::move(unknown);
  throw answer.error();
}

bool Task::is_required(Client& client, std::string_view tool, const CallOptions& options) {
  Json params{{"name", tool}};
  request_task(client, *ClientAccess::core(client), params, false, options);
  return params.contains("task");
}

const TaskState& Task::poll(const CallOptions& options) {
  auto state = era_of(*core_).state(request(method::tasks_get, Json::object(), options)).value();
  if (state.id != state_.id) {
    throw Error(ErrorCode::protocol_violation, "The server sent the state of another task");
  }
  state_ = std::move(state);
  return state_;
}

CallToolResult Task::wait(const CallOptions& options,
                          std::function<void(const TaskState&)> on_change) {
  const auto ended = std::make_shared<std::promise<TaskEnd>>();
  auto future = ended->get_future();
  // Only a task that was just created has a state that is not old.
  const bool is_new = state_.status == TaskStatus::working && !state_.created_at.empty();
  run_task(core_, state_, !is_new,
           {.send = sender_of(core_), .call = options, .on_change = std::move(on_change)},
           [ended](TaskEnd end) { ended->set_value(std::move(end)); });
  TaskEnd end = future.get();
  if (end.failure) {
    state_ = end.failure->state();
    throw *end.failure;
  }
  CallToolResult result = read_result(end.result.value());
  state_.status = TaskStatus::completed;
  return result;
}

void Task::update(const std::map<std::string, Json>& responses, const CallOptions& options) {
  request(offered(era_of(*core_).update_method(), "sends requests for input itself"),
          {{"inputResponses", responses}}, options);
}

void Task::cancel(const CallOptions& options) {
  const auto agreement = core_->agreement();
  request(offered(agreement.era->tasks().cancel_method(agreement.server.capabilities),
                  "cannot cancel tasks"),
          Json::object(), options);
}

}  // namespace mcp
