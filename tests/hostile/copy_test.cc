// copy_path: what it copies, what it refuses, and that no part of a copy is ever seen.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "hostile/access_list.hpp"
#include "hostile/manage.hpp"
#include "hostile/racer.hpp"
#include "hostile/unprivileged.hpp"
#include "support/private_mounts.hpp"
#include "support/server_process.hpp"
#include "support/strace.hpp"

namespace mcp::test::copy_test {
namespace {

namespace fs = std::filesystem;

Answer copy(Service& service, const Json& arguments) {
  return service.peer().call("copy_path", arguments);
}

TEST(CopyPath, CopiesFilesAndDirectories) {
  in_each_way([](Way way) {
    const Arena arena;
    const std::string large(3 << 20, 'x');
    put(arena.root() / "a/deep/file", "text");
    put(arena.root() / "a/empty", "");
    put(arena.root() / "a/large", large);
    fs::create_directory(arena.root() / "a/none");
    fs::permissions(arena.root() / "a/deep/file", fs::perms(0750));
    fs::permissions(arena.root() / "a/none", fs::perms(0555));
    Service service(arena, way);
    const std::string source = tree_state(arena.root() / "a");
    const Answer file = copy(service, from_to("ok.txt", "copied"));
    EXPECT_EQ(file.content,
              Json({{"from", "ok.txt"}, {"to", "copied"}, {"entries", 1}, {"bytes", 7}}));
    EXPECT_EQ(content_of(arena.root() / "copied"), "inside\n");
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "inside\n");
    const Answer tree = copy(service, from_to("a/", "x/b/", true));
    EXPECT_EQ(tree.content["entries"], 6) << tree.message;
    EXPECT_EQ(tree.content["bytes"], large.size() + 4);
    EXPECT_EQ(tree_state(arena.root() / "a"), source);
    const fs::path made = arena.root() / "x/b";
    EXPECT_EQ(content_of(made / "deep/file"), "text");
    EXPECT_EQ(content_of(made / "large"), large);
    EXPECT_EQ(content_of(made / "empty"), "");
    EXPECT_EQ(fs::status(made / "deep/file").permissions(), fs::perms(0750));
    EXPECT_EQ(fs::status(made / "none").permissions(), fs::perms(0555));
    EXPECT_TRUE(stage_is_clean(arena.root()));
  });
}

TEST(CopyPath, KeepsAttributes) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a/file", "text");
    const std::string list = access_list(7);
    for (const char* path : {"a", "a/file"}) {
      const fs::path object = arena.root() / path;
      if (::setxattr(object.c_str(), "user.note", "mine", 4, 0) != 0 ||
          ::setxattr(object.c_str(), access_attribute, list.data(), list.size(), 0) != 0) {
        GTEST_SKIP() << "the disk has no attributes";
      }
    }
    fs::permissions(arena.root() / "a", fs::perms(0550));
    Service service(arena, way);
    EXPECT_TRUE(copy(service, from_to("a", "b")).ok());
    for (const auto& [from, to] : {std::pair("a", "b"), std::pair("a/file", "b/file")}) {
      char note[8] = {};
      EXPECT_EQ(::getxattr((arena.root() / to).c_str(), "user.note", note, sizeof note), 4) << to;
      EXPECT_STREQ(note, "mine");
      char lists[2][256] = {};
      const auto one = ::getxattr((arena.root() / from).c_str(), access_attribute, lists[0], 256);
      const auto other = ::getxattr((arena.root() / to).c_str(), access_attribute, lists[1], 256);
      EXPECT_EQ(std::string_view(lists[0], static_cast<std::size_t>(one)),
                std::string_view(lists[1], static_cast<std::size_t>(other)));
      EXPECT_EQ(fs::status(arena.root() / from).permissions(),
                fs::status(arena.root() / to).permissions());
    }
  });
}

TEST(CopyPath, Refuses) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "repo/.git/config", "x");
    put(arena.root() / "linked/file", "x");
    fs::create_symlink("../../outside/secret.txt", arena.root() / "linked/link");
    put(arena.root() / "odd/file", "x");
    ASSERT_EQ(::mkfifo((arena.root() / "odd/fifo").c_str(), 0600), 0);
    fs::create_symlink("../outside", arena.root() / "link");
    fs::create_directory(arena.root() / "empty");
    Service service(arena, way);
    const std::string before = arena.state();
    const std::pair<Json, const char*> cases[] = {
        {from_to("ok.txt", "dir/inner.txt"), "E_EXISTS"},
        {from_to("dir", "empty"), "E_EXISTS"},
        {from_to("dir", "empty/"), "E_EXISTS"},
        {from_to("dir", "dir"), "E_INPUT"},
        {from_to("dir", "dir/inside"), "E_INPUT"},
        {from_to("dir", "dir/a/b", true), "E_INPUT"},
        {from_to("missing", "new"), "E_NOT_FOUND"},
        {from_to("no/missing", "a/new", true), "E_NOT_FOUND"},
        {from_to("ok.txt", "no/new"), "E_NO_PARENT"},
        {from_to("../outside/secret.txt", "new"), "E_PATH"},
        {from_to("ok.txt", "../outside/new"), "E_PATH"},
        {from_to("link", "new"), "E_SYMLINK"},
        {from_to("link/secret.txt", "new"), "E_SYMLINK"},
        {from_to("ok.txt", "link/new"), "E_SYMLINK"},
        {from_to("linked", "a/new", true), "E_SYMLINK"},
        {from_to("odd", "a/new", true), "E_NOT_REGULAR"},
        {from_to("odd/fifo", "new"), "E_NOT_REGULAR"},
        {from_to(".", "new"), "E_INPUT"},
        {from_to("ok.txt", "."), "E_IS_DIR"},
        {from_to("repo", "a/new", true), "E_PROTECTED"},
        {from_to("ok.txt", ".envrc"), "E_PROTECTED"},
        {from_to("dir", "a/.git", true), "E_PROTECTED"},
        {from_to(".mcp-stage", "x"), "E_RESERVED"},
        {from_to("ok.txt", ".mcp-stage/x"), "E_RESERVED"},
    };
    for (const auto& [arguments, code] : cases) {
      const Answer answer = copy(service, arguments);
      EXPECT_EQ(answer.code, code) << arguments;
      EXPECT_EQ(answer.message.dump().find(secret), std::string::npos);
      EXPECT_EQ(arena.state(), before) << arguments;
    }
    // What is in a protected directory may be read, so it may be copied.
    EXPECT_TRUE(copy(service, from_to("repo/.git/config", "config")).ok());
  });
}

TEST(CopyPath, Limits) {
  in_each_era([](Way way) {
    const Arena arena;
    put(arena.root() / "a/large", std::string(11, 'x'));
    put(arena.root() / "b/one", std::string(8, 'x'));
    put(arena.root() / "b/other", std::string(8, 'x'));
    Service service(arena, way, {.arguments = {"--max-write=10", "--quota=20"}});
    const std::string before = arena.state();
    const Answer large = copy(service, from_to("a", "new"));
    EXPECT_EQ(large.code, "E_TOO_LARGE");
    EXPECT_NE(large.message.dump().find("a/large"), std::string::npos);
    EXPECT_EQ(arena.state(), before);
    EXPECT_TRUE(copy(service, from_to("b", "c")).ok());
    EXPECT_EQ(copy(service, from_to("b", "d")).code, "E_QUOTA");
    // The copy that failed uses nothing of the quota.
    EXPECT_TRUE(service.peer().call("write_file", {{"path", "e"}, {"content", "1234"}}).ok());
    EXPECT_FALSE(fs::exists(arena.root() / "d"));
    EXPECT_TRUE(stage_is_clean(arena.root()));
  });
}

TEST(CopyPath, NumberAndDepthAreBounded) {
  const Arena arena(Scratch::Where::memory);
  for (int i = 0; i < 10'000; ++i) put(arena.root() / "many" / std::to_string(i), "");
  fs::path deep = arena.root() / "deep";
  for (int i = 0; i < 129; ++i) deep /= "d";
  fs::create_directories(deep);
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  EXPECT_EQ(copy(service, from_to("many", "new")).code, "E_TOO_LARGE");
  fs::remove(arena.root() / "many/0");
  EXPECT_EQ(copy(service, from_to("many", "new")).content["entries"], 10'000);
  EXPECT_EQ(copy(service, from_to("deep", "new2")).code, "E_TOO_LARGE");
  EXPECT_EQ(service.peer().call("move_path", from_to("deep", "new2")).code, "E_TOO_LARGE");
  fs::remove(deep);
  EXPECT_TRUE(copy(service, from_to("deep", "new2")).ok());
  EXPECT_TRUE(stage_is_clean(arena.root()));
}

TEST(CopyPath, FullDiskLeavesNothing) {
  Scratch scratch;
  const fs::path root = scratch / "root";
  fs::create_directory(root);
  PrivateMounts mounts;
  mounts.memory(root, "size=1m");
  if (!mounts.refused().empty()) GTEST_SKIP() << mounts.refused();
  put(root / "a/one", std::string(300'000, 'x'));
  put(root / "a/other", std::string(300'000, 'x'));
  const std::string before = tree_state(root);
  for (const Era era : {Era::modern, Era::legacy}) {
    ServerProcess server(
        {.arguments = command_line(root, {std::string("--tools=") + manage_tools})});
    Peer peer(server, era);
    EXPECT_EQ(peer.call("copy_path", from_to("a", "x/b", true)).code, "E_NO_SPACE");
    EXPECT_EQ(tree_state(root), before);
    EXPECT_TRUE(stage_is_clean(root));
  }
}

// The server is killed while it copies: no part of the copy is seen, and the next start removes it.
TEST(CopyPath, DeathInTheMiddle) {
  const Arena arena;
  for (int i = 0; i < 20; ++i) put(arena.root() / "a/b" / std::to_string(i), "text");
  const std::string before = tree_state(arena.root() / "a");
  {
    ServerProcess server(
        {.arguments =
             command_line(arena.root(), {"--no-landlock", std::string("--tools=") + manage_tools}),
         .environment = traceable()});
    Peer peer(server, Era::modern);
    EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
    Strace strace(server.pid(), {"trace=fsync", "inject=fsync:signal=SIGKILL:when=10"});
    if (!strace.refused().empty()) GTEST_SKIP() << strace.refused();
    peer.start_tool("copy_path", from_to("a", "copy"));
    EXPECT_EQ(server.wait_exit(), -SIGKILL);
  }
  EXPECT_FALSE(fs::exists(arena.root() / "copy"));
  EXPECT_EQ(tree_state(arena.root() / "a"), before);
  EXPECT_FALSE(stage_is_clean(arena.root()));
  ServerProcess next({.arguments = command_line(arena.root())});
  const Peer opened(next, Era::modern);
  EXPECT_TRUE(stage_is_clean(arena.root()));
}

TEST(CopyPath, CancelledBetweenFiles) {
  const Arena arena;
  for (int i = 0; i < 20; ++i) put(arena.root() / "a" / std::to_string(i), "text");
  ServerProcess server(
      {.arguments =
           command_line(arena.root(), {"--no-landlock", std::string("--tools=") + manage_tools}),
       .environment = traceable()});
  Peer peer(server, Era::modern);
  EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
  const std::string before = arena.state();
  Strace strace(server.pid(), {"trace=fsync", "inject=fsync:delay_enter=100000"});
  if (!strace.refused().empty()) GTEST_SKIP() << strace.refused();
  const int id = peer.start_tool("copy_path", from_to("a", "x/copy", true));
  peer.notify("notifications/cancelled", {{"requestId", id}});
  EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
  server.close_input();
  peer.drain();
  strace.detach();
  EXPECT_EQ(server.wait_exit(), 0);
  EXPECT_FALSE(peer.unclaimed.contains(id));
  EXPECT_EQ(arena.state(), before);
  EXPECT_FALSE(fs::exists(arena.root() / ".mcp-stage"));
}

class UnprivilegedCopy : public Unprivileged {};

// The system renames no directory that may not be written, and removes nothing from one.
TEST_F(UnprivilegedCopy, DirectoriesThatMayNotBeWritten) {
  put(arena_.root() / "a/b/file", "12345678");
  for (const char* name : {"a", "a/b", "a/b/file"}) give(name);
  fs::permissions(arena_.root() / "a/b", fs::perms(0555));
  fs::permissions(arena_.root() / "a", fs::perms(0555));
  ServerProcess server({.arguments = command_line(
                            arena_.root(), {"--quota=10", std::string("--tools=") + manage_tools}),
                        .program = program(),
                        .in_child = [] { become(nobody); }});
  Peer peer(server, Era::modern);
  EXPECT_TRUE(peer.call("copy_path", from_to("a", "copy")).ok());
  for (const char* name : {"copy", "copy/b"}) {
    EXPECT_EQ(fs::status(arena_.root() / name).permissions(), fs::perms(0555));
  }
  EXPECT_EQ(content_of(arena_.root() / "copy/b/file"), "12345678");
  EXPECT_EQ(peer.call("copy_path", from_to("a", "new")).code, "E_QUOTA");
  EXPECT_FALSE(fs::exists(arena_.root() / "new"));
  EXPECT_TRUE(stage_is_clean(arena_.root()));
  EXPECT_EQ(peer.call("move_path", from_to("a", "dir/a")).code, "E_ACCESS");
  EXPECT_EQ(peer.call("delete_path", {{"path", "a/b/file"}}).code, "E_ACCESS");
  EXPECT_EQ(content_of(arena_.root() / "a/b/file"), "12345678");
  EXPECT_TRUE(stage_is_clean(arena_.root()));
}

// A reader sees no copy or the whole copy.
TEST(CopyPath, ReadersSeeAllOrNothing) {
  const Arena arena(Scratch::Where::memory);
  for (int i = 0; i < 20; ++i) put(arena.root() / "a" / std::to_string(i), "text");
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  std::atomic<int> parts = 0;
  std::atomic<int> current = 0;
  {
    const Racer reader([&] {
      const fs::path copy = arena.root() / ("copy" + std::to_string(current));
      std::error_code none;
      fs::directory_iterator seen(copy, none);
      if (none) return;
      parts += std::distance(begin(seen), end(seen)) != 20;
    });
    for (int i = 0; i < iterations(50); ++i) {
      current = i;
      EXPECT_TRUE(copy(service, from_to("a", "copy" + std::to_string(i))).ok());
    }
  }
  EXPECT_EQ(parts, 0);
}

// A racer exchanges directories in the source and on the way with links to outside.
TEST(CopyPath, RacerExchangesDirectoriesForLinks) {
  in_each_way([](Way way) {
    for (const char* name : {"a", "a/b"}) {
      SCOPED_TRACE(name);
      const Arena arena(Scratch::Where::memory);
      put(arena.root() / "a/b/secret.txt", "harmless");
      fs::create_symlink(arena.outside(), arena.root() / "spare");
      const std::string outside = tree_state(arena.outside());
      Service service(arena, way);
      {
        const Racer racer([&] { exchange(arena.root() / name, arena.root() / "spare"); });
        for (int i = 0; i < iterations(100); ++i) {
          const std::string to = "copy" + std::to_string(i);
          copy(service, from_to("a", to));
          copy(service, from_to("a/b/secret.txt", to + "file"));
          copy(service, from_to("ok.txt", "a/b/" + to));
        }
      }
      EXPECT_EQ(tree_state(arena.outside()), outside);
      EXPECT_TRUE(stage_is_clean(arena.root()));
      for (const auto& copied : fs::recursive_directory_iterator(arena.root())) {
        if (copied.is_symlink() || !copied.is_regular_file()) continue;
        EXPECT_NE(content_of(copied.path()), secret) << copied.path();
      }
      put_right(arena.root() / name, arena.root() / "spare");
      EXPECT_TRUE(copy(service, from_to("a", "last")).ok());
    }
  });
}

}  // namespace
}  // namespace mcp::test::copy_test
