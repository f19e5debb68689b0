#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "http_client/url.hpp"
#include "io/descriptor.hpp"
#include "io/wakeup.hpp"
#include "mcp/client/oauth.hpp"
#include "mcp/error.hpp"

namespace mcp {
namespace {

constexpr std::string_view redirect_path = "/callback";
constexpr std::size_t max_request_bytes = std::size_t{32} << 10;
constexpr int patience_ms = 2'000;  // for one request of a browser

Error cannot_receive(const char* what) {
  return Error(ErrorCode::authorization_failed,
               std::string("Cannot receive the redirect of the login: ") + what + ": " +
                   std::strerror(errno));
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

// Empty when the port is in use.
Descriptor listen_on(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) throw cannot_receive("socket");
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const sockaddr_in address = loopback(port);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == EADDRINUSE) return {};
    throw cannot_receive("bind");
  }
  if (::listen(socket.get(), 8) != 0) throw cannot_receive("listen");
  return socket;
}

std::uint16_t port_of(const Descriptor& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

// Waits until the descriptor can be read. False: `stop` was signalled, or the time is over.
bool wait_readable(const Descriptor& descriptor, const Wakeup& stop, int milliseconds) {
  pollfd polled[] = {{descriptor.get(), POLLIN, 0}, {stop.fd(), POLLIN, 0}};
  while (::poll(polled, 2, milliseconds) < 0) {
    if (errno != EINTR) throw cannot_receive("poll");
  }
  return polled[1].revents == 0 && polled[0].revents != 0;
}

// The head of a request, or what arrived of it in time.
std::string read_head(const Descriptor& connection, const Wakeup& stop) {
  std::string head;
  char buffer[4096];
  while (head.find("\r\n\r\n") == head.npos && head.size() < max_request_bytes &&
         wait_readable(connection, stop, patience_ms)) {
    const auto count = ::recv(connection.get(), buffer, sizeof buffer, 0);
    if (count <= 0) break;
    head.append(buffer, static_cast<std::size_t>(count));
  }
  return head;
}

// The query of a GET of the redirect URI; empty: it is another request.
std::optional<std::string> query_in(std::string_view head) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const std::string start = "GET " + std::string(redirect_path) + '?';
  const auto end = line.rfind(" HTTP/1.");
  if (!line.starts_with(start) || end == line.npos || end < start.size()) return std::nullopt;
  return std::string(line.substr(start.size(), end - start.size()));
}

void respond(const Descriptor& connection, const char* status, std::string_view text) {
  const std::string body = "<!doctype html><meta charset=utf-8><title>mcp-toolkit</title><p>" +
                           std::string(text) + "</p>\n";
  const std::string response =
      "HTTP/1.1 " + std::string(status) +
      "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " +
      std::to_string(body.size()) +
      "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
      "Content-Security-Policy: default-src 'none'\r\nConnection: close\r\n\r\n" +
      body;
  (void)::send(connection.get(), response.data(), response.size(), MSG_NOSIGNAL);
  ::shutdown(connection.get(), SHUT_WR);
}

class LoopbackUserAgent final : public UserAgent {
 public:
  LoopbackUserAgent(std::function<void(const std::string&)> open_page, std::uint16_t port)
      : open_page_(std::move(open_page)), port_(port) {}

  std::string redirect_uri(const std::string& registered) override {
    const auto before = http::client::parse_url(registered);
    const std::uint16_t wanted =
        port_ == 0 && before ? static_cast<std::uint16_t>(std::stoul(before->port)) : port_;
    socket_ = listen_on(wanted);
    if (!socket_ && port_ == 0) socket_ = listen_on(0);
    if (!socket_) {
      throw Error(ErrorCode::authorization_failed,
                  "The port " + std::to_string(wanted) +
                      " for the redirect of the login is in use; choose another one");
    }
    return "http://127.0.0.1:" + std::to_string(port_of(socket_)) + std::string(redirect_path);
  }

  std::string authorize(const std::string& url, const std::stop_token& stop) override {
    const Descriptor socket = std::exchange(socket_, Descriptor());
    Wakeup stopped;
    const std::stop_callback on_stop(stop, [&stopped] { stopped.signal(); });
    open_page_(url);
    while (wait_readable(socket, stopped, -1)) {
      const Descriptor connection(::accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!connection) continue;
      if (auto query = query_in(read_head(connection, stopped))) {
        respond(connection, "200 OK", "You can close this window and return to the program.");
        return *std::move(query);
      }
      respond(connection, "404 Not Found", "This address is for the end of a login only.");
    }
    throw Error(ErrorCode::request_cancelled, "Cancelled while waiting for the login");
  }

 private:
  const std::function<void(const std::string&)> open_page_;
  const std::uint16_t port_;
  Descriptor socket_;
};

}  // namespace

std::shared_ptr<UserAgent> loopback_user_agent(
    std::function<void(const std::string& url)> open_page, std::uint16_t port) {
  return std::make_shared<LoopbackUserAgent>(std::move(open_page), port);
}

}  // namespace mcp
