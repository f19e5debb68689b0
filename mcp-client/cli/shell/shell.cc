#include "shell/shell.hpp"

#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <utility>

#include "command_line/option_errors.hpp"
#include "commands/session_commands.hpp"
#include "exit_code.hpp"
#include "run_command.hpp"
#include "schema/text.hpp"
#include "shell/line_editor.hpp"
#include "shell/piped_lines.hpp"
#include "shell/words.hpp"
#include "terminal.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t most_prompt_bytes = 40;
constexpr std::chrono::seconds names_timeout(3);

bool at_terminal() {
  return is_terminal(STDIN_FILENO) && is_terminal(STDERR_FILENO);
}

/// The commands of the shell, and what parsing a line sets.
struct ShellApp {
  ShellApp() {
    app.require_subcommand(1);
    app.fallthrough();
    app.add_flag("--json", json, "Print the result as JSON");
    add_session_commands(app, chosen);
    app.add_subcommand("help", "List the commands; COMMAND --help explains one");
    app.add_subcommand("exit", "Leave the shell, like Ctrl+D");
    app.failure_message([](const CLI::App* program, const CLI::Error& error) {
      return command_line::detail::explanation(*program, error, "") + "\n";
    });
  }

  CLI::App app{"Type a command; Tab completes it, Ctrl+C cancels it, Ctrl+D leaves.", ""};
  bool json = false;
  Command chosen;
};

std::vector<std::string> command_names() {
  return command_line::detail::commands_of(ShellApp().app);
}

SignalStop stop_signals() {
  // Ctrl+C does not end the shell: see Interrupts.
  block_signals({SIGINT});
  return SignalStop({SIGTERM, SIGHUP});
}

}  // namespace

Shell::Shell(const Settings& settings)
    : settings_(settings),
      signals_(stop_signals()),
      history_(at_terminal() ? ShellHistory::default_path() : ""),
      names_{.commands = command_names()},
      source_(make_source()) {
  const auto stop = interrupts_.begin();
  const std::stop_callback on_stop(signals_.token(), [this] { interrupts_.cancel(); });
  session_ = std::make_unique<Session>(
      settings_, SessionStop{stop, signals_.second_token()},
      SessionDisplay{.notice = [this](const std::string& text) { return notice(text); },
                     .is_reading = [this] { return source_->is_reading(); },
                     .changed =
                         [this] {
                           const std::scoped_lock lock(mutex_);
                           names_loaded_ = false;
                         }});
  interrupts_.finish();
  interrupts_.when_idle([this] { source_->interrupt(); });
  subscribe();
}

Shell::~Shell() {
  interrupts_.when_idle({});
}

std::unique_ptr<LineSource> Shell::make_source() {
  if (!at_terminal()) return std::make_unique<PipedLines>(STDIN_FILENO);
  return std::make_unique<LineEditor>([this](std::string_view line) { return complete(line); },
                                      history_);
}

// Notifications of changes are shown. A server that cannot send them is used without.
void Shell::subscribe() {
  const auto capabilities = session_->client().server_info().capabilities;
  const ListenFilter filter{.tools = capabilities.tools_list_changed,
                            .prompts = capabilities.prompts_list_changed,
                            .resources = capabilities.resources_list_changed};
  if (!filter.tools && !filter.prompts && !filter.resources) return;
  try {
    subscription_ = session_->client().listen(filter);
  } catch (const Error& error) {
    notice(std::string("no notifications of changes: ") + error.what());
  }
}

int Shell::run() {
  const std::stop_callback on_stop(signals_.token(), [this] {
    interrupts_.cancel();
    source_->end();
  });
  const std::string name =
      schema::clip(session_->client().server_info().implementation.name, most_prompt_bytes);
  if (auto* editor = dynamic_cast<LineEditor*>(source_.get())) {
    std::cerr << "Connected to " << one_line(name) << ". Type help for the commands.\n";
    editor->set_prompt(one_line(name) + "> ");
  }
  while (true) {
    ReadLine read = source_->read();
    if (read.end == ReadLine::End::interrupted) continue;
    if (read.end == ReadLine::End::ended || !run_line(read.line)) break;
  }
  return signals_.token().stop_requested() ? exit_code::cancelled : exit_;
}

bool Shell::run_line(const std::string& line) {
  auto words = split_words(line);
  if (!words) {
    std::cerr << "mcp-client: " << words.error().what() << '\n';
    exit_ = exit_code::misused;
    return true;
  }
  // A # begins a comment, for files of commands.
  if (words->empty() || words->front().starts_with('#')) return true;
  if (words->front() == "exit" || words->front() == "quit") return false;
  const int exit = run_command(*std::move(words));
  if (exit != exit_code::ok) exit_ = exit;
  std::cout.flush();
  return true;
}

int Shell::run_command(std::vector<std::string> words) {
  ShellApp shell;
  if (words.front() == "help") words = {"--help"};
  std::ranges::reverse(words);  // CLI11 reads the words from the back
  try {
    shell.app.parse(words);
  } catch (const CLI::ParseError& error) {
    return shell.app.exit(error) == 0 ? exit_code::ok : exit_code::misused;
  }
  Settings own = settings_;
  own.json = settings_.json || shell.json;
  session_->use_stop(interrupts_.begin());
  const int exit = reporting_errors(own, [&] { return shell.chosen(*session_, own); });
  interrupts_.finish();
  session_->clear_progress();
  if (exit == exit_code::cancelled) std::cerr << "cancelled\n";
  return exit;
}

Completions Shell::complete(std::string_view line) {
  load_names();
  const std::scoped_lock lock(mutex_);
  return completions(line, names_, files_beginning);
}

// Asks the server once, and again after a change.
void Shell::load_names() {
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(names_loaded_, true)) return;
  }
  ShellNames names{.commands = names_.commands};
  Client& client = session_->client();
  const CallOptions options{.timeout = names_timeout};
  try {
    names.tools = client.list_tools(options);
    names.prompts = client.list_prompts(options);
    for (const auto& resource : client.list_resources(options)) names.uris.push_back(resource.uri);
  } catch (const Error&) {
    // What is not known is not completed.
  }
  const std::scoped_lock lock(mutex_);
  names_ = std::move(names);
}

bool Shell::notice(const std::string& text) {
  return source_->notice(text);
}

}  // namespace mcp::cli
