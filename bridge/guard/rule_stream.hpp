#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/guard/rules.hpp"

namespace mcp::bridge {

/// Applies the output rules that redact or block to a text that comes in pieces, cut
/// between characters. Text is held back while it may be the beginning of a match, so that what is
/// handed out does not depend on the cuts and is what `Guard::check_output` makes of the whole.
/// After a match of a rule that blocks nothing more is handed out. One thread at a time.
class RuleStream {
 public:
  /// Without a guard everything is let through. Outlived by the guard.
  explicit RuleStream(const Guard* guard);

  std::string take(std::string_view piece);
  /// The rest. Nothing may follow.
  std::string finish();
  bool blocked() const { return blocked_; }

 private:
  struct Stage {
    const Guard::Rule* rule;
    std::string text = {};  // what was handed out last, for what looks behind; then what is held
    std::size_t from = 0;   // what is held
    std::size_t next_look = 0;  // bytes of `text` from which on it is worth to search again
  };

  std::string pass(std::string text, bool more_follows);
  std::string pass(Stage& stage, const std::string& piece, bool more_follows);

  std::vector<Stage> stages_;
  bool blocked_ = false;
};

}  // namespace mcp::bridge
