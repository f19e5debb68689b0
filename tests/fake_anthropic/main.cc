// fake-anthropic: a local fake of the Messages API, to try the bridge without a key.

#include <signal.h>

#include <CLI/CLI.hpp>
#include <condition_variable>
#include <fstream>
#include <iostream>
#include <mutex>

#include "fake_anthropic/fake_anthropic.hpp"
#include "runtime/signal_stop.hpp"

int main(int argc, char** argv) {
  mcp::SignalStop stop({SIGINT, SIGTERM});
  CLI::App app("A stand-in for the Messages API");
  mcp::test::FakeAnthropicOptions options;
  std::string file;
  app.add_option("--port", options.port, "Where to listen; 0: anywhere");
  app.add_option("--scenario", file, "What to answer, in JSON")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    std::ifstream in(file);
    const auto scenario = mcp::Json::parse(in);
    mcp::test::FakeAnthropic fake(options);
    fake.set_scenario(scenario);
    std::cout << "listening on " << fake.url() << std::endl;
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock(mutex);
    ended.wait(lock, stop.token(), [] { return false; });
    for (const auto& complaint : fake.complaints()) std::cerr << complaint << '\n';
  } catch (const std::exception& error) {
    std::cerr << "fake-anthropic: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
