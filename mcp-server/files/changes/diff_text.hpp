#pragma once

#include <string>
#include <string_view>

#include "changes/apply_changes.hpp"
#include "changes/transaction.hpp"

namespace mcp::files {

/// The unified diff of several files, its beginning if it is long.
class DiffText {
 public:
  /// Adds what one change does to a file, and sets the numbers of its lines in the result. Files
  /// that are not text, or larger than 8 MiB, are named only. Null: there is no such file.
  void add(const TransactionFile* before, const TransactionFile* after, ChangeResult& result);

  /// Adds that a file was moved.
  void move(const std::string& from, const std::string& to);

  std::string take() { return std::move(text_); }

 private:
  void append(std::string_view text);

  std::string text_;
  bool is_full_ = false;
};

/// The bytes of a version. Throws FileError; E_CONFLICT when the file was changed since it was
/// opened, E_TOO_LARGE.
std::string bytes_of(const TransactionFile& version, std::uint64_t limit, const std::string& shown);

}  // namespace mcp::files
