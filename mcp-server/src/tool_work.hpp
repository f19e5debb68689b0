#pragma once

#include <functional>
#include <memory>
#include <string>

#include "rounds/serving_loop.hpp"
#include "server_core.hpp"

namespace mcp {

/// The work of a tool call: runs the handler and checks its result against the output schema.
Work tool_work(std::shared_ptr<ServerCore> core, std::shared_ptr<const ToolEntry> entry,
               std::shared_ptr<const Json> arguments);

/// The work of any other handler. An Error that it throws becomes the response; other exceptions
/// are logged under `name`, and the response has a fixed text.
Work guarded(std::shared_ptr<ServerCore> core, std::string name, HandlerOptions options,
             std::function<Outcome(RequestContext&)> run);

template <class Complete>
Outcome to_outcome(Reply<Complete> reply) {
  if (auto* asked = std::get_if<InputRequired>(&reply)) return std::move(*asked);
  return encode(std::get<Complete>(reply));
}

/// Violations as a text that a model can act on, one line each after `head`.
std::string describe_violations(std::string head, const std::vector<SchemaViolation>& violations);

}  // namespace mcp
