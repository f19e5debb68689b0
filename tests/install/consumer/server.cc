// A server over stdio: `consumer` serves its standard input.

#include <mcp/server/stdio.hpp>

#include "echo.hpp"

int main() {
  mcp::Server server({"consumer", "1"});
  add_echo(server);
  mcp::serve_stdio(server);
}
