#include "recording/trace.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <utility>

#include "formatted.hpp"
#include "private_file.hpp"
#include "terminal.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t columns_if_unknown = 100;

std::string size_text(std::size_t bytes) {
  if (bytes < 10'000) return std::to_string(bytes) + " B";
  return std::to_string(bytes / 1000) + " kB";
}

std::string kind_of(const SeenMessage& seen) {
  if (seen.is_request()) return "request";
  return seen.is_response() ? "response" : "notification";
}

// The first characters; text is cut between two of them.
std::string shortened(const std::string& text, std::size_t width) {
  if (width == 0 || text.size() <= width) return text;
  constexpr std::string_view end = "...";
  return text.substr(0, utf8_boundary(text, width - end.size())) + std::string(end);
}

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) {
    return columns_if_unknown;
  }
  return size.ws_col;
}

}  // namespace

std::string trace_line(const SeenMessage& seen, std::size_t width) {
  std::string line = formatted("%9.1f ms ", seen.time.count());
  line += seen.direction == MessageDirection::sent ? "--> " : "<-- ";
  line += seen.is_response() ? "response to " : "";
  line += seen.method.empty() ? "unknown request" : one_line(seen.method);
  if (!seen.id.is_null()) line += " #" + one_line(mcp::to_text(seen.id));
  line += ", " + size_text(seen.bytes);
  if (seen.duration) line += formatted(", %.1f ms", seen.duration->count());
  return shortened(line + "  " + json_for_terminal(seen.message), width);
}

Json trace_json(const SeenMessage& seen) {
  Json json{{"timeMs", seen.time.count()},
            {"direction", seen.direction == MessageDirection::sent ? "sent" : "received"},
            {"kind", kind_of(seen)},
            {"bytes", seen.bytes},
            {"message", seen.message}};
  if (!seen.method.empty()) json["method"] = seen.method;
  if (!seen.id.is_null()) json["id"] = seen.id;
  if (seen.duration) json["durationMs"] = seen.duration->count();
  return json;
}

Trace::Trace(TraceOptions options) : options_(std::move(options)) {
  if (!options_.file.empty()) file_ = private_file(options_.file, "--trace-file");
}

void Trace::observe(MessageDirection direction, const Message& message) {
  const std::scoped_lock lock(mutex_);
  const SeenMessage seen = clock_.see(direction, message);
  if (file_.is_open()) file_ << mcp::to_text(trace_json(seen)) << std::endl;
  if (!options_.show) return;
  if (options_.json) return options_.show(json_text(trace_json(seen), STDERR_FILENO));
  const bool whole = options_.full || !is_terminal(STDERR_FILENO);
  options_.show(trace_line(seen, whole ? 0 : terminal_width()));
}

}  // namespace mcp::cli
