#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <vector>

#include "http_server/embedding.hpp"
#include "http_server/http_connection.hpp"

namespace mcp::http {

/// One thread of a server, with the connections that belong to it.
class IoThread {
 public:
  /// `embedded`: another loop whose work this thread does, too, or null.
  IoThread(Shared& shared, EmbeddableLoop* embedded) : shared_(shared), ticker_(context_) {
    if (embedded) embedding_.emplace(context_, *embedded);
  }

  /// For creating the sockets of this thread.
  asio::io_context& context() { return context_; }

  /// Runs until it is drained and its last connection is gone.
  void run();

  // Any thread:

  /// Serves an accepted connection. One beyond the limits gets an error response (503, 429), or is
  /// just closed when many of these are open.
  void take(Socket socket);
  /// Closes idle connections. `take` must not be called any more.
  void drain();
  /// Closes all connections.
  void sever();
  /// Makes `run` return, whatever the connections do.
  void break_off() { context_.stop(); }

 private:
  void admit(Socket socket);
  void tick();
  std::vector<std::shared_ptr<HttpConnection>> living();

  Shared& shared_;
  asio::io_context context_{1};
  asio::steady_timer ticker_;
  std::optional<Embedding> embedding_;
  std::vector<std::weak_ptr<HttpConnection>> connections_;
  bool draining_ = false;
};

}  // namespace mcp::http
