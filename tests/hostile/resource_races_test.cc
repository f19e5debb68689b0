// Another thread renames directories while files are read as resources and watched. In any order,
// nothing outside the root is read or watched.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdio.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "hostile/arena.hpp"
#include "hostile/watched_directories.hpp"
#include "support/server_process.hpp"

namespace mcp::test::resource_races_test {
namespace {

namespace fs = std::filesystem;

constexpr int rounds = sanitized ? 60 : 300;

/// Exchanges two names on a thread of its own until it is destroyed.
class Exchanger {
 public:
  Exchanger(const fs::path& one, const fs::path& other)
      : thread_([this, one, other] {
          while (!done_) {
            ::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE);
          }
        }) {}
  ~Exchanger() {
    done_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

ino_t inode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_ino;
}

std::string uri_in(const Arena& arena, const std::string& path) {
  return "file://" + (arena.root() / path).string();
}

TEST(ResourceRaces, NothingOutsideIsRead) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    put(arena.root() / "dir/secret.txt", "inside");
    fs::create_directory_symlink(arena.outside(), arena.root() / "spare");
    Service service(arena, way);
    {
      const Exchanger exchanger(arena.root() / "dir", arena.root() / "spare");
      for (int i = 0; i < rounds; ++i) {
        const Json answer =
            service.peer().request("resources/read", {{"uri", uri_in(arena, "dir/secret.txt")}});
        EXPECT_EQ(answer.dump().find(secret), std::string::npos) << answer;
        if (answer.contains("result")) {
          EXPECT_EQ(answer["result"]["contents"][0]["text"], "inside");
        }
        const Json completed = service.peer().request(
            "completion/complete",
            {{"ref", {{"type", "ref/resource"}, {"uri", uri_in(arena, "{+path}")}}},
             {"argument", {{"name", "path"}, {"value", "spare/"}}}});
        EXPECT_EQ(completed.dump().find(secret), std::string::npos) << completed;
      }
    }
  });
}

TEST(ResourceRaces, NothingOutsideIsWatched) {
  in_each_era([](Way way) {
    const Arena arena(Scratch::Where::memory);
    put(arena.outside() / "deep/inner.txt", "outside");
    put(arena.root() / "dir/deep/inner.txt", "inside");
    fs::create_directory_symlink(arena.outside(), arena.root() / "spare");
    const std::set<ino_t> outside = {inode_of(arena.outside()), inode_of(arena.outside() / "deep")};
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, way.era);
    const std::string uri = uri_in(arena, "dir/deep/inner.txt");
    const Json params = way.era == Era::legacy
                            ? Json{{"uri", uri}}
                            : Json{{"notifications", {{"resourceSubscriptions", {uri}}}}};
    const char* method = way.era == Era::legacy ? "resources/subscribe" : "subscriptions/listen";
    {
      const Exchanger exchanger(arena.root() / "dir", arena.root() / "spare");
      for (int i = 0; i < rounds; ++i) {
        const int id = peer.start(method, params);
        peer.request("tools/list", Json::object());
        for (const ino_t watched : watched_directories(std::to_string(server.pid()))) {
          EXPECT_FALSE(outside.contains(watched));
        }
        if (way.era == Era::modern) peer.notify("notifications/cancelled", {{"requestId", id}});
        if (way.era == Era::legacy) peer.request("resources/unsubscribe", {{"uri", uri}});
      }
    }
    // The server still reports changes when the directory has come to rest.
    if (!fs::is_symlink(arena.root() / "spare")) {
      fs::rename(arena.root() / "dir", arena.root() / "link");
      fs::rename(arena.root() / "spare", arena.root() / "dir");
    }
    peer.start(method, params);
    peer.request("tools/list", Json::object());
    peer.told.clear();
    put(arena.root() / "dir/deep/inner.txt", "changed");
    EXPECT_EQ(peer.next_told()["params"].value("uri", ""), uri);
  });
}

}  // namespace
}  // namespace mcp::test::resource_races_test
