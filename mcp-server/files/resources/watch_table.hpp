#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "resources/inotify.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// What a change concerns: the list of files, or the file of a URI.
struct ListOfFiles {
  auto operator<=>(const ListOfFiles&) const = default;
};
using Changed = std::variant<ListOfFiles, std::string>;

/// URIs and directories that are watched at once, over all clients.
inline constexpr std::size_t max_subscribed_uris = 1000;
inline constexpr std::size_t max_watched_directories = 8192;

/// Which directories are watched for which URIs. For each URI these are the root and the
/// directories on the way to the file: so it is noticed when the file or one of the directories is
/// created, removed, renamed or replaced. URIs share the watches. One thread at a time.
class WatchTable {
 public:
  WatchTable(const Workspace& workspace, Inotify& inotify)
      : workspace_(workspace), inotify_(inotify) {}

  /// Why a directory could not be watched for lack of resources; empty if that has not happened.
  const std::string& shortage() const { return shortage_; }
  /// Forgets the shortage: watches were removed.
  void clear_shortage() { shortage_.clear(); }

  /// Watches the file of a URI, which need not exist.
  void add(const std::string& uri, const Place& place);
  void remove(const std::string& uri);
  /// Watches the directory of a root for the list of files. Adding a root again has no effect.
  void add_list(const Root& root);

  /// What an event concerns.
  std::set<Changed> changed_by(const DirectoryEvent& event);
  /// Watches the directories that have replaced others. To be called after the events that there
  /// were, and before their changes are reported.
  void watch_replaced();

  std::size_t size() const { return targets_.size(); }

 private:
  /// The directory that contains one component of a target's path.
  struct Step {
    WatchId watch;
    std::string name;
    bool operator==(const Step&) const = default;
  };
  struct Target {
    Place place;
    std::vector<Step> steps = {};  // from the root on, as far as the directories exist
  };
  struct Directory {
    std::map<std::string, std::set<std::string>, std::less<>> uris = {};  // by name
    bool lists = false;
  };

  std::optional<WatchId> watch_directory(const Descriptor& directory);
  bool watch(const std::string& uri, Target& target, const RelativePath& directory,
             const std::string& name);
  void watch_steps(const std::string& uri, Target& target);
  void forget(const std::string& uri, const Step& step);
  void remove_if_unused(WatchId watch);
  bool is_on_the_way(const Target& target, WatchId watch) const;
  void add_all(std::set<Changed>& changed);
  void directory_gone(WatchId watch, std::set<Changed>& changed);
  void replaced(const std::string& uri, std::set<Changed>& changed);

  const Workspace& workspace_;
  Inotify& inotify_;
  std::string shortage_;
  std::map<std::string, Target> targets_;
  std::map<WatchId, Directory> directories_;
  std::set<const Root*> listed_;
  std::set<std::string> replaced_;  // URIs, since watch_replaced
};

}  // namespace mcp::files
