// A server with middleware that logs each request and rejects calls of one tool, and with hooks
// that log sessions. The log goes to standard error.

#include <chrono>
#include <iostream>
#include <mcp/server/server.hpp>
#include <mcp/server/stdio.hpp>

namespace {

using Clock = std::chrono::steady_clock;

void audit(mcp::PassingRequest request, const mcp::CallerInfo&, const mcp::Proceed& proceed,
           mcp::Respond respond) {
  const std::string method = request.method;
  const auto begun = Clock::now();
  proceed(std::move(request), [=](mcp::Result<mcp::Json> result) {
    const std::chrono::duration<double, std::milli> took = Clock::now() - begun;
    std::clog << method + (result ? ": " : " failed: ") + std::to_string(took.count()) + " ms\n";
    respond(std::move(result));
  });
}

void forbid_deletion(mcp::PassingRequest request, const mcp::CallerInfo&,
                     const mcp::Proceed& proceed, mcp::Respond respond) {
  if (request.method == "tools/call" && request.params.value("name", "") == "delete") {
    throw mcp::Error(mcp::ErrorCode::invalid_request, "Nothing is deleted on Sundays.");
  }
  proceed(std::move(request), std::move(respond));
}

}  // namespace

int main() {
  mcp::ServerOptions options;
  options.middleware = {audit, forbid_deletion};
  options.hooks.session_opened = [](const mcp::CallerInfo& caller) {
    std::clog << caller.client->name + " has come\n";
  };
  options.hooks.session_closed = [](const mcp::CallerInfo& caller) {
    std::clog << caller.client->name + " has gone\n";
  };
  mcp::Server server({"audited", "1.0.0"}, options);
  for (const char* name : {"list", "delete"}) {
    server.add_tool<mcp::NoArguments>({.name = name},
                                      [](const mcp::NoArguments&) { return "Done."; });
  }
  mcp::serve_stdio(server);
}
