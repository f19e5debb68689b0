#include "commands/ping.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "command_line/option_checks.hpp"
#include "exit_code.hpp"
#include "output.hpp"
#include "runtime/pause.hpp"
#include "schema/text.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

struct PingOptions {
  std::size_t count = 3;
  double interval_seconds = 1;
};

// Three decimals are enough: a microsecond.
double milliseconds_of(std::chrono::steady_clock::duration time) {
  const std::chrono::duration<double, std::milli> exact = time;
  return std::round(exact.count() * 1000) / 1000;
}

std::string shown(double milliseconds) {
  std::string text = std::to_string(milliseconds);  // six decimals
  return text.substr(0, text.size() - 3) + " ms";
}

double mean(const std::vector<double>& times) {
  const double sum = std::accumulate(times.begin(), times.end(), 0.0);
  return std::round(sum / static_cast<double>(times.size()) * 1000) / 1000;
}

void print_summary(const Settings& settings, const std::vector<double>& times) {
  const auto [least, most] = std::ranges::minmax(times);
  if (settings.json) {
    print_json(
        {{"milliseconds", times}, {"minimum", least}, {"mean", mean(times)}, {"maximum", most}});
  } else {
    std::cout << schema::count_of(times.size(), "response", "responses") << ": minimum "
              << shown(least) << ", mean " << shown(mean(times)) << ", maximum " << shown(most)
              << '\n';
  }
}

int ping(Session& session, const Settings& settings, const PingOptions& options) {
  const std::chrono::milliseconds interval(
      static_cast<std::int64_t>(options.interval_seconds * 1000));
  std::vector<double> times;
  while (times.size() < options.count) {
    if (!times.empty() && !pause_for(interval, session.stop())) break;
    const auto begin = std::chrono::steady_clock::now();
    session.client().ping(session.call_options());
    times.push_back(milliseconds_of(std::chrono::steady_clock::now() - begin));
    if (!settings.json) {
      std::cout << one_line(settings.server.name()) << ": " << shown(times.back()) << std::endl;
    }
  }
  print_summary(settings, times);
  return times.size() == options.count ? exit_code::ok : exit_code::cancelled;
}

}  // namespace

void add_ping_command(CLI::App& app, Command& chosen) {
  const auto options = std::make_shared<PingOptions>();
  auto* sub = app.add_subcommand("ping", "Measure how long the server takes to respond");
  sub->add_option("--count", options->count, "Number of requests (default 3)")
      ->check(command_line::whole_number(1, 1'000'000))
      ->type_name("NUMBER");
  sub->add_option("--interval", options->interval_seconds, "Seconds between them (default 1)")
      ->check(command_line::number(0, 86400, "a number of seconds from 0 to 86400"))
      ->type_name("SECONDS");
  sub->callback([&chosen, options] {
    chosen = [options](Session& session, const Settings& settings) {
      return ping(session, settings, *options);
    };
  });
}

}  // namespace mcp::cli
