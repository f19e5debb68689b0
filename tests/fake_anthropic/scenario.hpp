#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::test {

/// The fake's scripted responses. Not thread-safe. See fake_anthropic.hpp for the format.
class Scenario {
 public:
  /// Throws std::invalid_argument when the scenario is malformed.
  explicit Scenario(const Json& json);

  /// The next step for a request; nothing when no step is left.
  std::optional<Json> next(const Json& request);

 private:
  struct Part {
    std::string match;  // in the last text of the user; empty: any
    bool by_depth = false;
    bool repeat = false;
    std::vector<Json> steps;
    std::map<std::string, std::size_t> taken;  // by conversation; without a `match`, one for all
  };

  void add(const Json& json);

  std::vector<Part> parts_;
};

/// The text of the last user message that is not only tool results; empty if there is none.
std::string last_user_text(const Json& request);
/// The names of the request's tools, separated by commas.
std::string tool_names(const Json& request);
/// The text of the tool results in the last message.
std::string last_results(const Json& request);
/// The first expectation of a step that the request does not meet; empty if it meets all.
std::string unmet_expectation(const Json& step, const Json& request);

}  // namespace mcp::test
