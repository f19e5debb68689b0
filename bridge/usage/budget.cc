#include "bridge/usage/budget.hpp"

#include <array>
#include <cstdio>
#include <utility>

#include "bridge/usage/accountant.hpp"
#include "bridge/usage/money.hpp"

namespace mcp::bridge {
namespace {

using Limit = std::optional<std::int64_t>;

Error wrong_limit(const std::string& name, const std::string& what) {
  return {ErrorCode::invalid_params, "the budget's " + name + " " + what};
}

std::optional<std::int64_t> tokens_of(const Json& value) {
  if (!value.is_number_integer() || value < 0 || value > INT64_MAX) return std::nullopt;
  return value.get<std::int64_t>();
}

std::optional<std::int64_t> pico_of(const Json& value) {
  if (value.is_string()) return parse_usd(value.get_ref<const std::string&>());
  if (!value.is_number()) return std::nullopt;
  // Not Json::dump, which may write an exponent.
  std::array<char, 64> text;
  const int length = std::snprintf(text.data(), text.size(), "%.12f", value.get<double>());
  if (length <= 0 || static_cast<std::size_t>(length) >= text.size()) return std::nullopt;
  return parse_usd({text.data(), static_cast<std::size_t>(length)});
}

std::string tokens_text(std::int64_t tokens) {
  return std::to_string(tokens) + " tokens";
}
std::string pico_text(std::int64_t pico) {
  return usd_text(pico) + " USD";
}

/// Raises the state if the amount reaches a limit.
void judge(BudgetCheck& check, std::int64_t used, Limit soft, Limit hard,
           std::string (*text)(std::int64_t)) {
  const bool over = hard && used >= *hard;
  const bool warn = soft && used >= *soft;
  const BudgetState state = over   ? BudgetState::exceeded
                            : warn ? BudgetState::near
                                   : BudgetState::ok;
  if (state <= check.state) return;
  check.state = state;
  const std::string so_far = "This project has used " + text(used) + " today";
  check.message = over ? so_far + "; its limit of " + text(*hard) +
                             " a day is reached. It is reset at midnight (UTC)."
                       : so_far + ", which is over the warning at " + text(*soft) +
                             (hard ? "; the limit is " + text(*hard) + " a day." : ".");
}

}  // namespace

Result<BudgetLimits> read_budget_limits(const Json& limits) {
  if (!limits.is_object()) return wrong_limit("limits", "are not an object");
  BudgetLimits read;
  for (const auto& [name, value] : limits.items()) {
    Limit* limit = name == "soft_tokens"   ? &read.soft_tokens
                   : name == "hard_tokens" ? &read.hard_tokens
                   : name == "soft_usd"    ? &read.soft_pico
                   : name == "hard_usd"    ? &read.hard_pico
                                           : nullptr;
    if (!limit) {
      return wrong_limit(name,
                         "is not known; there are soft_tokens, hard_tokens, soft_usd, hard_usd");
    }
    const bool usd = name.ends_with("_usd");
    *limit = usd ? pico_of(value) : tokens_of(value);
    if (*limit) continue;
    return wrong_limit(name, usd ? "must be an amount of USD, a number or a decimal text, 0 or more"
                                 : "must be a whole number of tokens, 0 or more");
  }
  return read;
}

Budget::Budget(Store& store, BudgetLimits standard, std::map<std::string, BudgetLimits> projects)
    : store_(store), standard_(standard), projects_(std::move(projects)) {}

const BudgetLimits& Budget::limits(const std::string& project) const {
  const auto own = projects_.find(project);
  return own == projects_.end() ? standard_ : own->second;
}

BudgetCheck Budget::check(const std::string& project, std::int64_t now) const {
  const BudgetLimits& limits = this->limits(project);
  BudgetCheck check;
  const auto [from, until] = day_of(now);
  check.resets_at = until;
  if (limits == BudgetLimits{}) return check;
  check.today = store_.usage({.project = project, .from = from, .until = until});
  const std::int64_t tokens = prompt_tokens(check.today.usage) + check.today.usage.output;
  judge(check, tokens, limits.soft_tokens, limits.hard_tokens, tokens_text);
  judge(check, check.today.cost_pico, limits.soft_pico, limits.hard_pico, pico_text);
  if (check.state != BudgetState::ok && check.today.unpriced > 0 && limits.hard_pico) {
    check.message += " " + std::to_string(check.today.unpriced) +
                     " of its requests have no price and are not in the sum of money.";
  }
  return check;
}

}  // namespace mcp::bridge
