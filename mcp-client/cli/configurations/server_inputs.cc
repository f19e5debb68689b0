#include "configurations/server_inputs.hpp"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>

#include "command_line/option_checks.hpp"
#include "misuse.hpp"
#include "schema/text.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

/// While it lives, the terminal does not show what is typed.
class NoEcho {
 public:
  explicit NoEcho(bool wanted) : active_(wanted && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!active_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~NoEcho() {
    if (!active_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::cerr << '\n';
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
  const bool active_;
};

std::string prompt_for(const ServerEntry& entry, const ServerInput& input) {
  std::string text = bold(one_line(entry.name)) + " needs " +
                     one_line(input.description.empty() ? input.id : input.description);
  if (!input.options.empty()) text += " [" + command_line::alternatives(input.options) + ']';
  if (!input.default_value.empty() && !input.is_password) {
    text += " (default " + one_line(input.default_value) + ')';
  }
  return text + ": ";
}

bool is_allowed(const ServerInput& input, const std::string& value) {
  return input.options.empty() || std::ranges::find(input.options, value) != input.options.end();
}

std::optional<std::string> typed(const ServerEntry& entry, const ServerInput& input) {
  const NoEcho no_echo(input.is_password);
  std::string line;
  while (true) {
    std::cerr << prompt_for(entry, input) << std::flush;
    if (!std::getline(std::cin, line)) return std::nullopt;
    if (line.empty()) line = input.default_value;
    if (!line.empty() && is_allowed(input, line)) return line;
  }
}

}  // namespace

std::string input_variable(const std::string& id) {
  std::string name = "MCP_CLIENT_INPUT_";
  for (const char c : id) {
    const bool is_lower = c >= 'a' && c <= 'z';
    const bool is_kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += is_lower ? static_cast<char>(c - 'a' + 'A') : (is_kept ? c : '_');
  }
  return name;
}

std::string input_from_environment(const ServerEntry& entry, const std::string& id) {
  const std::string variable = input_variable(id);
  if (const char* value = std::getenv(variable.c_str())) return value;
  const auto input = std::ranges::find(entry.inputs, id, &ServerInput::id);
  if (input == entry.inputs.end()) {
    throw Misuse("the file has no input " + schema::quote_name(id) +
                 " in `inputs`; add it, or set " + variable);
  }
  throw Misuse("the input " + schema::quote_name(id) +
               (input->description.empty() ? "" : " (" + one_line(input->description) + ')') +
               " is needed; name the server at a terminal, or set " + variable);
}

std::string ask_input(const ServerEntry& entry, const std::string& id) {
  const auto input = std::ranges::find(entry.inputs, id, &ServerInput::id);
  const bool may_ask = input != entry.inputs.end() && is_terminal(STDIN_FILENO) &&
                       is_terminal(STDERR_FILENO) && !std::getenv(input_variable(id).c_str());
  if (may_ask) {
    if (const auto value = typed(entry, *input)) return *value;
  }
  return input_from_environment(entry, id);
}

}  // namespace mcp::cli
