// The smallest server, over HTTP: bench-http-echo-server [beast|httplib].

#include <sys/resource.h>

#include <iostream>
#include <string_view>

#include "echo.hpp"
#include "mcp/server/http_listener.hpp"
#include "mcp/server/httplib.hpp"

int main(int argc, char** argv) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  mcp::Server server({"echo", "1"});
  mcp::bench::add_echo(server);
  const auto endpoint = std::make_shared<mcp::http::Endpoint>(server);
  const auto announce = [](int port) {
    std::cout << "http://127.0.0.1:" << port << "/mcp" << std::endl;
  };
  if (argc > 1 && argv[1] == std::string_view("httplib")) {
    httplib::Server http;
    http.new_task_queue = [] { return new httplib::ThreadPool(80); };
    http.set_keep_alive_max_count(100'000'000);
    mcp::mount(http, "/mcp", endpoint);
    announce(http.bind_to_any_port("127.0.0.1"));
    http.listen_after_bind();
    return 0;
  }
  mcp::http::Listener listener(*endpoint, {.threads = 1});
  announce(listener.port());
  listener.run({});
}
