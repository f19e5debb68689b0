#include <string>

#include "schema/evaluation.hpp"
#include "schema/text.hpp"

namespace mcp::schema {

bool Evaluation::check_combinators(const Combinators& rules, const Json& value, const Where& at) {
  bool ok = true;
  const auto failed = [&](bool passed) {
    ok = ok && passed;
    return !ok && decided();
  };
  if (rules.ref != nullptr && failed(check(*rules.ref, value, at))) return false;
  if (rules.dynamic_ref != nullptr && failed(check(dynamic_target(rules, at), value, at))) {
    return false;
  }
  for (const Node* part : rules.all_of) {
    if (failed(check(*part, value, at))) return false;
  }
  if (!rules.any_of.empty() && failed(check_any_of(rules, value, at))) return false;
  if (!rules.one_of.empty() && failed(check_one_of(rules, value, at))) return false;
  if (rules.negated != nullptr && failed(check_not(*rules.negated, value, at))) return false;
  if (rules.condition != nullptr && failed(check_condition(rules, value, at))) return false;
  return ok;
}

/// The outermost resource of the dynamic scope that has the anchor wins.
/// Spec: JSON Schema 2020-12 core, 8.2.3.2 Dynamic References with "$dynamicRef".
const Node& Evaluation::dynamic_target(const Combinators& rules, const Where& at) {
  const Node* target = rules.dynamic_ref;
  if (rules.dynamic_anchor.empty()) return *target;
  std::size_t entered = 0;
  for (const Scope* scope = at.scope; scope != nullptr; scope = scope->outer, ++entered) {
    const auto anchor = scope->resource->dynamic_anchors.find(rules.dynamic_anchor);
    if (anchor != scope->resource->dynamic_anchors.end()) target = anchor->second;
  }
  spend(entered, at);
  return *target;
}

bool Evaluation::check_any_of(const Combinators& rules, const Json& value, const Where& at) {
  bool any = false;
  {
    const Silence silence(*this);
    for (const Node* branch : rules.any_of) {
      any = check(*branch, value, at) || any;
      // Every branch that matches may evaluate further parts of the value.
      if (any && !at.collect) break;
    }
  }
  if (any) return true;
  if (!decided()) complain_of_branches(rules.any_of, "at least one", value, at);
  return false;
}

bool Evaluation::check_one_of(const Combinators& rules, const Json& value, const Where& at) {
  std::size_t first = 0;
  std::size_t second = 0;
  std::size_t matching = 0;
  {
    const Silence silence(*this);
    for (std::size_t i = 0; i < rules.one_of.size() && matching < 2; ++i) {
      if (!check(*rules.one_of[i], value, at)) continue;
      (++matching == 1 ? first : second) = i;
    }
  }
  if (matching == 1) return true;
  if (decided()) return false;
  if (matching == 0) {
    complain_of_branches(rules.one_of, "exactly one", value, at);
    return false;
  }
  return complain(
      about(at.path, "must match exactly one of " + std::to_string(rules.one_of.size()) +
                         " alternatives, but matches number " + std::to_string(first + 1) +
                         " and number " + std::to_string(second + 1)));
}

bool Evaluation::check_not(const Node& negated, const Json& value, const Where& at) {
  bool matched = false;
  {
    const Silence silence(*this);
    matched = check(negated, value, {at.path, at.scope, false});
  }
  if (!matched) return true;
  if (report_ == nullptr) return false;
  return complain(
      about(at.path, "must not match the schema in `not` " + excerpt(*negated.source, 80)));
}

bool Evaluation::check_condition(const Combinators& rules, const Json& value, const Where& at) {
  bool holds = false;
  {
    const Silence silence(*this);
    holds = check(*rules.condition, value, at);
  }
  const Node* next = holds ? rules.consequence : rules.alternative;
  return next == nullptr || check(*next, value, at);
}

}  // namespace mcp::schema
