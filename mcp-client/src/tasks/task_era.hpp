#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "mcp/capabilities.hpp"
#include "mcp/client/tasks.hpp"

namespace mcp {

/// How tasks are encoded in one era.
/// Spec: the extension io.modelcontextprotocol/tasks; 2025-11-25 basic/utilities/tasks.
class TaskEra {
 public:
  virtual ~TaskEra() = default;

  /// Whether the server can run tools as tasks.
  virtual bool offered(const ServerCapabilities& server) const = 0;
  /// The member of the parameters of `tools/call` that requests a task; null if the server decides
  /// without a request.
  virtual Json request(std::optional<std::chrono::milliseconds> ttl) const = 0;
  /// The task that a request with these parameters created; empty when its result is an ordinary
  /// one. Errors: `protocol_violation`.
  virtual Result<std::optional<TaskState>> created(const Json& params,
                                                   const Json& result) const = 0;
  /// The state in the result of `tasks/get`. Errors: `protocol_violation`.
  virtual Result<TaskState> state(const Json& result) const = 0;
  /// The method that returns the result of a task, and through which the server asks for input;
  /// empty when states carry both.
  virtual std::optional<std::string_view> result_method() const = 0;
  /// The methods of the other requests; empty when the era or the server has none.
  virtual std::optional<std::string_view> update_method() const = 0;
  virtual std::optional<std::string_view> list_method(const ServerCapabilities& server) const = 0;
  virtual std::optional<std::string_view> cancel_method(const ServerCapabilities& server) const = 0;
};

const TaskEra& legacy_task_era();
const TaskEra& modern_task_era();

}  // namespace mcp
