#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http_server/byte_stream.hpp"
#include "mcp/http_exchange.hpp"
#include "runtime/caller_count.hpp"

namespace mcp::http {

class Outbox;

/// A complete response.
struct Response {
  ResponseHead head = {};
  std::string body = {};
  /// Instead of the body: one that is there for as long as the process, and is not copied.
  std::string_view lasting_body = {};
};

/// A request that asks for a WebSocket. Spec: RFC 6455 section 4.1.
using Upgrade = boost::beast::http::request<boost::beast::http::string_body>;

/// How a request goes on once its head has come.
struct Admission {
  /// The response, when no more of the request is wanted. If it has a body or asks for an upgrade,
  /// the connection ends after it.
  std::optional<Response> answer = {};
  /// Largest body; a larger one is refused (413).
  std::size_t max_body = 0;
  /// The connection becomes a WebSocket.
  bool is_upgrade = false;
};

/// A response that was sent, or as much of it as the client took.
struct Served {
  int status = 0;
  std::chrono::nanoseconds duration{};  ///< Until its last byte was handed over.
  std::size_t received = 0;             ///< Bytes of the request's body.
  std::size_t sent = 0;                 ///< Bytes of the response, head included.
};

/// Serves the requests of one connection, one after the other, on the connection's thread.
class ConnectionHandler {
 public:
  virtual ~ConnectionHandler() = default;

  /// The head of a request has come; `request` has no body yet, and `has_body` says whether it
  /// will.
  virtual Admission admit(const Request& request, bool has_body, bool asks_for_upgrade) = 0;
  /// The whole request has come; its response goes to the outbox. As Endpoint::handle.
  virtual std::shared_ptr<Call> serve(Request request, std::shared_ptr<Outbox> outbox) = 0;
  virtual void served(const Served& /*what*/) {}

  /// Speaks with a client whose upgrade was admitted, until it is gone.
  virtual boost::asio::awaitable<void> speak(ByteStream /*stream*/, Upgrade /*request*/) {
    co_return;
  }
  /// The server shuts down: closes WebSockets, and ends calls that would wait for their client.
  virtual void stop() {}
  /// Ends a WebSocket, whose upgrade was admitted, at once.
  virtual void sever() {}
};

/// A client that has connected.
struct Peer {
  std::string address;
  int descriptor = -1;  ///< Of its socket, to ask the kernel about it.
  bool is_tls = false;
  /// The connection counts for as long as this exists.
  Counted counted;
  /// Ends the connection. Any thread; does nothing once the connection has ended.
  std::function<void()> close;
};

/// A program that serves the connections of an HttpServer. Any thread.
class Service {
 public:
  virtual ~Service() = default;

  /// The handler of a new connection. Null: it is closed.
  virtual std::unique_ptr<ConnectionHandler> accept(Peer peer) = 0;
  /// The response to a request that cannot be read (400, 413, 431), and to a connection that is one
  /// too many, of all (503) or of its address (429).
  virtual Response refusal(int status) = 0;
  /// The server runs.
  virtual void each_second() {}
  /// The server was stopped, and waits for the requests that are open. Called again and again.
  virtual void ending() {}
};

}  // namespace mcp::http
