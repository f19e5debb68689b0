// Other file systems in the workspace, and file systems that are full or cannot be written.
#include <gtest/gtest.h>
#include <sys/statvfs.h>

#include "hostile/arena.hpp"
#include "support/private_mounts.hpp"
#include "support/server_process.hpp"

namespace mcp::test::mounts_test {
namespace {

namespace fs = std::filesystem;

std::string error_of(const Answer& answer) {
  return answer.code + ' ' + answer.content.dump();
}

TEST(Mounts, Case44_MountsInsideTheRootAreNotEntered) {
  in_each_way([](Way way) {
    PrivateMounts mounts;
    const Arena arena;
    fs::create_directory(arena.root() / "bound");
    fs::create_directory(arena.root() / "memory");
    put(arena.root() / "file", "covered");
    mounts.bind(arena.outside(), arena.root() / "bound");
    mounts.bind(arena.outside() / "secret.txt", arena.root() / "file");
    mounts.memory(arena.root() / "memory", "size=1m");
    if (!mounts.refused().empty()) GTEST_SKIP() << mounts.refused();
    put(arena.root() / "memory/secret.txt", secret);
    const std::string before = arena.state();
    Service service(arena, way);
    for (const std::string path : {"bound", "memory", "file", "bound/secret.txt",
                                   "memory/secret.txt", "bound/new", "memory/new"}) {
      for (const char* tool : {"read_file", "list_directory", "file_info"}) {
        const Answer answer = service.peer().call(tool, plain_arguments(tool, path));
        // Without openat2 the kernel's first error is that it is not a directory.
        const bool no_directory = path == "file" && tool == std::string("list_directory");
        EXPECT_EQ(answer.code,
                  no_directory && way.kind == Way::Kind::walking ? "E_NOT_DIR" : "E_XDEV")
            << tool << ' ' << path;
        EXPECT_EQ(answer.message.dump().find(secret), std::string::npos);
      }
      expect_no_write(service.peer(), path, [&] { EXPECT_EQ(arena.state(), before); });
    }
    const Answer list = service.peer().call("list_directory", {{"path", "."}, {"depth", 3}});
    EXPECT_EQ(list.message.dump().find("secret.txt"), std::string::npos);
    for (const char* path : {".", "file", "bound", "memory"}) {
      const Answer found = service.peer().call("search_text", {{"query", "text"}, {"path", path}});
      EXPECT_EQ(found.message.dump().find(secret), std::string::npos) << path;
      const Answer files = service.peer().call("find_files", {{"path", path}});
      EXPECT_EQ(files.message.dump().find("secret.txt"), std::string::npos) << path;
    }
  });
}

/// A workspace on a file system of its own.
class SmallDisk : public testing::Test {
 protected:
  void prepare(const std::string& options) {
    fs::create_directory(root());
    mounts_.memory(root(), options);
    if (!mounts_.refused().empty()) GTEST_SKIP() << mounts_.refused();
    put(root() / "old", "the old text");
  }

  fs::path root() const { return scratch_ / "root"; }

  std::uint64_t free_blocks() const {
    struct statvfs disk {};
    ::statvfs(root().c_str(), &disk);
    return disk.f_bfree;
  }

  void in_each_era(const std::function<void(Peer&)>& test, bool keep_reserve = false) {
    for (const Era era : {Era::modern, Era::legacy}) {
      SCOPED_TRACE(to_text(era));
      auto arguments = command_line(root());
      if (keep_reserve) arguments = {"--root", root().string()};
      ServerProcess server({.arguments = arguments});
      Peer peer(server, era);
      test(peer);
      server.close_input();
      EXPECT_EQ(server.wait_exit(), 0);
      EXPECT_FALSE(fs::exists(root() / ".mcp-stage"));
    }
  }

  Scratch scratch_;
  PrivateMounts mounts_;
};

Json overwrite(const std::string& content, const std::string& path = "old") {
  return {{"path", path}, {"content", content}, {"mode", "upsert"}};
}

TEST_F(SmallDisk, Case105_FileThatDoesNotFit) {
  prepare("size=1m");
  if (IsSkipped()) return;
  in_each_era([&](Peer& peer) {
    peer.call("write_file", overwrite("another text"));  // so that the stage exists
    peer.call("write_file", overwrite("the old text"));
    const std::string before = tree_state(root());
    const auto free = free_blocks();
    const std::string big(std::size_t{2} << 20, 'x');
    for (const char* path : {"old", "new"}) {
      const Answer answer = peer.call("write_file", overwrite(big, path));
      EXPECT_EQ(answer.code, "E_NO_SPACE");
      EXPECT_EQ(answer.content["error"]["retryable"], true);
      EXPECT_EQ(tree_state(root()), before);
      EXPECT_EQ(free_blocks(), free);
    }
    EXPECT_TRUE(peer.call("write_file", overwrite(std::string(100'000, 'y'))).ok());
  });
}

TEST_F(SmallDisk, Case105_ReserveIsKeptFree) {
  prepare("size=1m");
  if (IsSkipped()) return;
  in_each_era(
      [&](Peer& peer) {
        const std::string before = tree_state(root());
        EXPECT_EQ(peer.call("write_file", overwrite("tiny")).code, "E_NO_SPACE");
        EXPECT_EQ(tree_state(root()), before);
      },
      true);
}

TEST_F(SmallDisk, Case105_LiveFileThatDoesNotFit) {
  prepare("size=1m");
  if (IsSkipped()) return;
  in_each_era([&](Peer& peer) {
    const std::string before = tree_state(root());
    Json arguments{{"path", "a/new"},
                   {"content", std::string(std::size_t{2} << 20, 'x')},
                   {"visibility", "live"},
                   {"onError", "remove"},
                   {"createParents", true}};
    EXPECT_EQ(peer.call("write_file", arguments).code, "E_NO_SPACE");
    EXPECT_EQ(tree_state(root()), before);
    arguments["onError"] = "keep";
    EXPECT_EQ(peer.call("write_file", arguments).code, "E_NO_SPACE");
    EXPECT_GT(fs::file_size(root() / "a/new"), 0U);
    fs::remove_all(root() / "a");
  });
}

// For any number of free inodes, a file is written completely or not at all.
TEST_F(SmallDisk, Case107_NoInodesLeft) {
  prepare("size=1m,nr_inodes=24");
  if (IsSkipped()) return;
  in_each_era([&](Peer& peer) {
    int last_left = -1;
    for (int left = 0; left <= 8; ++left) {
      SCOPED_TRACE(left);
      std::vector<fs::path> fillers;
      struct statvfs disk {};
      for (::statvfs(root().c_str(), &disk); disk.f_ffree > static_cast<unsigned>(left);
           ::statvfs(root().c_str(), &disk)) {
        fillers.push_back(root() / ("filler " + std::to_string(fillers.size())));
        put(fillers.back(), "");
      }
      const std::string before = tree_state(root());
      const Answer answer = peer.call(
          "write_file", {{"path", "a/b/c/new"}, {"content", "text"}, {"createParents", true}});
      if (answer.ok()) {
        EXPECT_EQ(content_of(root() / "a/b/c/new"), "text");
        if (last_left < 0) last_left = left;
        fs::remove_all(root() / "a");
      } else {
        EXPECT_EQ(answer.code, "E_NO_SPACE") << error_of(answer);
        EXPECT_EQ(tree_state(root()), before);
      }
      for (const auto& filler : fillers) fs::remove(filler);
    }
    EXPECT_GE(last_left, 4);
    EXPECT_LE(last_left, 7);
  });
}

TEST_F(SmallDisk, Case112_ReadOnlyFileSystem) {
  prepare("size=1m");
  if (IsSkipped()) return;
  mounts_.make_read_only(root());
  if (!mounts_.refused().empty()) GTEST_SKIP() << mounts_.refused();
  const std::string before = tree_state(root());
  in_each_era([&](Peer& peer) {
    EXPECT_EQ(peer.call("read_file", {{"path", "old"}}).content["text"], "the old text");
    for (const char* visibility : {"atomic", "live"}) {
      Json arguments = overwrite("new text", "new");
      arguments["visibility"] = visibility;
      EXPECT_EQ(peer.call("write_file", arguments).code, "E_READ_ONLY");
    }
    EXPECT_EQ(peer.call("write_file", overwrite("new text")).code, "E_READ_ONLY");
    EXPECT_EQ(
        peer.call("write_file", {{"path", "a/b"}, {"content", "x"}, {"createParents", true}}).code,
        "E_READ_ONLY");
    EXPECT_EQ(tree_state(root()), before);
  });
}

}  // namespace
}  // namespace mcp::test::mounts_test
