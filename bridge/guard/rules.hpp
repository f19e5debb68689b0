#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/guard/expression.hpp"
#include "mcp/error.hpp"

namespace mcp::bridge {

/// The result of checking a text.
struct GuardVerdict {
  bool blocked = false;                    ///< It may not be passed on.
  std::vector<std::string> flags = {};     ///< Names of the rules that matched, whatever they do.
  std::vector<std::string> messages = {};  ///< For the user; those of these rules that have one.
  std::string text = {};  ///< What to pass on: redacted, or empty when it is blocked.
};

/// The messages of a verdict as one text.
std::string joined(const std::vector<std::string>& messages);

/// With which kind of client a user speaks: a rule may be stricter with those of projects.
enum class Speaker { chat, project };

/// Rules for what users and models say: schemas/bridge/guard.schema.json. Immutable; any thread.
class Guard {
 public:
  /// Rules that flag what looks like an attempt to replace the instructions. Clients of projects
  /// may not say that, nor slash commands.
  static Guard standard();
  /// Reads the member `rules`. Errors: invalid_params, naming the rule.
  static Result<Guard> load(const Json& file);

  /// Checks the message of a user. A text that is too costly to check counts as one that matches,
  /// and is blocked by a rule that redacts.
  GuardVerdict check_input(std::string_view text, Speaker speaker = Speaker::chat) const;
  /// Checks a whole text of a model or a tool; for the pieces of a stream there is RuleStream.
  GuardVerdict check_output(std::string_view text) const;
  bool has_output_rules() const;

 private:
  friend class RuleStream;

  // Of one rule on one text: tens of milliseconds.
  static constexpr Expression::Steps most_steps = 2'000'000;

  enum class Action { pass, block, flag, redact };
  struct Rule {
    std::string name;
    std::string message;
    Action action;
    Action project_action;
    bool input;
    bool output;
    Expression expression;
  };

  Guard() = default;
  static Action action_of(const std::string& name);
  static void apply(const Rule& rule, Action action, GuardVerdict& verdict);

  std::vector<Rule> rules_;
};

}  // namespace mcp::bridge
