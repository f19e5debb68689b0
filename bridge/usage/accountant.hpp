#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bridge/store/store.hpp"
#include "bridge/usage/prices.hpp"

namespace mcp::bridge {

/// Milliseconds of a day, UTC: from the first to before the second.
std::pair<std::int64_t, std::int64_t> day_of(std::int64_t at);

/// Writes down what each message of a model used and cost, and adds it up. Any thread. Functions
/// throw what the store throws.
class Accountant {
 public:
  /// By project; one that is not there has none.
  using Tenants = std::map<std::string, std::string>;

  /// The store must outlive it.
  Accountant(Store& store, Prices prices, Tenants tenants = {});

  /// The tenant of the project; empty: it has none.
  std::string tenant_of(const std::string& project) const;

  /// Prices the message at its `created_at` and keeps it. Usage is that of the whole message so
  /// far: told again, also in other words of the same message, it replaces what was kept. The
  /// record as it was kept.
  UsageRecord record(UsageRecord record);

  UsageSum message(const std::string& message_id);
  UsageSum turn(const std::string& session, const std::string& turn);
  UsageSum session(const std::string& session);
  UsageSum project(const std::string& project);
  /// The day (UTC) in which that time is.
  UsageSum day(const std::string& project, std::int64_t at);

  const Prices& prices() const { return prices_; }

 private:
  Store& store_;
  const Prices prices_;
  const Tenants tenants_;
};

/// The sum with one more message in it.
void add(UsageSum& sum, const UsageRecord& record);

/// For users: the tokens by kind, their total, the cost and what the cache saved in USD (decimal
/// texts), how many requests there were and how many of them have no price. The cost is null when
/// there is a request and none has a price.
Json usage_summary(const UsageSum& sum);

}  // namespace mcp::bridge
