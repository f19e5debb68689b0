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
  /// Largest body, in bytes, and greatest depth of a message. Listeners refuse larger bodies before
  /// they read them.
  MessageLimits limits = {.max_bytes = std::size_t{8} << 20};

  /// Names by which the server may be addressed (`Host`), without ports, besides localhost,
  /// 127.0.0.1 and ::1. `*` allows every name.
  /// Spec: 2026-07-28 basic/transports/streamable-http, Security: prevents DNS rebinding.
  std::vector<std::string> allowed_hosts = {};
  /// Origins of web pages that may call the server (`Origin`), as `scheme://name:port`, besides the
  /// one that the request is addressed to. `*` allows every origin but `null`.
  std::vector<std::string> allowed_origins = {};

  /// Finds out by the `Authorization` header who is calling: the principal, or nothing when the
  /// request is to be refused (401). Empty: everybody may call. When it throws, the answer is 500.
  std::function<std::optional<std::string>(std::string_view authorization)> authenticate = {};

  /// Streams on which a caller waits for news (`subscriptions/listen`, GET), for each principal or,
  /// when there is none, each address. More are refused (429).
  std::size_t max_streams = 1'000;

  /// Sessions of legacy clients: how many there may be at once, and how long one is kept in which
  /// there is no request and no open stream.
  std::size_t max_sessions = 10'000;
  std::chrono::seconds session_idle = std::chrono::minutes(30);
  /// Bytes of events that are kept for clients that reconnect: of a session, and of all sessions
  /// together. Beyond, the oldest events are dropped, of those who keep most. Responses that a
  /// client has received are not kept.
  std::size_t replay_bytes = std::size_t{1} << 20;
  std::size_t max_replay_bytes = std::size_t{32} << 20;
  /// How long clients are asked to wait before they reconnect.
  std::chrono::milliseconds retry = std::chrono::seconds(1);
};

/// A Server behind one URL, for any HTTP library: takes requests and has them answered. Knows no
/// socket, no thread and no clock. Old and new clients may call at the same time. Any thread.
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

  /// Serves a request. The response may be complete when this returns. The result is kept until it
  /// is, or until the client has left and the call has been told; dropping it earlier cancels a
  /// modern request.
  std::shared_ptr<Call> handle(Request request, std::shared_ptr<Responder> responder,
                               Clock::time_point now = Clock::now());

  /// Ends sessions that have been idle for too long. Happens of itself when others begin; a
  /// listener that calls it now and then has it happen in time.
  void expire(Clock::time_point now = Clock::now());
  /// Ends all subscriptions with their result and all streams without a request, as a server does
  /// that shuts down. Spec: 2026-07-28 basic/patterns/subscriptions, Graceful Closure.
  void end_streams();
  /// Cancels all open requests and ends all sessions, for a listener that cannot end its
  /// connections while they wait.
  void cancel_all();
  /// Waits until no request is open, at most that long; true if so.
  bool wait_until_idle(std::chrono::milliseconds limit);

  /// Sessions that are open now.
  std::size_t sessions() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace mcp::http
