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

/// Screens the output of models and tools before it leaves the bridge: removes secrets, then
/// applies the output rules; for viewers it also replaces home directories by `~`. A null pointer
/// disables its step. Immutable; any thread. The guard must outlive it.
class OutputScreen {
 public:
  OutputScreen(std::shared_ptr<const Secrets> secrets, const Guard* guard)
      : secrets_(std::move(secrets)), guard_(guard) {}

  /// Removes secrets from a whole text, then applies the output rules.
  GuardVerdict check(std::string_view text) const;
  /// The same for each string in `value`, in place. Returns one verdict, without a text.
  GuardVerdict check_strings(Json& value) const;
  /// Removes only secrets: for tool inputs and previews.
  Json without_secrets(Json value) const;
  /// Removes only the known secret values: for approvals. A text that merely looks like a key
  /// stays, so that the person sees what would run.
  Json without_values(Json value) const;
  std::string redacted(std::string_view text) const;
  /// Removes secrets and home directories.
  Json for_viewers(Json value) const;

  /// Screens a text that arrives in pieces, cut anywhere. One thread at a time.
  class Stream {
   public:
    std::string take(std::string_view piece);
    std::string finish();
    /// A rule blocked the text: no more of it is returned.
    bool blocked() const { return rules_.blocked(); }

   private:
    friend class OutputScreen;
    Stream(std::shared_ptr<const Secrets> secrets, const Guard* guard, bool hides_homes);

    Redactor redactor_;
    RuleStream rules_;
    HomePaths homes_;
    bool hides_homes_;
  };
  /// For the text of a model: also replaces home directories.
  Stream words() const;
  /// For the input of a tool and the content that it writes: keeps home directories. `rules`:
  /// whether the output rules apply.
  Stream data(bool rules) const;

 private:
  std::function<std::string(const std::string&)> values_redacted() const;

  std::shared_ptr<const Secrets> secrets_;
  const Guard* guard_;
};

}  // namespace mcp::bridge
