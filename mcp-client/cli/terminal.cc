#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "color.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

constexpr int bar_cells = 30;

void put(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

std::string number(double value) {
  const bool whole = value == std::floor(value) && std::fabs(value) < 1e15;
  return whole ? std::to_string(static_cast<long long>(value)) : std::to_string(value);
}

std::string amount(const Progress& progress) {
  return number(progress.progress) + (progress.total ? "/" + number(*progress.total) : "");
}

std::string with_newline(std::string text) {
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  return text;
}

Json to_json(const Progress& progress) {
  Json json{{"progress", progress.progress}};
  if (progress.total) json["total"] = *progress.total;
  if (!progress.message.empty()) json["message"] = progress.message;
  if (!progress.meta.is_null()) json["_meta"] = progress.meta;
  return json;
}

}  // namespace

bool is_terminal(int fd) {
  return ::isatty(fd) == 1;
}

std::size_t terminal_columns(int fd) {
  constexpr std::size_t usual = 80;
  winsize size{};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

std::string bold(std::string_view text) {
  return painted_for(STDERR_FILENO, text, Paint::bold);
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : safe_to_show(text)) {
    if (c == '\n' || c == '\t') {
      line += c == '\n' ? "\xE2\x90\x8A" : "\xE2\x90\x89";  // the symbols U+240A and U+2409
    } else {
      line += c;
    }
  }
  return line;
}

std::string json_for_terminal(const Json& json) {
  return json_safe_to_show(mcp::to_text(json));
}

std::string json_text(const Json& json, int fd) {
  return is_terminal(fd) ? json_for_terminal(json) : mcp::to_text(json);
}

ProgressDisplay::~ProgressDisplay() {
  clear_bar();
}

void ProgressDisplay::clear() {
  std::scoped_lock lock(mutex_);
  clear_bar();
}

void ProgressDisplay::show(const Progress& progress) {
  std::scoped_lock lock(mutex_);
  switch (style_) {
    case Style::none:
      return;
    case Style::json:
      put(json_text(to_json(progress), STDERR_FILENO) + '\n');
      return;
    case Style::text:
      put("[" + amount(progress) + "]" + (progress.message.empty() ? "" : " ") +
          with_newline(safe_to_show(progress.message) + "\n"));
      return;
    case Style::bar:
      clear_bar();
      put(with_newline(safe_to_show(progress.message)));
      draw_bar(progress);
  }
}

void ProgressDisplay::line(std::string_view text) {
  std::scoped_lock lock(mutex_);
  clear_bar();
  put(with_newline(safe_to_show(text)));
}

void ProgressDisplay::clear_bar() {
  if (std::exchange(bar_drawn_, false)) put("\r\033[K");
}

void ProgressDisplay::draw_bar(const Progress& progress) {
  std::string bar = amount(progress);
  if (progress.total && *progress.total > 0) {
    const double done = std::clamp(progress.progress / *progress.total, 0.0, 1.0);
    const int filled = static_cast<int>(done * bar_cells);
    bar = "[";
    for (int cell = 0; cell < bar_cells; ++cell) bar += cell < filled ? '#' : '.';
    bar += "] " + std::to_string(static_cast<int>(done * 100)) + "%  " + amount(progress);
  }
  put(bar);
  bar_drawn_ = true;
}

}  // namespace mcp::cli
