#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::files {

/// A text to search for in long texts: looks for two of its bytes that are rare in source text, 16
/// places at a time, and compares the rest only where both are. Any thread.
class Literal {
 public:
  /// `text` is not empty. `ignores_case`: ASCII letters match in both cases.
  Literal(std::string_view text, bool ignores_case);

  std::size_t size() const { return text_.size(); }
  /// Where it first begins at or after `from`, which is at most the size of `text`.
  std::optional<std::size_t> find(std::string_view text, std::size_t from) const;

 private:
  bool is_at(const char* place) const;
  const char* find_wide(const char*& at, const char* end) const;

  std::string text_;  // in lower case if it ignores case
  bool ignores_case_ = false;
  std::size_t first_ = 0;   // of the two rare bytes, in text_
  std::size_t second_ = 0;  // not before first_
  char first_fold_ = 0;     // the bit of the case, for letters whose case is ignored
  char second_fold_ = 0;
};

}  // namespace mcp::files
