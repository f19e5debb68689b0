#include "bridge/usage/accountant.hpp"

#include "bridge/usage/money.hpp"

namespace mcp::bridge {

std::pair<std::int64_t, std::int64_t> day_of(std::int64_t at) {
  constexpr std::int64_t day = 24 * 60 * 60 * 1000;
  const std::int64_t begin = at - ((at % day) + day) % day;
  return {begin, begin + day};
}

Accountant::Accountant(Store& store, Prices prices, Tenants tenants)
    : store_(store), prices_(std::move(prices)), tenants_(std::move(tenants)) {}

std::string Accountant::tenant_of(const std::string& project) const {
  const auto found = tenants_.find(project);
  return found == tenants_.end() ? "" : found->second;
}

UsageRecord Accountant::record(UsageRecord record) {
  const auto cost = prices_.cost(record.model, record.usage, record.created_at);
  record.cost_pico.reset();
  record.saved_pico.reset();
  if (cost) {
    record.cost_pico = cost->pico;
    record.saved_pico = cost->saved_pico;
  }
  record.tenant = tenant_of(record.project);
  record.price_revision = prices_.revision();
  store_.add_usage(record);
  return record;
}

UsageSum Accountant::message(const std::string& message_id) {
  return store_.usage({.message_id = message_id});
}

UsageSum Accountant::turn(const std::string& session, const std::string& turn) {
  return store_.usage({.session = session, .turn = turn});
}

UsageSum Accountant::session(const std::string& session) {
  return store_.usage({.session = session});
}

UsageSum Accountant::project(const std::string& project) {
  return store_.usage({.project = project});
}

UsageSum Accountant::day(const std::string& project, std::int64_t at) {
  const auto [from, until] = day_of(at);
  return store_.usage({.project = project, .from = from, .until = until});
}

void add(UsageSum& sum, const UsageRecord& record) {
  const Usage& usage = record.usage;
  sum.usage.input += usage.input;
  sum.usage.output += usage.output;
  sum.usage.cache_read += usage.cache_read;
  sum.usage.cache_write_5m += usage.cache_write_5m;
  sum.usage.cache_write_1h += usage.cache_write_1h;
  ++sum.requests;
  sum.cost_pico += record.cost_pico.value_or(0);
  sum.saved_pico += record.saved_pico.value_or(0);
  if (!record.cost_pico) ++sum.unpriced;
}

Json usage_summary(const UsageSum& sum) {
  const Usage& usage = sum.usage;
  const bool priced = sum.requests == 0 || sum.unpriced < sum.requests;
  return {{"input_tokens", usage.input},
          {"output_tokens", usage.output},
          {"cache_read_tokens", usage.cache_read},
          {"cache_creation_tokens", usage.cache_write_5m + usage.cache_write_1h},
          {"cache_creation_5m_tokens", usage.cache_write_5m},
          {"cache_creation_1h_tokens", usage.cache_write_1h},
          {"total_tokens", prompt_tokens(usage) + usage.output},
          {"total_cost_usd", priced ? Json(usd_text(sum.cost_pico)) : Json(nullptr)},
          {"cache_saving_usd", priced ? Json(usd_text(sum.saved_pico)) : Json(nullptr)},
          {"requests", sum.requests},
          {"unpriced_requests", sum.unpriced}};
}

}  // namespace mcp::bridge
