#include "mcp/server/http_listener.hpp"

#include "http/endpoint_connection.hpp"
#include "http_server/http_server.hpp"
#include "io/peer_user.hpp"
#include "runtime/worker_pool.hpp"

namespace mcp::http {
namespace {

HttpServerOptions server_options(const ListenerOptions& options) {
  return {.host = options.host,
          .port = options.port,
          .threads = options.threads,
          .max_connections = options.max_connections,
          .max_head_bytes = options.max_header_bytes,
          .max_unsent_bytes = options.max_unsent_bytes,
          .head_time = options.header_time,
          .body_time = options.body_time,
          .idle_time = options.idle_time,
          .write_time = options.write_time,
          .linger_time = options.header_time,
          .comment_after = options.comment_after,
          .drain_time = options.drain,
          .tls_certificate = options.tls_certificate,
          .tls_key = options.tls_key};
}

// Threads for transfers, which wait for the disk.
constexpr std::size_t transfer_threads = 8;

std::string_view text_of(int status) {
  switch (status) {
    case 413:
      return "The body is too large\n";
    case 431:
      return "The headers are too large\n";
    case 503:
      return "There are too many connections; try again later\n";
    default:
      return "This is not HTTP\n";
  }
}

}  // namespace

class Listener::Impl final : public Service {
 public:
  Impl(Endpoint& endpoint, ListenerOptions options)
      : options_(std::move(options)),
        state_{.endpoint = endpoint, .options = options_},
        server_(*this, server_options(options_)),
        // One step of each connection, also of those whose transfer is rejected.
        workers_(transfer_threads, options_.max_connections) {
    state_.transfer_workers = &workers_;
  }

  HttpServer& server() { return server_; }

  void run(const std::stop_token& stop) {
    server_.run(stop);
    // Requests may outlast their connections.
    const auto left = ended_by_ - Endpoint::Clock::now();
    state_.endpoint.wait_until_idle(std::chrono::duration_cast<std::chrono::milliseconds>(
        std::max(left, Endpoint::Clock::duration::zero())));
  }

  std::unique_ptr<ConnectionHandler> accept(Peer peer) override {
    std::string refusal;
    Counted refused;
    if (options_.refuse_user) refusal = options_.refuse_user(peer_user(peer.descriptor));
    if (!refusal.empty()) {
      auto counted = state_.refused.add(peer.address);
      if (counted.index() != 0) return nullptr;
      refused = std::get<Counted>(std::move(counted));
    }
    return std::make_unique<EndpointConnection>(state_, std::move(peer), std::move(refusal),
                                                std::move(refused));
  }

  Response refusal(int status) override {
    return {.head = {status, {{"Content-Type", "text/plain"}}},
            .body = std::string(text_of(status))};
  }

  void each_second() override {
    constexpr int expire_each = 10;
    if (++seconds_ % expire_each == 0) state_.endpoint.expire();
  }

  void ending() override {
    if (ended_by_ == Endpoint::Clock::time_point{}) {
      ended_by_ = Endpoint::Clock::now() + options_.drain;
    }
    state_.endpoint.end_streams();
  }

 private:
  const ListenerOptions options_;
  ListenerState state_;
  HttpServer server_;
  WorkerPool workers_;  // destroyed before the server: its work wakes connections
  int seconds_ = 0;
  Endpoint::Clock::time_point ended_by_{};  // deadline of the open requests
};

Listener::Listener(Endpoint& endpoint, ListenerOptions options)
    : impl_(std::make_unique<Impl>(endpoint, std::move(options))) {}

Listener::~Listener() = default;

std::uint16_t Listener::port() const {
  return impl_->server().port();
}

void Listener::reload_tls() {
  impl_->server().reload_tls();
}

void Listener::run(std::stop_token stop) {
  impl_->run(stop);
}

std::size_t Listener::connections() const {
  return impl_->server().connections();
}

}  // namespace mcp::http
