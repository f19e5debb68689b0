#include "search/required_text.hpp"

#include <cctype>
#include <optional>

namespace mcp::files {
namespace {

/// Collects characters that follow one another; keeps the longest run.
class TextRuns {
 public:
  explicit TextRuns(bool ignores_case) : ignores_case_(ignores_case) {}

  void add(char c) {
    constexpr std::string_view other_cases = "kKsS";
    const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
    const bool has_other_case = ignores_case_ && other_cases.find(c) != other_cases.npos;
    if (!is_ascii || has_other_case) return end();
    run_ += c;
  }
  void drop_last() {
    if (!run_.empty()) run_.pop_back();
    end();
  }
  void end() {
    if (run_.size() > longest_.size()) longest_ = run_;
    run_.clear();
  }
  std::string longest() {
    end();
    return longest_;
  }

 private:
  const bool ignores_case_;
  std::string run_;
  std::string longest_;
};

// The length of a class `[...]`; empty: it is not closed, or contains another bracket.
std::optional<std::size_t> class_length(std::string_view text) {
  std::size_t at = text.starts_with("[^") ? 2 : 1;
  for (const std::size_t first = at; at < text.size(); ++at) {
    if (text[at] == '[') return std::nullopt;
    if (text[at] == '\\')
      ++at;
    else if (text[at] == ']' && at > first)
      return at + 1;
  }
  return std::nullopt;
}

// The length of `{2}` or `{2,5}`; empty: it is something else.
std::optional<std::size_t> repetition_length(std::string_view text) {
  const auto end = text.find_first_not_of("0123456789,", 1);
  if (end == text.npos || end == 1 || text[end] != '}') return std::nullopt;
  return end + 1;
}

/// Reads an expression once. What it does not know makes the result empty.
class ExpressionReader {
 public:
  ExpressionReader(std::string_view expression, bool ignores_case)
      : rest_(expression), runs_(ignores_case) {}

  std::string read() {
    while (!rest_.empty()) {
      const auto length = step();
      if (!length || *length > rest_.size()) return "";
      rest_.remove_prefix(*length);
    }
    return depth_ == 0 ? runs_.longest() : "";
  }

 private:
  std::optional<std::size_t> step() {
    switch (rest_.front()) {
      case '|':
        return alternative();
      case '(':
        return open();
      case ')':
        return close();
      case '[':
        return runs_.end(), class_length(rest_);
      case '\\':
        return escape();
      case '*':
      case '?':
        return runs_.drop_last(), 1;
      case '{':
        return runs_.drop_last(), repetition_length(rest_);
      case '+':
      case '.':
      case '^':
      case '$':
        return runs_.end(), 1;
      default:
        return character(rest_.front()), 1;
    }
  }

  // A group may be repeated, so its characters count for nothing.
  void character(char c) {
    if (depth_ == 0) runs_.add(c);
  }

  std::optional<std::size_t> alternative() const {
    if (depth_ == 0) return std::nullopt;
    return 1;
  }

  std::optional<std::size_t> open() {
    runs_.end();
    if (rest_.starts_with("(?")) return std::nullopt;
    return ++depth_, 1;
  }

  std::optional<std::size_t> close() {
    if (depth_ == 0) return std::nullopt;
    return --depth_, 1;
  }

  std::optional<std::size_t> escape() {
    if (rest_.size() < 2) return std::nullopt;
    const char escaped = rest_[1];
    constexpr std::string_view simple_classes = "dDwWsSbB";
    if (std::ispunct(static_cast<unsigned char>(escaped)) != 0) return character(escaped), 2;
    if (simple_classes.find(escaped) == simple_classes.npos) return std::nullopt;
    return runs_.end(), 2;
  }

  std::string_view rest_;
  TextRuns runs_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string required_text(std::string_view expression, bool ignores_case) {
  return ExpressionReader(expression, ignores_case).read();
}

std::string required_part(std::string_view literal, bool ignores_case) {
  TextRuns runs(ignores_case);
  for (const char c : literal) runs.add(c);
  return runs.longest();
}

}  // namespace mcp::files
