// A server with one tool. Run it from an MCP host, or:
// mcp-client call greet name=Ada -- 01_hello_stdio

#include <mcp/server/server.hpp>
#include <mcp/server/stdio.hpp>

struct Greet {
  std::string name;
  int times = 1;

  static mcp::Object<Greet> describe() {
    return mcp::Object<Greet>()
        .required("name", &Greet::name, "Who to greet", mcp::keyword::min_length(1))
        .optional("times", &Greet::times, "How often", mcp::keyword::minimum(1),
                  mcp::keyword::maximum(10));
  }
};

int main() {
  mcp::Server server({"hello", "1.0.0"});
  server.add_tool<Greet>({.name = "greet", .description = "Greets somebody."}, [](const Greet& in) {
    std::string text;
    for (int i = 0; i < in.times; ++i) text += "Hello, " + in.name + "! ";
    return mcp::text(text);
  });
  mcp::serve_stdio(server);
}
