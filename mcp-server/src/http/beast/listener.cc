#include "mcp/server/http_listener.hpp"

#include <algorithm>
#include <condition_variable>
#include <stdexcept>
#include <thread>
#include <vector>

#include "http/beast/acceptor.hpp"
#include "http/beast/free_memory.hpp"
#include "http/beast/io_thread.hpp"
#include "io/descriptor_room.hpp"

namespace mcp::http {
namespace {

using asio::ip::tcp;

std::runtime_error cannot(const std::string& what, const boost::system::error_code& error) {
  return std::runtime_error(what + ": " + error.message());
}

tcp::endpoint address_of(const ListenerOptions& options) {
  boost::system::error_code error;
  const auto host =
      asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
  if (error) throw cannot("`" + options.host + "` is not an address", error);
  return {host, options.port};
}

ListenerOptions with_room(ListenerOptions options) {
  options.max_connections = std::min(options.max_connections, most_connections_that_fit());
  return options;
}

std::shared_ptr<asio::ssl::context> tls_context(const ListenerOptions& options) {
  if (options.tls_certificate.empty() && options.tls_key.empty()) return nullptr;
  if (options.tls_certificate.empty() || options.tls_key.empty()) {
    throw std::runtime_error("TLS needs both a certificate and a key");
  }
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                       asio::ssl::context::no_tlsv1_1);
  boost::system::error_code error;
  context->use_certificate_chain_file(options.tls_certificate, error);
  if (error) throw cannot("the TLS certificate " + options.tls_certificate, error);
  context->use_private_key_file(options.tls_key, asio::ssl::context::pem, error);
  if (error) throw cannot("the TLS key " + options.tls_key, error);
  return context;
}

}  // namespace

class Listener::Impl {
 public:
  Impl(Endpoint& endpoint, ListenerOptions options)
      : endpoint_(endpoint),
        options_(with_room(std::move(options))),
        shared_(endpoint, options_),
        acceptor_(address_of(options_)) {
    shared_.tls = tls_context(options_);
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t threads = options_.threads != 0 ? options_.threads : cores;
    for (std::size_t i = 0; i < threads; ++i) {
      io_threads_.push_back(std::make_unique<IoThread>(shared_));
    }
  }

  std::uint16_t port() const { return acceptor_.address().port(); }
  std::size_t connections() const { return shared_.connections(); }

  void reload_tls() { shared_.tls = tls_context(options_); }

  void run(const std::stop_token& stop) {
    std::vector<std::jthread> threads;
    for (const auto& io_thread : io_threads_)
      threads.emplace_back([&io_thread] { io_thread->run(); });
    accept_until(stop);
    for (const auto& io_thread : io_threads_) io_thread->drain();
    finish(Clock::now() + options_.drain);
    for (const auto& io_thread : io_threads_) io_thread->sever();
  }

 private:
  void accept_until(const std::stop_token& stop) {
    const std::jthread accepting([this] { acceptor_.run(io_threads_); });
    wait_for(stop);
    acceptor_.stop();
  }

  // Lets open requests finish and their responses reach the clients, which is when the connections
  // end. A stream may have begun after the others were told to end.
  void finish(Clock::time_point deadline) {
    constexpr auto tell_again = std::chrono::milliseconds(100);
    do {
      endpoint_.end_streams();
    } while (!shared_.wait_until_none(std::min(deadline, Clock::now() + tell_again)) &&
             Clock::now() < deadline);
    const auto left = deadline - Clock::now();
    endpoint_.wait_until_idle(std::chrono::duration_cast<std::chrono::milliseconds>(
        std::max(left, Clock::duration::zero())));
  }

  void wait_for(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    constexpr int expire_each = 10;
    FreeMemory memory;
    for (int second = 1; !stop.stop_requested(); ++second) {
      stopped.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
      memory.give_back();
      if (second % expire_each == 0) endpoint_.expire();
    }
  }

  Endpoint& endpoint_;
  const ListenerOptions options_;
  Shared shared_;
  std::vector<std::unique_ptr<IoThread>> io_threads_;  // outlive what accepts sockets for them
  Acceptor acceptor_;
};

Listener::Listener(Endpoint& endpoint, ListenerOptions options)
    : impl_(std::make_unique<Impl>(endpoint, std::move(options))) {}

Listener::~Listener() = default;

std::uint16_t Listener::port() const {
  return impl_->port();
}

void Listener::reload_tls() {
  impl_->reload_tls();
}

void Listener::run(std::stop_token stop) {
  impl_->run(stop);
}

std::size_t Listener::connections() const {
  return impl_->connections();
}

}  // namespace mcp::http
