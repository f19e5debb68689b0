#include <algorithm>
#include <string_view>

#include "schema/evaluation.hpp"
#include "schema/phrases.hpp"
#include "schema/text.hpp"

namespace mcp::schema {
namespace {

using Members = Json::object_t;

/// The first rule from `at` on that is not before `name`. Rules and members are both sorted, so
/// that a whole object is one walk through both.
auto advance_to(std::vector<ObjectRules::Property>::const_iterator at,
                std::vector<ObjectRules::Property>::const_iterator end, const std::string& name) {
  constexpr std::ptrdiff_t few = 8;
  if (end - at > few) {
    return std::lower_bound(at, end, name,
                            [](const auto& rule, const auto& key) { return rule.name < key; });
  }
  while (at != end && at->name < name) ++at;
  return at;
}

std::vector<std::string_view> declared_names(const ObjectRules& rules) {
  std::vector<std::string_view> names;
  for (const auto& rule : rules.properties) {
    if (rule.node != nullptr) names.push_back(rule.name);
  }
  return names;
}

}  // namespace

bool Evaluation::check_object(const ObjectRules& rules, const Json& value, const Where& at) {
  bool ok = check_members(rules, value, at);
  if (!ok && decided()) return false;
  if (rules.names != nullptr) ok = check_names(*rules.names, value, at) && ok;
  if (!ok && decided()) return false;
  return (rules.dependents.empty() || check_dependents(rules, value, at)) && ok;
}

bool Evaluation::check_member(const Node& node, const std::string& name, const Json& member,
                              const Where& at) {
  if (node.kind == Node::Kind::always) return true;
  const Path path{at.path, Path::Step::member, &name};
  return check(node, member, {&path, at.scope, false});
}

bool Evaluation::check_members(const ObjectRules& rules, const Json& value, const Where& at) {
  const auto& members = value.get_ref<const Members&>();
  // Collected names cost memory, too.
  if (!spend(at.collect ? members.size() : members.size() / 4, at)) return false;
  if (report_ != nullptr) complain_of_missing(rules, value, at);
  bool ok = true;
  std::size_t required_left = rules.required_count;
  auto rule = rules.properties.begin();
  const auto end = rules.properties.end();
  for (const auto& [name, member] : members) {
    bool evaluated = false;
    rule = advance_to(rule, end, name);
    if (rule != end && rule->name == name) {
      required_left -= rule->required ? 1 : 0;
      evaluated = rule->node != nullptr;
      ok = (!evaluated || check_member(*rule->node, name, member, at)) && ok;
    }
    for (const auto& [pattern, node] : rules.patterns) {
      if (!matches(pattern, name, at)) continue;
      evaluated = true;
      ok = check_member(*node, name, member, at) && ok;
    }
    if (!evaluated && rules.additional != nullptr) {
      evaluated = true;
      ok = check_additional(rules, name, member, at) && ok;
    }
    if (!ok && decided()) return false;
    if (evaluated) collect(member, at);
  }
  return ok && required_left == 0;
}

bool Evaluation::check_additional(const ObjectRules& rules, const std::string& name,
                                  const Json& member, const Where& at) {
  if (rules.additional->kind != Node::Kind::never) {
    return check_member(*rules.additional, name, member, at);
  }
  if (report_ == nullptr || stopped_) return false;
  return complain(about_part(at.path, "unknown property " + quote_name(name),
                             hint_for_unknown(name, declared_names(rules))));
}

void Evaluation::complain_of_missing(const ObjectRules& rules, const Json& value, const Where& at) {
  if (!spend(rules.properties.size() / 4, at)) return;
  for (const auto& rule : rules.properties) {
    if (report_->full()) return;
    if (!rule.required || value.contains(rule.name)) continue;
    complain(about_part(at.path, "missing required property " + quote_name(rule.name)));
  }
}

bool Evaluation::check_names(const Node& node, const Json& value, const Where& at) {
  if (node.kind == Node::Kind::always) return true;
  bool ok = true;
  for (const auto& member : value.get_ref<const Members&>()) {
    if (!spend(member.first.size() / 64, at)) return false;
    const Path path{at.path, Path::Step::property_name, &member.first};
    ok = check(node, Json(member.first), {&path, at.scope, false}) && ok;
    if (!ok && decided()) return false;
  }
  return ok;
}

bool Evaluation::check_dependents(const ObjectRules& rules, const Json& value, const Where& at) {
  if (!spend(rules.dependents.size(), at)) return false;
  bool ok = true;
  for (const auto& [trigger, node] : rules.dependents) {
    if (!value.contains(trigger)) continue;
    ok = check(*node, value, at) && ok;
    if (!ok && decided()) return false;
  }
  return ok;
}

bool Evaluation::check_unevaluated_properties(const Node& node, const Json& value, const Where& at,
                                              std::size_t mark) {
  const auto& members = value.get_ref<const Members&>();
  if (!spend(1 + (evaluated_.size() - mark + members.size()) / 4, at)) return false;
  const Collected collected = sorted_since(mark);
  if (has(collected, value)) return true;
  bool ok = true;
  for (const auto& [name, member] : members) {
    if (has(collected, member)) continue;
    if (node.kind == Node::Kind::never) {
      if (report_ == nullptr) return false;
      ok = complain(about_part(at.path, "unknown property " + quote_name(name)));
    } else {
      ok = check_member(node, name, member, at) && ok;
    }
    if (!ok && decided()) return false;
  }
  collect(value, at);
  return ok;
}

}  // namespace mcp::schema
