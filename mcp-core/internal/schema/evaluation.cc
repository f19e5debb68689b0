#include "schema/evaluation.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "schema/phrases.hpp"

namespace mcp::schema {

Evaluation::Evaluation(const Program& program)
    : program_(program), work_(program.limits.max_work), scratch_(program.limits.max_match_bytes) {}

bool Evaluation::accepts(const Json& value) {
  return check(*program_.root, value, {nullptr, nullptr, false}) && !stopped_;
}

std::vector<SchemaViolation> Evaluation::violations(const Json& value) {
  Report report(std::max<std::size_t>(1, program_.limits.max_violations));
  report_ = &report;
  const bool accepted = accepts(value);
  if (!accepted && report.complaints().empty()) {
    report.add(stopped_ ? stop_ : about(nullptr, "is not valid"));
  }
  std::vector<SchemaViolation> violations;
  for (const Complaint& complaint : report.complaints()) {
    violations.push_back({complaint.path, complaint.sentence()});
  }
  return violations;
}

bool Evaluation::check(const Node& node, const Json& value, const Where& at) {
  if (node.kind == Node::Kind::always) return true;
  if (node.kind == Node::Kind::never) {
    return report_ != nullptr ? complain(about(at.path, "is not allowed")) : false;
  }
  if (!spend(node.cost, at)) return false;
  if (depth_ >= program_.limits.max_evaluation_depth) {
    return stop(at, "is nested too deeply to be checked against the schema");
  }
  ++depth_;
  const std::size_t mark = evaluated_.size();
  const Scope scope{at.scope, node.scope};
  const bool same_scope = at.scope != nullptr && at.scope->resource == node.scope;
  const Where here{at.path, same_scope ? at.scope : &scope, at.collect || node.collects};
  const bool ok = check_rules(node, value, here, mark);
  // Failed subschemas contribute no annotations, nor do checks of other values.
  if ((!ok || !at.collect) && evaluated_.size() > mark) evaluated_.resize(mark);
  --depth_;
  return ok;
}

bool Evaluation::check_rules(const Node& node, const Json& value, const Where& at,
                             std::size_t mark) {
  if (node.types != any_type && !is_of_type(value, node.types)) {
    return report_ != nullptr ? complain_of_type(node.types, value, at) : false;
  }
  bool ok = check_assertions(node.assertions, value, at);
  if (!ok && decided()) return false;
  ok = check_type_rules(node, value, at) && ok;
  if (!ok && decided()) return false;
  ok = (!node.combinators || check_combinators(*node.combinators, value, at)) && ok;
  // Failed subschemas contribute no annotations, so check_unevaluated would misreport.
  return ok && (!node.collects || check_unevaluated(node, value, at, mark));
}

bool Evaluation::check_type_rules(const Node& node, const Json& value, const Where& at) {
  switch (value.type()) {
    case Json::value_t::object:
      return !node.object || check_object(*node.object, value, at);
    case Json::value_t::array:
      return !node.array || check_array(*node.array, value, at);
    case Json::value_t::string:
      return !node.string || check_string(*node.string, value, at);
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return node.multiple_of == nullptr || check_multiple(*node.multiple_of, value, at);
    default:
      return true;
  }
}

bool Evaluation::check_unevaluated(const Node& node, const Json& value, const Where& at,
                                   std::size_t mark) {
  if (node.unevaluated_items != nullptr && value.is_array()) {
    return check_unevaluated_items(*node.unevaluated_items, value, at, mark);
  }
  if (node.unevaluated_properties != nullptr && value.is_object()) {
    return check_unevaluated_properties(*node.unevaluated_properties, value, at, mark);
  }
  return true;
}

bool Evaluation::check_assertions(const std::vector<Assertion>& assertions, const Json& value,
                                  const Where& at) {
  bool ok = true;
  for (const Assertion& each : assertions) {
    if (holds(each, value)) continue;
    if (report_ == nullptr) return false;
    const bool is_choice =
        each.keyword == Keyword::enumeration || each.keyword == Keyword::constant;
    ok = complain(about(at.path, phrase(each, value),
                        is_choice ? Complaint::Kind::choice : Complaint::Kind::other));
  }
  return ok;
}

bool Evaluation::complain(Complaint complaint) {
  if (report_ == nullptr) return false;
  ++complaints_;
  report_->add(std::move(complaint));
  return false;
}

bool Evaluation::complain_of_type(TypeSet wanted, const Json& value, const Where& at) {
  Complaint complaint = about(at.path, type_phrase(wanted, value), Complaint::Kind::type);
  complaint.wanted = wanted;
  return complain(std::move(complaint));
}

Evaluation::Collected Evaluation::sorted_since(std::size_t mark) {
  std::sort(evaluated_.begin() + static_cast<std::ptrdiff_t>(mark), evaluated_.end(),
            std::less<>());
  return {mark, evaluated_.size()};
}

bool Evaluation::has(const Collected& collected, const Json& part) const {
  return std::binary_search(evaluated_.begin() + static_cast<std::ptrdiff_t>(collected.begin),
                            evaluated_.begin() + static_cast<std::ptrdiff_t>(collected.end), &part,
                            std::less<>());
}

bool Evaluation::stop(const Where& at, std::string reason) {
  if (stopped_) return false;
  stopped_ = true;
  work_.exhaust();
  stop_ = about(at.path, std::move(reason));
  return false;
}

bool Evaluation::spend(std::uint64_t units, const Where& at) {
  if (work_.spend(units)) return true;
  return stop(at, "takes too long to be checked against the schema");
}

}  // namespace mcp::schema
