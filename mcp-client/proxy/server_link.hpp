#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "mcp/client/client.hpp"
#include "mcp/transport.hpp"
#include "options.hpp"

namespace mcp::proxy {

/// The connection of one of the proxy's clients to one server, which is opened when it is first
/// used. Any thread.
class ServerLink : public std::enable_shared_from_this<ServerLink> {
 public:
  using Then = std::function<void(Result<Client*>)>;

  /// `entry` and `workers` must outlive it.
  ServerLink(const ServerEntry& entry, ClientOptions options, Executor& workers,
             std::function<void(const std::string&)> log);

  const std::string& name() const { return entry_.name; }

  /// Calls `then` with the connected client: at once, or on a worker if it must be connected first.
  /// The client is valid while the link lives.
  void use(Then then);
  /// The same, but always on a worker: `then` may wait for the server.
  void use_on_worker(Then then);
  /// Connects the client if necessary, and waits for that.
  Result<Client*> connected();
  /// What the server said about itself; empty before it was connected.
  std::optional<ServerInfo> info() const;
  /// Whether the last attempt to connect failed a short time ago.
  bool failed_recently() const;

  /// Disconnects and waits for that. Must be called before the last owner lets go, and not on a
  /// thread of the client.
  void close();

 private:
  using Clock = std::chrono::steady_clock;

  void connect();
  void end_waiting(const Result<Client*>& client);

  const ServerEntry& entry_;
  Executor& workers_;
  const std::function<void(const std::string&)> log_;
  std::stop_source stop_;
  std::mutex opening_;        // held while the client connects
  mutable std::mutex mutex_;  // guards the members below
  ClientOptions options_;
  std::optional<Client> client_;
  bool closed_ = false;
  bool connecting_ = false;
  std::optional<Clock::time_point> failed_at_;
  std::vector<Then> waiting_;
};

}  // namespace mcp::proxy
