#include "bridge/store/sqlite_schema.hpp"

#include <sqlite3.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace mcp::bridge {
namespace {

// "mcpb": identifies the bridge's databases.
constexpr std::int64_t application_id = 0x6d637062;

// Searches use the `text` of messages. A missing text is stored as an empty string, a missing
// reference as NULL. Usage records outlive their session and therefore have no references.
constexpr const char* first_version = R"sql(
create table projects (
  id text primary key,
  config text not null,
  created_at integer not null
) without rowid;

create table sessions (
  id text primary key,
  project text not null,
  title text not null,
  model text not null,
  created_at integer not null,
  updated_at integer not null,
  head_seq integer not null
);
create index sessions_by_time on sessions (project, updated_at);

create table messages (
  session text not null references sessions (id) on delete cascade,
  number integer not null,
  role text not null,
  content text not null,
  meta text not null,
  text text not null,
  created_at integer not null,
  primary key (session, number)
);

create table approvals (
  session text not null references sessions (id) on delete cascade,
  tool_use_id text not null,
  turn text not null,
  request text not null,
  created_at integer not null,
  expires_at integer not null,
  decision text not null,
  primary key (session, tool_use_id)
);
create index approvals_waiting on approvals (session) where decision = '';

create table rules (
  id integer primary key autoincrement,
  decision text not null check (decision in ('allow', 'deny')),
  session text references sessions (id) on delete cascade,
  server text not null,
  identity text not null,
  tool text not null,
  schema_hash text not null,
  created_at integer not null
);
create index rules_by_session on rules (session);

create table usage_log (
  id integer primary key,
  tenant text not null,
  project text not null,
  session text not null,
  turn text not null,
  message_id text not null unique,
  model text not null,
  input_tokens integer not null,
  output_tokens integer not null,
  cache_creation_5m_tokens integer not null,
  cache_creation_1h_tokens integer not null,
  cache_read_tokens integer not null,
  price_rev text not null,
  cost_pico integer,
  saved_pico integer,
  created_at integer not null
);
create index usage_by_project on usage_log (project, created_at);
create index usage_by_time on usage_log (created_at);
create index usage_by_session on usage_log (session);

create table outputs (
  session text not null references sessions (id) on delete cascade,
  tool_use_id text not null,
  output text not null,
  primary key (session, tool_use_id)
);
)sql";

// Adds to rules about all tools of a server the hashes of these tools, as a JSON array. Old rules
// that allow are deleted, because they do not say for which `env`, `headers` and tools they were
// made: the user is asked again. Rules that deny stay.
constexpr const char* tools_of_rules = R"sql(
alter table rules add column tool_hashes text not null default '[]';
delete from rules where decision = 'allow';
)sql";

// Adds an index for the usage of a tenant's projects.
constexpr const char* usage_of_tenants = R"sql(
create index usage_by_tenant on usage_log (tenant, project, created_at);
)sql";

// Drops the table of projects, which was never used: projects are in the configuration.
constexpr const char* without_projects = R"sql(
drop table projects;
)sql";

// The n-th migration leads to version n. Released migrations must not be changed.
constexpr std::array<const char*, 4> migrations = {first_version, tools_of_rules, usage_of_tenants,
                                                   without_projects};

std::int64_t pragma(sqlite::Database& database, const char* name) {
  sqlite::Rows rows = database.query("pragma " + std::string(name));
  return rows.next() ? rows.number(0) : 0;
}

bool has_tables(sqlite::Database& database) {
  return database.query("select 1 from sqlite_schema limit 1").next();
}

void migrate(sqlite::Database& database) {
  sqlite::Transaction transaction(database);
  const std::int64_t version = pragma(database, "user_version");
  const std::int64_t owner = pragma(database, "application_id");
  if (owner != application_id && (owner != 0 || version != 0 || has_tables(database))) {
    throw std::runtime_error("it is the database of another program; choose another file");
  }
  constexpr auto newest = static_cast<std::int64_t>(migrations.size());
  if (version > newest) {
    throw std::runtime_error("it was written by a newer mcp-bridge (version " +
                             std::to_string(version) + " of the tables, this one knows " +
                             std::to_string(newest) + "); update, or choose another file");
  }
  if (version == newest) return;
  for (auto next = static_cast<std::size_t>(version); next < migrations.size(); ++next) {
    database.script(migrations.at(next));
  }
  database.script(("pragma application_id = " + std::to_string(application_id) +
                   "; pragma user_version = " + std::to_string(newest))
                      .c_str());
  transaction.commit();
}

// Switches to WAL mode. SQLite's busy timeout does not apply to this, so it is retried while
// another process does the same.
void write_ahead(sqlite::Database& database) {
  constexpr int tries = 1000;
  constexpr std::chrono::milliseconds pause(10);
  for (int left = tries;; --left) {
    try {
      return database.script("pragma journal_mode = wal");
    } catch (const sqlite::Failure& failure) {
      if (failure.code() != SQLITE_BUSY || left == 0) throw;
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

void prepare_database(sqlite::Database& database) {
  migrate(database);
  write_ahead(database);
  // An acknowledged decision must survive a power failure. Transactions are rare, so waiting for
  // the disk does not matter.
  database.script("pragma synchronous = full; pragma foreign_keys = on");
}

}  // namespace mcp::bridge
