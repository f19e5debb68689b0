#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/history.hpp"
#include "manage/trash_entry.hpp"
#include "stage.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// Records one change while a tool makes it, so that it can be undone. Each method is called just
/// after one path has changed; a change may have several. The change is added to the history by
/// `commit`, or by the destructor, also when the tool fails after it has changed something. Errors
/// are reported by the history: a change is never made to fail because it cannot be recorded.
/// Without a history nothing is done. One thread.
class ChangeRecorder {
 public:
  ChangeRecorder(const Workspace& workspace, History& history, std::string principal,
                 std::string tool)
      : workspace_(&workspace),
        history_(&history),
        principal_(std::move(principal)),
        tool_(std::move(tool)) {}
  ~ChangeRecorder() { commit(); }
  ChangeRecorder(const ChangeRecorder&) = delete;
  ChangeRecorder& operator=(const ChangeRecorder&) = delete;

  /// The change undoes another one of the same root.
  void undoes(std::uint64_t id) { undoes_ = id; }

  /// A staged file has got its name. `displaced` is the file that had the name before, which has
  /// the staged name now: its content is kept. Empty: the file is new.
  void published(const Place& place, StagedFile& staged, const Descriptor& displaced,
                 FileVersion after) noexcept;
  /// A file is new that was not staged.
  void created(const Place& place, FileVersion after) noexcept;
  /// Bytes were appended to a file of `offset` bytes.
  void appended(const Place& place, std::uint64_t offset, std::string_view bytes) noexcept;
  void made_directory(const Place& place) noexcept;
  void removed_directory(const Place& place) noexcept;
  void moved(const Place& from, const Place& to) noexcept;
  /// A file or directory is new that was copied, or taken out of the trash.
  void placed(const Place& place) noexcept;
  void removed(const Place& place, const TrashEntry& entry) noexcept;

  /// What was recorded so far, in order.
  const std::vector<Step>& steps() const { return steps_; }

  /// Adds the change to the history, durably. Returns its id; empty when nothing was changed, or
  /// the change could not be recorded. Later steps belong to a new change.
  std::optional<std::string> commit() noexcept;

 private:
  void add(const Place& place, Step step);
  template <class Act>
  void guard(const Act& act) noexcept;

  const Workspace* workspace_;
  History* history_;
  const std::string principal_;
  const std::string tool_;
  std::optional<std::uint64_t> undoes_;
  const Root* root_ = nullptr;
  std::vector<Step> steps_;
};

}  // namespace mcp::files
