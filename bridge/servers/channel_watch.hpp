#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "bridge/servers/server_config.hpp"
#include "mcp/client/channel.hpp"

namespace mcp::bridge {

/// Observes a channel for code other than the client that owns it. Any thread.
class ChannelWatch {
 public:
  /// `on_closed` runs on the thread that reads from the server, and must not end it.
  explicit ChannelWatch(std::function<void()> on_closed) : on_closed_(std::move(on_closed)) {}

  /// Whether the connection is gone, and how it ended.
  bool closed() const { return closed_; }
  std::string ending() const;

  /// Ends the connection, also one that is just being made, and lets no other be made. Waits until
  /// that is done.
  void abort();

 private:
  friend class WatchedChannel;

  const std::function<void()> on_closed_;
  std::atomic<bool> closed_ = false;
  std::mutex connecting_;       // held while the connection is opened or closed
  Channel* channel_ = nullptr;  // guarded by connecting_
  bool aborted_ = false;        // guarded by connecting_
  mutable std::mutex mutex_;
  std::string ending_;  // guarded by mutex_
};

/// The channel to a server, which `watch` hears of.
std::unique_ptr<Channel> channel_to(const ServerConfig& server,
                                    std::shared_ptr<ChannelWatch> watch);

}  // namespace mcp::bridge
