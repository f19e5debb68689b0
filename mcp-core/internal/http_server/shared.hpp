#pragma once

#include <atomic>

#include "http_server/http_server_options.hpp"
#include "http_server/service.hpp"

namespace mcp::http {

/// State that all connections of a server share. Any thread.
struct Shared {
  Shared(Service& its_service, HttpServerOptions its_options)
      : service(its_service),
        options(std::move(its_options)),
        connections(options.max_connections, options.max_connections_of_address) {}

  Service& service;
  const HttpServerOptions options;
  CallerCount connections;
  /// Connections beyond the limits, which get an error response.
  CallerCount refused{most_refused, most_refused};
  /// For new connections; null: no TLS.
  std::atomic<ByteStream::TlsContext> tls;

 private:
  static constexpr std::size_t most_refused = 64;
};

}  // namespace mcp::http
