#pragma once

#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>

#include "ignore_rules.hpp"
#include "io/descriptor.hpp"
#include "sorted_names.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// Throws E_INPUT for a glob that is longer than any path.
void require_usable_glob(const std::optional<std::string>& glob);

/// What the paths of all objects in a place begin with, seen from the workspace.
std::string prefix_of(const Place& place);

struct WalkOptions {
  std::uint64_t depth = std::numeric_limits<std::uint64_t>::max();  ///< Levels of directories.
  bool gitignore = true;  ///< Leaves out what `.gitignore` files name, and `.git`.
  bool hidden = true;     ///< False: leaves out names that begin with a dot.
  /// Where an earlier walk stopped: only what comes after it is visited.
  std::optional<std::string> after = {};
  std::chrono::milliseconds time = std::chrono::seconds(1);
  /// False: only the type in `st_mode` is needed, which saves a system call for each entry.
  bool status = true;
};

/// An object that a walk has come to.
struct Visited {
  const std::string& path;      ///< From where the walk begins.
  const struct stat& status;    ///< Of the object itself, not of what a link leads to.
  const Descriptor* directory;  ///< That contains it; null for a root.
  const std::string& name;      ///< In that directory.
};

/// Visits what is in a directory, by name, each directory before what is in it. Links are visited,
/// never followed. Entries that vanish meanwhile, may not be opened, are on another file system, or
/// whose path is longer than 4095 bytes are left out. One thread.
class Walk {
 public:
  /// Returns false when there is no room for this object: the walk stops before it.
  using Visit = std::function<bool(const Visited&)>;

  Walk(const Workspace& workspace, WalkOptions options, std::stop_token stop)
      : workspace_(workspace), options_(std::move(options)), stop_(std::move(stop)) {}

  /// Throws FileError; E_CANCELLED when a stop is requested.
  void run(const Place& place, const std::shared_ptr<const ClientArea>& area, const Visit& visit);

  /// Whether something is left: `visit` had no room, or the time was over. However slow it is, each
  /// walk gets at least one entry further than the one before.
  bool has_more() const { return more_; }
  /// The path of the last object that was visited or left out, for `after`.
  const std::string& last() const { return last_; }

 private:
  using Clock = std::chrono::steady_clock;

  void walk_roots(const std::shared_ptr<const ClientArea>& area, const Visit& visit);
  void walk_root(const Root& root, const std::shared_ptr<const ClientArea>& area,
                 const Visit& visit);
  IgnoreRules rules_above(const Place& place) const;
  void walk(const Descriptor& directory, const std::string& from_root, const std::string& prefix,
            const IgnoreRules& above, std::uint64_t level, const Place& place, const Visit& visit);
  std::string first_name(const std::string& prefix) const;
  bool look_at(const Descriptor& directory, const NamedEntry& entry, struct stat& status) const;
  bool leaves_out(const std::string& name, const std::string& path, bool is_directory,
                  const IgnoreRules& rules) const;
  void come_to(const Visited& visited, const Visit& visit);
  bool is_done(const std::string& path) const;
  bool is_behind(const std::string& path) const;
  bool must_stop();

  const Workspace& workspace_;
  const WalkOptions options_;
  const std::stop_token stop_;
  const Clock::time_point deadline_ = Clock::now() + options_.time;
  std::string last_;
  bool more_ = false;
};

}  // namespace mcp::files
