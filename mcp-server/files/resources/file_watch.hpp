#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "client_roots.hpp"
#include "io/wakeup.hpp"
#include "mcp/server/server.hpp"
#include "resources/inotify.hpp"
#include "resources/pace.hpp"
#include "resources/watch_table.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// Reports changes of the files that clients have subscribed to, and of the list of files. It has
/// one thread, which starts with the first subscription or list. Any thread.
class FileWatch {
 public:
  using Publish = std::function<void(const Changed&)>;
  using Log = std::function<void(LogLevel, const std::string&)>;

  FileWatch(std::shared_ptr<const Workspace> workspace, Log log);
  ~FileWatch() { stop(); }

  /// From now on changes go to `publish`, on the thread of this object, until `stop`: each URI at
  /// most 5 times a second.
  void publish_to(Publish publish);
  /// Waits until nothing is published any more.
  void stop();

  /// The URIs that can be watched. Throws an Error if there is none: the reason for the last one,
  /// which is outside the workspace, or too many are watched, or the system allows no more.
  std::vector<std::string> watchable(const std::vector<std::string>& uris);
  /// Counts the subscriptions to a URI. A change after `subscribe` has returned is reported. Calls
  /// may be in any order.
  void subscribe(const std::string& uri);
  void unsubscribe(const std::string& uri);
  /// Watches the list of files in each root.
  void watch_list();

 private:
  void require_watchable(const std::string& uri, std::size_t others);
  std::optional<Place> place_of(const std::string& uri) const;
  void count(const std::string& uri, int change);
  bool start();
  void run();
  void read_events();
  void log_shortage();

  const std::shared_ptr<const Workspace> workspace_;
  const Log log_;
  std::mutex mutex_;  // guards the members up to thread_
  Publish publish_;
  std::map<std::string, int> subscriptions_;  // 0 is left out; below 0 while calls overtake
  Inotify inotify_;
  WatchTable table_;
  std::string shortage_;  // why the thread cannot start
  bool logged_ = false;
  bool stopping_ = false;
  std::thread thread_;
  Wakeup stop_;
  Pace<Changed> pace_;  // only on the thread
};

/// The hooks with which a server passes its subscriptions to `watch`. With ClientRoots::narrow,
/// clients that have roots cannot subscribe: such a request cannot ask for the roots.
ServerHooks subscription_hooks(const std::shared_ptr<FileWatch>& watch, ClientRoots client_roots);

}  // namespace mcp::files
