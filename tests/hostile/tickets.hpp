#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "hostile/arena.hpp"
#include "support/eventually.hpp"
#include "support/http_requests.hpp"
#include "support/raw_client.hpp"
#include "support/server_process.hpp"

namespace mcp::test {

/// The program with `--tickets`, on a port of its own.
class TicketProgram {
 public:
  explicit TicketProgram(const std::filesystem::path& root, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--http", "127.0.0.1:0", "--tickets"});
    process = std::make_unique<ServerProcess>(Launch{.arguments = command_line(root, more)});
    const bool listens =
        eventually([&] { return process->errors().find("/mcp\n") != std::string::npos; });
    const std::string errors = process->errors();
    const auto end = errors.find("/mcp\n");
    if (!listens || end == errors.npos) return;
    port = static_cast<std::uint16_t>(std::stoul(errors.substr(errors.rfind(':', end) + 1)));
  }

  /// The structured content of the response to a call of a tool.
  Json call(const std::string& tool, const Json& arguments, const std::string& token = {}) const {
    auto request = modern_tool(tool, arguments);
    if (!token.empty()) request.headers.push_back({"Authorization", "Bearer " + token});
    RawClient client(port);
    return client.ask(to_wire(request)).json()["result"]["structuredContent"];
  }

  std::unique_ptr<ServerProcess> process;
  std::uint16_t port = 0;
};

/// The path of a URL.
inline std::string path_of(const Json& descriptor) {
  const std::string url = descriptor.value("url", "");
  return url.substr(std::min(url.find("/files/"), url.size()));
}

/// The bytes of a request for a ticket. `headers` are whole lines.
inline std::string ticket_request(const std::string& method, const std::string& path,
                                  const std::string& headers = {}, std::string_view body = {}) {
  return method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" +
         std::string(body);
}

/// A PUT of some bytes.
inline std::string put_request(const std::string& path, std::string_view body,
                               const std::string& more = {}) {
  return ticket_request("PUT", path,
                        "Content-Length: " + std::to_string(body.size()) + "\r\n" + more, body);
}

/// The status and the headers of the response to HEAD, which has no body although its headers say
/// how long it would be.
inline RawResponse head_of(std::uint16_t port, const std::string& path,
                           const std::string& headers = {}) {
  RawClient client(port);
  RawResponse response;
  client.send(ticket_request("HEAD", path, headers));
  if (!client.read_until("\r\n\r\n")) return response;
  response.head = client.unread();
  response.status = std::stoi(response.head.substr(response.head.find(' ')));
  return response;
}

/// The code of the error in a response; empty: it has none.
inline std::string code_of(const RawResponse& response) {
  const Json body = response.json();
  return body.contains("error") ? body["error"].value("code", "") : std::string();
}

/// Bytes that do not repeat soon.
inline std::string varied_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 1;
  for (char& byte : bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<char>(state >> 24U);
  }
  return bytes;
}

}  // namespace mcp::test
