// Without it valijson calls abort() instead of throwing.
#define VALIJSON_USE_EXCEPTIONS 1

#include "schema/assertions.hpp"

// g++ 12 with sanitizers on warns about <regex>, which valijson includes.
#pragma GCC diagnostic push
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/validation_visitor.hpp>
#pragma GCC diagnostic pop

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "schema/limit.hpp"
#include "schema/text.hpp"
#include "schema/valijson_adapter.hpp"

namespace mcp::schema {
namespace {

using valijson::constraints::Constraint;

template <class Concrete>
std::unique_ptr<Constraint> limit(void (Concrete::*set)(std::uint64_t), const Json& expected) {
  auto constraint = std::make_unique<Concrete>();
  ((*constraint).*set)(*whole_limit(expected));
  return constraint;
}

/// valijson compares as doubles. Below 2^53 a bound is exact, and rounding the value cannot move it
/// across the bound; from there on it can.
bool is_exact_bound(const Json& bound) {
  constexpr double first_inexact = 9007199254740992.0;
  return std::fabs(bound.get<double>()) < first_inexact;
}

std::unique_ptr<Constraint> upper(const Json& bound, bool exclusive) {
  if (!is_exact_bound(bound)) return nullptr;
  auto constraint = std::make_unique<valijson::constraints::MaximumConstraint>();
  constraint->setMaximum(bound.get<double>());
  constraint->setExclusiveMaximum(exclusive);
  return constraint;
}

std::unique_ptr<Constraint> lower(const Json& bound, bool exclusive) {
  if (!is_exact_bound(bound)) return nullptr;
  auto constraint = std::make_unique<valijson::constraints::MinimumConstraint>();
  constraint->setMinimum(bound.get<double>());
  constraint->setExclusiveMinimum(exclusive);
  return constraint;
}

std::unique_ptr<Constraint> one_of_values(const Json& values) {
  auto constraint = std::make_unique<valijson::constraints::EnumConstraint>();
  for (const Json& value : values) constraint->addValue(ExactConstant(value));
  return constraint;
}

std::unique_ptr<Constraint> same_value(const Json& value) {
  auto constraint = std::make_unique<valijson::constraints::ConstConstraint>();
  constraint->setValue(ExactAdapter(value));
  return constraint;
}

std::unique_ptr<Constraint> dependent_names(const Json& dependencies) {
  auto constraint = std::make_unique<valijson::constraints::DependenciesConstraint>();
  for (const auto& [trigger, required_names] : dependencies.items()) {
    if (!required_names.is_array()) continue;
    const auto required = required_names.get<std::vector<std::string>>();
    if (has_nul(trigger) || std::any_of(required.begin(), required.end(), has_nul)) return nullptr;
    constraint->addPropertyDependencies(trigger, required);
  }
  return constraint;
}

std::unique_ptr<Constraint> constraint_for(const Assertion& assertion) {
  namespace vj = valijson::constraints;
  const Json& expected = *assertion.expected;
  switch (assertion.keyword) {
    case Keyword::enumeration:
      return one_of_values(expected);
    case Keyword::constant:
      return same_value(expected);
    case Keyword::maximum:
      return upper(expected, false);
    case Keyword::exclusive_maximum:
      return upper(expected, true);
    case Keyword::minimum:
      return lower(expected, false);
    case Keyword::exclusive_minimum:
      return lower(expected, true);
    case Keyword::max_items:
      return limit(&vj::MaxItemsConstraint::setMaxItems, expected);
    case Keyword::min_items:
      return limit(&vj::MinItemsConstraint::setMinItems, expected);
    case Keyword::max_properties:
      return limit(&vj::MaxPropertiesConstraint::setMaxProperties, expected);
    case Keyword::min_properties:
      return limit(&vj::MinPropertiesConstraint::setMinProperties, expected);
    case Keyword::dependent_required:
      return dependent_names(expected);
    default:
      return nullptr;
  }
}

/// Evaluates one value with valijson. Without a context and a result list it allocates
/// nothing; the cache of regular expressions stays empty, as patterns are not its business.
class Visit {
 public:
  explicit Visit(const Json& value)
      : visitor_(ExactAdapter(value), {}, /*strictTypes=*/true, /*results=*/nullptr, no_patterns_) {
  }

  bool passes(const Constraint& constraint) { return constraint.accept(visitor_); }

 private:
  std::unordered_map<std::string, std::regex> no_patterns_;
  valijson::ValidationVisitor<ExactAdapter> visitor_;
};

}  // namespace

struct Assertions::Rules {
  struct Rule {
    Assertion assertion;
    std::unique_ptr<Constraint> constraint;
  };
  std::vector<Rule> list;
};

Assertions::Assertions() : rules_(std::make_unique<Rules>()) {}
Assertions::~Assertions() = default;
Assertions::Assertions(Assertions&&) noexcept = default;
Assertions& Assertions::operator=(Assertions&&) noexcept = default;

bool Assertions::add(Assertion assertion) {
  auto constraint = constraint_for(assertion);
  if (!constraint) return false;
  rules_->list.push_back({assertion, std::move(constraint)});
  return true;
}

bool Assertions::empty() const {
  return rules_->list.empty();
}

bool Assertions::hold(const Json& value) const {
  Visit visit(value);
  for (const Rules::Rule& rule : rules_->list) {
    if (!visit.passes(*rule.constraint)) return false;
  }
  return true;
}

std::vector<Assertion> Assertions::failures(const Json& value) const {
  std::vector<Assertion> failed;
  Visit visit(value);
  for (const Rules::Rule& rule : rules_->list) {
    if (!visit.passes(*rule.constraint)) failed.push_back(rule.assertion);
  }
  return failed;
}

}  // namespace mcp::schema
