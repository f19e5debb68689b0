#include "resources/file_watch.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <system_error>
#include <utility>

#include "resources/file_uri.hpp"
#include "resources/resource_error.hpp"

namespace mcp::files {
namespace {

constexpr auto update_interval = std::chrono::milliseconds(200);

int milliseconds_until(const std::optional<std::chrono::steady_clock::time_point>& time) {
  if (!time) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(*time - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

}  // namespace

FileWatch::FileWatch(std::shared_ptr<const Workspace> workspace, Log log)
    : workspace_(std::move(workspace)),
      log_(std::move(log)),
      table_(*workspace_, inotify_),
      pace_(update_interval) {}

void FileWatch::publish_to(Publish publish) {
  const std::scoped_lock lock(mutex_);
  publish_ = std::move(publish);
}

void FileWatch::stop() {
  std::thread ending;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    ending = std::move(thread_);
  }
  stop_.signal();
  if (ending.joinable()) ending.join();
}

std::vector<std::string> FileWatch::watchable(const std::vector<std::string>& uris) {
  std::vector<std::string> watchable;
  std::optional<Error> last;
  for (const auto& uri : uris) {
    try {
      require_watchable(uri, watchable.size());
      watchable.push_back(uri);
    } catch (const Error& error) {
      last = error;
    }
  }
  if (watchable.empty() && last) throw *last;
  return watchable;
}

// `others` of the same request are going to be watched, too.
void FileWatch::require_watchable(const std::string& uri, std::size_t others) {
  require_file_uri(*workspace_, uri);
  const std::scoped_lock lock(mutex_);
  if (!start() || !table_.shortage().empty()) {
    throw Error(ErrorCode::internal_error, "Changes of files cannot be reported: " +
                                               (shortage_.empty() ? table_.shortage() : shortage_));
  }
  if (table_.size() + others >= max_subscribed_uris && !subscriptions_.contains(uri)) {
    throw Error(ErrorCode::internal_error, "Too many resources are subscribed to; the limit is " +
                                               std::to_string(max_subscribed_uris));
  }
}

void FileWatch::subscribe(const std::string& uri) {
  count(uri, 1);
}

void FileWatch::unsubscribe(const std::string& uri) {
  count(uri, -1);
}

std::optional<Place> FileWatch::place_of(const std::string& uri) const {
  try {
    return workspace_->locate(path_of_file_uri(uri));
  } catch (const FileError&) {
    return std::nullopt;  // the root of this URI is not there
  }
}

// The lock is held while directories are opened: the tables and the kernel must agree.
void FileWatch::count(const std::string& uri, int change) {
  const auto place = place_of(uri);
  {
    const std::scoped_lock lock(mutex_);
    const int subscribed = subscriptions_[uri] += change;
    if (subscribed == 0) subscriptions_.erase(uri);
    if (subscribed <= 0) {
      table_.remove(uri);
      table_.clear_shortage();
    } else if (place && start()) {
      table_.add(uri, *place);
    }
  }
  log_shortage();
}

void FileWatch::watch_list() {
  const auto roots = workspace_->roots();
  {
    const std::scoped_lock lock(mutex_);
    if (!start()) return;
    for (const Root* root : roots) table_.add_list(*root);
  }
  log_shortage();
}

// The caller holds the lock. False: changes cannot be reported. The thread must not start earlier:
// Landlock confines the threads that start after it is turned on.
bool FileWatch::start() {
  if (thread_.joinable()) return true;
  if (stopping_ || !publish_) return false;
  if (!inotify_.open()) {
    shortage_ = std::string("inotify: ") + std::strerror(errno);
    return false;
  }
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    shortage_ = error.what();
  }
  return thread_.joinable();
}

// Once, so that a client cannot fill the log.
void FileWatch::log_shortage() {
  std::string why;
  {
    const std::scoped_lock lock(mutex_);
    why = shortage_.empty() ? table_.shortage() : shortage_;
    if (why.empty() || std::exchange(logged_, true)) return;
  }
  if (log_) log_(LogLevel::warning, "changes of some files are not reported: " + why);
}

void FileWatch::run() {
  std::array<pollfd, 2> waiting{pollfd{stop_.fd(), POLLIN, 0}, pollfd{inotify_.fd(), POLLIN, 0}};
  while (true) {
    ::poll(waiting.data(), waiting.size(), milliseconds_until(pace_.next()));
    if (waiting[0].revents != 0) return;
    if (waiting[1].revents != 0) read_events();
    const auto due = pace_.due(std::chrono::steady_clock::now());
    for (const auto& change : due) publish_(change);
  }
}

void FileWatch::read_events() {
  {
    const std::scoped_lock lock(mutex_);
    inotify_.read([this](const DirectoryEvent& event) {
      const auto changes = table_.changed_by(event);
      for (const auto& change : changes) pace_.changed(change);
    });
    table_.watch_replaced();
  }
  log_shortage();
}

ServerHooks subscription_hooks(const std::shared_ptr<FileWatch>& watch, ClientRoots client_roots) {
  ServerHooks hooks;
  hooks.accept_subscriptions = [watch, client_roots](const CallerInfo& caller,
                                                     const std::vector<std::string>& uris) {
    if (client_roots == ClientRoots::narrow && caller.capabilities.roots) {
      throw Error(ErrorCode::invalid_params,
                  "With --honor-client-roots, clients that have roots cannot subscribe");
    }
    return watch->watchable(uris);
  };
  hooks.subscribed = [watch](const CallerInfo&, const std::vector<std::string>& uris) {
    for (const auto& uri : uris) watch->subscribe(uri);
  };
  hooks.unsubscribed = [watch](const CallerInfo&, const std::vector<std::string>& uris) {
    for (const auto& uri : uris) watch->unsubscribe(uri);
  };
  return hooks;
}

}  // namespace mcp::files
