#include "session.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <utility>

#include "ask.hpp"
#include "connection.hpp"
#include "text/ascii.hpp"
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

// Advises the user on an error while the client connects; follows the message.
std::string advice_on_command(const Error& error, bool server_wrote_why) {
  const std::string check = "; check that the command after `--` starts an MCP server";
  switch (error.code()) {
    case ErrorCode::request_timed_out:
      return check + ", or wait longer with --timeout SECONDS";
    case ErrorCode::method_not_found:
      return check;
    case ErrorCode::connection_closed:
      return server_wrote_why ? "" : "; check the command after `--`";
    default:
      return "";
  }
}

std::string advice_on_url(const Settings& settings, const Error& error) {
  if (error.code() == ErrorCode::request_timed_out) {
    return "; check the --url, or wait longer with --timeout SECONDS";
  }
  const Json& data = error.data();
  const int status = data.is_object() ? data.value("httpStatus", 0) : 0;
  if (status == 401) {
    return "; send a token with --header-file FILE, which contains 'Authorization: Bearer TOKEN'";
  }
  const bool failed_on_server = status >= 400 && status != 404 && status != 405;
  const bool unreachable =
      error.code() == ErrorCode::connection_closed || error.code() == ErrorCode::protocol_violation;
  if (failed_on_server || !unreachable) return "";
  const bool tls = ascii::lower(settings.server.url).starts_with("https://");
  return tls ? "; check the --url, or give the certificate to trust with --ca-file"
             : "; check the --url";
}

Error with_advice(const Settings& settings, const Error& error, bool server_wrote_why) {
  const std::string what(ascii::trimmed(error.what(), " \t\r\n"));
  const std::string advice = settings.server.uses_http()
                                 ? advice_on_url(settings, error)
                                 : advice_on_command(error, server_wrote_why);
  return Error(error.code(), what + advice, error.data());
}

std::unique_ptr<Trace> make_trace(const Settings& settings,
                                  std::function<void(const std::string&)> show) {
  if (!settings.trace && settings.trace_file.empty()) return nullptr;
  TraceOptions options{
      .json = settings.json, .full = settings.trace_full, .file = settings.trace_file};
  if (settings.trace) options.show = std::move(show);
  return std::make_unique<Trace>(std::move(options));
}

std::unique_ptr<Recorder> make_recorder(const Settings& settings) {
  if (settings.record_file.empty()) return nullptr;
  return std::make_unique<Recorder>(settings.record_file);
}

std::string file_uri(const std::string& directory) {
  const auto path = std::filesystem::absolute(directory).lexically_normal();
  return "file://" + percent_encoded(path.native(), "/");
}

}  // namespace

Session::Session(const Settings& settings, SessionStop stop, SessionDisplay display)
    : settings_(settings),
      stop_(std::move(stop.requests)),
      display_(std::move(display)),
      progress_(progress_style(settings)),
      errors_(std::make_shared<ServerStderr>(settings.verbose, display_.notice)),
      trace_(make_trace(settings, [this](const std::string& line) { notice(line); })),
      recorder_(make_recorder(settings)),
      client_(connect(std::move(stop.server))) {
  connected_ = true;
}

void Session::check_recording() {
  if (recorder_) recorder_->check();
}

CallOptions Session::call_options() {
  return {.timeout = timeout(settings_),
          .stop = stop_,
          .on_progress = [this](const Progress& progress) { progress_.show(progress); }};
}

Client Session::connect(std::stop_token kill) {
  auto channel = observe(open_channel(settings_.server, std::move(kill), errors_));
  try {
    auto client = Client::connect(std::move(channel), client_options(), stop_);
    errors_->opened();
    if (recorder_) recorder_->opened(client.server_info());
    return client;
  } catch (const Error& error) {
    errors_->failed(error.what());
    throw with_advice(settings_, error, errors_->has_text());
  } catch (const std::exception& error) {
    errors_->failed(error.what());
    throw;
  }
}

std::unique_ptr<Channel> Session::observe(std::unique_ptr<Channel> channel) {
  if (!trace_ && !recorder_) return channel;
  return observed(std::move(channel), [this](MessageDirection direction, const Message& message) {
    if (trace_) trace_->observe(direction, message);
    if (recorder_) recorder_->observe(direction, message);
  });
}

ClientOptions Session::client_options() {
  ClientOptions options{.era = settings_.era, .connect_timeout = timeout(settings_)};
  options.lists.timeout = timeout(settings_);
  options.handlers.warning = [this](const std::string& text) { notice(text); };
  options.handlers.log = [this](LogLevel level, const Json& data, const std::string& logger) {
    show_log(level, data, logger);
  };
  if (is_terminal(STDIN_FILENO)) {
    options.handlers.elicit = [this](const Elicitation& question, std::stop_token stop) {
      return elicit(question, std::move(stop));
    };
  }
  if (display_.notice) add_change_handlers(options.handlers);
  if (!settings_.client_roots.empty()) options.handlers.roots = [this] { return roots(); };
  if (!settings_.log_level.empty()) {
    options.log_level = decode<LogLevel>(settings_.log_level).value();
  }
  return options;
}

void Session::add_change_handlers(ClientHandlers& handlers) {
  const auto on_change = [this](const std::string& what) {
    return [this, what] {
      if (display_.changed) display_.changed();
      notice("[the server's " + what + " have changed]");
    };
  };
  handlers.tools_changed = on_change("tools");
  handlers.prompts_changed = on_change("prompts");
  handlers.resources_changed = on_change("resources");
  handlers.resource_updated = [this](const std::string& uri) {
    notice("[the resource " + one_line(uri) + " was updated]");
  };
}

void Session::notice(const std::string& text) {
  if (display_.notice && display_.notice(text)) return;
  progress_.line(text);
}

void Session::show_log(LogLevel level, const Json& data, const std::string& logger) {
  const std::string text = data.is_string() ? data.get<std::string>() : mcp::to_text(data);
  notice("[" + encode(level).get<std::string>() + (logger.empty() ? "" : " " + logger) + "] " +
         text);
}

// The terminal shows one question at a time.
ElicitResult Session::elicit(const Elicitation& question, std::stop_token stop) {
  const std::lock_guard lock(asking_);
  if (display_.is_reading && display_.is_reading()) {
    notice("[the server asks while no command runs; the question was cancelled]: " +
           question.message);
    return {ElicitAction::cancel, std::nullopt};
  }
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
