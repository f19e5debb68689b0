// Subscriptions to files: which changes are reported, how often, and which watches they take.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <set>

#include "hostile/arena.hpp"
#include "hostile/watched_directories.hpp"
#include "resources/file_watch.hpp"
#include "support/server_process.hpp"

namespace mcp::test::subscriptions_test {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

/// Longer than the interval between two reports of one URI.
constexpr auto quiet_time = std::chrono::milliseconds(600);

std::string uri_in(const Arena& arena, const std::string& path) {
  return "file://" + (arena.root() / path).string();
}

void put_by_rename(const fs::path& file, std::string_view content) {
  const fs::path temporary = file.parent_path() / "temporary";
  put(temporary, content);
  fs::rename(temporary, file);
}

/// A client's subscription to resources, in its era.
class Watching {
 public:
  Watching(Peer& peer, Names uris, bool list = false) : peer_(peer), uris_(std::move(uris)) {
    if (peer.era() == Era::legacy) {
      for (const auto& uri : uris_) ask("resources/subscribe", uri);
      return;
    }
    id_ = peer.start(
        "subscriptions/listen",
        {{"notifications", {{"resourceSubscriptions", uris_}, {"resourcesListChanged", list}}}});
    const Json told = peer.next_told();
    EXPECT_EQ(told["method"], "notifications/subscriptions/acknowledged") << told;
    const Json& honored = told["params"]["notifications"];
    accepted_ = honored.value("resourceSubscriptions", Names());
  }

  void end() {
    if (peer_.era() == Era::modern) {
      peer_.notify("notifications/cancelled", {{"requestId", id_}});
      peer_.request("tools/list", Json::object());  // is handled after the cancellation
      return;
    }
    for (const auto& uri : accepted_) {
      EXPECT_TRUE(peer_.request("resources/unsubscribe", {{"uri", uri}}).contains("result"));
    }
  }

  /// The URIs that the server has agreed to report.
  const Names& accepted() const { return accepted_; }

 private:
  void ask(const char* method, const std::string& uri) {
    const Json answer = peer_.request(method, {{"uri", uri}});
    if (answer.contains("result")) accepted_.push_back(uri);
  }

  Peer& peer_;
  const Names uris_;
  Names accepted_;
  int id_ = 0;
};

/// The URI of the next notification of an update.
std::string next_update(Peer& peer) {
  const Json told = peer.next_told();
  if (told.is_null()) return "none";
  EXPECT_EQ(told["method"], "notifications/resources/updated") << told;
  return told["params"].value("uri", told.dump());
}

/// Takes notifications until the server sends none for a while. Returns their number.
std::size_t become_quiet(Peer& peer) {
  std::size_t told = 0;
  while (!peer.next_told(quiet_time).is_null()) ++told;
  return told;
}

/// One change of one file, `root`/PATH/file.
struct Change {
  const char* path;
  bool exists;  ///< Whether the file is there before.
  std::function<void(const fs::path& file)> make;
};

TEST(Subscriptions, ReportEachKindOfChange) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    put(arena.outside() / "other", "moved in");
    put(arena.outside() / "directory/file", "moved in with its directory");
    const Change changes[] = {
        {"written", true, [](const fs::path& file) { put(file, "other"); }},
        {"appended", true, [](const fs::path& file) { std::ofstream(file, std::ios::app) << 1; }},
        {"truncated", true, [](const fs::path& file) { fs::resize_file(file, 0); }},
        {"replaced", true, [](const fs::path& file) { put_by_rename(file, "replaced"); }},
        {"removed", true, [](const fs::path& file) { fs::remove(file); }},
        {"created", false, [](const fs::path& file) { put(file, "new"); }},
        {"moved away", true,
         [&](const fs::path& file) { fs::rename(file, arena.outside() / "m"); }},
        {"moved in", false,
         [&](const fs::path& file) {
           fs::create_directory(file.parent_path());
           fs::rename(arena.outside() / "other", file);
         }},
        {"directory moved in", false,
         [&](const fs::path& file) {
           fs::rename(arena.outside() / "directory", file.parent_path());
         }},
        {"directory moved away", true,
         [&](const fs::path& file) { fs::rename(file.parent_path(), arena.outside() / "d"); }},
        {"directory removed", true,
         [](const fs::path& file) { fs::remove_all(file.parent_path()); }},
        {"own", true,
         [&](const fs::path&) {
           const Json arguments{{"path", "own/file"}, {"content", "x"}, {"mode", "overwrite"}};
           EXPECT_TRUE(peer.call("write_file", arguments).ok());
         }},
    };
    Names uris;
    for (const auto& change : changes) {
      if (change.exists) put(arena.root() / change.path / "file", "old");
      uris.push_back("file://" + arena.root().string() + '/' + change.path + "/file");
      for (auto at = uris.back().find(' '); at != std::string::npos; at = uris.back().find(' ')) {
        uris.back().replace(at, 1, "%20");
      }
    }
    Watching watching(peer, uris);
    ASSERT_EQ(watching.accepted(), uris);
    for (const auto& change : changes) change.make(arena.root() / change.path / "file");
    std::set<std::string> missing(uris.begin(), uris.end());
    while (!missing.empty()) {
      const std::string uri = next_update(peer);
      ASSERT_NE(uri, "none") << "not reported: " << Json(missing);
      missing.erase(uri);
    }
  });
}

TEST(Subscriptions, GoOnInADirectoryThatReplacesAnother) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    const std::string uri = uri_in(arena, "dir/inner.txt");
    Watching watching(peer, {uri, uri_in(arena, "ok.txt")});
    fs::rename(arena.root() / "dir", arena.root() / "before");
    put(arena.root() / "dir/inner.txt", "new");
    EXPECT_EQ(next_update(peer), uri);
    become_quiet(peer);
    put_by_rename(arena.root() / "dir/inner.txt", "newer");
    EXPECT_EQ(next_update(peer), uri);
    become_quiet(peer);
    put_by_rename(arena.root() / "before/inner.txt", "not below this URI any more");
    put_by_rename(arena.root() / "ok.txt", "changed");
    EXPECT_EQ(next_update(peer), uri_in(arena, "ok.txt"));
  });
}

TEST(Subscriptions, ToAFileWithoutDirectoriesYet) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string uri = uri_in(arena, "a/b/c/new.txt");
    Watching watching(service.peer(), {uri});
    fs::create_directories(arena.root() / "a/b/c");
    become_quiet(service.peer());
    put_by_rename(arena.root() / "a/b/c/new.txt", "there");
    EXPECT_EQ(next_update(service.peer()), uri);
  });
}

TEST(Subscriptions, KnowTheSameFileByEveryUri) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string plain = uri_in(arena, "ok.txt");
    const std::string encoded = uri_in(arena, "%6Fk.txt");
    Watching watching(service.peer(), {plain, encoded});
    put_by_rename(arena.root() / "ok.txt", "new");
    std::set<std::string> told;
    for (int i = 0; i < 2; ++i) told.insert(next_update(service.peer()));
    EXPECT_EQ(told, std::set<std::string>({plain, encoded}));
  });
}

TEST(Subscriptions, EndWhenTheClientUnsubscribes) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    Watching ended(peer, {uri_in(arena, "ok.txt")});
    Watching going_on(peer, {uri_in(arena, "later.txt")});
    ended.end();
    put_by_rename(arena.root() / "ok.txt", "not reported");
    put_by_rename(arena.root() / "later.txt", "reported");
    EXPECT_EQ(next_update(peer), uri_in(arena, "later.txt"));
  });
}

TEST(Subscriptions, ReportAFileAtMostFiveTimesASecond) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Watching watching(service.peer(), {uri_in(arena, "ok.txt")});
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 2000; ++i) put(arena.root() / "ok.txt", std::to_string(i));
    const auto written = std::chrono::steady_clock::now() - begin;
    const std::size_t told = become_quiet(service.peer());
    const auto intervals = static_cast<std::size_t>(written / std::chrono::milliseconds(200));
    EXPECT_GE(told, 2U);  // the first change and the last one
    EXPECT_LE(told, intervals + 3);
  });
}

TEST(Subscriptions, OutsideTheWorkspaceAreRejected) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string good = uri_in(arena, "ok.txt");
    Watching watching(service.peer(),
                      {"file://" + arena.outside().string() + "/secret.txt",
                       "file://" + arena.root().string() + "/../outside/secret.txt",
                       "file://" + arena.root().string() + "/%2e%2e/outside/secret.txt",
                       "file://" + arena.root().string() + "_evil/x", "file:///etc/passwd",
                       uri_in(arena, ".mcp-stage/x"), "https://example.com/", "", good});
    EXPECT_EQ(watching.accepted(), Names({good}));
  });
}

TEST(Subscriptions, DoNotFollowALinkThatReplacesADirectory) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.outside() / "inner.txt", "outside");
    Service service(arena, way);
    Peer& peer = service.peer();
    Watching watching(peer, {uri_in(arena, "dir/inner.txt"), uri_in(arena, "ok.txt")});
    fs::remove_all(arena.root() / "dir");
    fs::create_directory_symlink(arena.outside(), arena.root() / "dir");
    become_quiet(peer);
    put_by_rename(arena.outside() / "inner.txt", "changed");
    put_by_rename(arena.root() / "ok.txt", "changed");
    EXPECT_EQ(next_update(peer), uri_in(arena, "ok.txt"));
    fs::remove(arena.root() / "dir");
    put(arena.root() / "dir/inner.txt", "inside again");
    EXPECT_EQ(next_update(peer), uri_in(arena, "dir/inner.txt"));
  });
}

TEST(Subscriptions, ReportTheList) {
  in_each_era([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    const std::string uri = uri_in(arena, "dir/inner.txt");
    Watching watching(peer, {uri}, true);
    ASSERT_TRUE(peer.request("resources/list", Json::object()).contains("result"));
    const std::pair<const char*, std::function<void()>> changes[] = {
        {"created", [&] { put(arena.root() / "new.txt", "new"); }},
        {"renamed", [&] { fs::rename(arena.root() / "new.txt", arena.root() / "name.txt"); }},
        {"removed", [&] { fs::remove(arena.root() / "name.txt"); }},
        {"ignored", [&] { put(arena.root() / ".gitignore", "ok.txt\n"); }},
    };
    for (const auto& [name, change] : changes) {
      SCOPED_TRACE(name);
      change();
      EXPECT_EQ(peer.next_told()["method"], "notifications/resources/list_changed");
      become_quiet(peer);
    }
    // These change nothing in the list, so the next report is that of the file.
    put(arena.root() / ".hidden", "");
    put(arena.root() / "ok.txt", "other content");
    fs::create_directory(arena.root() / "directory");
    put_by_rename(arena.root() / "dir/inner.txt", "changed");
    EXPECT_EQ(next_update(peer), uri);
  });
}

std::size_t watches_of(pid_t process) {
  return watched_directories(std::to_string(process)).size();
}

TEST(Subscriptions, ShareWatchesAndFreeThem) {
  in_each_era([](Way way) {
    const Arena arena;
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, way.era);
    EXPECT_EQ(watches_of(server.pid()), 0U);
    Names uris;
    for (int i = 0; i < 200; ++i) {
      uris.push_back(uri_in(arena, "d" + std::to_string(i % 10) + "/f" + std::to_string(i)));
      put(arena.root() / uris.back().substr(uri_in(arena, "").size()), "");
    }
    Watching watching(peer, uris);
    ASSERT_EQ(watching.accepted().size(), 200U);
    EXPECT_EQ(watches_of(server.pid()), 11U);
    for (const auto& uri : uris) put_by_rename(uri.substr(std::string("file://").size()), "new");
    std::set<std::string> told;
    while (told.size() < uris.size()) {
      const std::string uri = next_update(peer);
      ASSERT_NE(uri, "none");
      told.insert(uri);
    }
    EXPECT_EQ(told, std::set<std::string>(uris.begin(), uris.end()));
    watching.end();
    EXPECT_EQ(watches_of(server.pid()), 0U);
  });
}

TEST(Subscriptions, OfASessionThatEndsAreFreed) {
  const Arena arena;
  ServerProcess server({.arguments = command_line(arena.root())});
  Peer first(server, Era::legacy);
  Watching watching(first, {uri_in(arena, "ok.txt"), uri_in(arena, "dir/inner.txt")});
  EXPECT_EQ(watches_of(server.pid()), 2U);
  const Peer second(server, Era::legacy);  // its `initialize` ends the first session
  EXPECT_EQ(watches_of(server.pid()), 0U);
}

TEST(Subscriptions, HaveALimit) {
  in_each_era([](Way way) {
    const Arena arena;
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, way.era);
    Names uris;
    for (std::size_t i = 0; i <= files::max_subscribed_uris; ++i) {
      uris.push_back(uri_in(arena, "f" + std::to_string(i)));
    }
    const std::string last = uris.back();
    Watching watching(peer, uris);
    uris.pop_back();
    EXPECT_EQ(watching.accepted(), uris);
    if (way.era == Era::legacy) {
      const Json answer = peer.request("resources/subscribe", {{"uri", last}});
      EXPECT_EQ(answer["error"]["code"], -32603);
    }
    watching.end();
    EXPECT_EQ(Watching(peer, {last}).accepted(), Names({last}));
  });
}

/// In a child process, after fork: sets a limit of inotify for this process alone.
void limit_inotify(const char* name, const char* value) {
  if (::unshare(CLONE_NEWUSER) != 0) ::_exit(126);
  const int file = ::open(name, O_WRONLY | O_CLOEXEC);
  if (file < 0 || ::write(file, value, 1) != 1) ::_exit(126);
  ::close(file);
}

bool can_limit_inotify() {
  const pid_t child = ::fork();
  if (child == 0) {
    limit_inotify("/proc/sys/user/max_inotify_watches", "2");
    ::_exit(0);
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && status == 0;
}

TEST(Subscriptions, SayThatTheSystemAllowsNoMore) {
  if (!can_limit_inotify()) GTEST_SKIP() << "this system does not limit inotify in a namespace";
  in_each_era([](Way way) {
    const Arena arena;
    for (const char* name : {"a", "b", "c"}) put(arena.root() / name / "file", "");
    const struct {
      const char* limit;
      const char* value;
      Names accepted;
    } cases[] = {
        {"/proc/sys/user/max_inotify_instances", "0", {}},
        // The root and `a` take both. That `b` is not watched is noticed too late to reject it.
        {"/proc/sys/user/max_inotify_watches", "2", {"a/file", "b/file"}},
    };
    for (const auto& [limit, value, accepted] : cases) {
      SCOPED_TRACE(limit);
      ServerProcess server({.arguments = command_line(arena.root()),
                            .in_child = [limit, value] { limit_inotify(limit, value); }});
      Peer peer(server, way.era);
      Names expected;
      for (const auto& path : accepted) expected.push_back(uri_in(arena, path));
      Watching first(peer, {uri_in(arena, "a/file")});
      Watching second(peer, {uri_in(arena, "b/file")});
      Watching third(peer, {uri_in(arena, "c/file")});
      Names all = first.accepted();
      for (const auto* each : {&second, &third}) {
        all.insert(all.end(), each->accepted().begin(), each->accepted().end());
      }
      EXPECT_EQ(all, expected);
      EXPECT_TRUE(peer.call("read_file", {{"path", "ok.txt"}}).ok());
      if (accepted.empty()) continue;
      EXPECT_NE(server.errors().find("are not reported"), std::string::npos) << server.errors();
      put_by_rename(arena.root() / "a/file", "new");
      EXPECT_EQ(next_update(peer), uri_in(arena, "a/file"));
    }
  });
}

}  // namespace
}  // namespace mcp::test::subscriptions_test
