#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bridge/store/store.hpp"
#include "bridge/usage/prices.hpp"

namespace mcp::bridge {

/// The day (UTC) that contains a time: its start and its end (exclusive), in milliseconds.
std::pair<std::int64_t, std::int64_t> day_of(std::int64_t at);

/// Records usage and cost of each model message, and computes sums. Any thread. Functions throw
/// what the store throws.
class Accountant {
 public:
  /// Tenants by project; a project that is missing here has no tenant.
  using Tenants = std::map<std::string, std::string>;

  /// The store must outlive it.
  Accountant(Store& store, Prices prices, Tenants tenants = {});

  /// The tenant of the project; empty: it has none.
  std::string tenant_of(const std::string& project) const;

  /// Prices the message at its `created_at`, stores the record and returns it. The usage is
  /// cumulative: a later record of the same message replaces the earlier one.
  UsageRecord record(UsageRecord record);

  UsageSum message(const std::string& message_id);
  UsageSum turn(const std::string& session, const std::string& turn);
  UsageSum session(const std::string& session);
  UsageSum project(const std::string& project);
  /// The usage of a project on the day (UTC) that contains `at`.
  UsageSum day(const std::string& project, std::int64_t at);

  const Prices& prices() const { return prices_; }

 private:
  Store& store_;
  const Prices prices_;
  const Tenants tenants_;
};

/// Adds one message to the sum.
void add(UsageSum& sum, const UsageRecord& record);

/// The sum as JSON for users: tokens by kind, their total, cost and cache saving in USD (decimal
/// strings), the number of requests and of requests without a price. The cost is null when there
/// are requests and none has a price.
Json usage_summary(const UsageSum& sum);

}  // namespace mcp::bridge
