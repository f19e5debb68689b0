#include "manual.hpp"

#include <CLI/CLI.hpp>

#include <string_view>
#include <vector>

#include "exit_code.hpp"

namespace mcp::cli {
namespace {

// Text for roff: no request at the beginning of a line, and characters that it would change.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool begins_line = out.empty() || out.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string section(const std::string& title) {
  return ".SH " + title + '\n';
}

std::string entry(const std::string& term, const std::string& text) {
  return ".TP\n.B " + escaped(term) + '\n' + escaped(text) + '\n';
}

std::string option_term(const CLI::Option& option) {
  std::string term;
  for (const auto& name : option.get_snames()) term += (term.empty() ? "-" : ", -") + name;
  for (const auto& name : option.get_lnames()) term += (term.empty() ? "--" : ", --") + name;
  const std::string type = option.get_type_name();
  const bool takes_value = option.get_items_expected_max() > 0;
  return term + (takes_value && !type.empty() ? ' ' + type : "");
}

std::string options_text(const CLI::App& app) {
  std::string text;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) {
      text += entry(option_term(*option), option->get_description());
    }
  }
  return text;
}

// "call NAME [ARGUMENTS...]".
std::string command_term(const CLI::App& command) {
  std::string term = command.get_name();
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    std::string name = option->get_name();
    if (option->get_items_expected_max() > 1) name += "...";
    term += option->get_required() ? ' ' + name : " [" + name + ']';
  }
  return term;
}

std::string command_text(const CLI::App& command) {
  std::string text =
      ".SS " + escaped(command_term(command)) + '\n' + escaped(command.get_description()) + ".\n";
  for (const CLI::Option* option : command.get_options()) {
    const bool is_help = option->check_lname("help");
    if (is_help) continue;
    const std::string term = option->get_positional() ? option->get_name() : option_term(*option);
    text += entry(term, option->get_description());
  }
  return text;
}

std::string exit_status() {
  return section("EXIT STATUS") + entry(std::to_string(exit_code::ok), "Success.") +
         entry(
             std::to_string(exit_code::failed),
             "The server, the tool or the connection reported an error; find: nothing was found.") +
         entry(std::to_string(exit_code::misused),
               "The command line or a configuration is invalid.") +
         entry(std::to_string(exit_code::cancelled), "A signal ended the command.");
}

std::string files() {
  return section("FILES") +
         "Servers are found in these files, and in those of the project directory and the "
         "directories above it:\n" +
         entry("$XDG_CONFIG_HOME/mcp-toolkit/servers.json", "mcp-toolkit.") +
         entry("$XDG_CONFIG_HOME/Claude/claude_desktop_config.json", "Claude Desktop.") +
         entry("~/.claude.json, .mcp.json", "Claude Code.") +
         entry("~/.cursor/mcp.json, .cursor/mcp.json", "Cursor.") +
         entry("$XDG_CONFIG_HOME/Code/User/mcp.json, .vscode/mcp.json", "VS Code.") +
         entry("~/.codex/config.toml, .codex/config.toml", "Codex.") +
         entry("~/.gemini/settings.json, .gemini/settings.json", "Gemini.");
}

std::string environment() {
  return section("ENVIRONMENT") +
         entry("NO_COLOR", "When it is set and not empty, output has no colours.") +
         entry("MCP_CLIENT_INPUT_ID",
               "Value of the input ID of a VS Code configuration, with the id in upper case and _ "
               "for other characters than letters and digits.") +
         entry(
             "MCP_CREDENTIALS",
             "Where access tokens are kept: file (the default), or keyring, for the keyring of the "
             "desktop.") +
         entry("CLAUDE_CONFIG_DIR, CODEX_HOME", "Folders of the files of Claude Code and Codex.") +
         entry("https_proxy, no_proxy", "Proxies for servers over HTTP.");
}

// The description's first line, and the examples below it.
std::string description(const CLI::App& app) {
  const std::string text = app.get_description();
  const auto end = text.find("\n\n");
  std::string out = section("DESCRIPTION") + escaped(text.substr(0, end)) + '\n';
  if (end != text.npos) out += ".PP\n.nf\n" + escaped(text.substr(end + 2)) + "\n.fi\n";
  return out;
}

}  // namespace

std::string manual_page(const CLI::App& app) {
  std::string page = ".TH MCP\\-CLIENT 1 \"\" \"mcp\\-toolkit " MCP_TOOLKIT_VERSION "\"\n";
  page += section("NAME") + "mcp\\-client \\- inspect and call MCP servers\n";
  page += section("SYNOPSIS") +
          ".B mcp\\-client\nNAME COMMAND [OPTIONS]\n.br\n"
          ".B mcp\\-client\nCOMMAND [OPTIONS] \\-\\-url URL\n.br\n"
          ".B mcp\\-client\nCOMMAND [OPTIONS] \\-\\- SERVER\\-COMMAND...\n";
  page += description(app) + section("COMMANDS");
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    page += command_text(*command);
  }
  page += section("OPTIONS") + "Every command takes these.\n" + options_text(app);
  return page + exit_status() + files() + environment();
}

}  // namespace mcp::cli
