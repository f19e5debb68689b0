// The server that is measured, over stdio.

#include "echo.hpp"
#include "mcp/server/stdio.hpp"

int main() {
  mcp::Server server({"echo", "1"});
  mcp::bench::add_echo(server);
  mcp::serve_stdio(server);
}
