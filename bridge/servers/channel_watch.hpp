#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "bridge/servers/server_config.hpp"
#include "mcp/client/channel.hpp"
#include "mcp/client/token_provider.hpp"

namespace mcp::bridge {

/// Gives access to the state of a channel that a client owns. Any thread.
class ChannelWatch {
 public:
  /// `on_closed` runs on the thread that reads from the server, and must not close the channel.
  explicit ChannelWatch(std::function<void()> on_closed) : on_closed_(std::move(on_closed)) {}

  /// Whether the connection is closed, and why.
  bool closed() const { return closed_; }
  std::string ending() const;

  /// Closes the connection, even while it is being opened, and prevents another one. Returns when
  /// it is closed.
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

/// Creates the channel to a server, and attaches `watch` to it. `tokens`: null for a server that
/// needs none.
std::unique_ptr<Channel> channel_to(const ServerConfig& server, std::shared_ptr<ChannelWatch> watch,
                                    std::shared_ptr<TokenProvider> tokens);

}  // namespace mcp::bridge
