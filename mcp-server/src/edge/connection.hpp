#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "dispatcher.hpp"
#include "edge/open_requests.hpp"
#include "edge/session.hpp"
#include "edge/stateless.hpp"
#include "mcp/server/server.hpp"

namespace mcp {

/// One peer on a channel that carries all its messages. Each request is handled in the era of its
/// revision; a session begins with `initialize` and lasts as long as the connection.
/// Spec: 2026-07-28 basic/versioning, Backward Compatibility.
class Connection final : public ServerConnection {
 public:
  Connection(std::shared_ptr<ServerCore> core, std::shared_ptr<Sink> sink, std::string principal);
  ~Connection() override;

  void receive(Message message) override;
  void receive(Message message, const std::shared_ptr<Sink>& sink) override;
  /// A modern request whose `_meta` has been read.
  void receive(Request request, CallerInfo caller) {
    serve_modern(std::move(request), std::move(caller), sink_);
  }
  void closed() override;
  void end_subscriptions() override;
  void input_ended() override;
  bool wait_until_idle(std::chrono::milliseconds limit) override;
  bool wait_for_room(std::chrono::milliseconds limit) override;
  std::size_t open_requests() const override;

 private:
  void take(Request request, const std::shared_ptr<Sink>& sink);
  void take(const Notification& notification);
  void take(Response response);

  void serve_modern(Request request, const std::shared_ptr<Sink>& sink);
  void serve_modern(Request request, CallerInfo caller, const std::shared_ptr<Sink>& sink);
  void serve_legacy(Request request, const std::shared_ptr<Session>& session,
                    const std::shared_ptr<Sink>& sink);
  void initialize(Request request, const std::shared_ptr<Sink>& sink);
  void replace(const std::shared_ptr<Session>& session);
  bool admit(const ExchangePointer& exchange);
  ExchangePointer exchange_for(Request request, CallerInfo caller, const ServerWire& wire,
                               std::shared_ptr<Sink> sink) const;
  std::shared_ptr<Session> session() const;

  const std::shared_ptr<ServerCore> core_;
  const std::shared_ptr<Sink> sink_;
  const std::string principal_;
  Dispatcher dispatcher_;
  Stateless stateless_;
  const std::shared_ptr<OpenRequests> open_;
  mutable std::mutex mutex_;
  std::shared_ptr<Session> session_;
};

}  // namespace mcp
