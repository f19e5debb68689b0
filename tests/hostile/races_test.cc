// Another thread renames files while the tools run. In any order, nothing outside the root is read
// or changed.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "hostile/arena.hpp"
#include "hostile/racer.hpp"
#include "stage.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::races_test {
namespace {

namespace fs = std::filesystem;

constexpr int usual = sanitized ? 60 : 300;

/// The number of conflict files that were kept in the stage.
std::ptrdiff_t kept_conflicts(const Arena& arena) {
  std::error_code none;
  const fs::directory_iterator stage(arena.root() / ".mcp-stage", none);
  return std::count_if(begin(stage), end(stage), [](const fs::directory_entry& entry) {
    return entry.path().filename().string().starts_with("conflict-");
  });
}

void expect_no_secret(const Answer& answer) {
  EXPECT_EQ(answer.message.dump().find(secret), std::string::npos) << answer.message;
}

TEST(Races, Case36_LeafIsSwappedForALink) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    put(arena.root() / "leaf", "one");
    fs::create_symlink("../outside/secret.txt", arena.root() / "spare");
    const std::string outside = tree_state(arena.outside());
    Service service(arena, way);
    std::ptrdiff_t conflicts = 0;
    {
      const Racer racer([&] { exchange(arena.root() / "leaf", arena.root() / "spare"); });
      for (int i = 0; i < iterations(usual); ++i) {
        const Answer written =
            service.peer().call("write_file", {{"path", "leaf"},
                                               {"content", "version " + std::to_string(i)},
                                               {"mode", "upsert"},
                                               {"breakLinks", true}});
        // A link made just after the write is a conflict as well, but no file is kept for it.
        conflicts += written.code == "E_CONFLICT" &&
                     written.message.dump().find("is kept as") != std::string::npos;
        expect_no_secret(service.peer().call("read_file", {{"path", "leaf"}}));
        expect_no_secret(service.peer().call("read_many", {{"paths", {"leaf", "ok.txt", "leaf"}}}));
      }
    }
    EXPECT_EQ(tree_state(arena.outside()), outside);
    EXPECT_EQ(kept_conflicts(arena), conflicts);
  });
}

// The racer replaces the leaf by a dangling link.
TEST(Races, Case36_LeafComesAndGoes) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    const std::string outside = tree_state(arena.outside());
    const fs::path leaf = arena.root() / "leaf";
    const fs::path made = arena.root() / "made";
    Service service(arena, way);
    {
      const Racer racer([&] {
        ::unlink(leaf.c_str());
        [[maybe_unused]] const int linked = ::symlink("../outside/new", made.c_str());
        ::rename(made.c_str(), leaf.c_str());
      });
      for (int i = 0; i < iterations(usual); ++i) {
        for (const char* visibility : {"atomic", "live"}) {
          service.peer().call("write_file", {{"path", "leaf"},
                                             {"content", "version " + std::to_string(i)},
                                             {"visibility", visibility}});
        }
      }
    }
    EXPECT_EQ(tree_state(arena.outside()), outside);
    EXPECT_TRUE(stage_is_clean(arena.root()));
  });
}

TEST(Races, Case37_ParentIsSwappedForALink) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    put(arena.root() / "parent/secret.txt", "harmless");
    fs::create_symlink("../outside", arena.root() / "spare");
    const std::string outside = tree_state(arena.outside());
    Service service(arena, way);
    {
      const Racer racer([&] { exchange(arena.root() / "parent", arena.root() / "spare"); });
      for (int i = 0; i < iterations(usual); ++i) {
        const std::string text = "version " + std::to_string(i);
        service.peer().call("write_file",
                            {{"path", "parent/secret.txt"}, {"content", text}, {"mode", "upsert"}});
        service.peer().call("write_file", {{"path", "parent/a/" + std::to_string(i % 8)},
                                           {"content", text},
                                           {"mode", "upsert"},
                                           {"createParents", true}});
        expect_no_secret(service.peer().call("read_file", {{"path", "parent/secret.txt"}}));
        const Answer info = service.peer().call("file_info", {{"path", "parent/secret.txt"}});
        EXPECT_NE(info.content.value("size", std::size_t{0}), std::string(secret).size());
        service.peer().call("list_directory", {{"path", "parent"}});
      }
    }
    EXPECT_EQ(tree_state(arena.outside()), outside);
    EXPECT_TRUE(stage_is_clean(arena.root()));
  });
}

// A directory that is moved out of the workspace while a file is written into it may take the file
// along, which the server cannot prevent; nothing else outside changes.
TEST(Races, Case38_ParentIsCarriedOutside) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    fs::create_directory(arena.root() / "parent");
    const fs::path inside = arena.root() / "parent";
    const fs::path away = arena.outside() / "parent";
    Service service(arena, way);
    {
      const Racer racer([&] {
        ::rename(inside.c_str(), away.c_str());
        ::rename(away.c_str(), inside.c_str());
      });
      for (int i = 0; i < iterations(usual); ++i) {
        service.peer().call("write_file", {{"path", "parent/file"},
                                           {"content", "version " + std::to_string(i)},
                                           {"mode", "upsert"}});
      }
    }
    fs::remove_all(inside);
    fs::remove_all(away);
    EXPECT_EQ(content_of(arena.outside() / "secret.txt"), secret);
    EXPECT_EQ(std::distance(fs::directory_iterator(arena.outside()), {}), 1);
    EXPECT_TRUE(stage_is_clean(arena.root()));
  });
}

// A reader gets one complete version, never a part or a mixture.
TEST(Races, ReadersSeeAllOldOrAllNew) {
  const Arena arena(Scratch::Where::memory);
  const fs::path file = arena.root() / "file";
  constexpr std::size_t size = 100'000;
  put(file, std::string(size, 'a'));
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  std::atomic<int> torn = 0;
  {
    const Racer reader([&] {
      const std::string seen = content_of(file);
      if (seen != std::string(size, seen.front())) ++torn;
    });
    for (int i = 0; i < iterations(usual); ++i) {
      const Answer written = service.peer().call(
          "write_file", {{"path", "file"},
                         {"content", std::string(size, static_cast<char>('b' + i % 2))},
                         {"mode", "overwrite"}});
      EXPECT_EQ(written.code, "");
    }
  }
  EXPECT_EQ(torn, 0);
}

// Starting servers remove files of crashed servers, and must not remove files that are in use.
TEST(Races, OtherServersStartMeanwhile) {
  const Arena arena(Scratch::Where::memory);
  const files::Workspace workspace(workspace_options(arena.root().string()));
  Service service(arena, {"library", Way::Kind::openat2, Era::modern});
  const Racer racer([&] { files::Stage(*workspace.roots().front()).sweep(); });
  std::string etag;
  for (int i = 0; i < iterations(usual); ++i) {
    Json arguments{{"path", "file"}, {"content", std::to_string(i)}, {"mode", "upsert"}};
    if (i % 2 != 0) arguments["ifMatch"] = etag;
    const Answer written = service.peer().call("write_file", arguments);
    ASSERT_EQ(written.code, "") << written.content;
    EXPECT_EQ(content_of(arena.root() / "file"), std::to_string(i));
    etag = written.content["etag"];
  }
}

// If a file appears between the check and the write, a write that needs approval to overwrite must
// not replace it.
TEST(Races, Case103_FileComesBeforeAWriteThatNeedsNoApproval) {
  const Arena arena(Scratch::Where::memory);
  const fs::path file = arena.root() / "file";
  WorkspaceServer server(workspace_options(arena.root().string()),
                         {.approval = files::Approval::overwrite});
  Peer peer(server, Era::modern);
  std::atomic<int> replaced = 0;
  {
    const Racer racer([&] {
      ::unlink(file.c_str());
      put(arena.root() / "made", "precious");
      ::rename((arena.root() / "made").c_str(), file.c_str());
      for (int i = 0; i < 20; ++i) replaced += content_of(file) != "precious";
    });
    for (int i = 0; i < iterations(4 * usual); ++i) {
      const Json call{{"path", "file"}, {"content", std::to_string(i)}, {"mode", "upsert"}};
      peer.call("write_file", call);
    }
  }
  EXPECT_EQ(replaced, 0);
}

// Two calls create one file: the first succeeds, the second gets an error.
TEST(Races, Case83_TwoCreatesOfOneFile) {
  const Arena arena(Scratch::Where::memory);
  Service one(arena, {"program", Way::Kind::confined, Era::modern});
  Service other(arena, {"program", Way::Kind::confined, Era::legacy});
  for (int i = 0; i < iterations(usual); ++i) {
    const std::string path = "file " + std::to_string(i);
    const int first = one.peer().start_tool("write_file", {{"path", path}, {"content", "one"}});
    const int second =
        other.peer().start_tool("write_file", {{"path", path}, {"content", "other"}});
    const Answer a = one.peer().wait_answer(first);
    const Answer b = other.peer().wait_answer(second);
    EXPECT_EQ(content_of(arena.root() / path), a.ok() ? "one" : "other");
    EXPECT_EQ(a.ok() ? b.code : a.code, "E_EXISTS");
    EXPECT_NE(a.ok(), b.ok());
  }
  EXPECT_TRUE(stage_is_clean(arena.root()));
}

}  // namespace
}  // namespace mcp::test::races_test
