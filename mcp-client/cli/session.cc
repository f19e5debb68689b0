#include "session.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <utility>

#include "ask.hpp"
#include "connection.hpp"
#include "misuse.hpp"
#include "text/percent.hpp"

namespace mcp::cli {
namespace {

ProgressDisplay::Style progress_style(const Settings& settings) {
  using Style = ProgressDisplay::Style;
  if (settings.quiet) return Style::none;
  if (settings.json) return Style::json;
  return is_terminal(STDERR_FILENO) ? Style::bar : Style::text;
}

std::chrono::milliseconds timeout(const Settings& settings) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(settings.timeout_seconds * 1000));
}

LogLevel read_log_level(const std::string& name) {
  auto level = decode<LogLevel>(name);
  if (!level) throw Misuse(std::string("--log-level ") + level.error().what());
  return *level;
}

std::string file_uri(const std::string& directory) {
  const auto path = std::filesystem::absolute(directory).lexically_normal();
  return "file://" + percent_encoded(path.native(), "/");
}

}  // namespace

Session::Session(const Settings& settings, const SignalStop& signals)
    : settings_(settings),
      stop_(signals.token()),
      progress_(progress_style(settings)),
      errors_(std::make_shared<ServerStderr>(settings.verbose)),
      client_(connect(signals)) {
  connected_ = true;
}

CallOptions Session::call_options() {
  return {.timeout = timeout(settings_),
          .stop = stop_,
          .on_progress = [this](const Progress& progress) { progress_.show(progress); }};
}

Client Session::connect(const SignalStop& signals) {
  try {
    auto client = Client::connect(open_channel(settings_.server, signals.second_token(), errors_),
                                  client_options(), stop_);
    errors_->opened();
    return client;
  } catch (const std::exception& error) {
    errors_->failed(error.what());
    throw;
  }
}

ClientOptions Session::client_options() {
  ClientOptions options{.era = settings_.era, .connect_timeout = timeout(settings_)};
  options.lists.timeout = timeout(settings_);
  options.handlers.warning = [this](const std::string& text) { progress_.line(text); };
  options.handlers.log = [this](LogLevel level, const Json& data, const std::string& logger) {
    show_log(level, data, logger);
  };
  if (is_terminal(STDIN_FILENO)) {
    options.handlers.elicit = [this](const Elicitation& question, std::stop_token stop) {
      return elicit(question, std::move(stop));
    };
  }
  if (!settings_.client_roots.empty()) options.handlers.roots = [this] { return roots(); };
  if (!settings_.log_level.empty()) options.log_level = read_log_level(settings_.log_level);
  return options;
}

void Session::show_log(LogLevel level, const Json& data, const std::string& logger) {
  const std::string text = data.is_string() ? data.get<std::string>() : mcp::to_text(data);
  progress_.line("[" + encode(level).get<std::string>() + (logger.empty() ? "" : " " + logger) +
                 "] " + text);
}

// The terminal shows one question at a time.
ElicitResult Session::elicit(const Elicitation& question, std::stop_token stop) {
  const std::lock_guard lock(asking_);
  std::string name = settings_.server.name();
  if (connected_) name = client_.server_info().implementation.name + " (" + name + ")";
  return ask(name, question, std::move(stop));
}

std::vector<Root> Session::roots() const {
  std::vector<Root> roots;
  for (const auto& root : settings_.client_roots) roots.push_back({file_uri(root)});
  return roots;
}

}  // namespace mcp::cli
