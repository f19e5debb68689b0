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
std::string advice_on_command(const ServerSettings& server, const Error& error,
                              bool server_wrote_why) {
  const std::string command =
      server.is_configured() ? "the command in " + server.configured_in : "the command after `--`";
  const std::string check = "; check that " + command + " starts an MCP server";
  switch (error.code()) {
    case ErrorCode::request_timed_out:
      return check + ", or wait longer with --timeout SECONDS";
    case ErrorCode::method_not_found:
      return check;
    case ErrorCode::connection_closed:
      return server_wrote_why ? "" : "; check " + command;
    default:
      return "";
  }
}

std::string advice_on_url(const Settings& settings, const Error& error) {
  const std::string url =
      settings.server.is_configured() ? "the URL in " + settings.server.configured_in : "the --url";
  if (error.code() == ErrorCode::request_timed_out) {
    return "; check " + url + ", or wait longer with --timeout SECONDS";
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
  return "; check " + url + (tls ? ", or give the certificate to trust with --ca-file" : "");
}

Error with_advice(const Settings& settings, const Error& error, bool server_wrote_why) {
  const std::string what(ascii::trimmed(error.what(), " \t\r\n"));
  const std::string advice = settings.server.uses_http()
                                 ? advice_on_url(settings, error)
                                 : advice_on_command(settings.server, error, server_wrote_why);
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
  auto channel = observe(open_channel(settings_.server, std::move(kill), errors_, login_display()));
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

// A program that reads the output cannot log in, unless the user asked for it.
LoginDisplay Session::login_display() {
  const bool interactive = settings_.logs_in || is_terminal(STDERR_FILENO);
  return {.mode = interactive ? LoginMode::interactive : LoginMode::refused,
          .print = [this](const std::string& line) { notice(line); }};
}

ClientOptions Session::client_options() {
  ClientOptions options{
      .era = settings_.era, .connect_timeout = timeout(settings_), .tasks = TaskOptions{}};
  options.lists.timeout = timeout(settings_);
  options.handlers.warning = [this](const std::string& text) { notice(text); };
  options.handlers.log = [this](LogLevel level, const Json& data, const std::string& logger) {
    show_log(level, data, logger);
  };
  add_change_handlers(options.handlers);
  if (is_terminal(STDIN_FILENO)) {
    options.handlers.elicit = [this](const Elicitation& question, std::stop_token stop) {
      return elicit(question, std::move(stop));
    };
  }
  if (!settings_.client_roots.empty()) options.handlers.roots = [this] { return roots(); };
  if (!settings_.log_level.empty()) {
    options.log_level = decode<LogLevel>(settings_.log_level).value();
  }
  return options;
}

void Session::add_change_handlers(ClientHandlers& handlers) {
  handlers.tools_changed = [this] { list_changed("tools"); };
  handlers.prompts_changed = [this] { list_changed("prompts"); };
  handlers.resources_changed = [this] { list_changed("resources"); };
  handlers.resource_updated = [this](const std::string& uri) {
    if (notify("notifications/resources/updated", {{"uri", uri}}) || !display_.notice) return;
    notice("[the resource " + one_line(uri) + " was updated]");
  };
}

void Session::list_changed(const std::string& what) {
  if (notify("notifications/" + what + "/list_changed", {}) || !display_.notice) return;
  if (display_.changed) display_.changed();
  notice("[the server's " + what + " have changed]");
}

void Session::notice(const std::string& text) {
  if (display_.notice && display_.notice(text)) return;
  progress_.line(text);
}

void Session::on_notification(std::function<void(const Json&)> take) {
  std::scoped_lock lock(notified_);
  take_notification_ = std::move(take);
}

bool Session::notify(const std::string& method, const Json& params) {
  std::scoped_lock lock(notified_);
  if (!take_notification_) return false;
  Json notification{{"method", method}};
  if (!params.is_null()) notification["params"] = params;
  take_notification_(notification);
  return true;
}

void Session::show_log(LogLevel level, const Json& data, const std::string& logger) {
  Json params{{"level", encode(level)}, {"data", data}};
  if (!logger.empty()) params["logger"] = logger;
  if (notify("notifications/message", params)) return;
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
