#include "bridge/program/environment.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

std::string unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                      value.back() == value.front();
  if (quoted) return std::string(value.substr(1, value.size() - 2));
  return std::string(ascii::trimmed(value.substr(0, value.find(" #"))));
}

}  // namespace

Result<std::map<std::string, std::string>> read_env(const std::string& text) {
  std::map<std::string, std::string> variables;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::string_view rest = ascii::trimmed(line);
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    if (rest.empty() || rest.starts_with('#')) continue;
    if (rest.starts_with("export ")) rest.remove_prefix(7);
    const auto equals = rest.find('=');
    if (equals == rest.npos || equals == 0) {
      return Error(ErrorCode::invalid_params,
                   "line " + std::to_string(number) + ": write NAME=VALUE");
    }
    variables[std::string(ascii::trimmed(rest.substr(0, equals)))] =
        unquoted(ascii::trimmed(rest.substr(equals + 1)));
  }
  return variables;
}

Variables environment_with(const std::string& env_file) {
  std::map<std::string, std::string> from_file;
  if (std::ifstream file(env_file); file) {
    std::ostringstream text;
    text << file.rdbuf();
    auto read = read_env(text.str());
    if (!read) throw std::runtime_error(env_file + ": " + read.error().what());
    from_file = *std::move(read);
  }
  return [from_file = std::move(from_file)](const std::string& name) -> std::optional<std::string> {
    if (const char* value = std::getenv(name.c_str()); value && *value) return value;
    const auto found = from_file.find(name);
    return found == from_file.end() || found->second.empty() ? std::nullopt
                                                             : std::optional(found->second);
  };
}

}  // namespace mcp::bridge
