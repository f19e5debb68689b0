#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "history/change.hpp"
#include "io/descriptor.hpp"
#include "manage/rename_new.hpp"
#include "stage_directory.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// How much of the history of a root is kept. The oldest is dropped first.
struct HistoryLimits {
  std::size_t changes = 1'000;                   ///< 0: no history.
  std::uint64_t bytes = std::uint64_t{1} << 30;  ///< Of the kept contents, together.
  std::chrono::seconds age = std::chrono::hours(24 * 30);
};

/// The history of a root, held open: the directory `history` of its stage, with the file `log`,
/// which has one line of JSON for each change, and the directory `objects`, with the contents of
/// files that were replaced, each named by its SHA-256. The lock of the directory makes changes by
/// several processes exclusive; it ends with this object. One thread.
class OpenHistory {
 public:
  /// Opens and locks the history of a root, and creates it if necessary. Throws FileError.
  static OpenHistory make(const Root& root);
  /// The same, without creating it. Empty: there is none.
  static std::optional<OpenHistory> find(const Root& root);

  /// All changes in the log, the oldest first. Lines that cannot be read are left out.
  std::vector<Change> changes() const;

  /// Numbers a change, adds it to the log and syncs that. Throws FileError; then the log is
  /// unchanged.
  void append(Change& change) const;

  /// Keeps the content of an open file with this digest. If the file has the name `named` and no
  /// other, it is moved, and true is returned; otherwise it is copied. Throws FileError.
  bool keep(const Descriptor& file, const NameIn& named, const std::string& sha256) const;
  /// Opens a kept content for reading. Empty: it is not kept.
  Descriptor open_object(const std::string& sha256) const;
  /// The digests of all kept contents.
  std::set<std::string> objects() const;

  /// Drops the changes and contents that exceed the limits, and contents that no change refers to.
  /// Throws FileError.
  void sweep(const HistoryLimits& limits) const;

 private:
  OpenHistory(Descriptor directory, Descriptor objects)
      : directory_(std::move(directory)), objects_(std::move(objects)) {}

  static std::optional<OpenHistory> open(const Descriptor& stage, bool create);
  void copy_object(const Descriptor& file, const std::string& sha256) const;
  void remove_objects(const std::set<std::string>& needed,
                      const std::set<std::string>& named) const;

  Descriptor directory_;
  Descriptor objects_;
};

}  // namespace mcp::files
