// delete_path and the trash: nothing is lost at once, and the trash is bounded.
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <ctime>

#include "file_error.hpp"
#include "hostile/manage.hpp"
#include "hostile/racer.hpp"
#include "manage/trash.hpp"
#include "stage.hpp"
#include "support/server_process.hpp"
#include "support/strace.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::delete_test {
namespace {

namespace fs = std::filesystem;

Answer remove(Service& service, const std::string& path, bool recursive = false) {
  return service.peer().call("delete_path", {{"path", path}, {"recursive", recursive}});
}

std::vector<files::TrashEntry> trash_of(const Arena& arena) {
  const files::Workspace workspace(workspace_options(arena.root()));
  return files::Trash(*workspace.roots().front()).entries();
}

TEST(DeletePath, KeepsWhatItDeletes) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a/deep/file", "text");
    fs::create_symlink("file", arena.root() / "a/deep/link");
    fs::create_directory(arena.root() / "empty");
    Service service(arena, way);
    const Answer file = remove(service, "ok.txt");
    EXPECT_EQ(file.content["path"], "ok.txt");
    EXPECT_EQ(file.content["entries"], 1);
    EXPECT_EQ(file.content["bytes"], 7);
    EXPECT_FALSE(fs::exists(arena.root() / "ok.txt"));
    const std::string kept = file.content["keptAs"];
    EXPECT_TRUE(kept.starts_with(".mcp-stage/trash/")) << kept;
    EXPECT_EQ(content_of(arena.root() / kept), "inside\n");
    EXPECT_GT(file.content["keptUntil"].get<std::string>().size(), 19U);
    const Answer tree = remove(service, "a/", true);
    EXPECT_EQ(tree.content["entries"], 4);
    EXPECT_EQ(content_of(arena.root() / tree.content["keptAs"].get<std::string>() / "deep/file"),
              "text");
    EXPECT_TRUE(remove(service, "empty").ok());
    EXPECT_EQ(remove(service, "ok.txt").code, "E_NOT_FOUND");
    const auto entries = trash_of(arena);
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[0].record.path, "ok.txt");
    EXPECT_EQ(entries[1].record.path, "a");
    EXPECT_EQ(entries[1].record.entries, 4U);
    EXPECT_EQ(entries[2].record.path, "empty");
    EXPECT_EQ(entries[0].kept_as, kept);
    // The tools do not see the trash.
    EXPECT_EQ(remove(service, kept).code, "E_RESERVED");
    const Answer list = service.peer().call("list_directory", {{"path", "."}, {"depth", 5}});
    EXPECT_EQ(list.message.dump().find("trash"), std::string::npos);
  });
}

TEST(DeletePath, Refuses) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "repo/.git/config", "x");
    fs::create_symlink("../outside", arena.root() / "link");
    fs::create_symlink("ok.txt", arena.root() / "inside");
    ASSERT_EQ(::mkfifo((arena.root() / "fifo").c_str(), 0600), 0);
    Service service(arena, way);
    const std::string before = arena.state();
    const std::pair<const char*, const char*> cases[] = {{"dir", "E_NOT_EMPTY"},
                                                         {"missing", "E_NOT_FOUND"},
                                                         {"no/x", "E_NOT_FOUND"},
                                                         {".", "E_IS_DIR"},
                                                         {"../outside", "E_PATH"},
                                                         {"link", "E_SYMLINK"},
                                                         {"inside", "E_SYMLINK"},
                                                         {"link/secret.txt", "E_SYMLINK"},
                                                         {"fifo", "E_NOT_REGULAR"},
                                                         {".mcp-stage", "E_RESERVED"},
                                                         {"repo/.git/config", "E_PROTECTED"},
                                                         {"ok.txt/x", "E_NOT_DIR"}};
    for (const auto& [path, code] : cases) {
      EXPECT_EQ(remove(service, path).code, code) << path;
      EXPECT_EQ(arena.state(), before) << path;
    }
    EXPECT_EQ(remove(service, "repo", true).code, "E_PROTECTED");
    EXPECT_EQ(remove(service, "repo/.git", true).code, "E_PROTECTED");
    EXPECT_EQ(remove(service, "fifo", true).code, "E_NOT_REGULAR");
    EXPECT_EQ(arena.state(), before);
  });
}

// Other servers start and end meanwhile: they sweep the stage and remove an empty one.
TEST(DeletePath, OtherServersStartAndEndMeanwhile) {
  const Arena arena(Scratch::Where::memory);
  const files::Workspace workspace(workspace_options(arena.root()));
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  const int count = iterations(100);
  {
    const Racer racer([&] {
      files::Stage(*workspace.roots().front()).sweep();
      files::Stage(*workspace.roots().front()).tidy();
    });
    for (int i = 0; i < count; ++i) {
      put(arena.root() / "a/file", std::to_string(i));
      EXPECT_TRUE(remove(service, "a", true).ok());
    }
  }
  const auto entries = trash_of(arena);
  ASSERT_EQ(entries.size(), static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    EXPECT_EQ(content_of(arena.root() / entries[static_cast<std::size_t>(i)].kept_as / "file"),
              std::to_string(i));
  }
}

// A racer exchanges the object for another one, or its directory for a link to outside.
TEST(DeletePath, RacerExchangesNames) {
  in_each_way([](Way way) {
    for (const char* name : {"parent", "parent/file"}) {
      SCOPED_TRACE(name);
      const Arena arena(Scratch::Where::memory);
      put(arena.outside() / "file", secret);
      const fs::path spare = arena.root() / "spare";
      fs::create_symlink(arena.outside(), spare);
      fs::create_directory(arena.root() / "parent");
      const std::string outside = tree_state(arena.outside());
      Service service(arena, way);
      {
        const Racer racer([&] { exchange(arena.root() / name, spare); });
        for (int i = 0; i < iterations(200); ++i) {
          std::error_code none;
          const bool is_there =
              fs::is_regular_file(fs::symlink_status(arena.root() / "parent/file", none));
          if (!is_there) {
            const int directory = ::open((arena.root() / "parent").c_str(),
                                         O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            const Descriptor parent(directory);
            const Descriptor made(::openat(directory, "file", O_WRONLY | O_CREAT | O_EXCL, 0600));
          }
          const Answer answer = remove(service, "parent/file");
          if (answer.ok()) {
            const fs::path kept = arena.root() / answer.content["keptAs"].get<std::string>();
            EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(kept)));
          }
        }
      }
      EXPECT_EQ(tree_state(arena.outside()), outside);
      put_right(arena.root() / name, spare);
      EXPECT_TRUE(remove(service, "parent", true).ok());
    }
  });
}

// The server is killed before the rename: the object stays. The record alone is removed later.
TEST(DeletePath, DeathBeforeTheObjectIsMoved) {
  const Arena arena;
  {
    ServerProcess server(
        {.arguments =
             command_line(arena.root(), {"--no-landlock", std::string("--tools=") + manage_tools}),
         .environment = traceable()});
    Peer peer(server, Era::modern);
    EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
    Strace strace(server.pid(), {"trace=fsync", "inject=fsync:signal=SIGKILL:when=1"});
    if (!strace.refused().empty()) GTEST_SKIP() << strace.refused();
    peer.start_tool("delete_path", {{"path", "ok.txt"}});
    EXPECT_EQ(server.wait_exit(), -SIGKILL);
  }
  EXPECT_EQ(content_of(arena.root() / "ok.txt"), "inside\n");
  EXPECT_FALSE(stage_is_clean(arena.root()));
  ServerProcess next({.arguments = command_line(arena.root())});
  { const Peer opened(next, Era::modern); }
  next.close_input();
  EXPECT_EQ(next.wait_exit(), 0);
  EXPECT_FALSE(fs::exists(arena.root() / ".mcp-stage"));
}

// The server is killed after the rename: the object is in the trash, with its record.
TEST(DeletePath, DeathAfterTheObjectIsMoved) {
  const Arena arena;
  {
    ServerProcess server(
        {.arguments =
             command_line(arena.root(), {"--no-landlock", std::string("--tools=") + manage_tools}),
         .environment = traceable()});
    Peer peer(server, Era::modern);
    EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
    Strace strace(server.pid(), {"trace=fsync", "inject=fsync:signal=SIGKILL:when=2"});
    if (!strace.refused().empty()) GTEST_SKIP() << strace.refused();
    peer.start_tool("delete_path", {{"path", "ok.txt"}});
    EXPECT_EQ(server.wait_exit(), -SIGKILL);
  }
  EXPECT_FALSE(fs::exists(arena.root() / "ok.txt"));
  ServerProcess next({.arguments = command_line(arena.root())});
  { const Peer opened(next, Era::modern); }
  next.close_input();
  EXPECT_EQ(next.wait_exit(), 0);
  const auto entries = trash_of(arena);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].record.path, "ok.txt");
  EXPECT_EQ(content_of(arena.root() / entries[0].kept_as), "inside\n");
}

// Two servers delete or move one object: one of them does it, the other gets an error.
TEST(DeletePath, TwoAtOnce) {
  const Arena arena(Scratch::Where::memory);
  Service one(arena, {"program", Way::Kind::confined, Era::modern});
  Service other(arena, {"program", Way::Kind::confined, Era::legacy});
  std::size_t deleted = 0;
  const int count = iterations(100);
  for (int i = 0; i < count; ++i) {
    const std::string text = std::to_string(i);
    put(arena.root() / "a", text);
    const int first = one.peer().start_tool("delete_path", {{"path", "a"}});
    const bool moves = i % 2 == 0;
    const int second = moves ? other.peer().start_tool("move_path", from_to("a", "moved " + text))
                             : other.peer().start_tool("delete_path", {{"path", "a"}});
    const Answer a = one.peer().wait_answer(first);
    const Answer b = other.peer().wait_answer(second);
    EXPECT_NE(a.ok(), b.ok()) << a.message << b.message;
    EXPECT_EQ(a.ok() ? b.code : a.code, "E_NOT_FOUND");
    EXPECT_FALSE(fs::exists(arena.root() / "a"));
    const bool is_moved = moves && b.ok();
    deleted += is_moved ? 0 : 1;
    const std::string kept =
        is_moved ? "moved " + text : (a.ok() ? a : b).content["keptAs"].get<std::string>();
    EXPECT_EQ(content_of(arena.root() / kept), text);
  }
  EXPECT_EQ(trash_of(arena).size(), deleted);
}

TEST(DeletePath, SizeIsBounded) {
  const Arena arena(Scratch::Where::memory);
  constexpr std::uintmax_t limit = std::uintmax_t{1} << 30;
  put(arena.root() / "large", "");
  fs::resize_file(arena.root() / "large", limit + 1);  // sparse
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  EXPECT_EQ(remove(service, "large").code, "E_TOO_LARGE");
  EXPECT_EQ(fs::file_size(arena.root() / "large"), limit + 1);
  EXPECT_TRUE(stage_is_clean(arena.root()));
  fs::resize_file(arena.root() / "large", limit);
  EXPECT_TRUE(remove(service, "large").ok());
  EXPECT_TRUE(remove(service, "ok.txt").ok());
  const auto entries = trash_of(arena);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].record.path, "ok.txt");
}

// 100,000 files and directories, and one more.
TEST(DeletePath, NumberIsBounded) {
  if (sanitized) GTEST_SKIP() << "takes long";
  const Arena arena(Scratch::Where::memory);
  const fs::path tree = arena.root() / "tree";
  for (int i = 0; i < 100; ++i) {
    const fs::path directory = tree / std::to_string(i);
    fs::create_directories(directory);
    for (int j = 0; j < 999; ++j) {
      const Descriptor file(::open((directory / std::to_string(j)).c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    }
  }
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  EXPECT_EQ(remove(service, "tree", true).code, "E_TOO_LARGE");
  EXPECT_EQ(service.peer().call("move_path", from_to("tree", "b")).code, "E_TOO_LARGE");
  fs::remove(tree / "0/0");
  EXPECT_TRUE(service.peer().call("move_path", from_to("tree", "b")).ok());
  EXPECT_EQ(remove(service, "b", true).content["entries"], 100'000);
}

// The approval was for what was in the directory then.
TEST(DeletePath, DirectoryThatChangesAfterTheQuestion) {
  const Arena arena;
  ServerProcess server(
      {.arguments =
           command_line(arena.root(), {"--approve=all", std::string("--tools=") + manage_tools})});
  Peer peer(server, Era::modern, {{"elicitation", {{"form", Json::object()}}}});
  Json params{{"name", "delete_path"}, {"arguments", {{"path", "dir"}, {"recursive", true}}}};
  const Answer asked = to_answer(peer.request("tools/call", params));
  ASSERT_EQ(asked.code, "asked");
  put(arena.root() / "dir/new", "precious");
  params["requestState"] = asked.message["result"]["requestState"];
  const Json questions = asked.message["result"]["inputRequests"];
  const Json yes{{"action", "accept"}, {"content", {{"approve", true}}}};
  for (const auto& [key, question] : questions.items()) params["inputResponses"][key] = yes;
  EXPECT_EQ(to_answer(peer.request("tools/call", params)).code, "asked");
  EXPECT_EQ(content_of(arena.root() / "dir/new"), "precious");
}

/// The trash of a workspace, without a server.
class TrashOf : public testing::Test {
 protected:
  TrashOf() : workspace_(workspace_options(arena_.root().string())) {}

  const files::Root& root() const { return *workspace_.roots().front(); }

  files::TrashEntry put_into(const files::Trash& trash, const std::string& path,
                             std::uint64_t bytes) {
    put(arena_.root() / path, std::string(bytes, 'x'));
    const auto source = files::open_to_take(workspace_, workspace_.locate_for_writing(path));
    return trash.put(source, {1, bytes}, {});
  }

  std::vector<std::string> kept(const files::Trash& trash) const {
    std::vector<std::string> paths;
    for (const auto& entries = trash.entries(); const auto& entry : entries) {
      paths.push_back(entry.record.path);
      EXPECT_TRUE(fs::exists(arena_.root() / entry.kept_as));
    }
    return paths;
  }

  const Arena arena_;
  files::Workspace workspace_;
};

using Paths = std::vector<std::string>;

TEST_F(TrashOf, IsBoundedBySize) {
  const files::Trash trash(root(), {.bytes = 100});
  put_into(trash, "a", 40);
  put_into(trash, "b", 40);
  put_into(trash, "c", 20);
  EXPECT_EQ(kept(trash), Paths({"a", "b", "c"}));
  put_into(trash, "d", 1);
  EXPECT_EQ(kept(trash), Paths({"b", "c", "d"}));
  put_into(trash, "e", 100);
  EXPECT_EQ(kept(trash), Paths({"e"}));
  try {
    put_into(trash, "f", 101);
    ADD_FAILURE();
  } catch (const files::FileError& error) {
    EXPECT_EQ(error.code(), "E_TOO_LARGE");
  }
  EXPECT_EQ(fs::file_size(arena_.root() / "f"), 101U);
  EXPECT_EQ(kept(trash), Paths({"e"}));
}

TEST_F(TrashOf, IsBoundedByNumber) {
  const files::Trash trash(root(), {.objects = 2});
  for (const char* path : {"a", "b", "c"}) put_into(trash, path, 1);
  EXPECT_EQ(kept(trash), Paths({"b", "c"}));
}

TEST_F(TrashOf, IsBoundedByAge) {
  const files::Trash trash(root());
  const auto old = put_into(trash, "old", 1);
  put_into(trash, "new", 1);
  EXPECT_EQ(trash.kept_until(old) - old.name.deleted_at, 7 * 24 * 3600);
  const fs::path directory = arena_.root() / ".mcp-stage/trash";
  const std::string aged = "2020-01-01T00:00:00Z" + old.name.text.substr(20);
  fs::rename(directory / old.name.text, directory / aged);
  fs::rename(directory / old.name.record(), directory / (aged + ".json"));
  EXPECT_EQ(kept(trash), Paths({"old", "new"}));
  files::Stage(root()).sweep();
  EXPECT_EQ(kept(trash), Paths({"new"}));
  EXPECT_FALSE(fs::exists(directory / (aged + ".json")));
}

// Removing what is too old must also remove directories that may not be written.
TEST_F(TrashOf, RemovesWholeTrees) {
  const files::Trash trash(root(), {.objects = 1});
  put(arena_.root() / "tree/a/b/file", "x");
  fs::permissions(arena_.root() / "tree/a/b", fs::perms(0500));
  fs::permissions(arena_.root() / "tree/a", fs::perms(0000));
  const auto tree = files::open_to_take(workspace_, workspace_.locate_for_writing("tree"));
  trash.put(tree, {4, 1}, {});
  put_into(trash, "b", 1);
  EXPECT_EQ(kept(trash), Paths({"b"}));
  std::size_t left = 0;
  for (const auto& entry : fs::directory_iterator(arena_.root() / ".mcp-stage")) {
    left += entry.path().filename().string().ends_with(".tmp");
  }
  EXPECT_EQ(left, 0U);
}

TEST_F(TrashOf, TakesBack) {
  const files::Trash trash(root());
  const auto entry = put_into(trash, "a", 5);
  const auto target = [&](const char* path) {
    return files::open_target(workspace_, workspace_.locate_for_writing(path), false);
  };
  EXPECT_THROW(trash.take_back(entry, target("ok.txt"), {}), files::FileError);
  EXPECT_EQ(kept(trash), Paths({"a"}));
  trash.take_back(entry, target("back"), {});
  EXPECT_EQ(content_of(arena_.root() / "back"), "xxxxx");
  EXPECT_TRUE(trash.entries().empty());
  EXPECT_THROW(trash.take_back(entry, target("again"), {}), files::FileError);
  files::Stage(root()).tidy();
  EXPECT_FALSE(fs::exists(arena_.root() / ".mcp-stage"));
}

// What the server has not made is neither removed nor followed.
TEST_F(TrashOf, ForeignFilesAreLeftAlone) {
  const files::Trash trash(root(), {.objects = 0});
  const fs::path directory = arena_.root() / ".mcp-stage/trash";
  put(directory / "notes.txt", "mine");
  put(directory / "2020-01-01T00:00:00Z-000000000-5-short.json", "mine");
  fs::create_symlink("../../../outside", directory / "link");
  put(directory / "2020-01-01T00:00:00Z-000000000-5-AAAAAAAAAAAAAAAAAAAAAA.json", "no object");
  const std::string outside = tree_state(arena_.outside());
  files::Stage(root()).sweep();
  files::Stage(root()).tidy();
  EXPECT_TRUE(trash.entries().empty());
  EXPECT_EQ(std::distance(fs::directory_iterator(directory), {}), 3);
  EXPECT_EQ(tree_state(arena_.outside()), outside);
}

TEST_F(TrashOf, NamesOfTheServer) {
  const auto made = files::TrashName::make(1234);
  const auto parsed = files::TrashName::parse(made.text);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->bytes, 1234U);
  EXPECT_EQ(parsed->deleted_at, made.deleted_at);
  EXPECT_LT(made.text, files::TrashName::make(0).text);
  const std::string random = "AAAAAAAAAAAAAAAAAAAAAA";
  for (const std::string& name :
       {std::string(), std::string("x"), made.text + "x", made.text.substr(1),
        "2020-01-01T00:00:00Z-000000000--" + random, "2020-13-01T00:00:00Z-000000000-1-" + random,
        "2020-01-01T00:00:00Z-00000000x-1-" + random,
        "2020-01-01T00:00:00Z-000000000-99999999999999999999-" + random,
        std::string("2020-01-01T00:00:00Z-000000000-1-AAAAAAAAAAAAAAAAAAAAA.")}) {
    EXPECT_FALSE(files::TrashName::parse(name)) << name;
  }
}

// Another process holds the lock of the trash.
TEST_F(TrashOf, BusyTrash) {
  const files::Trash trash(root());
  put_into(trash, "a", 1);
  const Descriptor other(
      ::open((arena_.root() / ".mcp-stage/trash").c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(::flock(other.get(), LOCK_EX), 0);
  try {
    put_into(trash, "b", 1);
    ADD_FAILURE();
  } catch (const files::FileError& error) {
    EXPECT_EQ(error.code(), "E_BUSY");
  }
  EXPECT_EQ(content_of(arena_.root() / "b"), "x");
}

}  // namespace
}  // namespace mcp::test::delete_test
