#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"
#include "mcp/schema.hpp"
#include "schema/path.hpp"
#include "schema/program.hpp"
#include "schema/report.hpp"
#include "schema/work.hpp"

namespace mcp::schema {

/// Why one alternative of several does not match.
struct Branch {
  std::size_t number;  ///< From 1 on.
  std::vector<Complaint> complaints;
};

/// One validation of one value. Used once, by one thread.
///
/// The same code serves both functions: without a report it stops at the first failure, with one it
/// continues to find more.
class Evaluation {
 public:
  explicit Evaluation(const Program& program);

  bool accepts(const Json& value);
  /// Not empty, for a value that is not accepted.
  std::vector<SchemaViolation> violations(const Json& value);
  /// Why a limit ended the evaluation, nullptr when none did.
  const Complaint* stop_reason() const { return stopped_ ? &stop_ : nullptr; }

 private:
  /// The resources entered on the way, innermost first: the dynamic scope.
  struct Scope {
    const Scope* outer;
    const ResourceScope* resource;
  };

  /// Where a check happens, and whether an `unevaluated...` further out needs to know which parts
  /// of the value it covers.
  struct Where {
    const Path* path;
    const Scope* scope;
    bool collect;
  };

  class Silence;

  bool check(const Node& node, const Json& value, const Where& at);
  bool check_rules(const Node& node, const Json& value, const Where& at, std::size_t mark);
  bool check_type_rules(const Node& node, const Json& value, const Where& at);
  bool check_unevaluated(const Node& node, const Json& value, const Where& at, std::size_t mark);
  bool check_assertions(const std::vector<Assertion>& assertions, const Json& value,
                        const Where& at);

  bool check_multiple(const Json& divisor, const Json& value, const Where& at);
  bool check_string(const StringRules& rules, const Json& value, const Where& at);
  bool matches(const Pattern& pattern, const std::string& text, const Where& at);

  bool check_array(const ArrayRules& rules, const Json& value, const Where& at);
  bool check_items(const ArrayRules& rules, const Json& value, const Where& at);
  bool check_contains(const ArrayRules& rules, const Json& value, const Where& at);
  bool check_unique(const Json& value, const Where& at);
  bool check_item(const Node& node, const Json& array, std::size_t index, const Where& at);
  bool check_unevaluated_items(const Node& node, const Json& value, const Where& at,
                               std::size_t mark);

  bool check_object(const ObjectRules& rules, const Json& value, const Where& at);
  bool check_members(const ObjectRules& rules, const Json& value, const Where& at);
  bool check_additional(const ObjectRules& rules, const std::string& name, const Json& member,
                        const Where& at);
  bool check_names(const Node& node, const Json& value, const Where& at);
  bool check_dependents(const ObjectRules& rules, const Json& value, const Where& at);
  bool check_member(const Node& node, const std::string& name, const Json& member, const Where& at);
  bool check_unevaluated_properties(const Node& node, const Json& value, const Where& at,
                                    std::size_t mark);

  bool check_combinators(const Combinators& rules, const Json& value, const Where& at);
  bool check_any_of(const Combinators& rules, const Json& value, const Where& at);
  bool check_one_of(const Combinators& rules, const Json& value, const Where& at);
  bool check_not(const Node& negated, const Json& value, const Where& at);
  bool check_condition(const Combinators& rules, const Json& value, const Where& at);
  const Node& dynamic_target(const Combinators& rules, const Where& at);

  bool complain(Complaint complaint);
  void complain_of_missing(const ObjectRules& rules, const Json& value, const Where& at);
  bool complain_of_type(TypeSet wanted, const Json& value, const Where& at);
  void complain_of_branches(std::span<const Node* const> branches, std::string_view demand,
                            const Json& value, const Where& at);
  std::vector<Branch> explain(std::span<const Node* const> branches, const Json& value,
                              const Where& at);

  /// Ends the validation as failed, also inside `not` and similar keywords.
  bool stop(const Where& at, std::string reason);
  bool spend(std::uint64_t units, const Where& at);
  /// True once a check has failed: the rest need not be evaluated.
  bool decided() const { return report_ == nullptr || report_->full() || stopped_; }

  /// Records that a part of the value was evaluated; the value itself stands for all of its parts.
  void collect(const Json& part, const Where& at) {
    if (at.collect) evaluated_.push_back(&part);
  }
  /// The items collected since some position, as long as they stay in the list.
  struct Collected {
    std::size_t begin;
    std::size_t end;
  };
  Collected sorted_since(std::size_t mark);
  bool has(const Collected& collected, const Json& part) const;

  const Program& program_;
  Work work_;
  MatchScratch scratch_;
  Report* report_ = nullptr;
  std::size_t depth_ = 0;
  std::size_t complaints_ = 0;
  std::size_t branch_depth_ = 0;
  std::vector<const Json*> evaluated_;  ///< Grows and shrinks with the recursion.
  bool stopped_ = false;
  Complaint stop_;
};

/// Suppresses the report while it exists: for a subschema that may fail although the value is
/// valid.
class Evaluation::Silence {
 public:
  explicit Silence(Evaluation& evaluation) : evaluation_(evaluation), report_(evaluation.report_) {
    evaluation.report_ = nullptr;
  }
  ~Silence() { evaluation_.report_ = report_; }

  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  Evaluation& evaluation_;
  Report* report_;
};

}  // namespace mcp::schema
