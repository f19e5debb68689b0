#pragma once

#include <memory>
#include <span>
#include <stop_token>

#include "client_roots.hpp"
#include "history/change_recorder.hpp"
#include "history/history.hpp"
#include "manage/source.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// Undoes steps of a change. Each step is undone only while its path is as the change has left it,
/// and atomically, by the same means as the tools: nothing that was changed since is lost. One
/// thread.
class Reversal {
 public:
  /// Which changes may be made, and who records them.
  struct Terms {
    Workspace& workspace;
    const History& history;
    const Root& root;
    std::shared_ptr<const ClientArea> area;  ///< Must contain all paths; null: any.
    ChangeRecorder& changes;
  };

  Reversal(const Terms& terms, std::stop_token stop) : terms_(terms), stop_(std::move(stop)) {}

  /// Throws what undoing the steps would throw, as far as it shows before the first one is undone:
  /// FileError, E_CONFLICT when a path was changed since.
  void check(std::span<const Step> steps);
  /// Undoes all steps, the last first. Throws FileError; then those that were undone already are
  /// done again, as far as nobody else has changed their paths meanwhile.
  void undo(std::span<const Step> steps);

 private:
  Place place_of(const std::string& path) const;
  void undo_step(const Step& step);
  void undo_from_last(std::span<const Step> steps);
  void write_back(const Step& step);
  void cut_off(const Step& step);
  void remove_new_file(const Step& step);
  void remove_placed(const Step& step);
  void take_back(const Step& step);
  void move_back(const Step& step);
  void remove_directory(const Step& step);
  void make_directory(const Step& step);
  Source open_source(const std::string& path) const;
  Target open_directory_of(const Place& place) const;
  void require_free(const Place& place) const;
  void put_into_trash(const Source& source, const TreeSize& size);

  const Terms terms_;
  std::stop_token stop_;
  bool only_checks_ = false;
};

}  // namespace mcp::files
