#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "bridge/guard/home_paths.hpp"
#include "bridge/guard/redactor.hpp"
#include "bridge/guard/rule_stream.hpp"
#include "bridge/guard/rules.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// Screens the output of models and tools before it leaves the bridge: secrets are taken out, then
/// the rules for output are applied; for viewers home directories are shown as `~` as well.
/// Immutable; any thread. What is null is not done. Outlived by the guard.
class OutputScreen {
 public:
  OutputScreen(std::shared_ptr<const Secrets> secrets, const Guard* guard)
      : secrets_(std::move(secrets)), guard_(guard) {}

  /// A whole text, without secrets and as the rules want it.
  GuardVerdict check(std::string_view text) const;
  /// The same for each string in it, as one verdict without a text; the value is changed.
  GuardVerdict check_strings(Json& value) const;
  /// For inputs of tools and previews: removes only secrets.
  Json without_secrets(Json value) const;
  /// For what a person decides about: removes only the values that are known to be secret. A text
  /// that merely looks like a key must not hide what would run.
  Json without_values(Json value) const;
  std::string redacted(std::string_view text) const;
  /// Without secrets and home directories.
  Json for_viewers(Json value) const;

  /// A text that comes in pieces, cut anywhere. One thread at a time.
  class Stream {
   public:
    std::string take(std::string_view piece);
    std::string finish();
    /// A rule has blocked it: nothing more is handed out.
    bool blocked() const { return rules_.blocked(); }

   private:
    friend class OutputScreen;
    Stream(std::shared_ptr<const Secrets> secrets, const Guard* guard, bool hides_homes);

    Redactor redactor_;
    RuleStream rules_;
    HomePaths homes_;
    bool hides_homes_;
  };
  /// For the text of a model: home directories are removed too.
  Stream words() const;
  /// For the content and the input of a tool: home directories are shown. `rules`: whether
  /// the rules for output apply.
  Stream data(bool rules) const;

 private:
  std::function<std::string(const std::string&)> values_redacted() const;

  std::shared_ptr<const Secrets> secrets_;
  const Guard* guard_;
};

}  // namespace mcp::bridge
