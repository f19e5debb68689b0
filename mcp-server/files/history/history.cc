#include "history/history.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "file_error.hpp"
#include "file_identity.hpp"
#include "history/change_log.hpp"

namespace mcp::files {
namespace {

// A sweep reads the whole log, so it follows only some changes, and much kept content.
constexpr std::uint64_t most_changes_between_sweeps = 100;
constexpr std::uint64_t sweeps_per_size_limit = 16;

// The change that has undone each one. The newest change comes first, so it is known whether an
// undo was undone itself.
void mark_undone(std::vector<KnownChange>& changes) {
  std::map<std::uint64_t, std::uint64_t> undone;
  for (KnownChange& known : changes) {
    const auto by = undone.find(known.change.id);
    if (by != undone.end()) known.undone_by = by->second;
    if (known.change.undoes && !known.undone_by) undone[*known.change.undoes] = known.change.id;
  }
}

// What exceeds the limits is left to the next sweep if it cannot be dropped now.
void sweep_quietly(const OpenHistory& history, const HistoryLimits& limits) noexcept {
  try {
    history.sweep(limits);
  } catch (const std::exception&) {
  }
}

}  // namespace

FileVersion History::keep(const Root& root, const Descriptor& file, const NameIn& named,
                          bool& moved) noexcept {
  try {
    return keep_content(root, file, named, moved);
  } catch (const std::exception& error) {
    warn(std::string("a replaced content could not be kept: ") + error.what());
    return {};
  }
}

FileVersion History::keep_content(const Root& root, const Descriptor& file, const NameIn& named,
                                  bool& moved) {
  const std::string shown("the replaced file");
  const struct stat status = status_of(file.get(), shown);
  FileVersion version{.size = static_cast<std::uint64_t>(status.st_size),
                      .executable = (status.st_mode & S_IXUSR) != 0};
  if (version.size > workspace_->options().max_file_bytes) return version;
  const std::string sha256 = sha256_of(file.get(), shown);
  moved = OpenHistory::make(root).keep(file, named, sha256);
  kept_bytes_ += version.size;
  version.sha256 = sha256;
  return version;
}

std::optional<std::string> History::record(const Root& root, Change change) noexcept {
  try {
    const OpenHistory history = OpenHistory::make(root);
    history.append(change);
    if (needs_sweep(change)) sweep_quietly(history, options_.limits);
    return path_from_workspace(root, std::to_string(change.id));
  } catch (const std::exception& error) {
    warn("a change by " + change.tool + " could not be recorded: " + error.what());
    return std::nullopt;
  }
}

bool History::needs_sweep(const Change& change) noexcept {
  const HistoryLimits& limits = options_.limits;
  const std::uint64_t interval =
      std::clamp<std::uint64_t>(limits.changes / 4, 1, most_changes_between_sweeps);
  const bool has_much = kept_bytes_ >= limits.bytes / sweeps_per_size_limit;
  if (!has_much && change.id % interval != 0) return false;
  kept_bytes_ = 0;
  return true;
}

void History::warn(const std::string& reason) const noexcept {
  try {
    if (options_.warn) options_.warn(reason + "; it cannot be undone");
  } catch (const std::exception&) {  // the change counts, not the report
  }
}

std::vector<KnownChange> History::changes_in(const Root& root, const std::string& principal) const {
  std::vector<KnownChange> known;
  const auto history = OpenHistory::find(root);
  if (!history) return known;
  auto all = history->changes();
  std::ranges::reverse(all);
  if (all.size() > options_.limits.changes) all.resize(options_.limits.changes);
  for (Change& change : all) {
    if (change.principal != principal) continue;
    std::string id = path_from_workspace(root, std::to_string(change.id));
    known.push_back({.root = &root, .change = std::move(change), .id = std::move(id)});
  }
  mark_undone(known);
  return known;
}

std::vector<KnownChange> History::changes(const std::string& principal) const {
  std::vector<KnownChange> all;
  for (const auto& roots = workspace_->roots(); const Root* root : roots) {
    auto known = changes_in(*root, principal);
    std::ranges::move(known, std::back_inserter(all));
  }
  // Within a root the numbers show the order, also when the clock was set back.
  if (!workspace_->has_several_roots()) return all;
  std::ranges::stable_sort(all, std::ranges::greater(),
                           [](const KnownChange& known) { return known.change.time; });
  return all;
}

KnownChange History::find(const std::string& principal, std::string_view id) const {
  const auto all = changes(principal);
  const auto found = std::ranges::find(all, id, &KnownChange::id);
  if (found != all.end()) return *found;
  throw FileError("E_NOT_FOUND", "there is no change with this id",
                  "call list_changes for the ids");
}

void History::sweep() noexcept {
  try {
    for (const auto& roots = workspace_->roots(); const Root* root : roots) {
      if (const auto history = OpenHistory::find(*root)) sweep_quietly(*history, options_.limits);
    }
  } catch (const std::exception&) {  // a history is in use, or there is no memory
  }
}

std::string History::path_from_workspace(const Root& root, const std::string& path) const {
  return workspace_->has_several_roots() ? root.name() + '/' + path : path;
}

}  // namespace mcp::files
