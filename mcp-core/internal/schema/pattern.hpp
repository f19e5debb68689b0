#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "mcp/error.hpp"
#include "schema/pattern_problem.hpp"
#include "schema/work.hpp"

namespace mcp::schema {

enum class Match { no, yes, too_costly };

/// Memory for matching, kept for the length of one validation. One thread at a time.
class MatchScratch {
 public:
  explicit MatchScratch(std::size_t max_bytes);
  ~MatchScratch();

  MatchScratch(const MatchScratch&) = delete;
  MatchScratch& operator=(const MatchScratch&) = delete;

 private:
  friend class Pattern;
  struct Memory;

  std::size_t max_bytes_;
  std::unique_ptr<Memory> memory_;  // Made by the first match.
};

/// A compiled ECMA-262 regular expression, unanchored, in Unicode mode. Immutable.
class Pattern {
 public:
  static Result<Pattern, PatternProblem> compile(std::string_view source);

  const std::string& source() const { return source_; }
  /// Memory of the compiled form.
  std::size_t bytes() const { return bytes_; }

  /// `too_costly` when `work` or the memory of `scratch` ran out. Text that is not UTF-8 does not
  /// match.
  Match search(std::string_view subject, MatchScratch& scratch, Work& work) const;

 private:
  struct Release {
    void operator()(void* code) const;
  };

  Pattern() = default;

  std::string source_;
  std::unique_ptr<void, Release> code_;
  std::size_t bytes_ = 0;
  std::size_t largest_repeat_ = 1;
  bool refers_back_ = false;
};

}  // namespace mcp::schema
