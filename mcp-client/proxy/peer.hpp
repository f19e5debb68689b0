#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "directory.hpp"
#include "mcp/server/gateway.hpp"
#include "relay.hpp"
#include "rounds.hpp"
#include "runtime/timer_thread.hpp"
#include "runtime/worker_pool.hpp"
#include "watches.hpp"

namespace mcp::proxy {

/// How long the answer to a client waits for servers that are being connected, if there are
/// several.
constexpr std::chrono::seconds max_wait_for_others(20);

/// What all clients of the proxy share. The threads end first.
struct Shared {
  explicit Shared(Options given);

  const Options options;
  TimerThread timers;
  WorkerPool workers;
};

/// One client of the proxy with its connections to the servers: a session, or all requests of
/// 2026-07-28 from one principal with the same identity and capabilities, which the servers get to
/// see as theirs. Any thread.
class Peer : public std::enable_shared_from_this<Peer> {
 public:
  using Clock = std::chrono::steady_clock;
  using Request = std::shared_ptr<GatewayRequest>;

  /// `session` is null for a client of 2026-07-28.
  static std::shared_ptr<Peer> create(std::shared_ptr<Shared> shared, const CallerInfo& caller,
                                      std::shared_ptr<GatewaySession> session);

  /// Connects to the servers, and passes to `done` what they say about themselves.
  void describe(const Gateway::Described& done);
  void handle(const Request& request);
  void notified(const Notification& notification);
  Json schema_with_headers(std::string_view tool) const {
    return directory_->schema_with_headers(tool);
  }

  /// The time of the last request, or now while something is open.
  Clock::time_point last_used() const;
  /// Ends everything and waits for that. Not on a thread of its clients.
  void close();

 private:
  Peer(std::shared_ptr<Shared> shared, std::shared_ptr<GatewaySession> session);
  void connect(const CallerInfo& caller);
  ClientOptions client_options(const CallerInfo& caller, std::size_t server);

  void describe_connected(const Gateway::Described& done);
  void connected_late();

  // From the client.
  void list(const Request& request);
  void call_tool(const Request& request);
  void get_prompt(const Request& request);
  void read_resource(const Request& request);
  void complete(const Request& request);
  void set_log_level(const Request& request);
  void ping(const Request& request);
  void pass_on(const Request& request);

  void list_of_all(const Request& request, const char* member);
  void call_tool_at(const Request& request, const Place& place);
  void learn_tools(const Request& request, const std::string& shown, const Place& place);
  void find_owner(const Request& request, Json params);
  void try_servers(const Request& request, Json params, std::size_t first);
  void relay(const Request& request, RelayCall call);
  std::optional<LogLevel> level_to_set(const Request& request, std::size_t server);
  void set_level_first(const Request& request, const std::shared_ptr<Relay>& relay, LogLevel level);
  void report(std::size_t server, const std::string& what, const Error& error) const;

  // From the servers.
  void asked(std::size_t server, InputRequest question, std::stop_token stop,
             std::function<void(Result<Json>)> done);
  void received(std::size_t server, const Notification& notification);
  void logged(std::size_t server, Notification notification);
  std::vector<std::shared_ptr<Relay>> open_relays(std::size_t server) const;

  const std::shared_ptr<Shared> shared_;
  const std::shared_ptr<GatewaySession> session_;
  const std::shared_ptr<Directory> directory_;
  const std::shared_ptr<Rounds> rounds_;
  std::vector<std::shared_ptr<ServerLink>> links_;
  std::shared_ptr<Watches> watches_;
  mutable std::mutex mutex_;  // guards the members below
  Clock::time_point last_request_ = Clock::now();
  std::vector<std::weak_ptr<Relay>> relays_;  // the newest last
  std::map<std::size_t, LogLevel> log_levels_;
};

}  // namespace mcp::proxy
