// An endpoint behind other HTTP software: here as a CGI program (RFC 3875), which serves one
// request and exits. That suits clients of 2026-07-28, whose requests need no session.

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <iostream>
#include <mcp/server/http_endpoint.hpp>

std::string variable(const char* name) {
  return std::getenv(name) ? std::getenv(name) : "";
}

// CGI passes the request's headers as environment variables: Mcp-Method is HTTP_MCP_METHOD.
mcp::http::Request read_request() {
  mcp::http::Request request{.method = variable("REQUEST_METHOD"), .headers = {}, .body = {}};
  request.headers.push_back({"Content-Type", variable("CONTENT_TYPE")});
  for (char** each = environ; *each; ++each) {
    const std::string_view line = *each;
    if (!line.starts_with("HTTP_")) continue;
    std::string name(line.substr(5, line.find('=') - 5));
    std::ranges::replace(name, '_', '-');
    request.headers.push_back({name, std::string(line.substr(line.find('=') + 1))});
  }
  request.body.resize(std::strtoul(variable("CONTENT_LENGTH").c_str(), nullptr, 10));
  std::cin.read(request.body.data(), static_cast<std::streamsize>(request.body.size()));
  return request;
}

// Writes the endpoint's response to standard output.
class StandardOutput final : public mcp::http::Responder {
 public:
  void respond(mcp::http::ResponseHead head, std::string body) override {
    start(head), write(body), finish();
  }
  void start(mcp::http::ResponseHead head) override {
    std::cout << "Status: " << head.status << "\r\n";
    for (const auto& [name, value] : head.headers) std::cout << name << ": " << value << "\r\n";
    std::cout << "\r\n";
  }
  bool write(std::string part) override { return static_cast<bool>(std::cout << part); }
  void finish() override { finished.set_value(); }
  bool may_stay_open() override { return false; }  // each open stream would need a process

  std::promise<void> finished;
};

int main() {
  mcp::Server server({"cgi", "1.0.0"});
  server.add_tool<mcp::NoArguments>(
      {.name = "whoami", .description = "The client's address."},
      [](const mcp::NoArguments&) { return variable("REMOTE_ADDR"); });
  mcp::http::Endpoint endpoint(server);
  const auto response = std::make_shared<StandardOutput>();
  const auto call = endpoint.handle(read_request(), response);
  response->finished.get_future().wait();
}
