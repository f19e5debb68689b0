#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>
#include <thread>

#include "conformance/fixtures.hpp"
#include "mcp/server/http_listener.hpp"
#include "mcp/server/httplib.hpp"

namespace {

using namespace mcp;

/// Waits for SIGINT or SIGTERM. Blocks these signals in all threads made later.
class Ending {
 public:
  Ending() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  void wait() const {
    int signal = 0;
    sigwait(&signals_, &signal);
  }

 private:
  sigset_t signals_{};
};

void announce(int port) {
  std::cout << "http://127.0.0.1:" << port << "/mcp" << std::endl;
}

void serve_by_beast(http::Endpoint& endpoint, std::uint16_t port, const Ending& ending) {
  http::Listener listener(endpoint, {.port = port});
  announce(listener.port());
  std::jthread serving([&](const std::stop_token& stop) { listener.run(stop); });
  ending.wait();
}

void serve_by_httplib(const std::shared_ptr<http::Endpoint>& endpoint, int port,
                      const Ending& ending) {
  constexpr std::size_t threads = 64;
  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(threads); };
  const auto mounted = mount(server, "/mcp", endpoint, {.max_streams = threads / 2});
  if (port == 0) {
    port = server.bind_to_any_port("127.0.0.1");
  } else if (!server.bind_to_port("127.0.0.1", port)) {
    throw std::runtime_error("cannot listen on port " + std::to_string(port));
  }
  announce(port);
  std::jthread serving([&] { server.listen_after_bind(); });
  ending.wait();
  mounted->drain(std::chrono::seconds(5));
  server.stop();
}

}  // namespace

int main(int argc, char** argv) {
  std::uint16_t port = 0;
  std::string listener = "beast";
  CLI::App app{"The server that the official conformance suite is run against"};
  app.add_option("--port", port, "0: any that is free");
  app.add_option("--listener", listener)->check(CLI::IsMember({"beast", "httplib"}));
  CLI11_PARSE(app, argc, argv);
  std::signal(SIGPIPE, SIG_IGN);
  const Ending ending;
  Server server(test::conformance_identity());
  test::add_conformance_fixtures(server);
  const auto endpoint = std::make_shared<http::Endpoint>(server);
  try {
    if (listener == "beast") {
      serve_by_beast(*endpoint, port, ending);
    } else {
      serve_by_httplib(endpoint, port, ending);
    }
  } catch (const std::exception& error) {
    std::cerr << "conformance-server: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
