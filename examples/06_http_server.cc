// A server over Streamable HTTP at http://127.0.0.1:8080/mcp. It runs until Enter is pressed.
// Usage: 06_http_server [PORT]. Try it: mcp-client call add a=1 b=2 --url http://127.0.0.1:8080/mcp

#include <iostream>
#include <mcp/server/http_listener.hpp>
#include <thread>

struct Add {
  int a = 0;
  int b = 0;

  static mcp::Object<Add> describe() {
    return mcp::Object<Add>()
        .required("a", &Add::a, "The first number")
        .required("b", &Add::b, "The second number");
  }
};

struct Sum {
  int sum = 0;

  static mcp::Object<Sum> describe() {
    return mcp::Object<Sum>().required("sum", &Sum::sum, "Both together");
  }
};

int main(int argc, char** argv) try {
  mcp::Server server({"adder", "1.0.0"});
  server.add_tool<Add>({.name = "add", .description = "Adds two numbers."},
                       [](const Add& in) { return Sum{in.a + in.b}; }, {.may_block = false});

  mcp::http::Endpoint endpoint(server);
  mcp::http::ListenerOptions options;
  options.port = argc > 1 ? static_cast<std::uint16_t>(std::stoi(argv[1])) : 8080;
  options.pages["/health"] = [] { return mcp::http::Page{"text/plain", "ok\n"}; };
  mcp::http::Listener listener(endpoint, options);
  std::cout << "http://127.0.0.1:" << listener.port() << "/mcp; Enter ends it" << std::endl;

  std::jthread serving([&](const std::stop_token& stop) { listener.run(stop); });
  std::cin.get();
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
