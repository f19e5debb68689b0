#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mcp/middleware.hpp"

namespace mcp {

/// The arguments of `run_middleware`: the middleware, the sender of the request, and `last`, which
/// handles the request. `error_of` makes the error for an exception that is no mcp::Error.
struct Passage {
  std::shared_ptr<const std::vector<Middleware>> middleware;
  std::shared_ptr<const CallerInfo> caller;
  Proceed last;
  std::function<Error(const std::string& what)> error_of;
};

/// Passes a request through all middleware, the first of which is the outermost, and then to
/// `last`. `respond` is called exactly once. Never throws.
void run_middleware(Passage passage, PassingRequest request, Respond respond);

}  // namespace mcp
