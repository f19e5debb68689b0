#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::test {

/// What the fake answers to which request. Not thread-safe. See fake_anthropic.hpp for the format.
class Scenario {
 public:
  /// Throws std::invalid_argument when it is not written correctly.
  explicit Scenario(const Json& json);

  /// The step that is next for a request; nothing: there is none left.
  std::optional<Json> next(const Json& request);

 private:
  struct Part {
    std::string match;  // in the last text of the user; empty: any
    bool by_depth = false;
    bool repeat = false;
    std::vector<Json> steps;
    std::map<std::string, std::size_t> taken;  // by conversation; without a match, by nothing
  };

  void add(const Json& json);

  std::vector<Part> parts_;
};

/// Of the last message of the user that is more than results of tools; empty: there is none.
std::string last_user_text(const Json& request);
/// Those that the request offers, separated by commas.
std::string tool_names(const Json& request);
/// The text of the results in the last message.
std::string last_results(const Json& request);
/// What a step expects of a request and is not so; empty: all is.
std::string unmet_expectation(const Json& step, const Json& request);

}  // namespace mcp::test
