#include <algorithm>
#include <string>

#include "schema/evaluation.hpp"
#include "schema/order.hpp"
#include "schema/text.hpp"

namespace mcp::schema {

bool Evaluation::check_array(const ArrayRules& rules, const Json& value, const Where& at) {
  bool ok = check_items(rules, value, at);
  if (!ok && decided()) return false;
  if (rules.contains != nullptr) ok = check_contains(rules, value, at) && ok;
  if (!ok && decided()) return false;
  return (!rules.unique || check_unique(value, at)) && ok;
}

bool Evaluation::check_item(const Node& node, const Json& array, std::size_t index,
                            const Where& at) {
  const Path path{at.path, Path::Step::item, nullptr, index};
  return check(node, array[index], {&path, at.scope, false});
}

bool Evaluation::check_items(const ArrayRules& rules, const Json& value, const Where& at) {
  const std::size_t prefix = std::min(rules.prefix.size(), value.size());
  if (!spend(prefix / 4, at)) return false;
  bool ok = true;
  for (std::size_t i = 0; i < prefix; ++i) {
    ok = check_item(*rules.prefix[i], value, i, at) && ok;
    if (!ok && decided()) return false;
    collect(value[i], at);
  }
  if (rules.rest == nullptr) return ok;
  collect(value, at);
  if (rules.rest->kind == Node::Kind::always) return ok;
  if (rules.rest->kind == Node::Kind::never && prefix < value.size()) {
    if (report_ == nullptr) return false;
    return complain(about(at.path, "must have at most " + count_of(prefix, "item", "items") +
                                       ", not " + std::to_string(value.size())));
  }
  for (std::size_t i = prefix; i < value.size(); ++i) {
    ok = check_item(*rules.rest, value, i, at) && ok;
    if (!ok && decided()) return false;
  }
  return ok;
}

bool Evaluation::check_contains(const ArrayRules& rules, const Json& value, const Where& at) {
  if (!spend(1 + value.size() / 4, at)) return false;
  // Counting may stop at the minimum, unless all matching items must be collected or `maxContains`
  // needs to be checked.
  const bool has_maximum = rules.max_contains < value.size();
  const std::size_t enough = at.collect    ? value.size()
                             : has_maximum ? rules.max_contains + 1
                                           : rules.min_contains;
  std::size_t found = 0;
  {
    const Silence silence(*this);
    for (std::size_t i = 0; i < value.size() && found < enough; ++i) {
      if (!check_item(*rules.contains, value, i, at)) continue;
      ++found;
      collect(value[i], at);
    }
  }
  if (found >= rules.min_contains && found <= rules.max_contains) return true;
  if (report_ == nullptr || stopped_) return false;
  const bool few = found < rules.min_contains;
  const std::size_t limit = few ? rules.min_contains : rules.max_contains;
  return complain(about(at.path, std::string("must contain at ") + (few ? "least " : "most ") +
                                     count_of(limit, "item", "items") + " that match" +
                                     (limit == 1 ? "es" : "") + " the schema in `contains` " +
                                     excerpt(*rules.contains->source, 80) + ", not " +
                                     std::to_string(found) + (few ? "" : " or more")));
}

bool Evaluation::check_unique(const Json& value, const Where& at) {
  if (value.size() < 2) return true;
  const Extent extent = extent_of(value, program_.limits.max_evaluation_depth);
  if (extent.too_deep) return stop(at, "is nested too deeply to be checked for equal items");
  if (!spend(extent.weight, at)) return false;
  const auto twins = find_duplicate(value);
  if (!twins) return true;
  if (report_ == nullptr) return false;
  return complain(about(at.path, "must not contain equal items, but items " +
                                     std::to_string(twins->first) + " and " +
                                     std::to_string(twins->second) + " are"));
}

bool Evaluation::check_unevaluated_items(const Node& node, const Json& value, const Where& at,
                                         std::size_t mark) {
  if (!spend(1 + (evaluated_.size() - mark + value.size()) / 4, at)) return false;
  const Collected collected = sorted_since(mark);
  if (has(collected, value)) return true;
  bool ok = true;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (has(collected, value[i])) continue;
    ok = check_item(node, value, i, at) && ok;
    if (!ok && decided()) return false;
  }
  collect(value, at);
  return ok;
}

}  // namespace mcp::schema
