#pragma once

#include <chrono>
#include <stop_token>

#include "mcp/message.hpp"
#include "mcp/server/server.hpp"

namespace mcp {

struct StdioOptions {
  /// Longer lines are dropped, and answered with an error.
  MessageLimits limits = {};
  /// Time for requests that are open when `stop` is set to finish. Then they are cancelled.
  std::chrono::milliseconds drain = std::chrono::milliseconds(50);
  /// Time for open requests to finish after the client has closed its end but still reads.
  std::chrono::milliseconds last_answers = std::chrono::seconds(30);
  /// Shuts the server down: subscriptions end with their result.
  std::stop_token stop = {};
  /// Also ends when the process that started this one dies, even if another process keeps the pipes
  /// open.
  bool end_with_parent = true;
};

/// Why `serve_stdio` returned.
enum class StdioEnd {
  client_closed,
  parent_died,
  stopped,
  unanswered,  ///< The client closed its end, and some requests were not answered in time.
};

/// Serves the one client at the other end of standard input and output until it closes its end.
/// Reads on the calling thread; pauses while the maximum number of requests is open.
///
/// Takes standard input and output away from the rest of the program: what it prints goes to
/// standard error instead, so that only messages reach the client. Ignores SIGPIPE for the process.
/// Call it once. Spec: 2026-07-28 basic/transports/stdio; 2025-11-25 basic/transports.
StdioEnd serve_stdio(Server& server, const StdioOptions& options = {});

}  // namespace mcp
