#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "client_core.hpp"
#include "tasks/task_run.hpp"

namespace mcp {

/// Makes one call: passes it through ClientOptions::middleware, sends it, answers the server's
/// input requests and sends it again, until it has a result, times out, or is cancelled. `done` is
/// called exactly once, possibly before this returns.
///
/// A call that the server answers with a task waits for the result of the task, unless
/// `options.returns_task`.
/// Spec: 2026-07-28 basic/patterns/mrtr, Client Requirements; basic/patterns/cancellation.
void start_call(std::shared_ptr<ClientCore> core, std::string method, Json params,
                CallOptions options, std::function<void(Result<Json>)> done);

/// The same, waiting for the result.
Result<Json> wait_for(const std::shared_ptr<ClientCore>& core, std::string_view method, Json params,
                      const CallOptions& options);

/// A function that sends requests like `start_call`, but without middleware, without waiting for
/// tasks, and without ever blocking.
SendRequest sender_of(std::shared_ptr<ClientCore> core);

}  // namespace mcp
