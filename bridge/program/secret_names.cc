#include "bridge/program/secret_names.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "text/ascii.hpp"

namespace mcp::bridge {

bool names_a_secret(const std::string& variable) {
  constexpr const char* words[] = {"key", "token", "secret", "password"};
  const std::string name = ascii::lower(variable);
  return std::ranges::any_of(words, [&](const char* word) { return name.find(word) != name.npos; });
}

bool is_secret_value(const std::string& variable, const std::string& value) {
  constexpr std::string_view open[] = {"HOME",  "LANG", "LOGNAME", "PATH", "PWD",
                                       "SHELL", "TERM", "TMPDIR",  "TZ",   "USER"};
  if (value.empty() || std::ranges::find(open, variable) != std::end(open)) return false;
  std::error_code error;
  return value.front() != '/' || !std::filesystem::exists(value, error);
}

}  // namespace mcp::bridge
