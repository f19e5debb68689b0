#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/http_exchange.hpp"
#include "mcp/server/server.hpp"

namespace mcp::http {

/// Limits and rules of an endpoint. The defaults suit a server for the programs of one machine.
struct EndpointOptions {
  /// Maximum size of a body, in bytes, and maximum depth of a message. Listeners reject larger
  /// bodies before they read them.
  MessageLimits limits = {.max_bytes = std::size_t{8} << 20};

  /// Names by which clients may address the server (`Host`), without ports, besides localhost,
  /// 127.0.0.1 and ::1. `*` allows every name.
  /// Spec: 2026-07-28 basic/transports/streamable-http, Security: prevents DNS rebinding.
  std::vector<std::string> allowed_hosts = {};
  /// Origins of web pages that may call the server (`Origin`), as `scheme://name:port`, besides the
  /// server's own. `*` allows every origin except `null`.
  std::vector<std::string> allowed_origins = {};

  /// Authenticates the caller by the `Authorization` header: returns the principal, or nothing to
  /// reject the request (401). Empty: everybody may call. When it throws, the status is 500.
  std::function<std::optional<std::string>(std::string_view authorization)> authenticate = {};

  /// Maximum open notification streams (`subscriptions/listen`, GET) for each principal or, without
  /// one, each address. More are rejected (429).
  std::size_t max_streams = 1'000;

  /// Sessions of legacy clients: the maximum number, and the time after which a session without a
  /// request and without an open stream expires.
  std::size_t max_sessions = 10'000;
  std::chrono::seconds session_idle = std::chrono::minutes(30);
  /// Maximum bytes of events kept for clients that reconnect: of one session, and of all sessions
  /// together. Beyond, the oldest events are dropped, first of the sessions that keep most.
  /// Responses that a client has received are not kept.
  std::size_t replay_bytes = std::size_t{1} << 20;
  std::size_t max_replay_bytes = std::size_t{32} << 20;
  /// The SSE retry interval: how long clients should wait before they reconnect.
  std::chrono::milliseconds retry = std::chrono::seconds(1);
};

/// A Server behind one URL, for any HTTP library: handles requests and sends the responses. Has no
/// socket, no thread and no clock. Legacy and modern clients may call at the same time. Any thread.
/// Spec: 2026-07-28 basic/transports/streamable-http; 2025-11-25 basic/transports, Streamable HTTP.
class Endpoint {
 public:
  using Clock = std::chrono::steady_clock;

  /// The server must outlive the endpoint and all calls.
  explicit Endpoint(Server& server, EndpointOptions options = {});
  ~Endpoint();
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  const EndpointOptions& options() const;

  /// Handles a request. The response may be complete when this returns. Keep the result until it
  /// is, or until `Call::disconnected` was called; dropping it earlier cancels a modern request.
  std::shared_ptr<Call> handle(Request request, std::shared_ptr<Responder> responder,
                               Clock::time_point now = Clock::now());

  /// Ends sessions that have been idle for too long. New sessions trigger this as well; a listener
  /// that calls it regularly ends them in time.
  void expire(Clock::time_point now = Clock::now());
  /// Ends all subscriptions with their result, and all GET streams, as a server does when it shuts
  /// down. Spec: 2026-07-28 basic/patterns/subscriptions, Graceful Closure.
  void end_streams();
  /// Cancels all open requests and ends all sessions, for a listener that cannot end its
  /// connections while they wait.
  void cancel_all();
  /// Waits until no request is open, at most `limit`; true if so.
  bool wait_until_idle(std::chrono::milliseconds limit);

  /// Sessions that are open now.
  std::size_t sessions() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace mcp::http
