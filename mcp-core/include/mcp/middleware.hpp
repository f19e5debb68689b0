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

/// Takes the result of a request, or its error. Any thread; calls after the first are ignored.
using Respond = std::function<void(Result<Json>)>;

/// Hands a request on to the next middleware, and after the last one to what answers it.
using Proceed = std::function<void(PassingRequest, Respond)>;

/// A function around every request of a Server or a Client, for tracing, authorization, limits or
/// an audit. It may change the request, answer it itself, and see or change the answer:
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
/// It runs on the thread that brings the request and must not wait there; it may keep `proceed` and
/// `respond` and call them later, on any thread. `caller` is valid until it returns. What it throws
/// is the answer. A request whose `respond` is dropped fails with `internal_error`.
using Middleware = std::function<void(PassingRequest request, const CallerInfo& caller,
                                      const Proceed& proceed, Respond respond)>;

/// What middleware runs with: those around a request, who sent it, and what answers it. `error_of`
/// makes the answer of a request in which something throws that is no Error.
struct Passage {
  std::shared_ptr<const std::vector<Middleware>> middleware;
  std::shared_ptr<const CallerInfo> caller;
  Proceed last;
  std::function<Error(const std::string& what)> error_of;
};

/// Runs a request through all middleware, the first of which is the outermost, and then through
/// `last`. `respond` is called once, whatever they do. Never throws.
void run_through(Passage passage, PassingRequest request, Respond respond);

}  // namespace mcp
