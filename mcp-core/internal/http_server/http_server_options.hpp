#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "io/embeddable_loop.hpp"

namespace mcp::http {

/// Where and how an HttpServer listens.
struct HttpServerOptions {
  std::string host = "127.0.0.1";  ///< An address to bind to, or "localhost".
  std::uint16_t port = 0;          ///< 0: any that is free.
  std::size_t threads = 0;         ///< 0: one for each core.
  /// Another event loop: the server's first thread does its work while the server runs. Null: none.
  EmbeddableLoop* embedded = nullptr;

  /// At most as many as the limit on descriptors (`ulimit -n`) allows. More are rejected with 503.
  std::size_t max_connections = 20'000;
  /// Of one client address. More are rejected with 429.
  std::size_t max_connections_of_address = std::numeric_limits<std::size_t>::max();
  std::size_t max_head_bytes = std::size_t{16} << 10;
  /// Maximum unsent bytes per client; a client that falls further behind is disconnected.
  std::size_t max_unsent_bytes = std::size_t{16} << 20;

  /// Time limit for the head of a request, from its first byte on; for that byte on a new
  /// connection; and for the TLS handshake.
  std::chrono::milliseconds head_time = std::chrono::seconds(10);
  std::chrono::milliseconds body_time = std::chrono::seconds(30);
  std::chrono::milliseconds idle_time = std::chrono::seconds(75);   ///< Between two requests.
  std::chrono::milliseconds write_time = std::chrono::seconds(30);  ///< For one write.
  /// How long to read and drop the rest of a rejected request, so that the response arrives.
  std::chrono::milliseconds linger_time = std::chrono::seconds(10);
  /// An event stream that is idle for this long gets a comment.
  std::chrono::milliseconds comment_after = std::chrono::seconds(15);
  /// Time for open requests to finish when the server is stopped.
  std::chrono::milliseconds drain_time = std::chrono::seconds(5);

  /// PEM files. Both or neither; with them the server speaks TLS 1.2 and newer only.
  std::string tls_certificate = {};
  std::string tls_key = {};
};

}  // namespace mcp::http
