#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "edge/exchange.hpp"
#include "edge/gateway_session.hpp"
#include "engine/correlator.hpp"
#include "events.hpp"
#include "rounds/session_rounds.hpp"
#include "server_core.hpp"

namespace mcp {

/// State of a legacy session since `initialize`, and its notifications. Lasts as long as its
/// connection. Any thread.
/// Spec: 2025-11-25 basic/lifecycle.
class Session {
 public:
  Session(std::shared_ptr<ServerCore> core, std::shared_ptr<Sink> sink, CallerInfo peer,
          const ServerWire& wire);

  /// Opens a session for an `initialize` request. Errors: `invalid_params` when it is malformed;
  /// what ServerHooks::session_opened throws.
  static Result<std::unique_ptr<Session>> open(std::shared_ptr<ServerCore> core,
                                               std::shared_ptr<Sink> sink,
                                               const Request& initialize, std::string principal);
  /// Calls `done` with the result of that request, or an error: at once, or later if there is a
  /// gateway.
  void describe(const std::function<void(Result<Json>)>& done) const;
  /// Sends Server::log messages to the client from now on; called after that result was sent.
  void send_log_messages();

  const ServerWire& wire() const { return wire_; }
  CallerInfo caller() const;
  /// Null if there is no gateway.
  const std::shared_ptr<SessionOfGateway>& of_gateway() const { return of_gateway_; }
  const std::shared_ptr<InputRounds>& rounds() const { return rounds_; }

  /// Responds to requests that only sessions have. False: this is not one.
  bool answer(const ExchangePointer& exchange);
  void receive(const Notification& notification);
  void receive(Response response);
  /// Questions that the peer has not answered.
  std::size_t open_server_requests() const { return calls_->size(); }
  /// The peer is gone: open questions fail.
  void close();
  /// No request of the session is open any more: its gateway can end it.
  void leave_gateway();

 private:
  Json initialize_result() const;
  void call_hook(const char* name, const SessionHook& hook) const;
  void call_hook(const char* name, const WatchHook& hook,
                 const std::vector<std::string>& uris) const;

  void set_log_level(const ExchangePointer& exchange);
  void subscribe(const ExchangePointer& exchange);
  void unsubscribe(const ExchangePointer& exchange);
  void ping(const ExchangePointer& exchange);

  const std::shared_ptr<ServerCore> core_;
  const ServerWire& wire_;
  const std::shared_ptr<Correlator> calls_;
  const std::shared_ptr<InputRounds> rounds_;
  const std::shared_ptr<EventHub::Subscription> events_;
  const std::shared_ptr<SessionOfGateway> of_gateway_;
  std::atomic<bool> initialized_ = false;
  std::atomic<bool> closed_ = false;
  std::atomic<bool> left_gateway_ = false;
  mutable std::mutex mutex_;
  CallerInfo peer_;
};

}  // namespace mcp
