#pragma once

#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <latch>
#include <memory>
#include <string>
#include <string_view>

#include "bridge/gateway/gateway_host.hpp"
#include "bridge/gateway/gateway_service.hpp"
#include "bridge/gateway/rest.hpp"
#include "fuzz.hpp"
#include "http_server/http_connection.hpp"

namespace mcp::test {

/// The bridge's real connection code, including REST, over a pair of sockets in this process,
/// without a model and without servers.
class GatewayUnderTest {
 public:
  static constexpr std::string_view token = "t0ken";

  /// Makes one connection: sends `first`, then `second` if an upgrade was accepted. Returns the
  /// gateway's bytes until it closed the connection.
  std::string exchange(const std::string& first, const std::string& second = {}) {
    std::array<int, 2> ends{};
    require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    namespace asio = boost::asio;
    asio::io_context context(1);
    asio::ip::tcp::socket server(context, asio::ip::tcp::v4(), ends[0]);
    Peer peer(context, ends[1], first, second);
    peer.start();
    http::Shared shared(service_, limits());
    const auto connection = std::make_shared<http::HttpConnection>(
        http::ByteStream(std::move(server), nullptr), shared);
    connection->start({});
    context.run();
    // A request is handled even if its client has disconnected. Waits for it, so that it does not
    // run together with the next input.
    wait_for_all(state_.workers, 8);
    wait_for_all(state_.remote, 16);
    return peer.received();
  }

  /// Called with each request that reaches the REST code.
  std::function<void(const bridge::HttpCall&)> on_call = [](const bridge::HttpCall&) {};

 private:
  /// Waits until all threads of a pool have run the tasks that were posted before.
  static void wait_for_all(boost::asio::thread_pool& pool, std::ptrdiff_t threads) {
    const auto all = std::make_shared<std::latch>(threads);
    for (std::ptrdiff_t i = 0; i < threads; ++i) {
      boost::asio::post(pool, [all] { all->arrive_and_wait(); });
    }
    all->wait();
  }

  class Peer {
   public:
    Peer(boost::asio::io_context& context, int descriptor, const std::string& first,
         const std::string& second)
        : socket_(context, boost::asio::local::stream_protocol(), descriptor),
          first_(first),
          second_(second) {}

    void start() {
      boost::asio::async_write(
          socket_, boost::asio::buffer(first_),
          [this](const boost::system::error_code&, std::size_t) { first_sent(); });
      read();
    }
    const std::string& received() const { return received_; }

   private:
    void first_sent() {
      sent_ = true;
      if (second_.empty()) return finish();
      go_on();
    }
    void go_on() {
      if (!sent_ || begun_ || received_.find("\r\n\r\n") == received_.npos) return;
      begun_ = true;
      if (!received_.starts_with("HTTP/1.1 101 ")) return finish();
      boost::asio::async_write(socket_, boost::asio::buffer(second_),
                               [this](const boost::system::error_code&, std::size_t) { finish(); });
    }
    void finish() {
      boost::system::error_code ignored;
      socket_.shutdown(boost::asio::socket_base::shutdown_send, ignored);
    }
    void read() {
      socket_.async_read_some(boost::asio::buffer(part_),
                              [this](const boost::system::error_code& error, std::size_t count) {
                                received_.append(part_.data(), count);
                                if (error) return;
                                go_on();
                                read();
                              });
    }

    boost::asio::local::stream_protocol::socket socket_;
    const std::string& first_;
    const std::string& second_;
    std::string received_;
    std::array<char, 65536> part_;
    bool sent_ = false;
    bool begun_ = false;
  };

  bridge::GatewayOptions options() const {
    return {.access = {.token = std::string(token)},
            .projects = {"default"},
            .max_body_bytes = 2000,
            .max_frame_bytes = 2000,
            .linger_time = std::chrono::milliseconds(100)};
  }
  static http::HttpServerOptions limits() {
    return {.linger_time = std::chrono::milliseconds(100)};
  }

  BareSessions bare_;
  const bridge::Page page_;
  bridge::GatewayObserver observer_;
  const bridge::Rest rest_{{.sessions = bare_.sessions,
                            .accountant = bare_.accountant,
                            .page = page_,
                            .projects = {"default"}}};
  bridge::GatewayState state_{bare_.sessions,
                              [this](const bridge::HttpCall& call) {
                                on_call(call);
                                return rest_.answer(call);
                              },
                              bridge::Rest::route_of, options(), observer_};
  bridge::GatewayService service_{state_};
};

/// The gateway. Replaced after a number of inputs, because it stores what it receives.
inline GatewayUnderTest& gateway_under_test() {
  constexpr int uses = 300;
  static int used = 0;
  // Chats may write JSON until the gateway is destroyed, so the writer's statics must exist before.
  static const std::string written = to_text(Json("text"));
  static std::unique_ptr<GatewayUnderTest> gateway;
  if (used++ % uses == 0) {
    gateway.reset();
    gateway = std::make_unique<GatewayUnderTest>();
  }
  return *gateway;
}

}  // namespace mcp::test
