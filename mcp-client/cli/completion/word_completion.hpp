#pragma once

#include <functional>
#include <string>
#include <vector>

#include "settings.hpp"

namespace CLI {
class App;
}

namespace mcp::cli {

/// A word that may stand where the cursor is.
struct CompletedWord {
  std::string word;
  std::string description = {};
};

/// The words that may stand at the cursor, or which words the shell itself knows.
struct WordCompletion {
  enum class Source { words, files, directories, commands };

  Source source = Source::words;
  std::vector<CompletedWord> words = {};
};

/// What a completion needs to know beyond the program's options.
struct CompletionSources {
  std::function<std::vector<CompletedWord>()> servers;
  /// The tools of the server that the words so far name.
  std::function<std::vector<CompletedWord>(const ServerSettings& server)> tools;
};

/// Completes the last of `words`, which may be empty; the words before it are those of the command
/// line, without the program. All words that fit there are returned, whatever the last one begins
/// with; the shell selects.
WordCompletion complete_word(const CLI::App& app, const std::vector<std::string>& words,
                             const CompletionSources& sources);

/// One line for each word, with a tab before its description; or one line ":files",
/// ":directories" or ":commands". The scripts for the shells read this.
std::string completion_text(const WordCompletion& completion);

}  // namespace mcp::cli
