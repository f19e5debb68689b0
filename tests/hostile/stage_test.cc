// The stage in a root where other users can create files: its owner, its permissions, and the
// limits of the cleanup at the start.
#include "stage.hpp"

#include <gtest/gtest.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#include <tuple>

#include "file_error.hpp"
#include "hostile/access_list.hpp"
#include "hostile/unprivileged.hpp"
#include "publish.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::stage_test {
namespace {

namespace fs = std::filesystem;

constexpr uid_t mallory = 1234;

struct stat status_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status;
}

/// The names in a directory that begin with `start`.
std::vector<std::string> names(const fs::path& directory, std::string_view start) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().filename().string().starts_with(start)) found.push_back(entry.path());
  }
  return found;
}

/// Runs `act` in a child process. Returns its result, from the exit code.
int in_a_process(const std::function<int()>& act) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(act());
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool can_enter(uid_t user, const fs::path& directory) {
  return in_a_process([&] {
           become(user);
           return ::access((directory / ".").c_str(), X_OK) == 0 ? 0 : 1;
         }) == 0;
}

struct Obstacle {
  const char* name;
  std::function<void(const fs::path&)> make;
};

const Obstacle obstacles[] = {
    {"OpenDirectory",
     [](const fs::path& path) {
       put(path / "kept.tmp", "mallory's");
       ::chmod(path.c_str(), 0777);
     }},
    {"ClosedDirectory",
     [](const fs::path& path) {
       fs::create_directory(path);
       ::chmod(path.c_str(), 0700);
     }},
    {"File", [](const fs::path& path) { put(path, "in the way"); }},
    {"Link", [](const fs::path& path) { fs::create_symlink("../outside", path); }},
    {"Fifo", [](const fs::path& path) { ASSERT_EQ(::mkfifo(path.c_str(), 0666), 0); }},
};

class AnotherUsersStage : public Unprivileged, public testing::WithParamInterface<Obstacle> {
 protected:
  /// Sets the mode of the root, and makes `.mcp-stage` in it as another user.
  void plant(mode_t mode) const {
    ::chmod(arena_.root().c_str(), mode);
    GetParam().make(planted());
    give(".mcp-stage", mallory);
  }

  void expect_written(Peer& peer) const {
    for (const char* path : {"dir/inner.txt", "dir/new"}) {
      const std::string content = std::string(path) + to_text(peer.era());
      const Json arguments{{"path", path}, {"content", content}, {"mode", "upsert"}};
      const Answer answer = peer.call("write_file", arguments);
      EXPECT_TRUE(answer.ok()) << answer.message;
      EXPECT_EQ(content_of(arena_.root() / path), content);
    }
    const Answer list = peer.call("list_directory", {{"path", "."}});
    EXPECT_EQ(list.message.dump().find("mcp-stage"), std::string::npos);
  }

  fs::path planted() const { return arena_.root() / ".mcp-stage"; }
};

// The server does not use it, and can still write files.
TEST_P(AnotherUsersStage, Case86_IsNotUsed) {
  for (const mode_t mode : {01777U, 02775U}) {
    for (const uid_t user : {uid_t{0}, nobody}) {
      for (const Era era : {Era::modern, Era::legacy}) {
        SCOPED_TRACE(std::to_string(mode) + ' ' + std::to_string(user) + ' ' + to_text(era));
        plant(mode);
        const std::string before = tree_state(arena_.outside());
        const auto times = status_of(planted()).st_ctim;
        ServerProcess server({.arguments = command_line(arena_.root()),
                              .program = program(),
                              .in_child = [user] { become(user); }});
        Peer peer(server, era);
        expect_written(peer);
        const auto stages = names(arena_.root(), ".mcp-stage-" + std::to_string(user) + '-');
        ASSERT_EQ(stages.size(), 1U);
        EXPECT_EQ(status_of(stages.front()).st_uid, user);
        EXPECT_EQ(status_of(stages.front()).st_mode & 0777, 0700U);
        EXPECT_FALSE(can_enter(mallory, stages.front()));
        server.close_input();
        EXPECT_EQ(server.wait_exit(), 0);
        EXPECT_TRUE(names(arena_.root(), ".mcp-stage-").empty());
        EXPECT_EQ(status_of(planted()).st_uid, mallory);
        const auto now = status_of(planted()).st_ctim;
        EXPECT_EQ(std::tie(now.tv_sec, now.tv_nsec), std::tie(times.tv_sec, times.tv_nsec));
        EXPECT_EQ(tree_state(arena_.outside()), before);
        fs::remove_all(planted());
        fs::remove(arena_.root() / "dir/new");  // so that the next user can make it
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Stage, AnotherUsersStage, testing::ValuesIn(obstacles),
                         [](const auto& test) { return test.param.name; });

/// Tests that make names of other users, which only root can.
class Stage : public testing::Test {
 protected:
  Stage() : workspace_(workspace_options(arena_.root().string())) {}

  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give files to another user";
    fs::permissions(arena_.root().parent_path(), fs::perms(0755));
  }

  const files::Root& root() const { return *workspace_.roots().front(); }
  fs::path stage() const { return arena_.root() / ".mcp-stage"; }

  void give(const fs::path& path, uid_t user) const {
    ASSERT_EQ(::chown(path.c_str(), user, user), 0);
  }

  const Arena arena_;
  files::Workspace workspace_;
};

// A directory that this user made earlier, with another umask, and perhaps with an access list.
TEST_F(Stage, Case86_OwnStageIsClosedToOthers) {
  for (const bool with_list : {false, true}) {
    SCOPED_TRACE(with_list);
    fs::create_directory(stage());
    ::chmod(stage().c_str(), 0777);
    const std::string list = access_list(7);
    if (with_list &&
        ::setxattr(stage().c_str(), access_attribute, list.data(), list.size(), 0) != 0) {
      GTEST_SKIP() << "the disk has no access control lists";
    }
    EXPECT_TRUE(can_enter(mallory, stage()));
    {
      const files::StagedFile file(workspace_.locate_for_writing("new"));
      EXPECT_EQ(file.directory_name(), ".mcp-stage");
      EXPECT_FALSE(can_enter(mallory, stage()));
      EXPECT_EQ(status_of(stage()).st_mode & 077, 0U);
    }
    fs::remove_all(stage());
  }
}

// A root with a default access control list.
TEST_F(Stage, Case86_InheritedListDoesNotOpenTheStage) {
  const std::string list = access_list(7);
  if (::setxattr(arena_.root().c_str(), default_attribute, list.data(), list.size(), 0) != 0) {
    GTEST_SKIP() << "the disk has no access control lists";
  }
  const files::StagedFile file(workspace_.locate_for_writing("new"));
  EXPECT_FALSE(can_enter(mallory, stage()));
}

// A file system that gives all new files the same owner.
TEST_F(Stage, Case86_FileSystemWithOneOwner) {
  give(arena_.root(), nobody);
  const int result = in_a_process([&] {
    ::setfsuid(nobody);
    const bool found = [&] {
      const files::StagedFile file(workspace_.locate_for_writing("new"));
      return file.directory_name() == root().own_stage();
    }();
    files::Stage(root()).tidy();
    return found ? 0 : 1;
  });
  EXPECT_EQ(result, 0);
  EXPECT_TRUE(names(arena_.root(), ".mcp-stage").empty());
}

// Even if another program replaces the file in the stage, the server must not report success.
TEST_F(Stage, Case86_FileReplacedInTheStageIsNoSuccess) {
  for (const char* path : {"new", "ok.txt"}) {
    SCOPED_TRACE(path);
    const files::Place place = workspace_.locate_for_writing(path);
    const files::Target target = files::open_target(workspace_, place, false);
    files::StagedFile file(place);
    put(arena_.root() / "theirs", "theirs");
    fs::rename(arena_.root() / "theirs", stage() / file.name());
    if (std::string_view(path) == "new") {
      publish_new(file, target);
    } else {
      publish_over(file, target, [](const Descriptor&) {});
    }
    try {
      require_published(file.fd(), target);
      ADD_FAILURE();
    } catch (const files::FileError& error) {
      EXPECT_EQ(error.code(), "E_CONFLICT");
    }
  }
}

// A name as the server makes it: 16 bytes in base64url.
std::string left_over(std::size_t number = 0) {
  const std::string digits = std::to_string(number);
  return "left-over" + std::string(12 - digits.size(), '0') + digits + 'A';
}

// Another user has renamed a directory of this user to the stage's name.
TEST_F(Stage, Case113_OnlyFilesOfTheServerAreSwept) {
  const char* names[] = {"notes.tmp", "a-name-of-22-characters.tmp", "left-over000000000000B.tmp"};
  for (const char* name : names) put(stage() / name, "mine");
  put(stage() / (left_over() + ".tmp"), "left over");
  files::Stage(root()).sweep();
  for (const char* name : names) EXPECT_EQ(content_of(stage() / name), "mine") << name;
  EXPECT_FALSE(fs::exists(stage() / (left_over() + ".tmp")));
}

TEST_F(Stage, Case113_LeftOversOfThisUserOnlyAreSwept) {
  for (const uid_t owner : {uid_t{0}, mallory}) {
    for (const char* name : {".mcp-stage", ".mcp-stage-0-x", ".mcp-stage-0-"}) {
      SCOPED_TRACE(name + std::to_string(owner));
      const fs::path directory = arena_.root() / name;
      put(directory / (left_over() + ".tmp"), "left over");
      give(directory, owner);
      files::Stage(root()).sweep();
      files::Stage(root()).tidy();
      EXPECT_EQ(fs::exists(directory / (left_over() + ".tmp")), owner == mallory);
      fs::remove_all(directory);
    }
  }
}

std::size_t left(const fs::path& stage) {
  return fs::exists(stage) ? names(stage, "left-over").size() : 0;
}

// Files beyond the limits stay until the next start.
TEST_F(Stage, Case113_SweepIsBounded) {
  constexpr std::size_t count = 20;
  constexpr std::uintmax_t size = std::uintmax_t{1} << 20;
  const auto plant = [&](const std::string& ending) {
    for (std::size_t i = 0; i < count; ++i) {
      const fs::path file = stage() / (left_over(i) + ending);
      put(file, "");
      fs::resize_file(file, size);  // sparse
    }
  };
  plant(".1.c-0.tmp");
  files::Stage(root()).sweep({.bytes = 5 * size});
  EXPECT_EQ(left(stage()), count - 5);
  EXPECT_EQ(names(stage(), "conflict-").size(), 5U);
  files::Stage(root()).sweep();
  EXPECT_EQ(left(stage()), 0U);
  fs::remove_all(stage());
  plant(".tmp");
  files::Stage(root()).sweep({.entries = 10});
  EXPECT_GE(left(stage()), count - 10);
  EXPECT_LT(left(stage()), count);
  files::Stage(root()).sweep();
  EXPECT_FALSE(fs::exists(stage()));
}

}  // namespace
}  // namespace mcp::test::stage_test
