// Symbolic links, hard links and objects that are not files, none of which may lead outside.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include "hostile/arena.hpp"

namespace mcp::test::links_test {
namespace {

namespace fs = std::filesystem;

/// An object planted in the workspace, a path through it, and each tool's error.
struct Trap {
  const char* name;
  std::function<void(const Arena&)> plant;
  std::string path;
  const char* write = "E_SYMLINK";
  const char* read = "E_SYMLINK";
  const char* list = "E_SYMLINK";
  const char* info = "E_SYMLINK";
};

std::function<void(const Arena&)> link(const std::string& name, const std::string& target) {
  return [name, target](const Arena& arena) { fs::create_symlink(target, arena.root() / name); };
}

void plant_chain(const Arena& arena) {
  for (int i = 0; i < 41; ++i) {
    fs::create_symlink("link" + std::to_string(i + 1), arena.root() / ("link" + std::to_string(i)));
  }
  put(arena.root() / "link41", "end");
}

void plant_fifo(const Arena& arena) {
  ASSERT_EQ(::mkfifo((arena.root() / "odd").c_str(), 0666), 0);
}

void plant_socket(const Arena& arena) {
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = arena.root() / "odd";
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
}

std::function<void(const Arena&)> device(unsigned minor) {
  return [minor](const Arena& arena) {
    const auto number = ::makedev(1, minor);
    if (::mknod((arena.root() / "odd").c_str(), S_IFCHR | 0666, number) != 0) {
      GTEST_SKIP() << "only root may make a device";
    }
  };
}

const Trap traps[] = {
    {"Case29_LinkToAFileOutside", link("l", "../outside/secret.txt"), "l", "E_SYMLINK", "E_SYMLINK",
     "E_SYMLINK", ""},
    {"Case29_AbsoluteLink", link("l", "/etc/passwd"), "l", "E_SYMLINK", "E_SYMLINK", "E_SYMLINK",
     ""},
    {"Case30_DanglingLinkToOutside", link("l", "../outside/new"), "l", "E_SYMLINK", "E_SYMLINK",
     "E_SYMLINK", ""},
    {"Case31_NewFileBehindADirectoryLink", link("l", "../outside"), "l/new"},
    {"Case31_FileBehindADirectoryLink", link("l", "../outside"), "l/secret.txt"},
    {"Case32_MissingLevelsBehindADirectoryLink", link("l", "../outside"), "l/a/b/new"},
    {"Case32_MissingLevelsBehindADanglingLink", link("l", "../outside/new"), "l/a/b/new"},
    {"Case33_ChainOf41Links", plant_chain, "link0", "E_SYMLINK", "E_SYMLINK", "E_SYMLINK", ""},
    {"Case33_LinkToItself", link("l", "l"), "l", "E_SYMLINK", "E_SYMLINK", "E_SYMLINK", ""},
    {"Case33_BehindALinkToItself", link("l", "l"), "l/x"},
    {"Case34_RootOfTheSystem", link("l", "/proc/self/root"), "l/etc/passwd"},
    {"Case34_RootOfTheSystemLeaf", link("l", "/proc/self/root"), "l", "E_SYMLINK", "E_SYMLINK",
     "E_SYMLINK", ""},
    {"Case34_OpenDescriptor", link("l", "/proc/self/fd/3"), "l", "E_SYMLINK", "E_SYMLINK",
     "E_SYMLINK", ""},
    {"Case34_BehindAnOpenDescriptor", link("l", "/proc/self/fd/3"), "l/ok.txt"},
    {"Case34_WorkingDirectory", link("l", "/proc/self/cwd"), "l/x"},
    {"Case41_Fifo", plant_fifo, "odd", "E_NOT_REGULAR", "E_NOT_REGULAR", "E_NOT_DIR", ""},
    {"Case42_Socket", plant_socket, "odd", "E_NOT_REGULAR", "E_NOT_REGULAR", "E_NOT_DIR", ""},
    {"Case42_DevNull", device(3), "odd", "E_NOT_REGULAR", "E_NOT_REGULAR", "E_NOT_DIR", ""},
    {"Case42_DevFull", device(7), "odd", "E_NOT_REGULAR", "E_NOT_REGULAR", "E_NOT_DIR", ""},
};

class Traps : public testing::TestWithParam<Trap> {};

void expect_nothing_got_out(const Answer& answer, const char* tool) {
  EXPECT_EQ(answer.message.dump().find(secret), std::string::npos) << tool;
  EXPECT_EQ(answer.message.dump().find("root:x:"), std::string::npos) << tool;
}

TEST_P(Traps, AreRefused) {
  const Trap& trap = GetParam();
  in_each_way([&](Way way) {
    const Arena arena;
    trap.plant(arena);
    if (testing::Test::IsSkipped() || testing::Test::HasFatalFailure()) return;
    Service service(arena, way);
    const std::string before = arena.state();
    const std::pair<const char*, const char*> tools[] = {
        {"read_file", trap.read}, {"list_directory", trap.list}, {"file_info", trap.info},
        {"edit_file", trap.read}, {"append_file", trap.write},   {"write_file", trap.write}};
    for (const auto& [tool, code] : tools) {
      const Answer answer = service.peer().call(tool, plain_arguments(tool, trap.path));
      EXPECT_EQ(answer.code, code) << tool;
      expect_nothing_got_out(answer, tool);
    }
    expect_no_write(service.peer(), trap.path, [&] { EXPECT_EQ(arena.state(), before); });
  });
}

// With `--symlinks inside`, links that lead outside are still refused.
TEST_P(Traps, AreRefusedWhereLinksAreFollowed) {
  const Trap& trap = GetParam();
  in_each_way([&](Way way) {
    const Arena arena;
    trap.plant(arena);
    if (testing::Test::IsSkipped() || testing::Test::HasFatalFailure()) return;
    Service service(arena, way, {.symlinks = files::Symlinks::inside});
    const std::string before = arena.state();
    for (const char* tool :
         {"read_file", "list_directory", "edit_file", "append_file", "write_file"}) {
      const Answer answer = service.peer().call(tool, plain_arguments(tool, trap.path));
      EXPECT_FALSE(answer.ok()) << tool;
      expect_nothing_got_out(answer, tool);
    }
    expect_no_write(service.peer(), trap.path, [&] { EXPECT_EQ(arena.state(), before); });
  });
}

INSTANTIATE_TEST_SUITE_P(Links, Traps, testing::ValuesIn(traps),
                         [](const auto& test) { return test.param.name; });

TEST(Links, Case35_LinksInsideAreFollowedOnlyIfAllowed) {
  in_each_way([](Way way) {
    const Arena arena;
    fs::create_symlink("dir", arena.root() / "d");
    fs::create_symlink("dir/inner.txt", arena.root() / "f");
    {
      Service service(arena, way);
      EXPECT_EQ(service.peer().call("read_file", {{"path", "f"}}).code, "E_SYMLINK");
      EXPECT_EQ(service.peer().call("read_file", {{"path", "d/inner.txt"}}).code, "E_SYMLINK");
      EXPECT_EQ(service.peer().call("list_directory", {{"path", "d"}}).code, "E_SYMLINK");
    }
    if (way.kind == Way::Kind::walking) return;  // it follows none at all
    Service service(arena, way, {.symlinks = files::Symlinks::inside});
    EXPECT_EQ(service.peer().call("read_file", {{"path", "f"}}).content["text"], "deeper\n");
    EXPECT_TRUE(service.peer().call("list_directory", {{"path", "d"}}).ok());
    EXPECT_TRUE(service.peer().call("write_file", {{"path", "d/new"}, {"content", "x"}}).ok());
    EXPECT_EQ(content_of(arena.root() / "dir/new"), "x");
    // The link itself cannot be written.
    const std::string before = arena.state();
    EXPECT_EQ(service.peer()
                  .call("write_file", {{"path", "f"}, {"content", "x"}, {"mode", "overwrite"}})
                  .code,
              "E_SYMLINK");
    EXPECT_EQ(arena.state(), before);
  });
}

// A protected file must not be written through a link either.
TEST(Links, Case35_LinksDoNotLeadAroundProtection) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / ".git/hooks/pre-commit", "harmless");
    put(arena.root() / ".mcp-stage/planted", "harmless");
    fs::create_symlink(".git", arena.root() / "g");
    fs::create_symlink("../.git/hooks", arena.root() / "dir/h");
    fs::create_symlink(".mcp-stage", arena.root() / "s");
    Service service(arena, way, {.symlinks = files::Symlinks::inside});
    const std::string before = arena.state();
    for (const char* path : {"g/config", "g/hooks/pre-commit", "dir/h/post-checkout", "g/new/x",
                             "s/planted", "s/new"}) {
      expect_no_write(service.peer(), path, [&] { EXPECT_EQ(arena.state(), before) << path; });
    }
    for (const char* path : {"s", "s/planted"}) {
      EXPECT_FALSE(service.peer().call("read_file", {{"path", path}}).ok()) << path;
      EXPECT_FALSE(service.peer().call("list_directory", {{"path", path}}).ok()) << path;
    }
  });
}

TEST(Links, Case40_RootThatWasReplacedIsStillTheSame) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const fs::path moved = arena.root().parent_path() / "moved";
    fs::rename(arena.root(), moved);
    fs::create_symlink("outside", arena.root());
    const std::string outside = tree_state(arena.outside());
    EXPECT_TRUE(service.peer().call("write_file", {{"path", "new"}, {"content", "text"}}).ok());
    EXPECT_EQ(content_of(moved / "new"), "text");
    EXPECT_EQ(service.peer().call("read_file", {{"path", "secret.txt"}}).code, "E_NOT_FOUND");
    EXPECT_EQ(tree_state(arena.outside()), outside);
  });
}

// A FIFO without a peer must not block the server.
TEST(Links, Case41_FifoIsRefusedAtOnce) {
  in_each_way([](Way way) {
    const Arena arena;
    plant_fifo(arena);
    Service service(arena, way);
    for (const char* tool :
         {"read_file", "edit_file", "append_file", "write_file", "list_directory", "file_info"}) {
      auto best = std::chrono::steady_clock::duration::max();
      for (int i = 0; i < 3; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        service.peer().call(tool, plain_arguments(tool, "odd"));
        best = std::min(best, std::chrono::steady_clock::now() - begin);
      }
      EXPECT_LT(best, allowing(std::chrono::milliseconds(100))) << tool;
    }
  });
}

TEST(Links, Case43_ListNeitherFollowsNorMeasuresLinks) {
  in_each_way([](Way way) {
    const Arena arena;
    fs::create_symlink("../outside", arena.root() / "l");
    fs::create_symlink("../outside/secret.txt", arena.root() / "f");
    fs::create_symlink("../outside", arena.root() / "dir/l");
    put(arena.outside() / ".gitignore", "*\n");
    fs::create_symlink("../outside/.gitignore", arena.root() / ".gitignore");
    Service service(arena, way);
    const Answer list = service.peer().call("list_directory", {{"path", "."}, {"depth", 5}});
    const Json expected = {{{"n", ".gitignore"}, {"t", "symlink"}},
                           {{"n", "dir"}, {"t", "directory"}},
                           {{"n", "dir/inner.txt"}, {"s", 7}, {"t", "file"}},
                           {{"n", "dir/l"}, {"t", "symlink"}},
                           {{"n", "f"}, {"t", "symlink"}},
                           {{"n", "l"}, {"t", "symlink"}},
                           {{"n", "ok.txt"}, {"s", 7}, {"t", "file"}}};
    EXPECT_EQ(list.content["entries"], expected);
    const Answer info = service.peer().call("file_info", {{"path", "f"}});
    EXPECT_EQ(info.content["type"], "symlink");
    EXPECT_EQ(info.content["size"], std::string("../outside/secret.txt").size());
  });
}

TEST(Links, Case45_HardLinkToOutside) {
  in_each_way([](Way way) {
    const Arena arena;
    fs::create_hard_link(arena.outside() / "secret.txt", arena.root() / "h");
    Service service(arena, way);
    const std::string before = arena.state();
    Json arguments{{"path", "h"}, {"content", "new"}, {"mode", "overwrite"}};
    EXPECT_EQ(service.peer().call("write_file", arguments).code, "E_HARDLINK");
    EXPECT_EQ(arena.state(), before);
    expect_no_write(service.peer(), "h", [&] { EXPECT_EQ(arena.state(), before); });
    const std::string outside = tree_state(arena.outside());
    arguments["breakLinks"] = true;
    EXPECT_TRUE(service.peer().call("write_file", arguments).ok());
    EXPECT_EQ(content_of(arena.root() / "h"), "new");
    EXPECT_EQ(tree_state(arena.outside()), outside);
  });
}

}  // namespace
}  // namespace mcp::test::links_test
