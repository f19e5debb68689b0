#include "bridge/store/sqlite.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <limits>

#include "bridge/store/store.hpp"

namespace mcp::bridge::sqlite {
namespace {

// How long a writer waits for another process. A transaction takes milliseconds.
constexpr int busy_milliseconds = 10'000;

// SQLite reports a full disk only for the database file, not for the files beside it.
bool is_full(sqlite3* database) {
  if (sqlite3_errcode(database) == SQLITE_FULL) return true;
  const int reason = sqlite3_system_errno(database);
  const int code = sqlite3_errcode(database);
  return (code == SQLITE_IOERR || code == SQLITE_CANTOPEN) &&
         (reason == ENOSPC || reason == EDQUOT || reason == EFBIG);
}

[[noreturn]] void fail(sqlite3* database) {
  if (is_full(database)) throw StorageFull();
  throw Failure(sqlite3_errcode(database), sqlite3_errmsg(database));
}

int length_of(std::string_view text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw Failure(SQLITE_TOOBIG, "text of more than 2 GiB");
  }
  return static_cast<int>(text.size());
}

void bind(sqlite3_stmt* statement, int place, const Value& value,
          sqlite3_destructor_type lifetime) {
  int result = SQLITE_OK;
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    result = sqlite3_bind_int64(statement, place, *number);
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    const char* data = text->data() ? text->data() : "";  // A null pointer would bind NULL.
    result = sqlite3_bind_text(statement, place, data, length_of(*text), lifetime);
  } else {
    result = sqlite3_bind_null(statement, place);
  }
  if (result != SQLITE_OK) fail(sqlite3_db_handle(statement));
}

}  // namespace

void Rows::Reset::operator()(sqlite3_stmt* statement) const {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
}

bool Rows::next() {
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) fail(sqlite3_db_handle(statement_.get()));
  return false;
}

std::string Rows::text(int column) const {
  const auto* data = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return data ? std::string(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size))
              : std::string();
}

std::int64_t Rows::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::optional<std::int64_t> Rows::optional_number(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return number(column);
}

void Database::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

void Database::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Database::Database(const std::string& file) {
  sqlite3* opened = nullptr;
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
  const int result = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  database_.reset(opened);  // Must be closed even after a failure.
  if (!opened) throw Failure(SQLITE_NOMEM, "out of memory");
  if (result != SQLITE_OK) fail(opened);
  // SQLite opens the file read-only when it is not writable.
  if (sqlite3_db_readonly(opened, "main") == 1) {
    throw Failure(SQLITE_READONLY, "it is read-only");
  }
  sqlite3_busy_timeout(opened, busy_milliseconds);
}

Database::~Database() = default;

void Database::script(const char* sql) {
  const int result = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(database_.get());
}

Rows Database::begin(std::string_view sql, std::initializer_list<Value> values, bool copies) {
  sqlite3_stmt* statement = prepared(sql);
  Rows rows(statement);
  int place = 0;
  for (const Value& value : values) {
    bind(statement, ++place, value, copies ? SQLITE_TRANSIENT : SQLITE_STATIC);
  }
  return rows;
}

Rows Database::query(std::string_view sql, std::initializer_list<Value> values) {
  return begin(sql, values, true);
}

// Binds texts without a copy: they live until this function returns.
std::int64_t Database::execute(std::string_view sql, std::initializer_list<Value> values) {
  Rows rows = begin(sql, values, false);
  while (rows.next()) {
  }
  return sqlite3_changes64(database_.get());
}

std::int64_t Database::last_row_id() const {
  return sqlite3_last_insert_rowid(database_.get());
}

sqlite3_stmt* Database::prepared(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) {
    return found->second.get();
  }
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(database_.get(), sql.data(), length_of(sql),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) fail(database_.get());
  statements_.emplace(std::string(sql), statement);
  return statement;
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("begin immediate");
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("rollback");
  } catch (const std::exception&) {
    // After some failures, such as a full disk, SQLite has already rolled back.
  }
}

void Transaction::commit() {
  database_.execute("commit");
  open_ = false;
}

}  // namespace mcp::bridge::sqlite
