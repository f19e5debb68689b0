#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "session.hpp"

namespace mcp::cli {

/// What a request gave.
struct Outcome {
  Json result = nullptr;  ///< Null when it failed.
  std::optional<Error> error = {};
  std::chrono::duration<double, std::milli> duration{0};
};

/// Sends a request, and measures how long it takes. Throws Error when the user cancels it.
Outcome outcome_of(Session& session, const std::function<Json(const CallOptions&)>& send);

/// Why the outcome is not the expected one (schemas/client/assert.schema.json, $defs/expectation);
/// nothing if it is.
std::optional<std::string> failure_of(const Json& expected, const Outcome& outcome);

}  // namespace mcp::cli
