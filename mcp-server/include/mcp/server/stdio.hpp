#pragma once

#include <chrono>
#include <stop_token>

#include "mcp/message.hpp"
#include "mcp/server/server.hpp"

namespace mcp {

struct StdioOptions {
  /// Longer lines are answered with an error, without being kept.
  MessageLimits limits = {};
  /// How long requests that are open when `stop` is set may take to finish. They are cancelled
  /// then.
  std::chrono::milliseconds drain = std::chrono::milliseconds(50);
  /// The same when the client closes its end and still reads: what it has asked is answered.
  std::chrono::milliseconds last_answers = std::chrono::seconds(30);
  /// Ends serving as a shutdown does: subscriptions end with their result.
  std::stop_token stop = {};
  /// Also ends when the process that started this one dies, even if someone else keeps the pipes
  /// open.
  bool end_with_parent = true;
};

/// Why `serve_stdio` returned.
enum class StdioEnd {
  client_closed,
  parent_died,
  stopped,
  unanswered,  ///< The client closed its end, and not all requests were answered in time.
};

/// Serves the one client at the other end of standard input and output until it closes its end.
/// Reads on the calling thread, and not while as many requests are open as there may be.
///
/// Takes standard input and output away from the rest of the program: what it prints goes to
/// standard error instead, so that nothing that is not a message reaches the client. Ignores
/// SIGPIPE for the process. Call it once. Spec: 2026-07-28 basic/transports/stdio; 2025-11-25
/// basic/transports.
StdioEnd serve_stdio(Server& server, const StdioOptions& options = {});

}  // namespace mcp
