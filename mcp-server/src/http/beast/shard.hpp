#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <stdexcept>
#include <vector>

#include "http/beast/http_connection.hpp"

namespace mcp::http {

/// One thread of a listener, with the connections that belong to it.
class Shard {
 public:
  /// Binds, beside the other shards at the same address. Throws what `cannot_listen` says.
  Shard(Shared& shared, const asio::ip::tcp::endpoint& address);

  asio::ip::tcp::endpoint address() const { return acceptor_.local_endpoint(); }

  /// Runs until it is drained and its last connection is gone.
  void run();

  // Any thread:

  /// Takes no more connections, and ends those that wait for a request.
  void drain();
  /// Ends all connections.
  void sever();

 private:
  void accept();
  void take(Socket socket);
  std::shared_ptr<AnyConnection> connection(Socket socket);
  void tick();
  std::vector<std::shared_ptr<AnyConnection>> living();

  Shared& shared_;
  const bool is_tls_;
  asio::io_context context_{1};
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer ticker_;
  std::vector<std::weak_ptr<AnyConnection>> connections_;
  bool draining_ = false;
  bool paused_ = false;  // no descriptors are left for more connections
};

std::runtime_error cannot_listen(const asio::ip::tcp::endpoint& address,
                                 const boost::system::error_code& error);

}  // namespace mcp::http
