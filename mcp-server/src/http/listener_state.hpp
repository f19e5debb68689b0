#pragma once

#include <atomic>
#include <cstdint>

#include "mcp/server/http_listener.hpp"
#include "mcp/transport.hpp"
#include "runtime/caller_count.hpp"

namespace mcp::http {

/// State that the connections of a listener share. Any thread.
struct ListenerState {
  Endpoint& endpoint;
  const ListenerOptions& options;
  std::atomic<std::uint64_t> last_request = 0;
  /// Limits the connections of users who may not call; they get an error response.
  CallerCount refused{most_refused, most_refused};
  CallerCount transfers{options.transfers.max_open, options.transfers.max_open};
  Executor* transfer_workers = nullptr;

  static constexpr std::size_t most_refused = 16;
};

}  // namespace mcp::http
