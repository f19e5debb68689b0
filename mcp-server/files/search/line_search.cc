#include "search/line_search.hpp"

#include <re2/re2.h>
#include <string.h>

#include "file_error.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t max_query_bytes = 4096;
constexpr std::int64_t max_expression_memory = std::int64_t{32} << 20;

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

  re2::RE2 re;
};

LineSearch::LineSearch(const Query& query) : literal_(query.text) {
  require_usable(query);
  if (!query.regex && !query.ignores_case) return;
  auto expression = std::make_unique<Expression>(query);
  if (!expression->re.ok()) {
    throw invalid("the regular expression is not valid: " + expression->re.error(),
                  "use RE2 syntax, or regex false for a literal text");
  }
  if (re2::RE2::FullMatch("", expression->re)) {
    throw invalid("the regular expression matches the empty text", "make it match something");
  }
  expression_ = std::move(expression);
}

LineSearch::~LineSearch() = default;

std::optional<Hit> LineSearch::next(std::string_view text, std::size_t from) const {
  if (expression_) {
    re2::StringPiece found;
    const re2::StringPiece all(text.data(), text.size());
    if (!expression_->re.Match(all, from, all.size(), re2::RE2::UNANCHORED, &found, 1)) {
      return std::nullopt;
    }
    const auto begin = static_cast<std::size_t>(found.data() - text.data());
    return Hit{begin, begin + found.size()};
  }
  const void* found =
      ::memmem(text.data() + from, text.size() - from, literal_.data(), literal_.size());
  if (!found) return std::nullopt;
  const auto begin = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
  return Hit{begin, begin + literal_.size()};
}

}  // namespace mcp::files
