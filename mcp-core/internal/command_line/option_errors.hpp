#pragma once

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "command_line/option_checks.hpp"
#include "schema/text.hpp"
#include "text/ascii.hpp"

/// Error messages for command lines, so that the same mistake gets the same sentence in the three
/// programs.
namespace mcp::command_line {

namespace detail {

/// The options of the program, and of the commands that were given.
inline std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  std::vector<const CLI::Option*> all = app.get_options();
  for (const CLI::App* command : app.get_subcommands()) {
    const auto more = options_of(*command);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

inline const CLI::Option* option_named(const CLI::App& app, std::string_view name) {
  for (const CLI::Option* option : options_of(app)) {
    if (option->get_name() == name) return option;
  }
  return nullptr;
}

inline std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(each->get_name());
  }
  return names;
}

/// The command that was given, or the last one of several that run each other.
inline const CLI::App& last_command(const CLI::App& app) {
  const auto given = app.get_subcommands();
  return given.empty() ? app : last_command(*given.front());
}

/// "; did you mean `x`?", or an empty text.
inline std::string suggestion(std::string_view name, const std::vector<std::string>& known,
                              const std::string& prefix) {
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  const std::string_view meant = schema::closest(name, candidates);
  return meant.empty() ? "" : "; did you mean `" + prefix + std::string(meant) + "`?";
}

inline std::string unknown_option(const CLI::App& app, const std::string& word) {
  const std::string given = word.substr(0, word.find('='));
  std::vector<std::string> known;
  for (const CLI::Option* option : options_of(app)) {
    const auto& names = option->get_lnames();
    known.insert(known.end(), names.begin(), names.end());
  }
  const std::string_view name = std::string_view(given).substr(given.find_first_not_of('-'));
  return "unknown option " + schema::quote_name(given) + suggestion(name, known, "--");
}

/// `hint` says which option takes a value that was written without one.
inline std::string unknown_word(const CLI::App& app, const std::string& word,
                                const std::string& hint) {
  if (word.starts_with('-') && word.find_first_not_of('-') != word.npos) {
    return unknown_option(app, word);
  }
  const std::string quoted = schema::quote_name(word);
  const auto missing = commands_of(last_command(app));
  const std::string meant = suggestion(word, missing, "");
  const bool needs_command = hint.empty() || app.get_require_subcommand_min() > 0;
  if (!missing.empty() && (needs_command || !meant.empty())) {
    return "unknown command " + quoted +
           (meant.empty() ? "; choose " + alternatives(missing) : meant);
  }
  const auto commands = commands_of(app);
  if (std::ranges::find(commands, word) != commands.end()) {
    return "unexpected command " + quoted + "; give one command at a time";
  }
  return "unexpected argument " + quoted + (hint.empty() ? "" : "; " + hint);
}

/// The first phrase of a description, to stand within a sentence.
inline std::string first_phrase(const std::string& description) {
  std::string phrase = description.substr(0, description.find_first_of(",;:(."));
  phrase = ascii::trimmed(phrase);
  const bool is_acronym = phrase.size() > 1 && phrase[1] >= 'A' && phrase[1] <= 'Z';
  if (!phrase.empty() && !is_acronym) phrase = ascii::lower(phrase.substr(0, 1)) + phrase.substr(1);
  return phrase;
}

inline std::string missing(const CLI::App& app, const std::string& what) {
  const std::string name = what.substr(0, what.find(" is required"));
  const CLI::Option* option = option_named(app, name);
  if (!option) return "no command given; choose " + alternatives(commands_of(app));
  const std::string type = option->get_positional() ? "" : option->get_type_name();
  const std::string phrase = first_phrase(option->get_description());
  return name + (type.empty() ? "" : " " + type) + " is required" +
         (phrase.empty() ? "" : " (" + phrase + ")");
}

inline std::string wrong_count(const CLI::App& app, const std::string& what) {
  const std::string name = what.substr(0, what.find(':'));
  const CLI::Option* option = option_named(app, name);
  if (!option) return what;
  if (what.find("At Most") != what.npos) return name + " may be given only once";
  return name + " needs a value: " + option->get_type_name();
}

// CLI11 says "Could not convert: NAME = VALUE".
inline std::string not_converted(const CLI::App& app, const std::string& what) {
  const auto colon = what.find(": ");
  const auto equals = what.find(" = ");
  if (colon == what.npos || equals == what.npos || equals < colon) return what;
  const std::string name = what.substr(colon + 2, equals - colon - 2);
  const std::string value = schema::quote_name(std::string_view(what).substr(equals + 3));
  const CLI::Option* option = option_named(app, name);
  const bool is_flag = option && option->get_items_expected_max() == 0;
  return is_flag ? name + " takes no value, but was given " + value
                 : name + ": " + value + " is not valid";
}

// Replaces CLI11's phrase (`theirs`) in "--a requires --b" by ours.
inline std::string joined(std::string what, std::string_view theirs, std::string_view ours) {
  const auto at = what.find(theirs);
  return at == what.npos ? what : what.replace(at, theirs.size(), ours);
}

inline std::string explanation(const CLI::App& app, const CLI::Error& error,
                               const std::string& hint) {
  const std::string what = error.what();
  const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
  if (code == CLI::ExitCodes::RequiredError || code == CLI::ExitCodes::ExtrasError) {
    // If something is missing, an unknown word is often its misspelling.
    const auto words = app.remaining(true);
    const auto word = std::ranges::find_if(words, [](const auto& each) { return each != "--"; });
    if (word != words.end()) return unknown_word(app, *word, hint);
  }
  if (code == CLI::ExitCodes::RequiredError) return missing(app, what);
  if (code == CLI::ExitCodes::ArgumentMismatch) return wrong_count(app, what);
  if (code == CLI::ExitCodes::ConversionError) return not_converted(app, what);
  if (code == CLI::ExitCodes::RequiresError)
    return joined(what, " requires ", " applies only with ");
  if (code == CLI::ExitCodes::ExcludesError) return joined(what, " excludes ", " contradicts ");
  return what;
}

}  // namespace detail

/// Sets the message for an invalid command line: the name of the program, the wrong word, and what
/// to write instead. `hint` follows the message on an argument that belongs to no option.
inline void explain_errors(CLI::App& app, std::string hint = {}) {
  app.failure_message([hint = std::move(hint)](const CLI::App* program, const CLI::Error& error) {
    const std::string& name = program->get_name();
    return name + ": " + detail::explanation(*program, error, hint) + "\nRun `" + name +
           " --help` for a list of the options.\n";
  });
}

}  // namespace mcp::command_line
