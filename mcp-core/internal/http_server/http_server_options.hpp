#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace mcp::http {

/// Where and how an HttpServer listens.
struct HttpServerOptions {
  std::string host = "127.0.0.1";  ///< An address to bind to, or "localhost".
  std::uint16_t port = 0;          ///< 0: any that is free.
  std::size_t threads = 0;         ///< 0: one for each core.

  /// More are told 503. At most as many as the limit on descriptors (`ulimit -n`) has room for.
  std::size_t max_connections = 20'000;
  /// Of one address. More are told 429.
  std::size_t max_connections_of_address = std::numeric_limits<std::size_t>::max();
  std::size_t max_head_bytes = std::size_t{16} << 10;
  /// Bytes kept for a client that does not take them; beyond, it is disconnected.
  std::size_t max_unsent_bytes = std::size_t{16} << 20;

  /// For the head of a request to arrive, from its first byte on; for that byte on a new
  /// connection; and for the handshake of TLS.
  std::chrono::milliseconds head_time = std::chrono::seconds(10);
  std::chrono::milliseconds body_time = std::chrono::seconds(30);
  std::chrono::milliseconds idle_time = std::chrono::seconds(75);  ///< Between two requests.
  std::chrono::milliseconds write_time =
      std::chrono::seconds(30);  ///< For the client to take a part.
  /// For the rest of a request that was refused, so that the response arrives.
  std::chrono::milliseconds linger_time = std::chrono::seconds(10);
  /// An event stream on which nothing is said for that long gets a comment.
  std::chrono::milliseconds comment_after = std::chrono::seconds(15);
  /// For requests that are open when the server is stopped.
  std::chrono::milliseconds drain_time = std::chrono::seconds(5);

  /// PEM files. Both or neither; with them the server speaks TLS 1.2 and newer only.
  std::string tls_certificate = {};
  std::string tls_key = {};
};

}  // namespace mcp::http
