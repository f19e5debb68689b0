#include "bridge/program/environment.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "io/trusted_file.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

std::string unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                      value.back() == value.front();
  if (quoted) return std::string(value.substr(1, value.size() - 2));
  return std::string(ascii::trimmed(value.substr(0, value.find(" #"))));
}

// Returns an empty map when the file does not exist.
std::map<std::string, std::string> variables_in(const EnvFile& file) {
  struct stat status {};
  if (::lstat(file.path.c_str(), &status) != 0 && errno == ENOENT) return {};
  std::string text;
  try {
    text = read_trusted_file(file.path, {.follow_link = file.is_named});
  } catch (const std::runtime_error& error) {
    if (file.is_named) throw std::runtime_error(std::string("--env-file: ") + error.what());
    throw std::runtime_error(std::string(error.what()) +
                             "; to read another file, give --env-file FILE");
  }
  auto read = read_env(text);
  if (!read) throw std::runtime_error(file.path + ": " + read.error().what());
  return *std::move(read);
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
                   "line " + std::to_string(number) + " must be NAME=VALUE");
    }
    variables[std::string(ascii::trimmed(rest.substr(0, equals)))] =
        unquoted(ascii::trimmed(rest.substr(equals + 1)));
  }
  return variables;
}

bool may_be_found(const std::string& variable) {
  constexpr std::string_view names[] = {"ANTHROPIC_API_KEY", "ANTHROPIC_MODEL", "PORT"};
  return std::ranges::find(names, variable) != std::end(names);
}

bool is_in_environment(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());
  return value && *value;
}

Variables environment_with(const EnvFile& file,
                           const std::function<void(const std::string& variable)>& ignored) {
  return [from_file = variables_in(file), is_named = file.is_named,
          ignored](const std::string& name) -> std::optional<std::string> {
    if (is_in_environment(name)) return std::getenv(name.c_str());
    const auto found = from_file.find(name);
    if (found == from_file.end() || found->second.empty()) return std::nullopt;
    if (is_named || may_be_found(name)) return found->second;
    ignored(name);
    return std::nullopt;
  };
}

}  // namespace mcp::bridge
