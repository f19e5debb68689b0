#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mcp/caller.hpp"
#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp {

/// A request on its way through middleware. `params` is an object, or null when it has none.
struct PassingRequest {
  std::string method;
  Json params;
};

/// Receives the result of a request, or its error. Any thread; calls after the first are ignored.
using Respond = std::function<void(Result<Json>)>;

/// Passes a request to the next middleware, or after the last one to the handler.
using Proceed = std::function<void(PassingRequest, Respond)>;

/// A function around every request of a Server or a Client, for tracing, authorization, limits or
/// an audit. It may change the request, respond to it itself, and read or change the response:
///
///     options.middleware.push_back([](mcp::PassingRequest request, const mcp::CallerInfo&,
///                                     const mcp::Proceed& proceed, mcp::Respond respond) {
///       const auto begun = std::chrono::steady_clock::now();
///       const std::string method = request.method;
///       proceed(std::move(request), [=](mcp::Result<mcp::Json> result) {
///         std::clog << method << ' ' << (result ? "ok" : "failed") << ' '
///                   << (std::chrono::steady_clock::now() - begun) / 1ms << " ms\n";
///         respond(std::move(result));
///       });
///     });
///
/// It runs on the thread that received the request and must not block; it may keep `proceed` and
/// `respond` and call them later, on any thread. `caller` is valid until the function returns. An
/// exception that it throws becomes the response. A request whose `respond` is dropped fails with
/// `internal_error`.
using Middleware = std::function<void(PassingRequest request, const CallerInfo& caller,
                                      const Proceed& proceed, Respond respond)>;

}  // namespace mcp
