#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "conversation.hpp"
#include "era_probe.hpp"
#include "mcp/client/client.hpp"
#include "response_cache.hpp"
#include "restarts.hpp"
#include "runtime/timer_thread.hpp"
#include "runtime/worker_pool.hpp"
#include "tasks/task_tools.hpp"
#include "wanted_resources.hpp"

namespace mcp {

/// The client's side of a connection: it holds the agreement with the server, receives the server's
/// messages, and reconnects when the connection has closed. Calls are in call.hpp, subscriptions in
/// subscription.hpp. Any thread.
class ClientCore final : public Receiver, public std::enable_shared_from_this<ClientCore> {
 public:
  ClientCore(std::unique_ptr<Channel> channel, ClientOptions options);
  ~ClientCore() override;

  /// Connects for the first time. Throws Error, with `request_cancelled` once `stop` is requested.
  void open(const std::stop_token& stop);
  /// Reconnects when the connection has closed and a restart is allowed. Throws Error when there is
  /// no connection afterwards. May block while a server starts. Must not be called on the receiving
  /// thread.
  void ensure_connected(const std::stop_token& stop = {});
  /// Whether requests wait for credentials: see Channel.
  bool is_authorizing() const { return channel_->is_authorizing(); }
  /// Whether calls can be made without connecting first.
  bool connected() const;
  /// Closes the connection and stops the threads; afterwards no callback runs.
  void shut_down();

  const ClientOptions& options() const { return options_; }
  /// This client's identity, which every modern request carries, with the agreed protocol version.
  std::shared_ptr<const CallerInfo> self() const;
  /// Sets the log level that later requests and connections ask for.
  void set_log_level(LogLevel level);
  Conversation& conversation() { return conversation_; }
  Timer& timers() { return timers_; }
  Executor& workers() { return workers_; }
  /// The agreement with the server.
  Agreement agreement() const;
  void warn(const std::string& text) const;

  using OnProgress = std::function<void(const Progress&)>;
  void watch_progress(const RequestId& id, OnProgress on_progress);
  void forget_progress(const RequestId& id);

  /// Calls `acknowledged`, once, when the server acknowledges the subscription that request `id`
  /// opened, with the parameters of the acknowledgment.
  void on_acknowledged(const RequestId& id, std::function<void(const Json& params)> acknowledged);
  void forget_acknowledgment(const RequestId& id);

  /// Follows the connection until the listener is removed. While there is a listener, the client
  /// reconnects without waiting for the next call.
  struct Listener {
    std::function<void(const std::string& why)> lost;
    std::function<void()> again;                     // after every reconnection
    std::function<void(const Error& error)> failed;  // to reconnect
  };
  std::uint64_t add_listener(Listener listener);
  void remove_listener(std::uint64_t listener);
  WantedResources& wanted_resources() { return wanted_resources_; }
  TaskTools& task_tools() { return task_tools_; }
  /// The responses that were received with the current credentials.
  ResponseCache& cache();

  void receive(Message message) override;
  void closed() override;
  void warned(const std::string& text) override { warn(text); }

 private:
  void receive(Request request);
  void receive(const Notification& notification);
  void receive(Response response);
  void answer(const RequestId& id, const InputRequest& question);
  void pass_on(Request request);
  bool end_answer(const RequestId& id);
  void answered(const RequestId& id, Result<Json> answer);
  void respond(Response response);
  void refuse(const char* reason);
  void progressed(const Json& params);
  void logged(const Json& params);
  void cancelled(const Json& params);
  bool is_of_no_subscription(const Json& params);
  void acknowledged(const Json& params);
  void start_again();
  void connect_again();
  std::map<std::uint64_t, Listener> listeners() const;
  void connected_by(Agreement agreement);
  void change_self(const std::function<void(CallerInfo&)>& change);

  const ClientOptions options_;
  const std::unique_ptr<Channel> channel_;
  Conversation conversation_;
  TimerThread timers_;
  WorkerPool workers_;

  std::mutex connecting_;  // held while a connection is being opened
  Restarts restarts_;      // guarded by connecting_

  WantedResources wanted_resources_;
  TaskTools task_tools_;
  ResponseCache cache_;
  mutable std::mutex mutex_;  // guards the members below
  enum class Phase { connected, lost, ended } phase_ = Phase::lost;
  Agreement agreement_;
  std::shared_ptr<const CallerInfo> self_;
  std::map<RequestId, OnProgress> progress_;
  std::map<RequestId, std::function<void(const Json&)>> acknowledgments_;
  std::map<RequestId, std::stop_source> answering_;
  std::set<std::string> refusals_;  // reasons that were reported
  std::uint64_t next_listener_ = 1;
  std::map<std::uint64_t, Listener> listeners_;
};

}  // namespace mcp
