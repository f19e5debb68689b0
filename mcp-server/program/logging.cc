#include "program/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>

#include "mcp/json.hpp"
#include "program/log_file.hpp"
#include "text/unicode.hpp"

namespace mcp::program {
namespace {

std::atomic<LogFormat> format = LogFormat::text;

LogFile* log_file = nullptr;  // belongs to the default logger; null: standard error

double milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::string line(Json fields) {
  return json_safe_to_show(fields.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

void set_up_logging(const Settings& settings) {
  format = settings.log_format;
  if (settings.log_file.empty()) {
    spdlog::set_default_logger(spdlog::stderr_logger_mt("mcp-server"));
  } else {
    const auto file = std::make_shared<LogFile>(settings.log_file);
    log_file = file.get();
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("mcp-server", file));
  }
  spdlog::set_level(settings.log_level);
  // The time in RFC 3339 format; the message is already a member of the object.
  if (format == LogFormat::json) {
    spdlog::set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                        spdlog::pattern_time_type::utc);
  }
}

void reopen_log() {
  if (!log_file) return;
  try {
    log_file->reopen();
  } catch (const std::runtime_error& error) {
    log(LogLevel::error, std::string("SIGHUP: ") + error.what() + "; the old file stays in use");
  }
}

void log(LogLevel level, const std::string& text) {
  const auto as = level >= LogLevel::error     ? spdlog::level::err
                  : level >= LogLevel::warning ? spdlog::level::warn
                                               : spdlog::level::info;
  if (format == LogFormat::text) return spdlog::log(as, "{}", safe_to_show(text));
  spdlog::log(as, "\"message\":{}", line(text));
}

void log_call(const std::string& principal, const files::RecordedCall& call) {
  if (!spdlog::should_log(spdlog::level::info)) return;
  if (format == LogFormat::text) {
    return spdlog::info("call of {} by {}: {}, path {}, {} bytes, {:.3f} ms", call.tool,
                        principal.empty() ? "-" : safe_to_show(principal), call.outcome,
                        call.path.empty() ? "-" : safe_to_show(call.path), call.bytes.value_or(0),
                        milliseconds(call.duration));
  }
  Json fields{{"message", "call"},       {"principal", principal},
              {"tool", call.tool},       {"path", call.path},
              {"outcome", call.outcome}, {"milliseconds", milliseconds(call.duration)}};
  if (call.bytes) fields["bytes"] = *call.bytes;
  const std::string members = line(std::move(fields));
  spdlog::info("{}", std::string_view(members).substr(1, members.size() - 2));
}

void log_access(const http::Access& access) {
  if (!spdlog::should_log(spdlog::level::info)) return;
  if (format == LogFormat::text) {
    return spdlog::info("{} {} {} {} {:.3f} ms, {} bytes in, {} out, request {}", access.peer,
                        access.method, safe_to_show(access.path), access.status,
                        milliseconds(access.duration), access.received, access.sent,
                        access.request_id);
  }
  const std::string members = line({{"message", "request"},
                                    {"request", access.request_id},
                                    {"peer", access.peer},
                                    {"method", access.method},
                                    {"path", access.path},
                                    {"status", access.status},
                                    {"milliseconds", milliseconds(access.duration)},
                                    {"received", access.received},
                                    {"sent", access.sent}});
  spdlog::info("{}", std::string_view(members).substr(1, members.size() - 2));
}

}  // namespace mcp::program
