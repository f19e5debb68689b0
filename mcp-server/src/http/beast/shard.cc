#include "http/beast/shard.hpp"

#include <sys/socket.h>

namespace mcp::http {
namespace {

using asio::ip::tcp;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr auto tick_interval = std::chrono::milliseconds(250);

constexpr std::string_view full =
    "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

}  // namespace

std::runtime_error cannot_listen(const tcp::endpoint& address,
                                 const boost::system::error_code& error) {
  return std::runtime_error("cannot listen on " + address.address().to_string() + " port " +
                            std::to_string(address.port()) + ": " + error.message());
}

Shard::Shard(Shared& shared, const tcp::endpoint& address)
    : shared_(shared),
      is_tls_(shared.tls.load() != nullptr),
      acceptor_(context_),
      ticker_(context_) {
  boost::system::error_code error;
  acceptor_.open(address.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.set_option(ReusePort(true), error);
  if (!error) acceptor_.bind(address, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) throw cannot_listen(address, error);
}

void Shard::run() {
  accept();
  tick();
  context_.run();
}

void Shard::drain() {
  asio::post(context_, [this] {
    draining_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    for (const auto& connection : living()) connection->drain();
  });
}

void Shard::sever() {
  asio::post(context_, [this] {
    for (const auto& connection : living()) connection->sever();
    ticker_.cancel();  // which looks at once whether anything is left
  });
}

void Shard::accept() {
  acceptor_.async_accept(context_, [this](const boost::system::error_code& error, Socket socket) {
    if (draining_) return;
    paused_ = static_cast<bool>(error);  // no descriptors left: the ticker tries again
    if (paused_) return;
    take(std::move(socket));
    accept();
  });
}

void Shard::take(Socket socket) {
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  if (shared_.connections() >= shared_.options.max_connections) {
    if (!is_tls_) socket.send(asio::buffer(full.data(), full.size()), 0, ignored);
    return;
  }
  socket.set_option(tcp::no_delay(true), ignored);
  const auto taken = connection(std::move(socket));
  connections_.push_back(taken);
  taken->start();
}

std::shared_ptr<AnyConnection> Shard::connection(Socket socket) {
  boost::system::error_code ignored;
  std::string peer = socket.remote_endpoint(ignored).address().to_string();
  if (!is_tls_) {
    return std::make_shared<HttpConnection<Socket>>(std::move(socket), shared_, std::move(peer));
  }
  const auto tls = shared_.tls.load();
  asio::ssl::stream<Socket> stream(std::move(socket), *tls);
  return std::make_shared<HttpConnection<asio::ssl::stream<Socket>>>(std::move(stream), shared_,
                                                                     std::move(peer));
}

void Shard::tick() {
  ticker_.expires_after(tick_interval);
  ticker_.async_wait([this](const boost::system::error_code&) {
    const auto now = Clock::now();
    for (const auto& connection : living()) connection->tick(now);
    if (draining_ && connections_.empty()) return;
    if (paused_ && !draining_) accept();
    tick();
  });
}

std::vector<std::shared_ptr<AnyConnection>> Shard::living() {
  std::vector<std::shared_ptr<AnyConnection>> living;
  living.reserve(connections_.size());
  std::erase_if(connections_, [&](const std::weak_ptr<AnyConnection>& each) {
    if (auto connection = each.lock()) living.push_back(std::move(connection));
    return each.expired();
  });
  return living;
}

}  // namespace mcp::http
