#include "completion/word_completion.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <utility>

#include "mcp/log_level.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

std::vector<const CLI::App*> visible_commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); });
}

const CLI::App* command_named(const CLI::App& app, const std::string& name) {
  for (const CLI::App* each : visible_commands(app)) {
    if (each->get_name() == name) return each;
  }
  return nullptr;
}

std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* each) { return !each->get_positional(); });
}

// What the words before the cursor say.
struct CommandLine {
  const CLI::App* command = nullptr;
  const CLI::Option* open_option = nullptr;   ///< The next word is its value.
  std::vector<std::string> positionals = {};  ///< Of the command.
  ServerSettings server = {};
  bool has_separator = false;
  std::size_t words_after_separator = 0;
};

/// Reads the words before the cursor.
class CommandLineReader {
 public:
  explicit CommandLineReader(const CLI::App& app) : app_(app) {}

  CommandLine read(const std::vector<std::string>& words) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) take(words[i], words);
    return std::move(line_);
  }

 private:
  void take(const std::string& word, const std::vector<std::string>& words) {
    if (line_.has_separator) {
      ++line_.words_after_separator;
    } else if (line_.open_option) {
      note_value(*std::exchange(line_.open_option, nullptr), word);
    } else if (word == "--") {
      line_.has_separator = true;
    } else if (word.starts_with('-') && word.size() > 1) {
      take_option(word);
    } else if (!line_.command) {
      take_first_word(word, words);
    } else {
      line_.positionals.push_back(word);
    }
  }

  void take_first_word(const std::string& word, const std::vector<std::string>&) {
    line_.command = command_named(app_, word);
    if (!line_.command) line_.server.named = word;
  }

  void take_option(const std::string& word) {
    const auto equals = word.find('=');
    const CLI::Option* option = find(word.substr(0, equals));
    if (!option || option->get_items_expected_max() == 0) return;
    if (equals == word.npos) {
      line_.open_option = option;
    } else {
      note_value(*option, word.substr(equals + 1));
    }
  }

  void note_value(const CLI::Option& option, const std::string& value) {
    if (option.check_lname("server")) line_.server.named = value;
    if (option.check_lname("config")) line_.server.config_file = value;
    if (option.check_lname("url")) line_.server.url = value;
  }

  const CLI::Option* find(const std::string& name) const {
    if (line_.command) {
      if (const auto* option = line_.command->get_option_no_throw(name)) return option;
    }
    return app_.get_option_no_throw(name);
  }

  const CLI::App& app_;
  CommandLine line_;
};

WordCompletion completed_words_of(std::vector<CompletedWord> words) {
  return {.source = WordCompletion::Source::words, .words = std::move(words)};
}

std::vector<CompletedWord> alternatives_in(const std::string& type_name) {
  std::vector<CompletedWord> words;
  for (std::size_t at = 0; at <= type_name.size();) {
    const auto end = std::min(type_name.find('|', at), type_name.size());
    words.push_back({type_name.substr(at, end - at)});
    at = end + 1;
  }
  return words;
}

std::vector<CompletedWord> log_level_words() {
  std::vector<CompletedWord> words;
  for (const auto& [level, name] : enum_names(LogLevel())) words.push_back({name});
  return words;
}

WordCompletion value_of(const CLI::Option& option, const CompletionSources& sources) {
  const std::string type = option.get_type_name();
  if (option.check_lname("server")) return completed_words_of(sources.servers());
  if (type == "LEVEL") return completed_words_of(log_level_words());
  if (type == "FILE") return {.source = WordCompletion::Source::files};
  if (type == "DIR") return {.source = WordCompletion::Source::directories};
  if (type.find('|') != type.npos) return completed_words_of(alternatives_in(type));
  return {};
}

void add_options(std::vector<CompletedWord>& to, const CLI::App& app) {
  for (const CLI::Option* option : options_of(app)) {
    for (const auto& name : option->get_lnames()) {
      to.push_back({"--" + name, option->get_description()});
    }
  }
}

WordCompletion option_names(const CLI::App& app, const CommandLine& line) {
  std::vector<CompletedWord> words;
  if (line.command) add_options(words, *line.command);
  add_options(words, app);
  return completed_words_of(std::move(words));
}

WordCompletion command_names(const CLI::App& app, const CommandLine& line,
                             const CompletionSources& sources) {
  std::vector<CompletedWord> words;
  for (const CLI::App* each : visible_commands(app)) {
    words.push_back({each->get_name(), each->get_description()});
  }
  const bool has_server = !line.server.named.empty() || !line.server.url.empty();
  if (has_server) return completed_words_of(std::move(words));
  for (auto& server : sources.servers()) words.push_back(std::move(server));
  return completed_words_of(std::move(words));
}

WordCompletion positional(const CommandLine& line, const CompletionSources& sources) {
  const std::string name = line.command->get_name();
  if (!line.positionals.empty()) return {};
  if (name == "call") return completed_words_of(sources.tools(line.server));
  if (name == "log-level") return completed_words_of(log_level_words());
  if (name == "completion") return completed_words_of({{"bash"}, {"zsh"}, {"fish"}});
  return {};
}

// For a menu: one line, without the details.
std::string short_description(const std::string& text) {
  return text.substr(0, text.find_first_of("\n\t;"));
}

}  // namespace

WordCompletion complete_word(const CLI::App& app, const std::vector<std::string>& words,
                             const CompletionSources& sources) {
  const std::string current = words.empty() ? "" : words.back();
  const CommandLine line = CommandLineReader(app).read(words);
  if (line.has_separator) {
    return {.source = line.words_after_separator == 0 ? WordCompletion::Source::commands
                                                      : WordCompletion::Source::files};
  }
  if (line.open_option) return value_of(*line.open_option, sources);
  if (current.starts_with('-')) return option_names(app, line);
  if (!line.command) return command_names(app, line, sources);
  return positional(line, sources);
}

std::string completion_text(const WordCompletion& completion) {
  switch (completion.source) {
    case WordCompletion::Source::files:
      return ":files\n";
    case WordCompletion::Source::directories:
      return ":directories\n";
    case WordCompletion::Source::commands:
      return ":commands\n";
    case WordCompletion::Source::words:
      break;
  }
  std::string text;
  for (const auto& [word, description] : completion.words) {
    // Names of servers and tools are not ours; one with such characters cannot be typed anyway.
    if (word.empty() || has_unsafe_characters(word) || !is_utf8(word)) continue;
    text += word +
            (description.empty() ? "" : '\t' + short_description(safe_to_show(description))) + '\n';
  }
  return text;
}

}  // namespace mcp::cli
