#include "configurations/environment_file.hpp"

#include <sstream>
#include <stdexcept>
#include <string_view>

#include "io/trusted_file.hpp"
#include "misuse.hpp"
#include "text/ascii.hpp"

namespace mcp::cli {
namespace {

std::string environment_text(const std::string& file) {
  try {
    return read_trusted_file(file, {.private_group_may_write = true});
  } catch (const std::runtime_error& error) {
    throw Misuse(std::string("envFile: ") + error.what());
  }
}

std::string unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                      value.back() == value.front();
  if (quoted) return std::string(value.substr(1, value.size() - 2));
  return std::string(ascii::trimmed(value.substr(0, value.find(" #"))));
}

}  // namespace

std::map<std::string, std::string> read_environment_file(const std::string& file) {
  std::map<std::string, std::string> variables;
  std::istringstream lines(environment_text(file));
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::string_view rest = ascii::trimmed(line, " \t\r");
    if (rest.empty() || rest.front() == '#') continue;
    if (rest.starts_with("export ")) rest.remove_prefix(7);
    const auto equals = rest.find('=');
    if (equals == rest.npos || equals == 0) {
      throw Misuse("envFile: " + file + ':' + std::to_string(number) + ": must be NAME=VALUE");
    }
    variables[std::string(ascii::trimmed(rest.substr(0, equals)))] =
        unquoted(ascii::trimmed(rest.substr(equals + 1)));
  }
  return variables;
}

}  // namespace mcp::cli
