// The server of the matrix, as a process.

#include "mcp/server/stdio.hpp"
#include "support/feature_server.hpp"

int main() {
  mcp::Server server(mcp::test::feature_identity(), mcp::test::feature_options());
  mcp::test::add_features(server);
  mcp::serve_stdio(server);
}
