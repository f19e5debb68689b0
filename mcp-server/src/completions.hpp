#pragma once

#include <string>

#include "server_core.hpp"

namespace mcp {

/// The params of `completion/complete`.
/// Spec: 2026-07-28 server/utilities/completion.
struct CompletionQuery {
  bool for_prompt = false;
  std::string of;  ///< Name of the prompt, or URI or URI template of the resource.
  std::string argument;
  std::string value;
  Values others;
};

/// Throws `invalid_params` when the parameters are malformed.
CompletionQuery read_completion_query(const Json& params);

/// The result, with at most 100 values. Throws `invalid_params` when there is no such prompt or
/// template.
Json complete_query(const ServerCore& core, const CompletionQuery& query);

}  // namespace mcp
