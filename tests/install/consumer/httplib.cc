// A server over Streamable HTTP in a program that has a cpp-httplib server. Sends it one request.

#include <mcp/server/httplib.hpp>
#include <thread>

#include "echo.hpp"
#include "require.hpp"

int main() {
  mcp::Server server({"consumer", "1"});
  add_echo(server);
  httplib::Server web;
  const auto mounted = mcp::mount(web, "/mcp", std::make_shared<mcp::http::Endpoint>(server));
  const int port = web.bind_to_any_port("127.0.0.1");
  std::jthread serving([&] { web.listen_after_bind(); });
  httplib::Client client("127.0.0.1", port);
  const auto answer = client.Post(
      "/mcp", {{"Accept", "application/json, text/event-stream"}},
      R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
      R"("capabilities":{},"clientInfo":{"name":"consumer","version":"1"}}})",
      "application/json");
  const bool answered = answer && answer->body.find("\"serverInfo\"") != std::string::npos;
  mounted->drain(std::chrono::seconds(1));
  web.stop();
  require(answered, "the mounted server answers initialize");
}
