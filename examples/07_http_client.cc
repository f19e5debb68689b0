// A client of a server over Streamable HTTP. Usage: 07_http_client URL

#include <iostream>
#include <mcp/client/client.hpp>
#include <mcp/client/http.hpp>

struct Add {
  int a = 0;
  int b = 0;

  static mcp::Object<Add> describe() {
    return mcp::Object<Add>().required("a", &Add::a, "").required("b", &Add::b, "");
  }
};

struct Sum {
  int sum = 0;

  static mcp::Object<Sum> describe() { return mcp::Object<Sum>().required("sum", &Sum::sum, ""); }
};

int main(int argc, char** argv) try {
  if (argc != 2) throw std::invalid_argument("Usage: 07_http_client URL");
  auto client = mcp::Client::connect(mcp::over_http({.url = argv[1]}));
  std::cout << client.server_info().implementation.name << " speaks "
            << client.server_info().protocol_version << '\n';
  std::cout << "1 + 2 = " << client.call<Sum>("add", Add{1, 2}).sum << '\n';
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
