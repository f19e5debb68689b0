#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <vector>

#include "http_server/http_connection.hpp"

namespace mcp::http {

/// One thread of a server, with the connections that belong to it.
class IoThread {
 public:
  explicit IoThread(Shared& shared) : shared_(shared), ticker_(context_) {}

  /// Where sockets for it are made.
  asio::io_context& context() { return context_; }

  /// Runs until it is drained and its last connection is gone.
  void run();

  // Any thread:

  /// Serves a connection that was accepted. One that is too many is told so, as long as there are
  /// not too many of these as well.
  void take(Socket socket);
  /// Ends connections that wait for a request. None may be taken any more.
  void drain();
  /// Ends all connections.
  void sever();
  /// Returns from `run`, whatever the connections do.
  void break_off() { context_.stop(); }

 private:
  void admit(Socket socket);
  void tick();
  std::vector<std::shared_ptr<HttpConnection>> living();

  Shared& shared_;
  asio::io_context context_{1};
  asio::steady_timer ticker_;
  std::vector<std::weak_ptr<HttpConnection>> connections_;
  bool draining_ = false;
};

}  // namespace mcp::http
