#include "several_servers.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <thread>

#include "configurations/configured_server.hpp"
#include "configurations/finder.hpp"
#include "configurations/server_inputs.hpp"
#include "connection.hpp"
#include "misuse.hpp"
#include "text/ascii.hpp"

namespace mcp::cli {
namespace {

constexpr double usual_seconds = 20;

std::chrono::milliseconds time_limit(const Settings& settings) {
  const double seconds = settings.timeout_is_given ? settings.timeout_seconds : usual_seconds;
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

ServerTarget target_of(ServerEntry entry, const Places& places) {
  ServerTarget target{.entry = std::move(entry), .settings = {}};
  target.problem = target.entry.problem;
  if (!target.problem.empty()) return target;
  try {
    // Several servers may need inputs; they are not asked for one after the other.
    target.settings = resolved(target.entry, places, input_from_environment);
  } catch (const Misuse& misuse) {
    target.problem = misuse.what();
  }
  return target;
}

/// Visits one server after the other; several of them share the work.
class Visitor {
 public:
  Visitor(const std::vector<ServerTarget>& targets, const Settings& settings,
          const SignalStop& signals, const std::function<void(const ServerVisit&)>& use)
      : targets_(targets),
        settings_(settings),
        signals_(signals),
        use_(use),
        problems_(targets.size()) {}

  void work() {
    while (true) {
      const std::size_t number = next_++;
      if (number >= targets_.size() || signals_.token().stop_requested()) return;
      problems_[number] = visit(number);
    }
  }

  std::vector<std::string> take_problems() { return std::move(problems_); }

 private:
  std::string visit(std::size_t number) const {
    const ServerTarget& target = targets_[number];
    if (!target.problem.empty()) return target.problem;
    const auto begun = std::chrono::steady_clock::now();
    try {
      const auto errors = std::make_shared<ServerStderr>(settings_.verbose);
      auto channel = open_channel(target.settings, signals_.second_token(), errors);
      Client client = Client::connect(std::move(channel), options(target), signals_.token());
      const CallOptions call{.timeout = time_limit(settings_), .stop = signals_.token()};
      use_({.number = number, .client = client, .call = call, .begun = begun});
      return "";
    } catch (const std::exception& error) {
      const std::string what(ascii::trimmed(error.what(), " \t\r\n"));
      return what.empty() ? "failed" : what;
    }
  }

  ClientOptions options(const ServerTarget& target) const {
    ClientOptions options{.era = settings_.era, .connect_timeout = time_limit(settings_)};
    if (target.settings.configured_era && !settings_.era_is_given) {
      options.era = *target.settings.configured_era;
    }
    options.lists.timeout = time_limit(settings_);
    options.restart = false;
    return options;
  }

  const std::vector<ServerTarget>& targets_;
  const Settings& settings_;
  const SignalStop& signals_;
  const std::function<void(const ServerVisit&)>& use_;
  std::atomic<std::size_t> next_ = 0;
  std::vector<std::string> problems_;  // each thread writes only those of its servers
};

bool names_one_server(const ServerSettings& server) {
  return !server.url.empty() || !server.command.empty() || !server.named.empty();
}

ServerTarget only_target(const Settings& settings) {
  Settings named = settings;
  use_configured_server(named);
  ServerTarget target{.entry = {}, .settings = named.server};
  target.entry.name = named.server.name();
  return target;
}

}  // namespace

std::vector<ServerTarget> targets_in(const ServerCatalog& catalog, bool with_projects,
                                     std::size_t& skipped) {
  skipped = 0;
  const Places places = Places::of_process();
  std::vector<ServerTarget> targets;
  for (auto& entry : enabled_servers(catalog)) {
    if (entry.in_project_file && !with_projects) {
      ++skipped;
    } else {
      targets.push_back(target_of(std::move(entry), places));
    }
  }
  return targets;
}

std::vector<ServerTarget> server_targets(const Settings& settings, bool with_projects,
                                         std::size_t& skipped) {
  skipped = 0;
  if (names_one_server(settings.server)) return {only_target(settings)};
  return targets_in(server_catalog(settings), with_projects || !settings.server.config_file.empty(),
                    skipped);
}

std::vector<std::string> visit_servers(const std::vector<ServerTarget>& targets,
                                       const Settings& settings, const SignalStop& signals,
                                       std::size_t at_once,
                                       const std::function<void(const ServerVisit&)>& use) {
  Visitor visitor(targets, settings, signals, use);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < std::min(at_once, targets.size()); ++i) {
      threads.emplace_back([&visitor] { visitor.work(); });
    }
  }
  if (signals.token().stop_requested()) throw Error(ErrorCode::request_cancelled, "cancelled");
  return visitor.take_problems();
}

}  // namespace mcp::cli
