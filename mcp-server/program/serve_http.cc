#include "program/serve_http.hpp"

#include <sys/socket.h>

#include <charconv>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include "command_line/option_checks.hpp"
#include "http/guard.hpp"
#include "http/loopback.hpp"
#include "io/key_file.hpp"
#include "io/peer_user.hpp"
#include "mcp/server/http_listener.hpp"
#include "mcp/server/httplib.hpp"
#include "program/local_users.hpp"
#include "program/logging.hpp"
#include "program/metrics.hpp"
#include "program/ticket_urls.hpp"
#include "program/tokens.hpp"
#include "runtime/reload.hpp"
#include "schema/text.hpp"

namespace mcp::program {
namespace {

constexpr const char* path = "/mcp";
constexpr std::chrono::seconds drain(5);

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

// HOST:PORT, [HOST]:PORT or PORT.
Address parse_address(const std::string& text) {
  const auto colon = text.rfind(':');
  Address address;
  address.host = colon == text.npos ? "127.0.0.1" : text.substr(0, colon);
  if (address.host == "localhost") address.host = "127.0.0.1";
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  const char* const first = text.data() + (colon == text.npos ? 0 : colon + 1);
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(first, last, address.port);
  if (error != std::errc() || end != last) {
    throw std::runtime_error(
        "--http: " +
        command_line::must_be("HOST:PORT, such as 127.0.0.1:8080, with a port up to 65535", text));
  }
  return address;
}

void require_safe(const Address& address, const HttpSettings& http) {
  if (http::is_loopback(address.host) || http.insecure || !http.auth_token_file.empty()) return;
  throw std::runtime_error("--http: other machines can reach " + schema::quote_name(address.host) +
                           "; use 127.0.0.1, or require tokens with --auth-token-file, or allow "
                           "every caller with --insecure");
}

http::EndpointOptions endpoint_options(const HttpSettings& settings,
                                       const std::shared_ptr<TokenFile>& tokens) {
  http::EndpointOptions options;
  options.limits.max_bytes = settings.max_body;
  options.max_streams = settings.max_streams;
  options.allowed_hosts = settings.allowed_hosts;
  options.allowed_origins = settings.allowed_origins;
  for (const std::string& origin : options.allowed_origins) {
    if (origin == "*" || http::is_origin(origin)) continue;
    throw std::runtime_error(
        "--allowed-origin: " +
        command_line::must_be("an origin such as http://localhost:3000, without a path", origin));
  }
  if (!tokens) return options;
  options.authenticate = [tokens](std::string_view authorization) {
    return tokens->principal(authorization);
  };
  return options;
}

// Reads one of the files again. If that fails, the error is logged and the old content stays in
// use.
void reload(const char* what, const std::function<void()>& read) {
  try {
    read();
    log(LogLevel::info, std::string("SIGHUP: reloaded ") + what);
  } catch (const std::exception& error) {
    log(LogLevel::error,
        std::string("SIGHUP: ") + error.what() + "; the server keeps the old " + what);
  }
}

http::Page health() {
  return {"application/json", "{\"status\":\"ok\"}\n"};
}

std::string origin_of(const HttpSettings& http, const Address& address, int port) {
  const std::string host =
      address.host.find(':') == std::string::npos ? address.host : '[' + address.host + ']';
  return (http.tls_cert.empty() ? "http://" : "https://") + host + ':' + std::to_string(port);
}

void announce(const HttpSettings& http, const Address& address, int port) {
  std::fprintf(stderr, "mcp-server: listening on %s%s\n", origin_of(http, address, port).c_str(),
               path);
  report_callers(http, address.host);
}

void require_trusted(const HttpSettings& http) {
  if (http.tls_cert.empty() != http.tls_key.empty()) {
    throw std::runtime_error(std::string("TLS needs both --tls-cert and --tls-key; give ") +
                             (http.tls_key.empty() ? "--tls-key FILE" : "--tls-cert FILE"));
  }
  if (!http.tls_key.empty()) require_private(http.tls_key);
  if (!http.tls_cert.empty()) require_own(http.tls_cert);
}

void run_beast(http::Endpoint& endpoint, const Settings& settings, const Address& address,
               const std::shared_ptr<TokenFile>& tokens,
               const std::shared_ptr<const files::TicketRoute>& route,
               const std::function<void()>& confine, const std::stop_token& stop) {
  const HttpSettings& http = settings.http;
  require_trusted(http);
  const http::Listener* listening = nullptr;
  Metrics metrics({.connections = [&] { return static_cast<double>(listening->connections()); },
                   .sessions = [&] { return static_cast<double>(endpoint.sessions()); }});
  http::ListenerOptions options{.host = address.host,
                                .port = address.port,
                                .path = path,
                                .tls_certificate = http.tls_cert,
                                .tls_key = http.tls_key};
  options.pages = {{"/health", health}, {"/metrics", [&] { return metrics.page(); }}};
  options.on_response = [&](const http::Access& access) {
    metrics.count(access);
    log_access(access);
  };
  if (serves_own_user_only(http, address.host)) options.refuse_user = refuse_other_users;
  if (route) options.transfers = ticket_transfers(settings, route, tokens);
  http::Listener listener(endpoint, std::move(options));
  listening = &listener;
  if (route) set_ticket_origin(settings, origin_of(http, address, listener.port()));
  std::optional<Reload> reloading;
  if (settings.reloads()) {
    reloading.emplace([&] {
      reopen_log();
      if (tokens) reload("tokens", [&] { tokens->reload(); });
      if (http.tls_key.empty()) return;
      reload("TLS certificate", [&] {
        require_trusted(http);
        listener.reload_tls();
      });
    });
  }
  confine();
  announce(http, address, listener.port());
  listener.run(stop);
}

// cpp-httplib sets SO_REUSEPORT by default: another program of the same user could then listen on
// the port as well and receive some of the connections.
void reuse_address(socket_t socket) {
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

httplib::Server::HandlerResponse refuse_other_users_by_httplib(const httplib::Request& request,
                                                               httplib::Response& response) {
  const TcpEnd peer{request.remote_addr, static_cast<std::uint16_t>(request.remote_port)};
  const TcpEnd here{request.local_addr, static_cast<std::uint16_t>(request.local_port)};
  const std::string refusal = refuse_other_users(peer_user(peer, here));
  if (refusal.empty()) return httplib::Server::HandlerResponse::Unhandled;
  response.status = 403;
  response.set_content(to_text(Response{std::nullopt, Error(ErrorCode::invalid_request, refusal)}),
                       "application/json");
  return httplib::Server::HandlerResponse::Handled;
}

// The same with cpp-httplib: one thread for each stream, and no metrics.
void run_httplib(const std::shared_ptr<http::Endpoint>& endpoint, const Settings& settings,
                 const Address& address, const std::shared_ptr<TokenFile>& tokens,
                 const std::function<void()>& confine, const std::stop_token& stop) {
  const HttpSettings& http = settings.http;
  if (!http.tls_cert.empty() || !http.tls_key.empty()) {
    throw std::runtime_error(
        "--listener httplib has no TLS; use --listener beast with --tls-cert and --tls-key");
  }
  constexpr std::size_t threads = 256;
  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(threads); };
  server.set_payload_max_length(endpoint->options().limits.max_bytes);
  server.set_keep_alive_max_count(1'000'000);
  server.set_keep_alive_timeout(2);  // seconds; stopping may take as long
  const auto mounted = mount(server, path, endpoint, {.max_streams = threads / 2});
  server.Get("/health", [&](const httplib::Request& request, httplib::Response& response) {
    if (http::check_origin(http::detail::to_request(request), endpoint->options())) {
      response.status = 403;
      return;
    }
    const http::Page page = health();
    response.set_content(page.body, page.content_type.c_str());
  });
  server.set_socket_options(reuse_address);
  if (serves_own_user_only(http, address.host)) {
    server.set_pre_routing_handler(refuse_other_users_by_httplib);
  }
  const int port =
      address.port != 0
          ? (server.bind_to_port(address.host.c_str(), address.port) ? address.port : -1)
          : server.bind_to_any_port(address.host.c_str());
  if (port < 0) {
    throw std::runtime_error("cannot listen on " + address.host + " port " +
                             std::to_string(address.port) +
                             ": the port is in use, or the address is not one of this machine; "
                             "choose another");
  }
  std::optional<Reload> reloading;
  if (settings.reloads()) {
    reloading.emplace([&] {
      reopen_log();
      if (tokens) reload("tokens", [&] { tokens->reload(); });
    });
  }
  confine();
  announce(http, address, port);
  const std::stop_callback on_stop(stop, [&] {
    mounted->drain(drain);
    server.stop();
  });
  server.listen_after_bind();
}

}  // namespace

void serve_http(Server& server, const Settings& settings,
                const std::shared_ptr<const files::TicketRoute>& route,
                const std::function<void()>& confine, std::stop_token stop) {
  const HttpSettings& http = settings.http;
  const Address address = parse_address(http.address);
  if (http.listener == Listener::beast) {
    command_line::require_ip_address("--http", address.host);
  }
  require_safe(address, http);
  require_reachable_tickets(http, address.host);
  const auto tokens =
      http.auth_token_file.empty() ? nullptr : std::make_shared<TokenFile>(http.auth_token_file);
  const auto endpoint = std::make_shared<http::Endpoint>(server, endpoint_options(http, tokens));
  if (http.listener == Listener::beast) {
    run_beast(*endpoint, settings, address, tokens, route, confine, stop);
  } else {
    run_httplib(endpoint, settings, address, tokens, confine, stop);
  }
}

}  // namespace mcp::program
