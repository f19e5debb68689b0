#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/change.hpp"
#include "history/open_history.hpp"
#include "io/descriptor.hpp"
#include "manage/rename_new.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// How a server keeps the history of its workspace.
struct HistoryOptions {
  HistoryLimits limits = {};
  /// Receives the reason when a change cannot be undone because it could not be recorded. May be
  /// empty. Any thread.
  std::function<void(const std::string& reason)> warn = {};
};

/// A change of a principal, as its tools know it.
struct KnownChange {
  const Root* root = nullptr;
  Change change;
  /// Its number; with several roots, the name of the root comes before it: `docs/12`.
  std::string id;
  /// The change that has undone it; empty: none, or that one was undone as well.
  std::optional<std::uint64_t> undone_by = {};
};

/// The changes that tools have made in a workspace. Each root keeps its own, so that all servers of
/// that root share them. Any thread.
class History {
 public:
  History(const Workspace& workspace, HistoryOptions options)
      : workspace_(&workspace), options_(std::move(options)) {}

  bool is_on() const { return options_.limits.changes != 0; }

  /// Keeps the content of a file that a change has displaced. If it has the name `named` and no
  /// other, it is moved, and `moved` is set. The version has no digest if the content could not be
  /// kept, or is larger than one call may write; then the change cannot be undone.
  FileVersion keep(const Root& root, const Descriptor& file, const NameIn& named,
                   bool& moved) noexcept;
  /// Adds a change to the log of a root, durably. Empty: it could not be added, and `warn` was
  /// called.
  std::optional<std::string> record(const Root& root, Change change) noexcept;
  /// Reports that a change cannot be undone.
  void warn(const std::string& reason) const noexcept;

  /// The changes of a principal, the newest first. Throws FileError.
  std::vector<KnownChange> changes(const std::string& principal) const;
  /// One of them. Throws FileError; E_NOT_FOUND also for a change of another principal.
  KnownChange find(const std::string& principal, std::string_view id) const;

  /// Drops what exceeds the limits in all roots, as far as it is possible now.
  void sweep() noexcept;

  /// The path of a step, as a caller writes it.
  std::string path_from_workspace(const Root& root, const std::string& path) const;

 private:
  FileVersion keep_content(const Root& root, const Descriptor& file, const NameIn& named,
                           bool& moved);
  std::vector<KnownChange> changes_in(const Root& root, const std::string& principal) const;
  bool needs_sweep(const Change& change) noexcept;

  const Workspace* workspace_;
  const HistoryOptions options_;
  std::atomic<std::uint64_t> kept_bytes_ = 0;  // since the last sweep
};

}  // namespace mcp::files
