#include "tasks/task_era.hpp"

#include "json/members.hpp"
#include "wire/client_wire.hpp"
#include "wire/extensions.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

// Ids are sent back in a header, so their size is limited.
constexpr std::size_t max_id_bytes = 1024;

Error bad_task(const std::string& what) {
  return Error(ErrorCode::protocol_violation, "The server sent a task " + what);
}

std::optional<std::chrono::milliseconds> time_in(const Json& task, const char* name) {
  // Larger numbers are meaningless and would overflow sums.
  constexpr std::int64_t most = std::int64_t{1} << 53;
  const auto time = count_in(task, name);
  if (!time || *time > most) return std::nullopt;
  return std::chrono::milliseconds(*time);
}

// The members that both eras have, two of them with different names.
Result<TaskState> read_task(const Json& task, const char* ttl, const char* poll_interval) {
  TaskState state{.id = text_in(task, "taskId")};
  if (state.id.empty()) return bad_task("without a `taskId`");
  if (state.id.size() > max_id_bytes) {
    return bad_task("whose `taskId` is longer than " + std::to_string(max_id_bytes) + " bytes");
  }
  const auto status = decode<TaskStatus>(member(task, "status"));
  if (!status) return bad_task("with the unknown status " + to_text(member(task, "status")));
  state.status = *status;
  state.message = text_in(task, "statusMessage");
  state.created_at = text_in(task, "createdAt");
  state.updated_at = text_in(task, "lastUpdatedAt");
  state.ttl = time_in(task, ttl);
  state.poll_interval = time_in(task, poll_interval);
  return state;
}

Error read_error(const Json& error) {
  const Json response{{"jsonrpc", "2.0"}, {"id", 0}, {"error", error}};
  const auto message = parse_message(to_text(response));
  const auto* read = message ? std::get_if<Response>(&*message) : nullptr;
  const auto* found = read ? std::get_if<Error>(&read->outcome) : nullptr;
  return found ? *found : Error(ErrorCode::internal_error, "The task failed");
}

class ModernTaskEra final : public TaskEra {
 public:
  bool offered(const ServerCapabilities& server) const override {
    return server.extensions.contains(extension::tasks);
  }

  Json request(std::optional<std::chrono::milliseconds>) const override { return nullptr; }

  Result<std::optional<TaskState>> created(const Json&, const Json& result) const override {
    if (view_in(result, "resultType") != "task") return std::optional<TaskState>();
    auto task = state(result);
    if (!task) return std::move(task).error();
    return std::optional(*std::move(task));
  }

  // Members that the status does not have are ignored. A server may complete a task that it has
  // just created.
  Result<TaskState> state(const Json& result) const override {
    auto state = read_task(result, "ttlMs", "pollIntervalMs");
    if (!state) return state;
    if (state->status == TaskStatus::input_required) {
      auto requests = read_input_requests(member(result, "inputRequests"));
      if (!requests) return std::move(requests).error();
      state->input_requests = *std::move(requests);
    } else if (state->status == TaskStatus::completed) {
      state->result = member(result, "result");
    } else if (state->status == TaskStatus::failed) {
      state->error = read_error(member(result, "error"));
    }
    return state;
  }

  std::optional<std::string_view> result_method() const override { return std::nullopt; }
  std::optional<std::string_view> update_method() const override { return method::tasks_update; }
  std::optional<std::string_view> list_method(const ServerCapabilities&) const override {
    return std::nullopt;
  }
  std::optional<std::string_view> cancel_method(const ServerCapabilities&) const override {
    return method::tasks_cancel;
  }
};

class LegacyTaskEra final : public TaskEra {
 public:
  bool offered(const ServerCapabilities& server) const override { return server.task_calls; }

  Json request(std::optional<std::chrono::milliseconds> ttl) const override {
    Json task = Json::object();
    if (ttl) task["ttl"] = ttl->count();
    return task;
  }

  // A server that does not create a task returns the tool's result.
  Result<std::optional<TaskState>> created(const Json& params, const Json& result) const override {
    const bool requested = params.is_object() && params.contains("task");
    if (!requested || !member(result, "task").is_object()) return std::optional<TaskState>();
    auto task = state(member(result, "task"));
    if (!task) return std::move(task).error();
    return std::optional(*std::move(task));
  }

  Result<TaskState> state(const Json& result) const override {
    return read_task(result, "ttl", "pollInterval");
  }

  std::optional<std::string_view> result_method() const override { return method::tasks_result; }
  std::optional<std::string_view> update_method() const override { return std::nullopt; }
  std::optional<std::string_view> list_method(const ServerCapabilities& server) const override {
    return server.task_list ? std::optional(method::tasks_list) : std::nullopt;
  }
  std::optional<std::string_view> cancel_method(const ServerCapabilities& server) const override {
    return server.task_cancel ? std::optional(method::tasks_cancel) : std::nullopt;
  }
};

}  // namespace

EnumNames<TaskStatus> enum_names(TaskStatus) {
  return {{TaskStatus::working, "working"},
          {TaskStatus::input_required, "input_required"},
          {TaskStatus::completed, "completed"},
          {TaskStatus::failed, "failed"},
          {TaskStatus::cancelled, "cancelled"}};
}

bool has_ended(const TaskState& state) {
  return state.status != TaskStatus::working && state.status != TaskStatus::input_required;
}

const TaskEra& legacy_task_era() {
  static const LegacyTaskEra era;
  return era;
}

const TaskEra& modern_task_era() {
  static const ModernTaskEra era;
  return era;
}

}  // namespace mcp
