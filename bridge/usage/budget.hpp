#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "bridge/store/store.hpp"
#include "mcp/error.hpp"

namespace mcp::bridge {

/// Limits of a project per day (UTC). Nothing: no limit.
struct BudgetLimits {
  std::optional<std::int64_t> soft_tokens = {};  ///< Tokens of all kinds; warn from here on.
  std::optional<std::int64_t> hard_tokens = {};  ///< Send no further requests from here on.
  std::optional<std::int64_t> soft_pico = {};    ///< Pico-USD.
  std::optional<std::int64_t> hard_pico = {};

  bool operator==(const BudgetLimits&) const = default;
};

/// Reads {"soft_tokens", "hard_tokens", "soft_usd", "hard_usd"}, each optional; USD as numbers or
/// decimal strings. Errors: invalid_params, with the name of the member.
Result<BudgetLimits> read_budget_limits(const Json& limits);

enum class BudgetState { ok, near, exceeded };

struct BudgetCheck {
  BudgetState state = BudgetState::ok;
  std::string message = {};    ///< For the user: limit and usage; empty if the state is ok.
  std::int64_t resets_at = 0;  ///< When the day ends.
  UsageSum today = {};
};

/// The budgets of all projects. Checked before each request to a model. The usage of a request is
/// not known in advance, so the last one may exceed the limit. Any thread.
class Budget {
 public:
  /// `standard` applies to projects that are not in `projects`. The store must outlive it.
  Budget(Store& store, BudgetLimits standard, std::map<std::string, BudgetLimits> projects = {});

  const BudgetLimits& limits(const std::string& project) const;

  /// An empty `project` means all projects together. `now` in milliseconds since 1970, UTC.
  /// Requests without a price do not count towards limits in USD. Throws what the store throws.
  BudgetCheck check(const std::string& project, std::int64_t now) const;

 private:
  Store& store_;
  const BudgetLimits standard_;
  const std::map<std::string, BudgetLimits> projects_;
};

}  // namespace mcp::bridge
