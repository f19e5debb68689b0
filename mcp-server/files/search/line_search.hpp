#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "search/literal.hpp"

namespace mcp::files {

/// A text or an expression to search for.
struct Query {
  std::string text;
  bool regex = false;
  bool ignores_case = false;
};

/// A place in a text, within one line.
struct Hit {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Looks for a literal or a regular expression (RE2 syntax; `^` and `$` are the ends of a line).
/// Takes time with the length of the text, whatever the expression. Any thread.
class LineSearch {
 public:
  /// Throws FileError: E_INPUT when the expression is not valid, or matches the empty text.
  explicit LineSearch(const Query& query);
  ~LineSearch();
  LineSearch(const LineSearch&) = delete;
  LineSearch& operator=(const LineSearch&) = delete;

  /// The first hit that begins at or after `from`.
  std::optional<Hit> next(std::string_view text, std::size_t from) const;

 private:
  struct Expression;

  std::optional<Hit> next_with_literal(std::string_view text, std::size_t from) const;

  std::optional<Literal> literal_;  // with an expression: what each match contains, if it is known
  std::unique_ptr<const Expression> expression_;  // null: a literal
};

}  // namespace mcp::files
