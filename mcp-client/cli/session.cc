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
  auto channel = open_channel(settings_.server, signals.second_token(), errors_);
  try {
    auto client = Client::connect(std::move(channel), client_options(), stop_);
    errors_->opened();
    return client;
  } catch (const Error& error) {
    errors_->failed(error.what());
    throw with_advice(settings_, error, errors_->has_text());
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
  options.handlers.tools_changed = [this] { notify("notifications/tools/list_changed", {}); };
  options.handlers.prompts_changed = [this] { notify("notifications/prompts/list_changed", {}); };
  options.handlers.resources_changed = [this] {
    notify("notifications/resources/list_changed", {});
  };
  options.handlers.resource_updated = [this](const std::string& uri) {
    notify("notifications/resources/updated", {{"uri", uri}});
  };
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
