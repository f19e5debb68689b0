#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/error.hpp"

namespace mcp::bridge {

/// A PCRE2 regular expression whose searches have a cost limit. Immutable; any thread.
class Expression {
 public:
  struct Found {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  struct Search {
    std::optional<Found> found = {};
    bool too_costly = false;  ///< The search was given up; whether there is a match is unknown.
    /// Start of text that could still become a match; only set when more text may follow.
    std::optional<std::size_t> unfinished = {};
  };

  /// How many steps several searches may take together. A step costs about as much as a comparison.
  using Steps = std::int64_t;

  /// The error says what is wrong with the pattern.
  static Result<Expression, std::string> compile(std::string_view pattern);

  /// The first match that begins at `from` or later and is not empty. Bytes that are not UTF-8
  /// match nothing. Subtracts the cost from `steps`. With `more_follows`, `text` is the beginning
  /// of a longer text, and only a match that further text cannot change is returned.
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
