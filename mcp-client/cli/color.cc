#include "color.hpp"

#include <unistd.h>

#include <cstdlib>

namespace mcp::cli {
namespace {

Color chosen_color = Color::automatic;

bool environment_forbids_color() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return (no_color && *no_color) || (terminal && std::string_view(terminal) == "dumb");
}

const char* sequence(Paint paint) {
  switch (paint) {
    case Paint::plain:
      return "";
    case Paint::bold:
      return "\033[1m";
    case Paint::dim:
      return "\033[2m";
    case Paint::good:
      return "\033[32m";
    case Paint::bad:
      return "\033[31m";
    case Paint::careful:
      return "\033[33m";
  }
  return "";
}

}  // namespace

void choose_color(Color color) {
  chosen_color = color;
}

bool uses_color(int fd) {
  if (chosen_color != Color::automatic) return chosen_color == Color::always;
  return ::isatty(fd) == 1 && !environment_forbids_color();
}

std::string painted(std::string_view text, Paint paint) {
  if (paint == Paint::plain || text.empty()) return std::string(text);
  return sequence(paint) + std::string(text) + "\033[0m";
}

std::string painted_for(int fd, std::string_view text, Paint paint) {
  return uses_color(fd) ? painted(text, paint) : std::string(text);
}

}  // namespace mcp::cli
