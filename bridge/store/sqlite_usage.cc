#include "bridge/store/sqlite_usage.hpp"

#include <stdexcept>

namespace mcp::bridge::sqlite {
namespace {

// The statement has only the conditions that are set, so that SQLite uses an index. The numbers of
// the parameters are those in usage_rows().
std::string usage_where(const UsageFilter& filter) {
  std::string where = " from usage_log where created_at >= ?6 and created_at < ?7";
  if (!filter.tenant.empty()) where += " and tenant = ?1";
  if (!filter.project.empty()) where += " and project = ?2";
  if (!filter.session.empty()) where += " and session = ?3";
  if (!filter.turn.empty()) where += " and turn = ?4";
  if (!filter.message_id.empty()) where += " and message_id = ?5";
  return where;
}

constexpr std::string_view usage_columns =
    "sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cache_creation_5m_tokens),"
    " sum(cache_creation_1h_tokens), count(*), sum(cost_pico), count(*) - count(cost_pico),"
    " sum(saved_pico)";

UsageSum sum_of(const Rows& row, int first) {
  const auto at = [&row, first](int column) { return row.number(first + column); };
  UsageSum sum;
  sum.usage = {at(0), at(1), at(2), at(3), at(4)};
  sum.requests = at(5);
  sum.cost_pico = at(6);
  sum.unpriced = at(7);
  sum.saved_pico = at(8);
  return sum;
}

// Sums of usage, in total or for each `key`.
Rows usage_rows(Database& database, const UsageFilter& f, const std::string& key = "",
                std::string_view grouping = "") {
  std::string sql = "select " + key;
  sql.append(usage_columns).append(usage_where(f)).append(grouping);
  return database.query(sql,
                        {f.tenant, f.project, f.session, f.turn, f.message_id, f.from, f.until});
}

}  // namespace

bool add_usage(Database& database, const UsageRecord& record) {
  if (record.message_id.empty()) throw std::invalid_argument("usage without the id of a message");
  Transaction transaction(database);
  // Queried first, because sqlite3_changes does not distinguish an insertion from a replacement.
  const bool known =
      database.query("select 1 from usage_log where message_id = ?", {record.message_id}).next();
  const Usage& used = record.usage;
  database.execute(
      "insert into usage_log (tenant, project, session, turn, message_id, model, input_tokens,"
      " output_tokens, cache_read_tokens, cache_creation_5m_tokens, cache_creation_1h_tokens,"
      " price_rev, cost_pico, saved_pico, created_at)"
      " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " on conflict (message_id) do update set tenant = excluded.tenant,"
      " project = excluded.project, session = excluded.session, turn = excluded.turn,"
      " model = excluded.model, input_tokens = excluded.input_tokens,"
      " output_tokens = excluded.output_tokens, cache_read_tokens = excluded.cache_read_tokens,"
      " cache_creation_5m_tokens = excluded.cache_creation_5m_tokens,"
      " cache_creation_1h_tokens = excluded.cache_creation_1h_tokens,"
      " price_rev = excluded.price_rev, cost_pico = excluded.cost_pico,"
      " saved_pico = excluded.saved_pico, created_at = excluded.created_at",
      {record.tenant, record.project, record.session, record.turn, record.message_id, record.model,
       used.input, used.output, used.cache_read, used.cache_write_5m, used.cache_write_1h,
       record.price_revision, sqlite::value_of(record.cost_pico),
       sqlite::value_of(record.saved_pico), record.created_at});
  transaction.commit();
  return !known;
}

UsageSum usage(Database& database, const UsageFilter& filter) {
  Rows row = usage_rows(database, filter);
  return row.next() ? sum_of(row, 0) : UsageSum{};
}

std::map<std::string, UsageSum> usage_by_session(Database& database, const UsageFilter& filter) {
  std::map<std::string, UsageSum> sums;
  Rows row = usage_rows(database, filter, "session, ", " group by session");
  while (row.next()) sums.emplace(row.text(0), sum_of(row, 1));
  return sums;
}

std::vector<std::pair<std::string, UsageSum>> usage_by_day(Database& database,
                                                           const UsageFilter& filter) {
  std::vector<std::pair<std::string, UsageSum>> days;
  Rows row = usage_rows(database, filter, "strftime('%Y-%m-%d', created_at / 1000, 'unixepoch'), ",
                        " group by 1 order by 1");
  while (row.next()) days.emplace_back(row.text(0), sum_of(row, 1));
  return days;
}

}  // namespace mcp::bridge::sqlite
