#include "http_server/http_server.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <vector>

#include "http_server/acceptor.hpp"
#include "http_server/free_memory.hpp"
#include "http_server/io_thread.hpp"
#include "http_server/tls_context.hpp"
#include "io/descriptor_room.hpp"
#include "runtime/pause.hpp"

namespace mcp::http {
namespace {

using asio::ip::tcp;

// The time for severed connections to end.
constexpr auto patience = std::chrono::seconds(2);

tcp::endpoint address_of(const HttpServerOptions& options) {
  boost::system::error_code error;
  const auto host =
      asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
  if (!error) return {host, options.port};
  throw std::runtime_error("`" + options.host +
                           "` is not an IP address; use 127.0.0.1, or an address of this machine");
}

HttpServerOptions with_room(HttpServerOptions options) {
  options.max_connections = std::min(options.max_connections, most_connections_that_fit());
  return options;
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(Service& service, HttpServerOptions options)
      : shared_(service, with_room(std::move(options))), acceptor_(address_of(shared_.options)) {
    shared_.tls = tls_context(shared_.options);
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t threads = shared_.options.threads != 0 ? shared_.options.threads : cores;
    for (std::size_t i = 0; i < threads; ++i) {
      EmbeddableLoop* const embedded = i == 0 ? shared_.options.embedded : nullptr;
      io_threads_.push_back(std::make_unique<IoThread>(shared_, embedded));
    }
  }

  tcp::endpoint address() const { return acceptor_.address(); }
  std::size_t connections() const { return shared_.connections.total(); }

  void reload_tls() { shared_.tls = tls_context(shared_.options); }

  void run(const std::stop_token& stop) {
    std::vector<std::jthread> threads;
    for (const auto& io_thread : io_threads_) {
      threads.emplace_back([&io_thread] { io_thread->run(); });
    }
    accept_until(stop);
    for (const auto& io_thread : io_threads_) io_thread->drain();
    finish(Clock::now() + shared_.options.drain_time);
    for (const auto& io_thread : io_threads_) io_thread->sever();
    if (shared_.connections.wait_until_none(Clock::now() + patience)) return;
    for (const auto& io_thread : io_threads_) io_thread->break_off();
  }

 private:
  void accept_until(const std::stop_token& stop) {
    const std::jthread accepting([this] { acceptor_.run(io_threads_); });
    wait_for(stop);
    acceptor_.stop();
  }

  // Waits for open requests, and until their responses have been sent; then the connections end.
  // Calls `ending` repeatedly, because a stream may begin after the first call.
  void finish(Clock::time_point deadline) {
    constexpr auto interval = std::chrono::milliseconds(100);
    do {
      shared_.service.ending();
    } while (!shared_.connections.wait_until_none(std::min(deadline, Clock::now() + interval)) &&
             Clock::now() < deadline);
  }

  void wait_for(const std::stop_token& stop) {
    FreeMemory memory;
    while (pause_for(std::chrono::seconds(1), stop)) {
      memory.give_back();
      shared_.service.each_second();
    }
  }

  Shared shared_;
  std::vector<std::unique_ptr<IoThread>> io_threads_;  // outlive what accepts sockets for them
  Acceptor acceptor_;
};

HttpServer::HttpServer(Service& service, HttpServerOptions options)
    : impl_(std::make_unique<Impl>(service, std::move(options))) {}

HttpServer::~HttpServer() = default;

std::string HttpServer::host() const {
  return impl_->address().address().to_string();
}

std::uint16_t HttpServer::port() const {
  return impl_->address().port();
}

void HttpServer::reload_tls() {
  impl_->reload_tls();
}

void HttpServer::run(const std::stop_token& stop) {
  impl_->run(stop);
}

std::size_t HttpServer::connections() const {
  return impl_->connections();
}

}  // namespace mcp::http
