#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "http_server/http_server_options.hpp"
#include "http_server/service.hpp"

namespace mcp::http {

/// Serves a Service by HTTP/1.1, on one thread for each core.
/// Spec: RFC 9110, RFC 9112.
class HttpServer {
 public:
  /// Binds. Throws std::runtime_error, which says what to do, when it cannot. The service must
  /// outlive the server.
  HttpServer(Service& service, HttpServerOptions options);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// The address that is bound, in digits, and its port.
  std::string host() const;
  std::uint16_t port() const;

  /// Reads the certificate and the key again, for new connections. Throws std::runtime_error, and
  /// goes on with the old ones, when they are not usable. Any thread.
  void reload_tls();

  /// Serves until stopped. Then accepts no new connections, lets open requests finish, and returns.
  void run(const std::stop_token& stop);

  /// Connections that are open now. Any thread.
  std::size_t connections() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace mcp::http
