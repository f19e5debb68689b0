#pragma once

#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <atomic>
#include <string>

#include "bridge/gateway/gateway_options.hpp"
#include "bridge/gateway/open_sockets.hpp"
#include "bridge/gateway/route.hpp"
#include "bridge/gateway/strangers.hpp"
#include "bridge/session/chat_sessions.hpp"
#include "io/descriptor_room.hpp"
#include "runtime/caller_count.hpp"
#include "runtime/rate_limit.hpp"

namespace mcp::bridge {

class ChatSocket;

/// State that all connections of a gateway share. Any thread.
struct GatewayState {
  GatewayState(ChatSessions& all, RestHandler answers,
               std::function<Route(const std::string&)> routes, GatewayOptions its_options,
               GatewayObserver& its_observer)
      : sessions(all),
        rest(std::move(answers)),
        route_of(std::move(routes)),
        options(std::move(its_options)),
        observer(its_observer),
        strangers(std::min(options.max_connections, most_connections_that_fit()) / 2,
                  (options.max_sockets_per_address + options.max_requests_per_address) / 2),
        sockets(options.max_connections, options.max_sockets_per_address),
        messages(options.messages_per_minute / 60, options.message_burst),
        frames(options.frames_per_minute / 60, options.frame_burst),
        requests(options.requests_per_minute / 60, options.request_burst) {}

  std::string next_request_id() { return std::to_string(++last_request_); }

  ChatSessions& sessions;
  const RestHandler rest;
  const std::function<Route(const std::string&)> route_of;
  const GatewayOptions options;
  GatewayObserver& observer;
  /// The connections that have not shown the token: at most half of all connections.
  Strangers strangers;
  /// Counts the WebSockets.
  CallerCount sockets;
  OpenSockets<ChatSocket> open_sockets;
  RateLimit messages;
  RateLimit frames;
  RateLimit requests;
  std::atomic<std::uint64_t> last_socket = 0;
  /// For work that waits for the storage.
  boost::asio::thread_pool workers{8};
  /// For requests that wait for MCP servers, tools or the model's API, which may take minutes.
  /// There is a place for each thread; further requests are rejected, so that none waits for a
  /// thread.
  CallerCount remote_places{most_remote, most_remote};
  boost::asio::thread_pool remote{most_remote};

 private:
  static constexpr std::size_t most_remote = 16;

  std::atomic<std::uint64_t> last_request_ = 0;
};

}  // namespace mcp::bridge
