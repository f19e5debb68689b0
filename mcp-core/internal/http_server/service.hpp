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
#include "mcp/http_transfer.hpp"
#include "mcp/transport.hpp"
#include "runtime/caller_count.hpp"

namespace mcp::http {

class Outbox;

/// A complete response.
struct Response {
  ResponseHead head = {};
  std::string body = {};
  /// Instead of `body`: a body that lives as long as the process, and is not copied.
  std::string_view lasting_body = {};
};

/// A request that asks for a WebSocket. Spec: RFC 6455 section 4.1.
using Upgrade = boost::beast::http::request<boost::beast::http::string_body>;

/// The decision about a request whose head has arrived: respond, read the rest, or upgrade.
struct Admission {
  /// The response, when the rest of the request is not needed. If the request has a body or asks
  /// for an upgrade, the connection ends after the response.
  std::optional<Response> answer = {};
  /// Largest body; a larger one is refused (413).
  std::size_t max_body = 0;
  /// The connection becomes a WebSocket.
  bool is_upgrade = false;
  /// Handles the request instead of `ConnectionHandler::serve`; its functions run on `workers`.
  std::shared_ptr<Transfer> transfer = nullptr;
  Executor* workers = nullptr;
};

/// A response that was sent, or the part of it that the client received.
struct Served {
  int status = 0;
  std::chrono::nanoseconds duration{};  ///< Until its last byte was written to the socket.
  std::size_t received = 0;             ///< Bytes of the request's body.
  std::size_t sent = 0;                 ///< Bytes of the response, head included.
};

/// Serves the requests of one connection, one after the other, on the connection's thread.
class ConnectionHandler {
 public:
  virtual ~ConnectionHandler() = default;

  /// The head of a request has arrived; `request` has no body yet, and `has_body` says whether one
  /// follows.
  virtual Admission admit(const Request& request, bool has_body, bool asks_for_upgrade) = 0;
  /// The whole request has arrived; its response goes to the outbox. As Endpoint::handle.
  virtual std::shared_ptr<Call> serve(Request request, std::shared_ptr<Outbox> outbox) = 0;
  virtual void served(const Served& /*what*/) {}

  /// Serves the WebSocket of an admitted upgrade until the client is gone.
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

  /// The handler of a new connection. Null: the connection is closed.
  virtual std::unique_ptr<ConnectionHandler> accept(Peer peer) = 0;
  /// The response to a request that cannot be read (400, 413, 431), and to a connection beyond the
  /// limit on all connections (503) or on those of its address (429).
  virtual Response refusal(int status) = 0;
  /// Called about once a second while the server runs.
  virtual void each_second() {}
  /// Called repeatedly after a stop, while the server waits for open requests.
  virtual void ending() {}
};

}  // namespace mcp::http
