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
#include "bridge/servers/server_login.hpp"
#include "bridge/servers/server_status.hpp"

namespace mcp::bridge {

/// The tools of one server. Keeps a connection open to be notified of changes. Any thread.
class Catalog {
 public:
  /// `login`: null for a server that needs no tokens. `on_change` is called, without a lock held,
  /// when the status or the tools have changed.
  Catalog(ServerConfig config, const ServersOptions& options, std::shared_ptr<ServerLogin> login,
          std::function<void()> on_change);
  /// Stops the server.
  ~Catalog();

  /// Starts the server if it was not started before.
  void want();
  /// Waits until the server is ready and its list of tools is current, or it has failed or was not
  /// started. Waits for its first start until `start_wait` after it began.
  void settle(std::chrono::milliseconds start_wait, const std::stop_token& stop);
  bool is_starting() const;
  /// Whether its tools are not known until the user logs in.
  bool is_logged_out() const;
  /// Starts the server, or connects to it again without a pause.
  void restart();
  /// The status of the login has changed.
  void login_changed() { wake(); }
  /// Waits until the server is ready, has failed, or waits for the user to log in; at most `most`.
  void wait_for_login(std::chrono::milliseconds most, const std::stop_token& stop);

  /// The tools that the configuration allows, without names for the model. Null unless the server
  /// is ready.
  std::shared_ptr<const std::vector<OfferedTool>> tools() const;
  ServerStatus status() const;
  /// Whether the server's description of the tool is the same as when it was offered, or unknown.
  /// Waits for a list that is being fetched again, as `settle` does.
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
  bool waits_for_user() const;
  bool restarts() const;
  std::chrono::milliseconds start_time() const;
  void set(ServerState state, const std::string& error);
  std::string with_advice(std::string error) const;

  const ServerConfig config_;
  const ServersOptions options_;
  const std::shared_ptr<ServerLogin> login_;
  const std::function<void()> on_change_;

  mutable std::mutex mutex_;  // guards the members below
  std::condition_variable_any changed_;
  bool wanted_ = false;
  bool restarts_ = false;  // `restart` was called since the connection began
  std::shared_ptr<ChannelWatch> watch_;
  bool has_started_ = false;  // it has started, or failed to start, at least once
  int changes_ = 0;           // how many tools/list_changed notifications the server sent
  int listed_ = 0;            // how many of these tools_ reflects
  ServerStatus status_;
  Clock::time_point starting_since_;
  Clock::time_point retry_at_;
  std::shared_ptr<const std::vector<OfferedTool>> tools_;

  std::jthread thread_;
};

}  // namespace mcp::bridge
