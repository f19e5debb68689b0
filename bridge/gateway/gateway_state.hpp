#pragma once

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <string>

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
        messages(options.messages_per_minute, options.message_burst),
        frames(options.frames_per_minute, options.frame_burst) {}

  ChatSessions& sessions;
  const Gateway::Rest rest;
  const std::function<bool(const std::string&)> is_open;
  const GatewayOptions options;
  GatewayObserver& observer;
  RateLimit messages;
  RateLimit frames;
  std::atomic<std::size_t> connections = 0;
  std::atomic<std::uint64_t> last_request = 0;
  /// For what waits: storage, servers.
  boost::asio::thread_pool workers{8};
  /// For tools that somebody calls and watches, which may take minutes.
  boost::asio::thread_pool callers{16};

  /// False: there are too many sockets from that address.
  bool add_socket(const std::string& address) {
    std::scoped_lock lock(mutex_);
    std::size_t& count = sockets_[address];
    if (count >= options.max_sockets_per_address) return false;
    ++count;
    return true;
  }
  void remove_socket(const std::string& address) {
    std::scoped_lock lock(mutex_);
    const auto found = sockets_.find(address);
    if (found != sockets_.end() && --found->second == 0) sockets_.erase(found);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::size_t> sockets_;
};

}  // namespace mcp::bridge
