#pragma once

#include <string>

namespace mcp::schema {

/// Why a text is not a regular expression.
struct PatternProblem {
  std::string text;
};

}  // namespace mcp::schema
