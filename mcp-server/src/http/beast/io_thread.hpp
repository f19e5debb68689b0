#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <vector>

#include "http/beast/http_connection.hpp"

namespace mcp::http {

/// One thread of a listener, with the connections that belong to it.
class IoThread {
 public:
  /// With the TLS context of `shared` its connections speak TLS, without one they are plain.
  explicit IoThread(Shared& shared);

  /// Where sockets for it are made.
  asio::io_context& context() { return context_; }

  /// Runs until it is drained and its last connection is gone.
  void run();

  // Any thread:

  /// Serves a connection that was accepted, unless there are too many.
  void take(Socket socket);
  /// Ends connections that wait for a request. None may be taken any more.
  void drain();
  /// Ends all connections.
  void sever();

 private:
  void admit(Socket socket);
  std::shared_ptr<AnyConnection> connection(Socket socket, Place place);
  void tick();
  std::vector<std::shared_ptr<AnyConnection>> living();

  Shared& shared_;
  const bool is_tls_;
  asio::io_context context_{1};
  asio::steady_timer ticker_;
  std::vector<std::weak_ptr<AnyConnection>> connections_;
  bool draining_ = false;
};

}  // namespace mcp::http
