#include "search/line_search.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "file_error.hpp"
#include "search/required_text.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t max_query_bytes = 4096;
constexpr std::int64_t max_expression_memory = std::int64_t{32} << 20;
// A shorter text is in too many lines to look for it first.
constexpr std::size_t min_required_bytes = 3;
// After so many lines with the required text and without a match, it does not help.
constexpr int max_lines_in_vain = 16;

re2::RE2::Options options_for(const Query& query) {
  re2::RE2::Options options;
  options.set_literal(!query.regex);
  options.set_case_sensitive(!query.ignores_case);
  options.set_never_nl(true);
  options.set_log_errors(false);
  options.set_max_mem(max_expression_memory);
  return options;
}

FileError invalid(const std::string& what, const std::string& fix) {
  return FileError("E_INPUT", what, fix);
}

void require_usable(const Query& query) {
  if (query.text.empty()) throw invalid("the query is empty", "say what to look for");
  if (query.text.size() > max_query_bytes) {
    throw invalid("the query is longer than 4096 bytes", "look for a part of it");
  }
  if (query.text.find('\n') != std::string::npos) {
    throw invalid("the query has a line end", "look for a text within one line");
  }
}

}  // namespace

struct LineSearch::Expression {
  // `^` and `$` are line ends with (?m), which a literal does not have.
  explicit Expression(const Query& query)
      : re(query.regex ? "(?m)" + query.text : query.text, options_for(query)) {}

  /// The first match in a part of the text; the rest of the text is its context.
  std::optional<Hit> match(std::string_view text, std::size_t from, std::size_t end) const {
    re2::StringPiece found;
    const re2::StringPiece all(text.data(), text.size());
    if (!re.Match(all, from, end, re2::RE2::UNANCHORED, &found, 1)) return std::nullopt;
    const auto begin = static_cast<std::size_t>(found.data() - text.data());
    return Hit{begin, begin + found.size()};
  }

  re2::RE2 re;
};

LineSearch::LineSearch(const Query& query) {
  require_usable(query);
  if (!query.regex && !query.ignores_case) {
    literal_.emplace(query.text, false);
    return;
  }
  auto expression = std::make_unique<Expression>(query);
  if (!expression->re.ok()) {
    throw invalid("the regular expression is not valid: " + expression->re.error(),
                  "use RE2 syntax, or regex false for a literal text");
  }
  if (re2::RE2::FullMatch("", expression->re)) {
    throw invalid("the regular expression matches the empty text", "make it match something");
  }
  expression_ = std::move(expression);
  const std::string required = query.regex ? required_text(query.text, query.ignores_case)
                                           : required_part(query.text, query.ignores_case);
  if (required.size() >= min_required_bytes) literal_.emplace(required, query.ignores_case);
}

LineSearch::~LineSearch() = default;

std::optional<Hit> LineSearch::next(std::string_view text, std::size_t from) const {
  if (!expression_) {
    const auto begin = literal_->find(text, from);
    if (!begin) return std::nullopt;
    return Hit{*begin, *begin + literal_->size()};
  }
  if (!literal_) return expression_->match(text, from, text.size());
  return next_with_literal(text, from);
}

// A match is within one line, and contains the literal.
std::optional<Hit> LineSearch::next_with_literal(std::string_view text, std::size_t from) const {
  for (int lines = 0; lines < max_lines_in_vain; ++lines) {
    const auto place = literal_->find(text, from);
    if (!place) return std::nullopt;
    const auto line_end = std::min(text.find('\n', *place), text.size());
    const auto before = *place == 0 ? text.npos : text.rfind('\n', *place - 1);
    const auto begin = before == text.npos ? from : std::max(from, before + 1);
    if (const auto hit = expression_->match(text, begin, line_end)) return hit;
    from = line_end;
  }
  return expression_->match(text, from, text.size());
}

}  // namespace mcp::files
