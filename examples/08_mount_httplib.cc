// MCP at /mcp of a program that already has an HTTP server of cpp-httplib. It runs until Enter is
// pressed. Usage: 08_mount_httplib

#include <iostream>
#include <mcp/server/httplib.hpp>
#include <thread>

int main() {
  mcp::Server tools({"clock", "1.0.0"});
  tools.add_tool<mcp::NoArguments>(
      {.name = "seconds", .description = "Seconds since 1970."},
      [](const mcp::NoArguments&) { return std::to_string(std::time(nullptr)); });

  httplib::Server server;
  server.Get("/", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("The page that was here before.\n", "text/plain");
  });
  const auto mount = mcp::mount(server, "/mcp", std::make_shared<mcp::http::Endpoint>(tools));

  const int port = server.bind_to_any_port("127.0.0.1");
  std::cout << "http://127.0.0.1:" << port << "/mcp; Enter ends it" << std::endl;
  std::jthread serving([&] { server.listen_after_bind(); });
  std::cin.get();
  mount->drain(std::chrono::seconds(5));
  server.stop();
}
