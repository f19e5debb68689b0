#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "client_core.hpp"
#include "mcp/client/tasks.hpp"

namespace mcp {

/// Sends a request without blocking.
using SendRequest = std::function<void(const PassingRequest&, const CallOptions&, const Respond&)>;

struct TaskRunOptions {
  SendRequest send = {};  ///< For the requests about the task.
  CallOptions call = {};
  /// Whether the task is cancelled at the server when the run stops or times out.
  bool cancels = false;
  /// Called for each new status or message, on a thread of the client.
  std::function<void(const TaskState&)> on_change = {};
};

/// How a run ended. `failure` is set when the task ended without a result; `result` is then the
/// same error.
struct TaskEnd {
  Result<Json> result;
  std::optional<TaskFailure> failure = {};
};

/// Follows a task until it ends: polls its state, answers its input requests, and calls `ended`
/// once, on a thread of the client or at once. `state` is polled first if `polls_first`.
/// Spec: the extension io.modelcontextprotocol/tasks, Task Polling and Task Update Requests;
/// 2025-11-25 basic/utilities/tasks.
void run_task(std::shared_ptr<ClientCore> core, TaskState state, bool polls_first,
              TaskRunOptions options, std::function<void(TaskEnd)> ended);

/// The error of a request about a task: a TaskFailure when the server does not know the task.
std::optional<TaskFailure> unknown_task(const Error& error, const TaskState& state);

}  // namespace mcp
