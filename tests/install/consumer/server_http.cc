// A server over Streamable HTTP with its own listener. Sends it one request over a socket.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mcp/server/http_listener.hpp>
#include <thread>

#include "echo.hpp"
#include "require.hpp"

namespace {

constexpr const char* body =
    R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
    R"("capabilities":{},"clientInfo":{"name":"consumer","version":"1"}}})";

std::string post(std::uint16_t port) {
  const std::string text = body;
  const std::string request =
      "POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
      "Content-Length: " +
      std::to_string(text.size()) + "\r\n\r\n" + text;
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  require(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0,
          "the listener accepts a connection");
  require(::send(socket, request.data(), request.size(), 0) == static_cast<ssize_t>(request.size()),
          "the request is sent");
  std::string answer;
  char part[4096];
  while (const auto count = ::recv(socket, part, sizeof part, 0)) {
    if (count < 0) break;
    answer.append(part, static_cast<std::size_t>(count));
  }
  ::close(socket);
  return answer;
}

}  // namespace

int main() {
  mcp::Server server({"consumer", "1"});
  add_echo(server);
  mcp::http::Endpoint endpoint(server);
  mcp::http::Listener listener(endpoint, {});
  std::jthread serving([&](const std::stop_token& stop) { listener.run(stop); });
  require(post(listener.port()).find("\"serverInfo\"") != std::string::npos,
          "the listener answers initialize");
}
