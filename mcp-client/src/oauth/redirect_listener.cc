#include "oauth/redirect_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <list>
#include <utility>
#include <vector>

#include "oauth/authorization_error.hpp"

namespace mcp::oauth {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view redirect_path = "/callback";
constexpr std::size_t max_request_bytes = std::size_t{32} << 10;
constexpr std::size_t max_connections = 32;
constexpr std::chrono::seconds patience(5);  // for one request of a browser

Error cannot_receive(const char* what) {
  return authorization_error(std::string("Cannot receive the redirect of the login: ") + what +
                             ": " + std::strerror(errno));
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
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

// The query of a GET of the redirect URI; empty: it is another request.
std::optional<std::string> query_in(std::string_view head) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const std::string start = "GET " + std::string(redirect_path) + '?';
  const auto end = line.rfind(" HTTP/1.");
  if (!line.starts_with(start) || end == line.npos || end < start.size()) return std::nullopt;
  return std::string(line.substr(start.size(), end - start.size()));
}

/// One connection until its request is complete.
struct Connection {
  Descriptor socket;
  Clock::time_point deadline = Clock::now() + patience;
  std::string head = {};

  bool is_complete() const { return head.find("\r\n\r\n") != head.npos; }

  /// Reads what has arrived. False: the connection is of no more use.
  bool read() {
    char buffer[4096];
    const auto count = ::recv(socket.get(), buffer, sizeof buffer, 0);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    head.append(buffer, static_cast<std::size_t>(count));
    return count > 0 && head.size() <= max_request_bytes;
  }
};

using Connections = std::list<Connection>;

// Responds to a complete request. Returns the query of a redirect that is accepted.
std::optional<std::string> answer(const Connection& connection,
                                  const std::function<bool(std::string_view query)>& accepts) {
  auto query = query_in(connection.head);
  if (!query) {
    respond(connection.socket, "404 Not Found", "This address is for the end of a login only.");
  } else if (!accepts(*query)) {
    respond(connection.socket, "400 Bad Request",
            "This page does not belong to the login that is going on.");
    query.reset();
  } else {
    respond(connection.socket, "200 OK", "You can close this window and return to the program.");
  }
  return query;
}

// Milliseconds until the first connection has to be dropped; -1: there is none.
int time_left(const Connections& connections) {
  if (connections.empty()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(connections.front().deadline - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

// The oldest connection makes room for a new one.
void accept(const Descriptor& socket, Connections& connections) {
  Descriptor accepted(::accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!accepted) return;
  if (connections.size() == max_connections) connections.pop_front();
  connections.push_back({.socket = std::move(accepted)});
}

}  // namespace

std::unique_ptr<RedirectListener> RedirectListener::on(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) throw cannot_receive("socket");
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const sockaddr_in address = loopback(port);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == EADDRINUSE) return nullptr;
    throw cannot_receive("bind");
  }
  if (::listen(socket.get(), static_cast<int>(max_connections)) != 0) {
    if (errno == EADDRINUSE) return nullptr;
    throw cannot_receive("listen");
  }
  return std::unique_ptr<RedirectListener>(new RedirectListener(std::move(socket)));
}

std::string RedirectListener::uri() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + std::string(redirect_path);
}

std::optional<std::string> RedirectListener::wait(
    const std::function<bool(std::string_view query)>& accepts, const Wakeup& stop) {
  Connections connections;  // in the order of their deadlines
  while (true) {
    std::vector<pollfd> polled = {{stop.fd(), POLLIN, 0}, {socket_.get(), POLLIN, 0}};
    for (const auto& connection : connections) {
      polled.push_back({connection.socket.get(), POLLIN, 0});
    }
    if (::poll(polled.data(), polled.size(), time_left(connections)) < 0) {
      if (errno == EINTR) continue;
      throw cannot_receive("poll");
    }
    if (polled[0].revents != 0) return std::nullopt;
    auto event = polled.begin() + 2;
    for (auto connection = connections.begin(); connection != connections.end(); ++event) {
      const bool is_open = event->revents == 0 || connection->read();
      if (connection->is_complete()) {
        if (auto query = answer(*connection, accepts)) return query;
      }
      const bool stays =
          is_open && !connection->is_complete() && connection->deadline > Clock::now();
      connection = stays ? std::next(connection) : connections.erase(connection);
    }
    if (polled[1].revents != 0) accept(socket_, connections);
  }
}

}  // namespace mcp::oauth
