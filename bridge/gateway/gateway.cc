#include "bridge/gateway/gateway.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <condition_variable>
#include <stdexcept>
#include <thread>
#include <vector>

#include "bridge/gateway/http_connection.hpp"

namespace mcp::bridge {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A thread with the connections that belong to it.
class IoThread {
 public:
  explicit IoThread(GatewayState& state) : state_(state), work_(context_.get_executor()) {}

  asio::io_context& context() { return context_; }
  void run() { context_.run(); }

  /// Serves a connection, or with a status turns it away. Any thread.
  void take(tcp::socket socket, CountedConnection counted, int status) {
    auto connection =
        std::make_shared<HttpConnection>(std::move(socket), state_, std::move(counted));
    if (status == 0) connection->begin_as_stranger();
    asio::post(context_, [this, connection, status] {
      std::erase_if(connections_, [](const auto& each) { return each.expired(); });
      connections_.push_back(connection);
      auto served = [connection, status]() -> asio::awaitable<void> {
        status == 0 ? co_await connection->run() : co_await connection->turn_away(status);
      };
      asio::co_spawn(context_, std::move(served), asio::detached);
    });
  }
  /// Any thread.
  void servers_changed() {
    each([](HttpConnection& connection) { connection.servers_changed(); });
  }
  /// Any thread: says goodbye to all, and runs out.
  void stop() {
    each([](HttpConnection& connection) { connection.stop(); });
    asio::post(context_, [this] { work_.reset(); });
  }
  void break_off() { context_.stop(); }

 private:
  template <class Action>
  void each(Action action) {
    asio::post(context_, [this, action] {
      for (const auto& each : connections_) {
        if (const auto connection = each.lock()) action(*connection);
      }
    });
  }

  GatewayState& state_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::vector<std::weak_ptr<HttpConnection>> connections_;
};

}  // namespace

class Gateway::Impl {
 public:
  Impl(ChatSessions& sessions, Rest rest, std::function<Route(const std::string&)> route_of,
       GatewayOptions options, GatewayObserver& observer)
      : state_(sessions, std::move(rest), std::move(route_of), std::move(options), observer),
        acceptor_(accepting_),
        pause_(accepting_) {
    listen();
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t threads = state_.options.threads != 0 ? state_.options.threads : cores;
    for (std::size_t i = 0; i < threads; ++i)
      io_threads_.push_back(std::make_unique<IoThread>(state_));
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  std::string address() const {
    const auto bound = acceptor_.local_endpoint().address();
    const std::string port = ':' + std::to_string(this->port());
    if (bound.is_v6())
      return (bound.is_unspecified() ? "[::1]" : '[' + bound.to_string() + ']') + port;
    return (bound.is_unspecified() ? "127.0.0.1" : bound.to_string()) + port;
  }

  void servers_changed() {
    for (const auto& io_thread : io_threads_) io_thread->servers_changed();
  }

  void run(const std::stop_token& stop) {
    std::vector<std::jthread> threads;
    for (const auto& io_thread : io_threads_)
      threads.emplace_back([&io_thread] { io_thread->run(); });
    accept();
    const std::stop_callback on_stop(stop, [this] { accepting_.stop(); });
    accepting_.run();
    for (const auto& io_thread : io_threads_) io_thread->stop();
    std::jthread impatience([this](const std::stop_token& done) { break_off_after(done); });
    threads.clear();
    state_.workers.join();
    state_.remote.join();
  }

 private:
  void listen() {
    boost::system::error_code error;
    const auto& host = state_.options.host == "localhost" ? "127.0.0.1" : state_.options.host;
    const auto address = asio::ip::make_address(host, error);
    const tcp::endpoint endpoint(address, state_.options.port);
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return;
    throw std::runtime_error("cannot listen on " + state_.options.host + " port " +
                             std::to_string(state_.options.port) + ": " + error.message());
  }

  void accept() {
    IoThread& io_thread = *io_threads_[next_++ % io_threads_.size()];
    acceptor_.async_accept(
        io_thread.context(),
        [this, &io_thread](const boost::system::error_code& error, tcp::socket socket) {
          if (error == asio::error::operation_aborted) return;
          if (!error) admit(std::move(socket), io_thread);
          error ? rest() : accept();
        });
  }

  // A client that is one too many is told so, as long as there are not too many of these as well.
  void admit(tcp::socket socket, IoThread& io_thread) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const std::string address = socket.remote_endpoint(ignored).address().to_string();
    auto counted = state_.connections.add(address);
    int status = 0;
    if (const auto* limit = std::get_if<ConnectionCount::Limit>(&counted)) {
      status = *limit == ConnectionCount::Limit::total ? 503 : 429;
      counted = state_.refused.add(address);
    }
    if (counted.index() != 0) return;
    io_thread.take(std::move(socket), std::get<CountedConnection>(std::move(counted)), status);
  }

  // No descriptors are left: others end in the meantime.
  void rest() {
    pause_.expires_after(std::chrono::milliseconds(100));
    pause_.async_wait([this](const boost::system::error_code&) { accept(); });
  }

  void break_off_after(const std::stop_token& done) {
    constexpr std::chrono::seconds patience(5);
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock(mutex);
    ended.wait_for(lock, done, patience, [] { return false; });
    if (done.stop_requested()) return;
    for (const auto& io_thread : io_threads_) io_thread->break_off();
  }

  GatewayState state_;
  std::vector<std::unique_ptr<IoThread>> io_threads_;  // outlive what accepts sockets for them
  std::size_t next_ = 0;
  asio::io_context accepting_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
};

Gateway::Gateway(ChatSessions& sessions, Rest rest,
                 std::function<Route(const std::string& path)> route_of, GatewayOptions options,
                 GatewayObserver& observer)
    : impl_(std::make_unique<Impl>(sessions, std::move(rest), std::move(route_of),
                                   std::move(options), observer)) {}

Gateway::~Gateway() = default;

std::uint16_t Gateway::port() const {
  return impl_->port();
}

std::string Gateway::address() const {
  return impl_->address();
}

void Gateway::servers_changed() {
  impl_->servers_changed();
}

void Gateway::run(std::stop_token stop) {
  impl_->run(stop);
}

}  // namespace mcp::bridge
