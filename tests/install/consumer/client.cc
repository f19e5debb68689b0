// A client that starts the server whose command is given as arguments.

#include <mcp/client/client.hpp>
#include <mcp/client/http.hpp>

#include "require.hpp"

int main(int argc, char** argv) {
  require(argc > 1, "a server's command is given");
  require(mcp::over_http({.url = "http://localhost/mcp"}) != nullptr, "HTTP is linked");
  auto client = mcp::Client::connect(mcp::spawn({.command = {argv + 1, argv + argc}}));
  require(!client.list_tools().empty(), "the server offers tools");
}
