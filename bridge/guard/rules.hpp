#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/guard/expression.hpp"
#include "mcp/error.hpp"

namespace mcp::bridge {

/// The result of checking a text.
struct GuardVerdict {
  bool blocked = false;                    ///< The text must not be used.
  std::vector<std::string> flags = {};     ///< Names of all rules that matched.
  std::vector<std::string> messages = {};  ///< The messages of these rules for the user, if any.
  std::string text = {};  ///< The text to use: redacted, or empty when it is blocked.
};

/// The messages of a verdict as one text.
std::string joined(const std::vector<std::string>& messages);

/// The kind of client that sent a message: rules may be stricter for clients of projects.
enum class Speaker { chat, project };

/// Rules for the texts of users, models and tools: schemas/bridge/guard.schema.json. Immutable; any
/// thread.
class Guard {
 public:
  /// The built-in rules. They flag texts that look like an attempt to replace the instructions; for
  /// clients of projects they block such texts and slash commands.
  static Guard standard();
  /// Reads the member `rules`. Errors: invalid_params, with the name of the rule.
  static Result<Guard> load(const Json& file);

  /// Checks the message of a user. If a text is too costly to check for a rule, the rule counts as
  /// matched, and a rule that redacts blocks it.
  GuardVerdict check_input(std::string_view text, Speaker speaker = Speaker::chat) const;
  /// Checks a whole text of a model or a tool. For a text in pieces, use RuleStream.
  GuardVerdict check_output(std::string_view text) const;
  bool has_output_rules() const;

 private:
  friend class RuleStream;

  // Limit for one rule on one text: tens of milliseconds.
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
