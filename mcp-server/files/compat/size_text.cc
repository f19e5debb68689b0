#include "compat/size_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace mcp::files::compat {
namespace {

constexpr std::array units = {"B", "KB", "MB", "GB", "TB"};
constexpr double unit_step = 1024;

std::string blanks(const std::string& text, std::size_t characters) {
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  const auto length = static_cast<std::size_t>(std::ranges::count_if(text, is_start));
  return std::string(characters - std::min(characters, length), ' ');
}

}  // namespace

std::string size_text(std::uint64_t bytes) {
  if (bytes < static_cast<std::uint64_t>(unit_step)) return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= unit_step && unit + 1 < units.size()) {
    value /= unit_step;
    ++unit;
  }
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.2f %s", value, units[unit]);
  return text.data();
}

std::string padded_left(const std::string& text, std::size_t characters) {
  return blanks(text, characters) + text;
}

std::string padded_right(const std::string& text, std::size_t characters) {
  return text + blanks(text, characters);
}

}  // namespace mcp::files::compat
