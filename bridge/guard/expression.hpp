#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/error.hpp"

namespace mcp::bridge {

/// A regular expression of PCRE2 whose searches have a bound. Immutable; any thread.
class Expression {
 public:
  struct Found {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  struct Search {
    std::optional<Found> found = {};
    bool too_costly = false;  ///< It was given up; nothing is known.
    /// Start of text that could still become a match; only set when more text may follow.
    std::optional<std::size_t> unfinished = {};
  };

  /// Steps that searches may take together. One takes about as long as a comparison.
  using Steps = std::int64_t;

  /// The error says what is wrong with the pattern.
  static Result<Expression, std::string> compile(std::string_view pattern);

  /// The first match that begins at `from` or later and is not empty. Bytes that are not UTF-8
  /// match nothing. Takes from `steps` what it costs. With `more_follows` the text is the beginning
  /// of a longer one: a match is found when no further text could change it.
  Search search(std::string_view text, std::size_t from, Steps& steps,
                bool more_follows = false) const;

 private:
  struct Release {
    void operator()(void* code) const;
  };

  Expression() = default;

  std::unique_ptr<void, Release> code_;
};

}  // namespace mcp::bridge
