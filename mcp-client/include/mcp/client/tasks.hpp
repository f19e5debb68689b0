#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mcp/client/client.hpp"
#include "mcp/describe.hpp"
#include "mcp/input.hpp"

/// Tool calls that run as tasks: the server returns the id of a task at once and the result later.
/// Spec: the extension io.modelcontextprotocol/tasks; 2025-11-25 basic/utilities/tasks.
///
/// With ClientOptions::tasks, Client::call_tool and the other calls of tools wait for a task's
/// result by themselves. A Task is for callers that want the id, the states in between, or the
/// result after a restart of their own program:
///
///     auto started = Task::start(client, "render", {{"frames", 900}});
///     if (auto* task = std::get_if<Task>(&started)) store(task->id());
///     ...
///     CallToolResult result = Task::resume(client, stored_id).wait();
namespace mcp {

enum class TaskStatus { working, input_required, completed, failed, cancelled };
EnumNames<TaskStatus> enum_names(TaskStatus);

/// A task as the server last described it. All texts come from the server.
struct TaskState {
  std::string id;
  TaskStatus status = TaskStatus::working;
  std::string message = {};
  std::string created_at = {};  ///< ISO 8601.
  std::string updated_at = {};  ///< ISO 8601.
  /// From its creation on, after which the server may discard the task; empty: unlimited.
  std::optional<std::chrono::milliseconds> ttl = {};
  std::optional<std::chrono::milliseconds> poll_interval = {};
  /// Requests for input that the task waits for. Empty in 2025-11-25, where the server sends them
  /// as requests of its own.
  std::map<std::string, InputRequest> input_requests = {};
  Json result = nullptr;            ///< Of a completed task; null in 2025-11-25.
  std::optional<Error> error = {};  ///< Of a failed task; empty in 2025-11-25.
};

/// Whether the task has ended: it is completed, failed or cancelled.
bool has_ended(const TaskState& state);

/// Thrown by Task::wait when the task ends without a result. `code()` is the server's error code
/// for a failed task, `request_cancelled` for a cancelled one, `request_timed_out` for an expired
/// one and `invalid_params` for one that the server does not know. Calls that wait for a task by
/// themselves throw an Error with the same code and message.
class TaskFailure : public Error {
 public:
  enum class Reason {
    failed,
    cancelled,  ///< By the server, or by another holder of the id.
    expired,    ///< Its ttl is over, and the server does not report that it ended.
    unknown,    ///< The server does not know the id: it may have discarded the task.
  };

  TaskFailure(Reason reason, const Error& error, TaskState state);

  Reason reason() const noexcept { return reason_; }
  /// The last known state.
  const TaskState& state() const noexcept { return state_; }

 private:
  Reason reason_;
  TaskState state_;
};

/// A task of a server. The task goes on when this object is destroyed: `cancel` ends it. The Client
/// must outlive the calls. One thread at a time.
///
/// All functions throw Error like those of Client; also `invalid_request` when ClientOptions::tasks
/// is empty, and `method_not_found` when the server does not offer tasks.
class Task {
 public:
  /// Calls a tool. Returns its result when the server did not make the call a task. In 2026-07-28
  /// the server decides that; in 2025-11-25 the client requests it of the tools that allow it.
  static std::variant<CallToolResult, Task> start(Client& client, std::string_view tool,
                                                  Json arguments, const CallOptions& options = {});
  /// Whether the tool runs only as a task, so that a call of it must request one. False from
  /// 2026-07-28 on, where the server decides. May list the tools first.
  static bool is_required(Client& client, std::string_view tool, const CallOptions& options = {});
  /// A task that was started earlier, perhaps by another program. Sends nothing.
  static Task resume(Client& client, std::string id);
  /// The tasks that a 2025-11-25 server lists, within ClientOptions::lists. Throws Error with
  /// `method_not_found` when the server has no list; from 2026-07-28 on no server has one.
  static std::vector<TaskState> list(Client& client, const CallOptions& options = {});

  const std::string& id() const { return state_.id; }
  /// The last known state. Sends nothing.
  const TaskState& state() const { return state_; }

  /// Requests the state. Throws TaskFailure when the server does not know the task.
  const TaskState& poll(const CallOptions& options = {});

  /// Waits for the result, polling at the interval that the server suggests, within
  /// ClientOptions::tasks. Requests for input are answered by ClientHandlers, each once.
  /// `options.timeout` limits each request and `options.max_timeout` the whole, without the time
  /// spent in handlers. The task goes on when that time is over or a stop is requested.
  /// `on_change` is called when the status or its message changes, on a thread of the client.
  /// Throws TaskFailure when the task ends without a result.
  CallToolResult wait(const CallOptions& options = {},
                      std::function<void(const TaskState&)> on_change = {});

  /// Sends responses to `state().input_requests`, by their keys, for callers that do not `wait`.
  /// Throws Error with `method_not_found` in 2025-11-25, where tasks have no such requests.
  void update(const std::map<std::string, Json>& responses, const CallOptions& options = {});

  /// Requests the server to cancel the task. The task may still complete.
  void cancel(const CallOptions& options = {});

 private:
  Task(std::shared_ptr<class ClientCore> core, TaskState state);
  Json request(std::string_view method, Json params, const CallOptions& options) const;

  std::shared_ptr<class ClientCore> core_;
  TaskState state_;
};

}  // namespace mcp
