// The feature server over stdio.

#include "mcp/server/stdio.hpp"
#include "support/feature_server.hpp"

int main() {
  mcp::test::FeatureServer server;
  mcp::serve_stdio(server);
}
