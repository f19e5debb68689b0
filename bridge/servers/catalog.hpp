#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "bridge/servers/channel_watch.hpp"
#include "bridge/servers/offered_tools.hpp"
#include "bridge/servers/server_config.hpp"
#include "bridge/servers/server_status.hpp"

namespace mcp::bridge {

/// One server's tools, over a connection that stays open to hear when they change. Any thread.
class Catalog {
 public:
  /// `told` is called, without a lock held, when the status or the tools have changed.
  Catalog(ServerConfig config, const ServersOptions& options, std::function<void()> told);
  /// Ends the server.
  ~Catalog();

  /// Starts the server if that has not been done.
  void want();
  /// Waits until it is ready with all changes taken in, or has failed, or is not wanted; for its
  /// first start not longer than that after it began.
  void settle(std::chrono::milliseconds start_wait, const std::stop_token& stop);
  bool is_starting() const;

  /// As many as may be used, without names for the model. Null unless the server is ready.
  std::shared_ptr<const std::vector<OfferedTool>> tools() const;
  ServerStatus status() const;
  /// Whether the server describes the tool as it did when it was offered, as far as is known: a
  /// list that is being read again is waited for, as `settle` does.
  bool still_describes(const OfferedTool& tool, std::stop_token stop);

 private:
  using Clock = std::chrono::steady_clock;

  void run(const std::stop_token& stop);
  std::string live(const std::stop_token& stop);
  Client connect(const std::stop_token& stop, const std::shared_ptr<ChannelWatch>& watch);
  void keep_fresh(Client& client, const ChannelWatch& watch, const std::stop_token& stop);
  void rest(std::chrono::milliseconds pause, const std::string& error, const std::stop_token& stop);
  void wake();
  void publish(const ServerInfo& server, std::vector<Tool> tools, int changes);
  bool is_listed() const;
  std::chrono::milliseconds start_time() const;
  void set(ServerState state, const std::string& error);
  std::string with_advice(std::string error) const;

  const ServerConfig config_;
  const ServersOptions options_;
  const std::function<void()> told_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable_any changed_;
  bool wanted_ = false;
  bool has_started_ = false;  // or has failed to, at least once
  int changes_ = 0;           // how often the server said that its tools have changed
  int listed_ = 0;            // as many of them are in tools_
  ServerStatus status_;
  Clock::time_point starting_since_;
  Clock::time_point retry_at_;
  std::shared_ptr<const std::vector<OfferedTool>> tools_;

  std::jthread thread_;
};

}  // namespace mcp::bridge
