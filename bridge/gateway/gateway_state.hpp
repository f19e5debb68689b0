#pragma once

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <string>

#include "bridge/gateway/connection_count.hpp"
#include "bridge/gateway/gateway.hpp"
#include "bridge/gateway/rate_limit.hpp"

namespace mcp::bridge {

/// What all connections of a gateway share. Any thread.
struct GatewayState {
  GatewayState(ChatSessions& all, Gateway::Rest answers,
               std::function<bool(const std::string&)> open, GatewayOptions its_options,
               GatewayObserver& its_observer)
      : sessions(all),
        rest(std::move(answers)),
        is_open(std::move(open)),
        options(std::move(its_options)),
        observer(its_observer),
        connections(options.max_connections,
                    options.max_sockets_per_address + options.max_requests_per_address),
        sockets(options.max_connections, options.max_sockets_per_address),
        messages(options.messages_per_minute, options.message_burst),
        frames(options.frames_per_minute, options.frame_burst) {}

  ChatSessions& sessions;
  const Gateway::Rest rest;
  const std::function<bool(const std::string&)> is_open;
  const GatewayOptions options;
  GatewayObserver& observer;
  ConnectionCount connections;
  /// Those of them that are WebSockets.
  ConnectionCount sockets;
  /// Those beyond the limits, which are told so.
  ConnectionCount refused{most_refused, most_refused};
  RateLimit messages;
  RateLimit frames;
  std::atomic<std::uint64_t> last_request = 0;
  /// For what waits: storage, servers.
  boost::asio::thread_pool workers{8};
  /// For tools that somebody calls and watches, which may take minutes.
  boost::asio::thread_pool callers{16};

 private:
  static constexpr std::size_t most_refused = 64;
};

}  // namespace mcp::bridge
