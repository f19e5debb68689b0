#include "bridge/guard/rules.hpp"

#include <algorithm>
#include <utility>

#include "bridge/guard/guard_file.hpp"
#include "bridge/guard/redaction.hpp"

namespace mcp::bridge {

std::string joined(const std::vector<std::string>& messages) {
  std::string all;
  for (const std::string& message : messages) all += (all.empty() ? "" : " ") + message;
  return all;
}

Guard Guard::standard() {
  return load(standard_guard_file()).value();
}

Result<Guard> Guard::load(const Json& file) {
  if (auto checked = check_guard_file(file); !checked) return checked.error();
  Guard guard;
  const Json rules = file.value("rules", Json::array());
  for (const Json& rule : rules) {
    const std::string name = rule["name"];
    for (const Rule& other : guard.rules_) {
      if (other.name != name) continue;
      return Error(ErrorCode::invalid_params, "two rules have the name \"" + name + "\"");
    }
    auto expression = Expression::compile(rule["pattern"].get_ref<const std::string&>());
    if (!expression) {
      return Error(ErrorCode::invalid_params,
                   "the pattern of rule \"" + name + "\": " + expression.error());
    }
    const Action action = action_of(rule["action"]);
    const std::string where = rule["where"];
    const Action project_action =
        rule.contains("project_action") ? action_of(rule["project_action"]) : action;
    guard.rules_.push_back({name, rule.value("message", std::string()), action, project_action,
                            where != "output", where != "input", std::move(*expression)});
  }
  return guard;
}

Guard::Action Guard::action_of(const std::string& name) {
  if (name == "block") return Action::block;
  if (name == "flag") return Action::flag;
  return name == "redact" ? Action::redact : Action::pass;
}

void Guard::apply(const Rule& rule, Action action, GuardVerdict& verdict) {
  if (action == Action::pass) return;
  Expression::Steps steps = most_steps;
  auto match = rule.expression.search(verdict.text, 0, steps);
  if (!match.found && !match.too_costly) return;
  verdict.flags.push_back(rule.name);
  if (!rule.message.empty()) verdict.messages.push_back(rule.message);
  if (action == Action::block) verdict.blocked = true;
  if (action != Action::redact) return;
  std::string kept;
  std::size_t from = 0;
  while (match.found) {
    kept.append(verdict.text, from, match.found->begin - from).append(redaction);
    from = match.found->end;
    match = rule.expression.search(verdict.text, from, steps);
  }
  if (match.too_costly) verdict.blocked = true;
  kept.append(verdict.text, from);
  verdict.text = std::move(kept);
}

GuardVerdict Guard::check_input(std::string_view text, Speaker speaker) const {
  GuardVerdict verdict{.text = std::string(text)};
  for (const Rule& rule : rules_) {
    const Action action = speaker == Speaker::project ? rule.project_action : rule.action;
    if (rule.input) apply(rule, action, verdict);
  }
  if (verdict.blocked) verdict.text.clear();
  return verdict;
}

bool Guard::has_output_rules() const {
  return std::ranges::any_of(
      rules_, [](const Rule& rule) { return rule.output && rule.action != Action::pass; });
}

GuardVerdict Guard::check_output(std::string_view text) const {
  GuardVerdict verdict{.text = std::string(text)};
  for (const Rule& rule : rules_) {
    if (rule.output) apply(rule, rule.action, verdict);
  }
  if (verdict.blocked) verdict.text.clear();
  return verdict;
}

}  // namespace mcp::bridge
