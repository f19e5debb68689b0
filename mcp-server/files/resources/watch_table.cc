#include "resources/watch_table.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "resources/file_resources.hpp"

namespace mcp::files {

void WatchTable::add(const std::string& uri, const Place& place) {
  if (targets_.size() >= max_subscribed_uris && !targets_.contains(uri)) {
    shortage_ = std::to_string(max_subscribed_uris) + " resources are watched";
    return;
  }
  const auto [target, added] = targets_.try_emplace(uri, Target{place});
  if (added) watch_steps(uri, target->second);
}

void WatchTable::remove(const std::string& uri) {
  const auto found = targets_.find(uri);
  if (found == targets_.end()) return;
  for (const auto& step : found->second.steps) forget(uri, step);
  targets_.erase(found);
}

void WatchTable::add_list(const Root& root) {
  if (listed_.contains(&root)) return;
  const Descriptor directory(::openat(root.fd(), ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  const auto watch = watch_directory(directory);
  if (!watch) return;
  directories_[*watch].lists = true;
  listed_.insert(&root);
}

std::optional<WatchId> WatchTable::watch_directory(const Descriptor& directory) {
  const auto watch = inotify_.add(directory);
  const bool is_short = !watch && (errno == ENOSPC || errno == ENOMEM);
  if (is_short) shortage_ = "the system allows no more inotify watches";
  if (watch && directories_.size() >= max_watched_directories && !directories_.contains(*watch)) {
    inotify_.remove(*watch);
    shortage_ = std::to_string(max_watched_directories) + " directories are watched";
    return std::nullopt;
  }
  return watch;
}

// Each directory is watched before the next one is opened: a later change gives an event.
void WatchTable::watch_steps(const std::string& uri, Target& target) {
  const auto before = std::exchange(target.steps, {});
  RelativePath directory;
  for (const auto& name : target.place.path.components()) {
    if (!watch(uri, target, directory, name)) break;
    directory = directory.child(name);
  }
  for (const auto& step : before) {
    if (std::ranges::find(target.steps, step) == target.steps.end()) forget(uri, step);
  }
}

// False: the directory is not there, or cannot be watched.
bool WatchTable::watch(const std::string& uri, Target& target, const RelativePath& directory,
                       const std::string& name) {
  Descriptor opened;
  try {
    opened =
        workspace_.open({target.place.root, directory, target.place.shown}, O_PATH | O_DIRECTORY);
  } catch (const FileError&) {
    return false;
  }
  const auto watch = watch_directory(opened);
  if (!watch) return false;
  directories_[*watch].uris[name].insert(uri);
  target.steps.push_back({*watch, name});
  return true;
}

void WatchTable::forget(const std::string& uri, const Step& step) {
  const auto directory = directories_.find(step.watch);
  if (directory == directories_.end()) return;
  auto& uris = directory->second.uris;
  const auto named = uris.find(step.name);
  if (named == uris.end()) return;
  named->second.erase(uri);
  if (named->second.empty()) uris.erase(named);
  remove_if_unused(step.watch);
}

void WatchTable::remove_if_unused(WatchId watch) {
  const auto directory = directories_.find(watch);
  if (directory->second.lists || !directory->second.uris.empty()) return;
  directories_.erase(directory);
  inotify_.remove(watch);
}

std::set<Changed> WatchTable::changed_by(const DirectoryEvent& event) {
  using Kind = DirectoryEvent::Kind;
  std::set<Changed> changed;
  if (event.kind == Kind::overflow) return add_all(changed), changed;
  const auto directory = directories_.find(event.watch);
  if (directory == directories_.end()) return changed;  // removed meanwhile
  if (event.kind == Kind::gone) return directory_gone(event.watch, changed), changed;
  const bool rules = event.name == ".gitignore";
  const bool lists = event.kind == Kind::entry ? !event.is_directory : rules;
  if (directory->second.lists && lists && concerns_list(event.name)) changed.insert(ListOfFiles());
  const auto named = directory->second.uris.find(event.name);
  if (named == directory->second.uris.end()) return changed;
  for (const auto& uri : named->second) {
    changed.insert(uri);
    const bool is_entry = event.kind == Kind::entry;
    if (is_entry && is_on_the_way(targets_.at(uri), event.watch)) replaced_.insert(uri);
  }
  return changed;
}

void WatchTable::watch_replaced() {
  const auto uris = std::exchange(replaced_, {});
  for (const auto& uri : uris) {
    const auto target = targets_.find(uri);
    if (target != targets_.end()) watch_steps(uri, target->second);
  }
}

// Whether the changed object is a directory on the way to the file, and not the file itself.
bool WatchTable::is_on_the_way(const Target& target, WatchId watch) const {
  return target.steps.size() < target.place.path.components().size() ||
         target.steps.back().watch != watch;
}

void WatchTable::add_all(std::set<Changed>& changed) {
  changed.insert(ListOfFiles());
  for (const auto& [uri, target] : targets_) replaced(uri, changed);
}

void WatchTable::directory_gone(WatchId watch, std::set<Changed>& changed) {
  const Directory gone = std::move(directories_.extract(watch).mapped());
  if (gone.lists) changed.insert(ListOfFiles());
  for (const auto& [name, uris] : gone.uris) {
    for (const auto& uri : uris) replaced(uri, changed);
  }
}

void WatchTable::replaced(const std::string& uri, std::set<Changed>& changed) {
  replaced_.insert(uri);
  changed.insert(uri);
}

}  // namespace mcp::files
