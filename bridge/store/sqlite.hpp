#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

/// RAII wrappers of the C API of SQLite. Source: https://www.sqlite.org/c3ref/intro.html.
namespace mcp::bridge::sqlite {

/// An error of SQLite other than a full disk, which is StorageFull.
class Failure : public std::runtime_error {
 public:
  Failure(int code, const std::string& text) : std::runtime_error(text), code_(code) {}
  /// The primary result code, such as SQLITE_BUSY.
  int code() const noexcept { return code_; }

 private:
  int code_;
};

/// The value of a `?` in a statement.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string_view>;

inline Value value_of(const std::optional<std::int64_t>& number) {
  return number ? Value(*number) : Value(nullptr);
}

/// The rows of a running statement. Must be destroyed before the same SQL text runs again.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}

  /// Moves to the next row, at first to the first one. Returns false after the last. Throws
  /// Failure.
  bool next();
  /// The value in a column of the row, from 0. NULL becomes the empty text and 0.
  std::string text(int column) const;
  std::int64_t number(int column) const;
  std::optional<std::int64_t> optional_number(int column) const;

 private:
  struct Reset {
    void operator()(sqlite3_stmt* statement) const;
  };

  std::unique_ptr<sqlite3_stmt, Reset> statement_;
};

/// A connection with a cache of compiled statements. One thread at a time. Functions throw Failure.
class Database {
 public:
  /// Opens the file for reading and writing; creates it if it is missing. Fails for a read-only
  /// file. Does not read the file yet.
  explicit Database(const std::string& file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs several statements, without values and rows, separated by semicolons.
  void script(const char* sql);
  /// Starts one statement. Texts are copied.
  Rows query(std::string_view sql, std::initializer_list<Value> values = {});
  /// Runs one statement. Returns how many rows it changed.
  std::int64_t execute(std::string_view sql, std::initializer_list<Value> values = {});
  std::int64_t last_row_id() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  Rows begin(std::string_view sql, std::initializer_list<Value> values, bool copies);
  sqlite3_stmt* prepared(std::string_view sql);

  std::unique_ptr<sqlite3, Close> database_;
  std::map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>, std::less<>> statements_;
};

/// A transaction; rolled back unless `commit` is called. Takes the write lock at once, so that no
/// statement in it fails because of another connection.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace mcp::bridge::sqlite
