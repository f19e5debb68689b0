#include "http_server/acceptor.hpp"

#include <stdexcept>
#include <string>

namespace mcp::http {
namespace {

using asio::ip::tcp;

constexpr auto pause_time = std::chrono::milliseconds(100);

// Advises the user on an error of `listen`; follows its message.
std::string advice(const boost::system::error_code& error) {
  if (error == asio::error::address_in_use) {
    return "; stop the program that uses the port, or choose another port";
  }
  if (error == asio::error::access_denied) {
    return "; only privileged processes may use this port: choose one from 1024 on";
  }
  const bool is_foreign = error == boost::system::errc::address_not_available;
  return is_foreign ? "; choose an address of this machine" : "";
}

}  // namespace

Acceptor::Acceptor(const tcp::endpoint& address) : acceptor_(context_), pause_(context_) {
  boost::system::error_code error;
  acceptor_.open(address.protocol(), error);
  // So that a restart need not wait for old connections. While another socket listens on the port,
  // listening fails nevertheless.
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(address, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (!error) address_ = acceptor_.local_endpoint(error);
  if (!error) return;
  throw std::runtime_error("cannot listen on " + address.address().to_string() + " port " +
                           std::to_string(address.port()) + ": " + error.message() + advice(error));
}

void Acceptor::run(const std::vector<std::unique_ptr<IoThread>>& io_threads) {
  accept(io_threads);
  context_.run();
}

void Acceptor::stop() {
  asio::post(context_, [this] {
    stopped_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  });
}

void Acceptor::accept(const std::vector<std::unique_ptr<IoThread>>& io_threads) {
  IoThread& io_thread = *io_threads[next_++ % io_threads.size()];
  acceptor_.async_accept(
      io_thread.context(),
      [this, &io_threads, &io_thread](const boost::system::error_code& error, Socket socket) {
        if (stopped_) return;
        if (error) return pause(io_threads);
        io_thread.take(std::move(socket));
        accept(io_threads);
      });
}

// Called when no descriptors are left: waits for other connections to end.
void Acceptor::pause(const std::vector<std::unique_ptr<IoThread>>& io_threads) {
  pause_.expires_after(pause_time);
  pause_.async_wait([this, &io_threads](const boost::system::error_code&) {
    if (!stopped_) accept(io_threads);
  });
}

}  // namespace mcp::http
