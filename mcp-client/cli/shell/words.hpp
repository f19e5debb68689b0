#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/error.hpp"

namespace mcp::cli {

/// A word of a line, and where it begins in it.
struct ShellWord {
  std::string text;       ///< Without its quotes.
  std::size_t begin = 0;  ///< In bytes.
  bool complete = true;   ///< False: the line ends within quotes, or in the word itself.
};

/// The words of a line as a shell reads them: blanks separate them, '...' and "..." may contain
/// blanks, and a backslash takes the next character as it is, within "..." only before " and \.
/// There are no variables or patterns. A last word that no blank follows is incomplete.
std::vector<ShellWord> words_of(std::string_view line);

/// The texts of the words. Errors: `invalid_params`, when a quote or a backslash is not complete.
Result<std::vector<std::string>> split_words(std::string_view line);

/// The word in a form that `split_words` reads back: with a backslash before each blank, quote and
/// backslash.
std::string escaped_word(std::string_view word);

}  // namespace mcp::cli
