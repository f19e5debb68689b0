#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <vector>

#include "http_server/io_thread.hpp"

namespace mcp::http {

/// The one listening socket of a server, with a thread of its own: gives each connection to the
/// next I/O thread. One listening socket per I/O thread would need SO_REUSEPORT, with which any
/// other program of the same user may listen on the port and receive a part of the connections.
class Acceptor {
 public:
  /// Binds and listens. Throws std::runtime_error when it cannot.
  explicit Acceptor(const asio::ip::tcp::endpoint& address);

  asio::ip::tcp::endpoint address() const { return address_; }

  /// Accepts until stopped; then the port is free again.
  void run(const std::vector<std::unique_ptr<IoThread>>& io_threads);
  /// Any thread.
  void stop();

 private:
  void accept(const std::vector<std::unique_ptr<IoThread>>& io_threads);
  void pause(const std::vector<std::unique_ptr<IoThread>>& io_threads);

  asio::io_context context_{1};
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  asio::ip::tcp::endpoint address_;
  std::size_t next_ = 0;
  bool stopped_ = false;
};

}  // namespace mcp::http
