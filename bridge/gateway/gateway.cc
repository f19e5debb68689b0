#include "bridge/gateway/gateway.hpp"

#include "bridge/gateway/gateway_service.hpp"
#include "http_server/http_server.hpp"

namespace mcp::bridge {
namespace {

http::HttpServerOptions server_options(const GatewayOptions& options) {
  return {.host = options.host,
          .port = options.port,
          .threads = 1,  // more would have to wake each other for each piece of text
          .embedded = options.model_loop,
          .max_connections = options.max_connections,
          .max_connections_of_address =
              options.max_sockets_per_address + options.max_requests_per_address,
          .max_head_bytes = options.max_head_bytes,
          .max_unsent_bytes = options.max_unsent_bytes,
          .head_time = options.head_time,
          .body_time = options.body_time,
          .idle_time = options.idle_time,
          .write_time = options.write_time,
          .linger_time = options.linger_time,
          .tls_certificate = options.tls_certificate,
          .tls_key = options.tls_key};
}

}  // namespace

class Gateway::Impl {
 public:
  Impl(ChatSessions& sessions, Rest rest, std::function<Route(const std::string&)> route_of,
       const GatewayOptions& options, GatewayObserver& observer)
      : state_(sessions, std::move(rest), std::move(route_of), options, observer),
        service_(state_),
        server_(service_, server_options(options)) {}

  std::uint16_t port() const { return server_.port(); }

  std::string address() const {
    std::string host = server_.host();
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "::") host = "::1";
    const bool is_v6 = host.find(':') != host.npos;
    return (is_v6 ? '[' + host + ']' : host) + ':' + std::to_string(port());
  }

  void reload_tls() { server_.reload_tls(); }

  void servers_changed() {
    for (const auto& socket : state_.open_sockets.all()) socket->servers_changed();
  }

  void run(const std::stop_token& stop) {
    server_.run(stop);
    state_.workers.join();
    state_.remote.join();
  }

 private:
  GatewayState state_;
  GatewayService service_;
  http::HttpServer server_;
};

Gateway::Gateway(ChatSessions& sessions, Rest rest,
                 std::function<Route(const std::string& path)> route_of, GatewayOptions options,
                 GatewayObserver& observer)
    : impl_(std::make_unique<Impl>(sessions, std::move(rest), std::move(route_of), options,
                                   observer)) {}

Gateway::~Gateway() = default;

std::uint16_t Gateway::port() const {
  return impl_->port();
}

std::string Gateway::address() const {
  return impl_->address();
}

void Gateway::reload_tls() {
  impl_->reload_tls();
}

void Gateway::servers_changed() {
  impl_->servers_changed();
}

void Gateway::run(std::stop_token stop) {
  impl_->run(stop);
}

}  // namespace mcp::bridge
