#include "bridge/program/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "text/unicode.hpp"

namespace mcp::bridge {
namespace {

std::function<std::string(const std::string&)>& redaction() {
  static std::function<std::string(const std::string&)> redact;
  return redact;
}

// The usual names of log levels; spdlog's differ.
const char* name_of(LogLevel level) {
  if (level >= LogLevel::error) return "error";
  if (level >= LogLevel::warning) return "warn";
  return level >= LogLevel::info ? "info" : "debug";
}

spdlog::level::level_enum spelled(LogLevel level) {
  if (level >= LogLevel::error) return spdlog::level::err;
  if (level >= LogLevel::warning) return spdlog::level::warn;
  return level >= LogLevel::info ? spdlog::level::info : spdlog::level::debug;
}

}  // namespace

void set_up_log(LogLevel least, std::function<std::string(const std::string&)> redact) {
  redaction() = std::move(redact);
  spdlog::set_default_logger(spdlog::stderr_logger_mt("mcp-bridge"));
  spdlog::set_level(spelled(least));
  spdlog::set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})", spdlog::pattern_time_type::utc);
}

void log(LogLevel level, const std::string& message, Json fields) {
  if (!spdlog::should_log(spelled(level))) return;
  Json line{{"message", message}};
  line.update(fields);
  std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (redaction()) text = redaction()(text);
  text = json_safe_to_show(text);
  spdlog::log(spelled(level), R"("level":"{}",{})", name_of(level),
              std::string_view(text).substr(1, text.size() - 2));
}

}  // namespace mcp::bridge
