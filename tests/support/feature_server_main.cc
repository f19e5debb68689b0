// The feature server: over stdio, or with --http on a free port, whose URL it prints to standard
// error.

#include <csignal>
#include <cstdio>
#include <string_view>

#include "mcp/server/http_listener.hpp"
#include "mcp/server/stdio.hpp"
#include "runtime/signal_stop.hpp"
#include "support/feature_server.hpp"

int main(int argc, char** argv) {
  const bool http = argc > 1 && std::string_view(argv[1]) == "--http";
  if (!http) {
    mcp::test::FeatureServer server;
    mcp::serve_stdio(server);
    return 0;
  }
  const mcp::SignalStop signals({SIGINT, SIGTERM});
  mcp::test::FeatureServer server;
  mcp::http::Endpoint endpoint(server);
  mcp::http::Listener listener(endpoint, {.threads = 1, .drain = std::chrono::seconds(1)});
  std::fprintf(stderr, "feature-server: listening on http://127.0.0.1:%d/mcp\n", listener.port());
  listener.run(signals.token());
  endpoint.cancel_all();
}
