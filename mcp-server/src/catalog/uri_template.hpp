#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/server/handlers.hpp"

namespace mcp {

/// Matches URIs against a URI template, and returns the values of its variables. Supports the
/// expressions `{x}`, `{+x}`, `{/x}`, `{#x}`, `{?x,y}` and `{&x,y}`. Immutable, any thread.
/// Spec: RFC 6570.
class UriTemplate {
 public:
  /// Errors: `invalid_params` for a template that is malformed or uses another expression.
  static Result<UriTemplate> parse(std::string_view text);

  /// The variables, percent-decoded, when `uri` matches. The parameters of a query may come in any
  /// order, and some may be missing; other parameters prevent a match. URIs over 8 KiB never match.
  std::optional<Values> match(std::string_view uri) const;

  bool has_variable(std::string_view name) const;

 private:
  struct Part {
    std::string literal = {};             // text to match, when `names` is empty
    char operation = 0;                   // 0 + / # ? &
    std::vector<std::string> names = {};  // more than one only for ? and &
  };

  class Matcher;

  std::vector<Part> parts_;
};

}  // namespace mcp
