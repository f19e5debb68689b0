#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::files {

/// The rules of the `.gitignore` files on the way from a root to a directory. Each directory adds
/// its own to those of its parent; later rules win. Immutable. Source: gitignore(5).
class IgnoreRules {
 public:
  /// No rules.
  IgnoreRules() = default;

  /// These rules and those of a `.gitignore` with this text in `directory`, a path from the root,
  /// "" for the root itself.
  IgnoreRules with(std::string_view directory, std::string_view text) const;

  /// Whether they ignore the path, given from the root.
  bool ignores(std::string_view path, bool is_directory) const;

 private:
  struct Rule {
    bool matches(std::string_view path) const;

    std::string pattern;      // from the root
    std::string directory;    // that it applies to, with a slash at the end; "": all
    std::string name = {};    // of a rule for names at any depth: their pattern
    bool is_literal = false;  // name has no special characters, except maybe a `*` at its start
    bool negated = false;
    bool directories_only = false;
  };

  std::shared_ptr<const std::vector<Rule>> rules_;
};

}  // namespace mcp::files
