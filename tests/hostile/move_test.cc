// create_directory and move_path: what they do, what they refuse, and what races cannot do.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "hostile/manage.hpp"
#include "hostile/racer.hpp"
#include "support/private_mounts.hpp"
#include "support/server_process.hpp"

namespace mcp::test::move_test {
namespace {

namespace fs = std::filesystem;

Answer create(Service& service, const std::string& path, bool parents = true) {
  return service.peer().call("create_directory", {{"path", path}, {"parents", parents}});
}

Answer move(Service& service, const Json& arguments) {
  return service.peer().call("move_path", arguments);
}

TEST(CreateDirectory, CreatesWhatIsMissing) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const Answer made = create(service, "a/b/c/");
    EXPECT_EQ(made.content, Json({{"path", "a/b/c"}, {"created", true}}));
    EXPECT_TRUE(fs::is_directory(arena.root() / "a/b/c"));
    for (const char* path : {"a/b/c", "a", "dir", "."}) {
      EXPECT_EQ(create(service, path).content, Json({{"path", path}, {"created", false}}));
    }
    EXPECT_EQ(create(service, "x", false).content["created"], true);
    EXPECT_EQ(create(service, "y/z", false).code, "E_NO_PARENT");
    EXPECT_FALSE(fs::exists(arena.root() / "y"));
  });
}

TEST(CreateDirectory, Refuses) {
  in_each_way([](Way way) {
    const Arena arena;
    fs::create_symlink("../outside", arena.root() / "link");
    fs::create_symlink("../outside/new", arena.root() / "dangling");
    Service service(arena, way);
    const std::string before = arena.state();
    const std::pair<const char*, const char*> cases[] = {{"ok.txt", "E_EXISTS"},
                                                         {"ok.txt/x", "E_NOT_DIR"},
                                                         {"link", "E_SYMLINK"},
                                                         {"link/x", "E_SYMLINK"},
                                                         {"dangling", "E_SYMLINK"},
                                                         {"dangling/x", "E_SYMLINK"},
                                                         {"../x", "E_PATH"},
                                                         {"a/../b", "E_PATH"},
                                                         {".git", "E_PROTECTED"},
                                                         {"a/.git", "E_PROTECTED"},
                                                         {".git/hooks/x", "E_PROTECTED"},
                                                         {".mcp-stage", "E_RESERVED"},
                                                         {".mcp-stage/trash", "E_RESERVED"},
                                                         {"", "E_PATH"},
                                                         {"/etc/x", "E_PATH"}};
    for (const auto& [path, code] : cases) {
      EXPECT_EQ(create(service, path).code, code) << path;
    }
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(MovePath, MovesFilesAndDirectories) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a/deep/file", "text");
    fs::permissions(arena.root() / "a/deep/file", fs::perms(0750));
    fs::create_symlink("file", arena.root() / "a/deep/link");
    Service service(arena, way);
    const Answer file = move(service, from_to("ok.txt", "renamed"));
    EXPECT_EQ(file.content, Json({{"from", "ok.txt"}, {"to", "renamed"}}));
    EXPECT_EQ(content_of(arena.root() / "renamed"), "inside\n");
    EXPECT_FALSE(fs::exists(arena.root() / "ok.txt"));
    EXPECT_TRUE(move(service, from_to("a/", "x/y/b/", true)).ok());
    EXPECT_FALSE(fs::exists(arena.root() / "a"));
    EXPECT_EQ(content_of(arena.root() / "x/y/b/deep/file"), "text");
    EXPECT_EQ(fs::status(arena.root() / "x/y/b/deep/file").permissions(), fs::perms(0750));
    EXPECT_EQ(fs::read_symlink(arena.root() / "x/y/b/deep/link"), "file");
  });
}

TEST(MovePath, Refuses) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "repo/.git/config", "x");
    put(arena.root() / "plain/hooks/x", "x");
    put(arena.root() / ".git/hooks/x", "x");
    fs::create_directory(arena.root() / "empty");
    fs::create_symlink("../outside", arena.root() / "link");
    fs::create_symlink("ok.txt", arena.root() / "inside");
    ASSERT_EQ(::mkfifo((arena.root() / "fifo").c_str(), 0600), 0);
    Service service(arena, way);
    const std::string before = arena.state();
    const std::pair<Json, const char*> cases[] = {
        {from_to("ok.txt", "dir/inner.txt"), "E_EXISTS"},
        {from_to("ok.txt", "dir"), "E_EXISTS"},
        {from_to("ok.txt", "dir/"), "E_EXISTS"},
        {from_to("dir", "empty"), "E_EXISTS"},
        {from_to("dir", "ok.txt"), "E_EXISTS"},
        {from_to("ok.txt", "inside"), "E_EXISTS"},
        {from_to("ok.txt", "ok.txt"), "E_INPUT"},
        {from_to("dir", "dir"), "E_INPUT"},
        {from_to("dir", "dir/inside"), "E_INPUT"},
        {from_to("dir", "dir/a/b", true), "E_INPUT"},
        {from_to("dir/inner.txt", "dir"), "E_EXISTS"},
        {from_to("missing", "new"), "E_NOT_FOUND"},
        {from_to("no/missing", "new"), "E_NOT_FOUND"},
        {from_to("ok.txt", "no/new"), "E_NO_PARENT"},
        {from_to("ok.txt", "ok.txt2/../x"), "E_PATH"},
        {from_to("../outside/secret.txt", "new"), "E_PATH"},
        {from_to("ok.txt", "../outside/new"), "E_PATH"},
        {from_to("link", "new"), "E_SYMLINK"},
        {from_to("inside", "new"), "E_SYMLINK"},
        {from_to("link/secret.txt", "new"), "E_SYMLINK"},
        {from_to("ok.txt", "link/new"), "E_SYMLINK"},
        {from_to("ok.txt", "link/a/new", true), "E_SYMLINK"},
        {from_to("fifo", "new"), "E_NOT_REGULAR"},
        {from_to(".", "new"), "E_IS_DIR"},
        {from_to("ok.txt", "."), "E_IS_DIR"},
        {from_to("repo", "new"), "E_PROTECTED"},
        {from_to(".git", "new"), "E_PROTECTED"},
        {from_to("repo/.git/config", "new"), "E_PROTECTED"},
        {from_to("plain", "a/.git", true), "E_PROTECTED"},
        {from_to("ok.txt", ".envrc"), "E_PROTECTED"},
        {from_to("ok.txt", "repo/.git/new"), "E_PROTECTED"},
        {from_to("ok.txt", ".mcp-stage/x"), "E_RESERVED"},
        {from_to(".mcp-stage/trash", "x"), "E_RESERVED"},
        {{{"from", "ok.txt"}}, "E_INPUT"},
        {{{"from", "ok.txt"}, {"to", 5}}, "E_INPUT"},
    };
    for (const auto& [arguments, code] : cases) {
      EXPECT_EQ(move(service, arguments).code, code) << arguments;
      EXPECT_EQ(arena.state(), before) << arguments;
    }
  });
}

// A path may be protected only at the new place.
TEST(MovePath, ProtectedWhereItWouldBe) {
  in_each_era([](Way way) {
    const Arena arena;
    put(arena.root() / "a/secret", "x");
    put(arena.root() / "a/deep/x", "x");
    Service service(arena, way, {.arguments = {"--protect=config/secret", "--protect=b/deep"}});
    const std::string before = arena.state();
    EXPECT_EQ(move(service, from_to("a", "config")).code, "E_PROTECTED");
    EXPECT_EQ(move(service, from_to("a/secret", "config/secret", true)).code, "E_PROTECTED");
    EXPECT_EQ(move(service, from_to("a", "b")).code, "E_PROTECTED");
    EXPECT_EQ(arena.state(), before);
    EXPECT_TRUE(move(service, from_to("a", "c")).ok());
  });
}

// With `--symlinks inside`, links on the way are followed, and what they lead to is checked.
TEST(MovePath, LinksOnTheWay) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / ".vscode/tasks.json", "x");
    put(arena.root() / "a/.vscode/x", "x");
    put(arena.root() / "real/file", "x");
    fs::create_symlink(".vscode", arena.root() / "code");
    fs::create_symlink("real", arena.root() / "alias");
    fs::create_symlink("../outside", arena.root() / "out");
    Serving serving;
    serving.symlinks = files::Symlinks::inside;
    Service service(arena, way, serving);
    const std::string before = arena.state();
    for (const auto& arguments :
         {from_to("code/tasks.json", "x"), from_to("ok.txt", "code/x"), from_to("alias", "x"),
          from_to("ok.txt", "out/x"), from_to("out/secret.txt", "x"),
          from_to("real", "alias/inside"), from_to("a", "real/a")}) {
      EXPECT_FALSE(move(service, arguments).ok()) << arguments;
      EXPECT_EQ(arena.state(), before) << arguments;
    }
    // Without openat2 no link is followed.
    const bool follows = way.kind != Way::Kind::walking;
    EXPECT_EQ(move(service, from_to("alias/file", "dir/file")).ok(), follows);
    EXPECT_EQ(content_of(arena.root() / (follows ? "dir/file" : "real/file")), "x");
  });
}

TEST(MovePath, OtherRootsAndFileSystems) {
  Scratch scratch;
  put(scratch / "one/file", "x");
  put(scratch / "one/inner/file", "x");
  fs::create_directory(scratch / "other");
  ServerProcess server({.arguments = {"--root", scratch / "one", "--root", scratch / "other",
                                      "--root", scratch / "one/inner", "--reserve=0",
                                      std::string("--tools=") + manage_tools}});
  Peer peer(server, Era::modern);
  const std::string before = tree_state(scratch.path());
  const Answer moved = peer.call("move_path", from_to("one/file", "other/file"));
  EXPECT_EQ(moved.code, "E_XDEV");
  EXPECT_NE(moved.message.dump().find("copy_path"), std::string::npos);
  EXPECT_EQ(peer.call("move_path", from_to("one", "other/x")).code, "E_IS_DIR");
  EXPECT_EQ(peer.call("move_path", from_to("one/inner", "one/x")).code, "E_PROTECTED");
  EXPECT_EQ(peer.call("delete_path", {{"path", "one/inner"}, {"recursive", true}}).code,
            "E_PROTECTED");
  EXPECT_EQ(tree_state(scratch.path()), before);
  EXPECT_TRUE(peer.call("copy_path", from_to("one/file", "other/file")).ok());
  EXPECT_EQ(content_of(scratch / "other/file"), "x");
}

TEST(MovePath, Mounts) {
  in_each_way([](Way way) {
    PrivateMounts mounts;
    const Arena arena;
    fs::create_directories(arena.root() / "a/memory");
    mounts.memory(arena.root() / "a/memory", "size=1m");
    if (!mounts.refused().empty()) GTEST_SKIP() << mounts.refused();
    put(arena.root() / "a/memory/file", "x");
    Service service(arena, way);
    const std::string before = arena.state();
    for (const auto& arguments : {from_to("a", "b"), from_to("a/memory", "b"),
                                  from_to("a/memory/file", "b"), from_to("ok.txt", "a/memory/b")}) {
      EXPECT_EQ(move(service, arguments).code, "E_XDEV") << arguments;
    }
    EXPECT_EQ(service.peer().call("delete_path", {{"path", "a"}, {"recursive", true}}).code,
              "E_XDEV");
    EXPECT_EQ(service.peer().call("copy_path", from_to("a", "b")).code, "E_XDEV");
    EXPECT_EQ(arena.state(), before);
  });
}

// A racer exchanges directories with links to outside, and the object with another one.
TEST(MovePath, RacerExchangesDirectoriesForLinks) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    put(arena.root() / "parent/file", "mine");
    put(arena.outside() / "file", secret);
    fs::create_symlink("../outside", arena.root() / "spare");
    const std::string outside = tree_state(arena.outside());
    Service service(arena, way);
    {
      const Racer racer([&] { exchange(arena.root() / "parent", arena.root() / "spare"); });
      for (int i = 0; i < iterations(200); ++i) {
        move(service, from_to("parent/file", "parent/moved"));
        move(service, from_to("parent/moved", "parent/a/b/moved", true));
        move(service, from_to("parent/a/b/moved", "parent/file"));
        create(service, "parent/a/b/c");
      }
    }
    EXPECT_EQ(tree_state(arena.outside()), outside);
    put_right(arena.root() / "parent", arena.root() / "spare");
    EXPECT_TRUE(move(service, from_to("parent", "last")).ok());
  });
}

// Nothing is replaced, whoever creates the new name first.
TEST(MovePath, RacerCreatesTheNewName) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    Service service(arena, way);
    std::atomic<int> current = 0;
    const int count = iterations(200);
    std::vector<std::string> expected;
    {
      const Racer racer([&] {
        const fs::path made = arena.root() / ("to " + std::to_string(current));
        const Descriptor file(::open(made.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (file) {
          EXPECT_EQ(::write(file.get(), "theirs", 6), 6);
        }
      });
      for (int i = 0; i < count; ++i) {
        put(arena.root() / "from", "ours");
        current = i;
        const Answer answer = move(service, from_to("from", "to " + std::to_string(i)));
        EXPECT_TRUE(answer.ok() || answer.code == "E_EXISTS") << answer.message;
        EXPECT_EQ(fs::exists(arena.root() / "from"), !answer.ok());
        expected.emplace_back(answer.ok() ? "ours" : "theirs");
      }
    }
    for (int i = 0; i < count; ++i) {
      EXPECT_EQ(content_of(arena.root() / ("to " + std::to_string(i))),
                expected[static_cast<std::size_t>(i)]);
    }
  });
}

}  // namespace
}  // namespace mcp::test::move_test
