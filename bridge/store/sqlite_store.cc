#include <fcntl.h>
#include <sqlite3.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include "bridge/store/sqlite.hpp"
#include "bridge/store/sqlite_schema.hpp"
#include "bridge/store/sqlite_usage.hpp"
#include "bridge/store/store.hpp"
#include "io/descriptor.hpp"
#include "json/parse.hpp"

namespace mcp::bridge {
namespace {

using sqlite::Database;
using sqlite::Rows;
using sqlite::Transaction;

constexpr int max_json_depth = 512;  // Data of tools may nest deeper than protocol messages.

Json json_of(const std::string& text) {
  auto value = json::parse(text, max_json_depth);
  if (!value) throw std::runtime_error("the database contains invalid JSON");
  return std::move(*value);
}

/// The text of a message, without tools and thinking.
std::string spoken(const Json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  if (!content.is_array()) return text;
  for (const Json& block : content) {
    if (!block.is_object() || block.value("type", Json()) != "text") continue;
    const Json said = block.value("text", Json());
    if (!said.is_string()) continue;
    if (!text.empty()) text += '\n';
    text += said.get_ref<const std::string&>();
  }
  return text;
}

/// The LIKE pattern, with \ as escape character, for texts that contain this one.
std::string like_pattern(const std::string& text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + '%';
}

sqlite::Value reference(const std::string& id) {
  return id.empty() ? sqlite::Value(nullptr) : sqlite::Value(id);
}

StoredSession session_of(const Rows& row) {
  return {row.text(0),   row.text(1),   row.text(2),  row.text(3),
          row.number(4), row.number(5), row.number(6)};
}

constexpr const char* select_approvals =
    "select tool_use_id, session, turn, request, created_at, expires_at, decision from approvals ";

std::optional<Resolution> resolution_in(const std::string& stored) {
  if (stored.empty()) return std::nullopt;
  return decode<Resolution>(stored).value();
}

StoredApproval approval_of(const Rows& row) {
  return {row.text(0),
          row.text(1),
          row.text(2),
          json_of(row.text(3)),
          row.number(4),
          row.number(5),
          resolution_in(row.text(6))};
}

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(const std::string& file) : database_(file) { prepare_database(database_); }

  void put_session(const StoredSession& session) override;
  std::optional<StoredSession> session(const std::string& id) override;
  std::vector<StoredSession> sessions(const SessionFilter& filter) override;
  void delete_session(const std::string& id) override;

  std::int64_t append(const std::string& session,
                      const std::vector<StoredMessage>& messages) override;
  std::vector<StoredMessage> messages(const std::string& session) override;

  bool put_approval(const StoredApproval& approval) override;
  bool decide(const std::string& session, const std::string& tool_use_id,
              Resolution resolution) override;
  std::optional<StoredApproval> approval(const std::string& session,
                                         const std::string& tool_use_id) override;
  std::vector<StoredApproval> waiting_approvals(const std::string& session) override;

  std::int64_t add_rule(const StoredRule& rule) override;
  bool delete_rule(std::int64_t id) override;
  std::vector<StoredRule> rules() override;

  bool add_usage(const UsageRecord& record) override;
  UsageSum usage(const UsageFilter& filter) override;
  std::map<std::string, UsageSum> usage_by_session(const UsageFilter& filter) override;
  std::vector<std::pair<std::string, UsageSum>> usage_by_day(const UsageFilter& filter) override;

  void put_output(const std::string& session, const std::string& tool_use_id,
                  const std::string& output) override;
  std::optional<std::string> output(const std::string& session,
                                    const std::string& tool_use_id) override;

 private:
  std::mutex mutex_;  // Guards the connection; held while it reads and writes.
  Database database_;
};

void SqliteStore::put_session(const StoredSession& session) {
  const std::lock_guard lock(mutex_);
  database_.execute(
      "insert into sessions (id, project, title, model, created_at, updated_at, head_seq)"
      " values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set project = excluded.project,"
      " title = excluded.title, model = excluded.model, created_at = excluded.created_at,"
      " updated_at = excluded.updated_at, head_seq = excluded.head_seq",
      {session.id, session.project, session.title, session.model, session.created_at,
       session.updated_at, session.head_seq});
}

std::optional<StoredSession> SqliteStore::session(const std::string& id) {
  const std::lock_guard lock(mutex_);
  Rows row = database_.query(
      "select id, project, title, model, created_at, updated_at, head_seq from sessions"
      " where id = ?",
      {id});
  if (!row.next()) return std::nullopt;
  return session_of(row);
}

std::vector<StoredSession> SqliteStore::sessions(const SessionFilter& filter) {
  // The statement has only the conditions that are set, so that SQLite uses the index.
  const std::string of_project = filter.project.empty() ? "" : "project = ?1 and ";
  const auto most = static_cast<std::int64_t>(std::min<std::size_t>(filter.limit, INT64_MAX));
  const std::lock_guard lock(mutex_);
  std::vector<StoredSession> found;
  Rows row = database_.query(
      "select id, project, title, model, created_at, updated_at, head_seq from sessions where " +
          of_project +
          "(?2 = '' or title like ?3 escape '\\' or exists"
          " (select 1 from messages where session = sessions.id and text like ?3 escape '\\'))"
          " and (not ?5 or id = ?6 or title != '' or exists"
          " (select 1 from messages where session = sessions.id))"
          " order by updated_at desc, rowid desc limit ?4",
      {filter.project, filter.text, like_pattern(filter.text), most,
       static_cast<std::int64_t>(filter.begun), filter.also});
  while (row.next()) found.push_back(session_of(row));
  return found;
}

void SqliteStore::delete_session(const std::string& id) {
  const std::lock_guard lock(mutex_);
  database_.execute("delete from sessions where id = ?", {id});  // The rest goes by its references.
}

std::int64_t SqliteStore::append(const std::string& session,
                                 const std::vector<StoredMessage>& messages) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(database_);
  std::int64_t first = 1;
  {
    Rows row = database_.query(
        "select coalesce(max(number), 0) + 1 from messages where session = ?", {session});
    if (row.next()) first = row.number(0);
  }
  std::int64_t number = first;
  for (const StoredMessage& message : messages) {
    database_.execute(
        "insert into messages (session, number, role, content, meta, text, created_at)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        {session, number++, message.role, to_text(message.content), to_text(message.meta),
         spoken(message.content), message.created_at});
  }
  transaction.commit();
  return first;
}

std::vector<StoredMessage> SqliteStore::messages(const std::string& session) {
  const std::lock_guard lock(mutex_);
  std::vector<StoredMessage> found;
  Rows row = database_.query(
      "select number, role, content, meta, created_at from messages where session = ?"
      " order by number",
      {session});
  while (row.next()) {
    found.push_back(
        {row.number(0), row.text(1), json_of(row.text(2)), json_of(row.text(3)), row.number(4)});
  }
  return found;
}

bool SqliteStore::put_approval(const StoredApproval& approval) {
  const std::lock_guard lock(mutex_);
  return database_.execute(
             "insert into approvals (session, tool_use_id, turn, request, created_at, expires_at,"
             " decision) values (?, ?, ?, ?, ?, ?, ?) on conflict (session, tool_use_id) do update"
             " set turn = excluded.turn, request = excluded.request,"
             " created_at = excluded.created_at, expires_at = excluded.expires_at,"
             " decision = excluded.decision where approvals.decision = ''",
             {approval.session, approval.tool_use_id, approval.turn, to_text(approval.request),
              approval.created_at, approval.expires_at,
              approval.resolution ? name_of(*approval.resolution) : std::string()}) > 0;
}

bool SqliteStore::decide(const std::string& session, const std::string& tool_use_id,
                         Resolution resolution) {
  const std::lock_guard lock(mutex_);
  return database_.execute(
             "update approvals set decision = ? where session = ? and tool_use_id = ?"
             " and decision = ''",
             {name_of(resolution), session, tool_use_id}) > 0;
}

std::optional<StoredApproval> SqliteStore::approval(const std::string& session,
                                                    const std::string& tool_use_id) {
  const std::lock_guard lock(mutex_);
  Rows row =
      database_.query(std::string(select_approvals) + "where session = ? and tool_use_id = ?",
                      {session, tool_use_id});
  return row.next() ? std::optional(approval_of(row)) : std::nullopt;
}

std::vector<StoredApproval> SqliteStore::waiting_approvals(const std::string& session) {
  const std::lock_guard lock(mutex_);
  std::vector<StoredApproval> found;
  Rows row = database_.query(
      std::string(select_approvals) +
          "where decision = '' and (?1 = '' or session = ?1) order by created_at, rowid",
      {session});
  while (row.next()) found.push_back(approval_of(row));
  return found;
}

std::int64_t SqliteStore::add_rule(const StoredRule& rule) {
  const std::string hashes = to_text(Json(rule.tool_hashes));
  const std::string effect = name_of(rule.effect);
  const std::lock_guard lock(mutex_);
  Transaction transaction(database_);
  {
    Rows row = database_.query(
        "select id from rules where decision = ? and session is ? and server = ? and identity = ?"
        " and tool = ? and schema_hash = ? and tool_hashes = ?",
        {effect, reference(rule.session), rule.server, rule.identity, rule.tool, rule.schema_hash,
         hashes});
    if (row.next()) return row.number(0);
  }
  database_.execute(
      "insert into rules (decision, session, server, identity, tool, schema_hash, created_at,"
      " tool_hashes) values (?, ?, ?, ?, ?, ?, ?, ?)",
      {effect, reference(rule.session), rule.server, rule.identity, rule.tool, rule.schema_hash,
       rule.created_at, hashes});
  const std::int64_t id = database_.last_row_id();
  transaction.commit();
  return id;
}

bool SqliteStore::delete_rule(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  return database_.execute("delete from rules where id = ?", {id}) > 0;
}

std::vector<StoredRule> SqliteStore::rules() {
  const std::lock_guard lock(mutex_);
  std::vector<StoredRule> found;
  Rows row = database_.query(
      "select id, decision, session, server, identity, tool, schema_hash, created_at, tool_hashes"
      " from rules order by id");
  while (row.next()) {
    found.push_back({row.number(0), decode<RuleEffect>(row.text(1)).value(), row.text(2),
                     row.text(3), row.text(4), row.text(5), row.text(6), row.number(7),
                     json_of(row.text(8)).get<std::vector<std::string>>()});
  }
  return found;
}

bool SqliteStore::add_usage(const UsageRecord& record) {
  const std::lock_guard lock(mutex_);
  return sqlite::add_usage(database_, record);
}

UsageSum SqliteStore::usage(const UsageFilter& filter) {
  const std::lock_guard lock(mutex_);
  return sqlite::usage(database_, filter);
}

std::map<std::string, UsageSum> SqliteStore::usage_by_session(const UsageFilter& filter) {
  const std::lock_guard lock(mutex_);
  return sqlite::usage_by_session(database_, filter);
}

std::vector<std::pair<std::string, UsageSum>> SqliteStore::usage_by_day(const UsageFilter& filter) {
  const std::lock_guard lock(mutex_);
  return sqlite::usage_by_day(database_, filter);
}

void SqliteStore::put_output(const std::string& session, const std::string& tool_use_id,
                             const std::string& output) {
  const std::lock_guard lock(mutex_);
  database_.execute(
      "insert into outputs (session, tool_use_id, output) values (?, ?, ?)"
      " on conflict (session, tool_use_id) do update set output = excluded.output",
      {session, tool_use_id, output});
}

std::optional<std::string> SqliteStore::output(const std::string& session,
                                               const std::string& tool_use_id) {
  const std::lock_guard lock(mutex_);
  Rows row = database_.query("select output from outputs where session = ? and tool_use_id = ?",
                             {session, tool_use_id});
  if (!row.next()) return std::nullopt;
  return row.text(0);
}

// Creates the file with access for its owner only; SQLite would use the umask, and gives its other
// files the same mode. An existing file is not opened, because closing it would release the locks
// of other connections of this process.
void create_private(const std::string& file) {
  constexpr mode_t owner_only = 0600;
  if (file == ":memory:") return;
  const Descriptor created(::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, owner_only));
  // If this fails, SQLite reports the reason when it opens the file.
}

std::string advice(const sqlite::Failure& failure) {
  switch (failure.code()) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return "it is not a database of SQLite, or it is damaged; choose another file";
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return std::string(failure.what()) +
             "; its folder must exist, and this user must be allowed to write there";
    case SQLITE_BUSY:
      return "another process has locked it; end that process, or choose another file";
    default:
      return failure.what();
  }
}

}  // namespace

std::unique_ptr<Store> open_sqlite_store(const std::string& file) {
  // For SQLite an empty name is a temporary database, and a NUL ends the name.
  if (file.empty() || file.find('\0') != file.npos) {
    throw std::runtime_error("the store needs the name of a file");
  }
  create_private(file);
  try {
    return std::make_unique<SqliteStore>(file);
  } catch (const sqlite::Failure& failure) {
    throw std::runtime_error("cannot use " + file + ": " + advice(failure));
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("cannot use " + file + ": " + error.what());
  }
}

}  // namespace mcp::bridge
