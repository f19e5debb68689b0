#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/guard/rules.hpp"

namespace mcp::bridge {

/// Applies the output rules that redact or block to a text that arrives in pieces, cut between
/// characters. Text is held back while it may be the beginning of a match, so that the output does
/// not depend on the cuts and equals that of `Guard::check_output` for the whole text. After a
/// match of a blocking rule, no more text is returned. One thread at a time.
class RuleStream {
 public:
  /// Without a guard the text is not changed. The guard must outlive the object.
  explicit RuleStream(const Guard* guard);

  std::string take(std::string_view piece);
  /// Returns the text held back; must be the last call.
  std::string finish();
  bool blocked() const { return blocked_; }

 private:
  struct Stage {
    const Guard::Rule* rule;
    std::string text = {};      // the end of the returned text, for lookbehind; then the held text
    std::size_t from = 0;       // where the held text begins
    std::size_t next_look = 0;  // size of `text` from which on the pattern is searched again
  };

  std::string pass(std::string text, bool more_follows);
  std::string pass(Stage& stage, const std::string& piece, bool more_follows);

  std::vector<Stage> stages_;
  bool blocked_ = false;
};

}  // namespace mcp::bridge
