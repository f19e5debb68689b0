#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/server/server.hpp"

namespace mcp::http {

struct Header {
  std::string name;  ///< Compared without regard to case.
  std::string value;
};

/// A request as an HTTP library has read it, with its whole body.
struct Request {
  std::string method;
  std::vector<Header> headers;
  std::string body;
  /// The library has taken percent-encoding off the values of the headers, as cpp-httplib does.
  bool headers_are_decoded = false;
  /// The address of the client, if the listener knows it.
  std::string peer = {};
  /// The client speaks TLS with the listener itself.
  bool is_tls = false;

  /// The value of the header, or null. A header that is there twice has its first value.
  const std::string* header(std::string_view name) const;
};

struct ResponseHead {
  int status = 200;
  std::vector<Header> headers = {};
};

/// The listener's side of one request: where its response goes. Called by any thread, one call at a
/// time; either `respond` once, or `start`, any number of `write`, and `finish`.
class Responder {
 public:
  virtual ~Responder() = default;
  /// A complete response.
  virtual void respond(ResponseHead head, std::string body) = 0;
  /// The head of a response whose body is an event stream. The listener sends it at once, and a
  /// comment (a line that begins with a colon) whenever nothing else was sent for a while.
  virtual void start(ResponseHead head) = 0;
  /// A part of the body. Does not wait. False: the client is gone, or so far behind that the
  /// listener has given it up.
  virtual bool write(std::string part) = 0;
  /// The end of the body.
  virtual void finish() = 0;
  /// Asked before `start` of a stream that stays open until the client leaves. False: the listener
  /// has no room for one more, and the client is refused (503).
  virtual bool may_stay_open() { return true; }
  /// Whether requests of the server reach the client in this response.
  virtual bool takes_events() { return true; }
};

/// A request that is being served.
class Call {
 public:
  virtual ~Call() = default;
  /// The client has left before it had the whole response. Any thread, once.
  virtual void disconnected() = 0;
  /// The client could ask for the response again, so its events are kept until `delivered`.
  virtual bool resumable() const { return false; }
  /// The client has received the whole response. That it was written to a socket is not enough:
  /// either the client's system has acknowledged all of it and the connection is intact a while
  /// later, or the client has sent its next request after it. A listener that cannot know this does
  /// not call it; then events are kept until the limits on them are reached. Any thread.
  virtual void delivered() {}
};

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
