#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "mcp/http_transfer.hpp"
#include "mcp/server/http_endpoint.hpp"

namespace mcp::http {

/// One request and its response, for logs and metrics.
struct Access {
  std::string_view method;
  std::string_view path;
  std::string_view peer;        ///< The client's address.
  std::string_view request_id;  ///< The client's `X-Request-Id`, or one of the listener.
  int status = 0;
  std::chrono::nanoseconds duration{};  ///< Until the response was written to the socket.
  std::size_t received = 0;             ///< Bytes of the request's body.
  std::size_t sent = 0;                 ///< Bytes of the response, head included.
};

/// A page that is not part of the protocol.
struct Page {
  std::string content_type;
  std::string body;
  int status = 200;
};

/// Requests that a listener serves in pieces, beside those of the endpoint. `Host`, `Origin` and
/// `refuse_user` are checked as for the endpoint; `open` must authenticate the caller.
struct Transfers {
  /// The path begins with this text, such as `/files/`; empty: there are none. The rest of the path
  /// may be a secret: `Access::path` does not contain it.
  std::string prefix = {};
  /// The transfer of a request, which has no body yet. Not null. Must not wait. Any thread.
  std::function<std::shared_ptr<Transfer>(const Request&)> open = {};
  std::uint64_t max_body = std::uint64_t{1} << 30;  ///< Larger ones are rejected (413).
  std::size_t max_open = 64;                        ///< At once; more are rejected (503).
};

/// Where and how a Listener listens. The defaults are for programs on the same machine.
struct ListenerOptions {
  std::string host = "127.0.0.1";  ///< An address to bind to.
  std::uint16_t port = 0;          ///< 0: any that is free.
  std::string path = "/mcp";       ///< Of the endpoint.
  std::size_t threads = 0;         ///< 0: one for each core.

  /// At most as many as the limit on descriptors (`ulimit -n`) allows. More are rejected with 503.
  std::size_t max_connections = 20'000;
  std::size_t max_header_bytes = std::size_t{16} << 10;
  /// Maximum unsent bytes per client; a client that falls further behind is disconnected.
  std::size_t max_unsent_bytes = std::size_t{16} << 20;
  /// Time limit for the headers, from their first byte on; for that byte on a new connection; and
  /// for the TLS handshake.
  std::chrono::seconds header_time = std::chrono::seconds(10);
  /// For the body; for each 64 KiB of a body that is passed in pieces.
  std::chrono::seconds body_time = std::chrono::seconds(30);
  std::chrono::seconds idle_time = std::chrono::seconds(75);   ///< Between two requests.
  std::chrono::seconds write_time = std::chrono::seconds(30);  ///< For one write.
  /// An event stream that is idle for this long gets a comment.
  std::chrono::seconds comment_after = std::chrono::seconds(15);
  /// Time for open requests to finish when the listener is stopped.
  std::chrono::seconds drain = std::chrono::seconds(5);

  /// PEM files. Both or neither; with them the listener speaks TLS 1.2 and newer only.
  std::string tls_certificate = {};
  std::string tls_key = {};

  /// Decides whether a connection may call, by the user whose process opened it; `user` is empty
  /// when that is not known, as for a connection from another machine. Returns the reason for a
  /// refusal, for the user, or an empty text. All requests of a refused connection get 403. Called
  /// once for each connection; empty: all may call. Any thread.
  std::function<std::string(std::optional<std::uint32_t> user)> refuse_user = {};

  /// Pages at other paths, for GET. Any thread.
  std::map<std::string, std::function<Page()>> pages = {};
  Transfers transfers = {};
  /// Called after each response. Any thread.
  std::function<void(const Access&)> on_response = {};
};

/// Serves an Endpoint by HTTP/1.1, on one thread for each core; transfers run on threads of their
/// own.
class Listener {
 public:
  /// Binds. Throws std::runtime_error, which says what to do, when it cannot.
  Listener(Endpoint& endpoint, ListenerOptions options);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const;

  /// Reads the certificate and the key again, for new connections. Throws std::runtime_error, and
  /// goes on with the old ones, when they are not usable. Any thread.
  void reload_tls();

  /// Serves until stopped. Then accepts no new connections, ends event streams, lets open requests
  /// finish, and returns.
  void run(std::stop_token stop);

  /// Connections that are open now.
  std::size_t connections() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace mcp::http
