// A test of a server: the server and a client in one process, without sockets or files. It works
// the same way in any test framework.

#include <iostream>
#include <mcp/client/client.hpp>
#include <mcp/server/server.hpp>

struct Greet {
  std::string name;

  static mcp::Object<Greet> describe() {
    return mcp::Object<Greet>().required("name", &Greet::name, "Who to greet");
  }
};

int main() {
  mcp::Server server({"hello", "1.0.0"});
  server.add_tool<Greet>({.name = "greet"}, [](const Greet& in) { return "Hello, " + in.name; });

  for (const mcp::Era era : {mcp::Era::modern, mcp::Era::legacy}) {
    auto client = mcp::Client::connect(
        mcp::in_process([&](auto sink) { return server.connect(std::move(sink)); }), {.era = era});
    const auto greeting = client.call<std::string>("greet", Greet{"Ada"});
    if (greeting != "Hello, Ada") {
      std::cerr << "greet said " << greeting << '\n';
      return 1;
    }
    std::cout << client.server_info().protocol_version << ": greet works\n";
  }
}
