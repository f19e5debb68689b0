// Other programs act at the moment when a new file replaces the old one. The test calls the code
// step by step.
#include "publish.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

#include "file_error.hpp"
#include "file_identity.hpp"
#include "hostile/arena.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::publish_test {
namespace {

namespace fs = std::filesystem;

/// A file that has been written to the stage and has checked its target, but is not published.
struct Written {
  explicit Written(const Arena& arena, const std::string& path = "ok.txt")
      : workspace(workspace_options(arena.root().string())),
        place(workspace.locate_for_writing(path)),
        target(files::open_target(workspace, place, false)),
        file(place) {
    files::write_fully(file.fd(), "new", 0, place.shown);
  }

  files::Workspace workspace;
  files::Place place;
  files::Target target;
  files::StagedFile file;
};

void anything_goes(const Descriptor&) {}

std::string code_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const files::FileError& error) {
    return error.code();
  }
  return "";
}

/// The state without what is in the stage.
std::string published(const Arena& arena) {
  std::istringstream lines(arena.state());
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(".mcp-stage") == std::string::npos) kept += line + '\n';
  }
  return kept;
}

/// The joined contents of the files in the stage.
std::string staged(const Arena& arena) {
  std::string all;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(arena.root() / ".mcp-stage", none)) {
    if (entry.path().filename() != ".gitignore") all += content_of(entry.path());
  }
  return all;
}

void start_and_end_a_server(const Arena& arena) {
  Service(arena, {"program", Way::Kind::confined, Era::modern});
}

struct Replacement {
  const char* name;
  const char* code;
  std::function<void(const fs::path&)> make;
};

const Replacement replacements[] = {
    {"Case46_Directory", "E_IS_DIR", [](const fs::path& path) { put(path / "kept", "kept"); }},
    {"Case46_EmptyDirectory", "E_IS_DIR", [](const fs::path& path) { fs::create_directory(path); }},
    {"Case46_Link", "E_SYMLINK",
     [](const fs::path& path) { fs::create_symlink("../outside/secret.txt", path); }},
    {"Case46_DanglingLink", "E_SYMLINK",
     [](const fs::path& path) { fs::create_symlink("../outside/new", path); }},
    {"Case46_Fifo", "E_NOT_REGULAR",
     [](const fs::path& path) { ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0); }},
};

class TargetBecomes : public testing::TestWithParam<Replacement> {};

// The target was a file when it was checked, and is something else when it is replaced.
TEST_P(TargetBecomes, SomethingElseAndStaysIt) {
  const Arena arena;
  std::string before;
  {
    Written written(arena);
    fs::remove(arena.root() / "ok.txt");
    GetParam().make(arena.root() / "ok.txt");
    before = published(arena);
    EXPECT_EQ(code_of([&] { publish_over(written.file, written.target, anything_goes); }),
              GetParam().code);
  }
  EXPECT_EQ(arena.state(), before);
}

INSTANTIATE_TEST_SUITE_P(Publish, TargetBecomes, testing::ValuesIn(replacements),
                         [](const auto& test) { return test.param.name; });

TEST(Publish, Case46_TargetBecomesNothing) {
  const Arena arena;
  {
    Written written(arena);
    fs::remove(arena.root() / "ok.txt");
    EXPECT_EQ(code_of([&] { publish_over(written.file, written.target, anything_goes); }),
              "E_NOT_FOUND");
  }
  EXPECT_FALSE(fs::exists(arena.root() / "ok.txt"));
  EXPECT_TRUE(stage_is_clean(arena.root()));
}

TEST(Publish, Case85_FileChangedInTheLastMomentIsPutBack) {
  const Arena arena;
  std::string before;
  {
    Written written(arena);
    put(arena.root() / "ok.txt", "changed by somebody");
    before = published(arena);
    std::string displaced;
    const auto refuse = [&](const Descriptor& file) {
      displaced = files::read_all(file.get(), 100, "ok.txt");
      throw files::FileError("E_CONFLICT", "changed", "read it");
    };
    EXPECT_EQ(code_of([&] { publish_over(written.file, written.target, refuse); }), "E_CONFLICT");
    EXPECT_EQ(displaced, "changed by somebody");
  }
  EXPECT_EQ(arena.state(), before);
}

// A third file may be written between the exchange and the one that undoes it. None of the texts of
// other programs is lost, even after a restart of the server.
TEST(Publish, Case85_ThirdVersionIsKept) {
  const Arena arena;
  {
    Written written(arena);
    put(arena.root() / "ok.txt", "second");
    const auto interfere = [&](const Descriptor&) {
      put(arena.root() / "third", "third");
      fs::rename(arena.root() / "third", arena.root() / "ok.txt");
      throw files::FileError("E_CONFLICT", "changed", "read it");
    };
    EXPECT_EQ(code_of([&] { publish_over(written.file, written.target, interfere); }),
              "E_CONFLICT");
  }
  EXPECT_EQ(content_of(arena.root() / "ok.txt"), "second");
  start_and_end_a_server(arena);
  EXPECT_EQ(staged(arena), "third");
}

// If the target disappears while the exchange is undone, the displaced file is kept.
TEST(Publish, Case85_DisplacedFileIsKeptWhenItCannotGoBack) {
  const Arena arena;
  {
    Written written(arena);
    const auto interfere = [&](const Descriptor&) {
      fs::remove(arena.root() / "ok.txt");
      throw files::FileError("E_CONFLICT", "changed", "read it");
    };
    EXPECT_EQ(code_of([&] { publish_over(written.file, written.target, interfere); }),
              "E_CONFLICT");
  }
  start_and_end_a_server(arena);
  EXPECT_FALSE(fs::exists(arena.root() / "ok.txt"));
  EXPECT_EQ(staged(arena), "inside\n");
}

/// Calls `act` in a process that then exits without any cleanup.
void in_a_process_that_dies(const std::function<void()>& act) {
  const pid_t child = ::fork();
  if (child == 0) {
    act();
    ::_exit(0);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

// The process dies after the exchange, before it has checked the displaced file. If that file is
// not the expected one, both texts still exist.
TEST(Publish, Case115_DeathBeforeTheDisplacedFileIsLookedAt) {
  for (const bool changed : {false, true}) {
    SCOPED_TRACE(changed);
    const Arena arena;
    in_a_process_that_dies([&] {
      Written written(arena);
      written.file.expect(files::etag_of(open_existing(written.target).get(), ""), "");
      if (changed) put(arena.root() / "ok.txt", "changed by somebody");
      publish_over(written.file, written.target, [](const Descriptor&) { ::_exit(0); });
    });
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "new");
    start_and_end_a_server(arena);
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "new");
    EXPECT_EQ(staged(arena), changed ? "changed by somebody" : "");
    EXPECT_EQ(fs::exists(arena.root() / ".mcp-stage"), changed);
  }
}

// If it dies before the exchange, no file of it stays.
TEST(Publish, Case115_DeathBeforeTheExchange) {
  for (const bool expects : {false, true}) {
    const Arena arena;
    const std::string before = arena.state();
    in_a_process_that_dies([&] {
      Written written(arena);
      if (expects) written.file.expect("c-0123", "");
      ::_exit(0);
    });
    EXPECT_FALSE(stage_is_clean(arena.root()));
    start_and_end_a_server(arena);
    EXPECT_EQ(arena.state(), before);
    EXPECT_FALSE(fs::exists(arena.root() / ".mcp-stage"));
  }
}

TEST(Publish, Case85_NewFileDoesNotTakeTheNameOfAnother) {
  const Arena arena;
  std::string before;
  {
    Written written(arena, "fresh");
    put(arena.root() / "fresh", "somebody was faster");
    before = published(arena);
    EXPECT_EQ(code_of([&] { publish_new(written.file, written.target); }), "E_EXISTS");
  }
  EXPECT_EQ(arena.state(), before);
}

// Links in the stage are never followed, and only left-over files of the server are removed.
TEST(Publish, Case86_ThingsPlantedInTheStage) {
  const Arena arena;
  const fs::path stage = arena.root() / ".mcp-stage";
  fs::create_directory(stage);
  fs::create_symlink("../../outside/secret.txt", stage / "link.tmp");
  fs::create_symlink("../../outside", stage / "directory.tmp");
  fs::create_symlink("../../outside/ignore", stage / ".gitignore");
  fs::create_hard_link(arena.outside() / "secret.txt", stage / "hard.tmp");
  const std::string left_over = "left-over000000000000A.tmp";
  put(stage / left_over, "left over");
  put(stage / "conflict-x", "somebody's text");
  ASSERT_EQ(::mkfifo((stage / "fifo.tmp").c_str(), 0600), 0);
  const std::string outside = tree_state(arena.outside());
  in_each_era([&](Way way) {
    Service service(arena, way);
    EXPECT_TRUE(service.peer()
                    .call("write_file",
                          {{"path", "new"}, {"content", to_text(way.era)}, {"mode", "upsert"}})
                    .ok());
  });
  EXPECT_EQ(tree_state(arena.outside()), outside);
  EXPECT_FALSE(fs::exists(stage / left_over));
  EXPECT_EQ(content_of(stage / "conflict-x"), "somebody's text");
  EXPECT_EQ(content_of(arena.root() / "new"), to_text(Era::legacy));
}

// If the stage's name is taken by something else, the file is not written elsewhere instead.
TEST(Publish, Case86_StageThatIsNoDirectory) {
  in_each_way([](Way way) {
    for (const bool is_link : {false, true}) {
      const Arena arena;
      if (is_link) {
        fs::create_symlink("../outside", arena.root() / ".mcp-stage");
      } else {
        put(arena.root() / ".mcp-stage", "in the way");
      }
      const std::string before = arena.state();
      Service service(arena, way);
      for (const char* path : {"new", "ok.txt"}) {
        const Answer answer = service.peer().call(
            "write_file", {{"path", path}, {"content", "x"}, {"mode", "upsert"}});
        EXPECT_EQ(answer.code, "E_NOT_DIR");
        EXPECT_EQ(arena.state(), before);
      }
    }
  });
}

}  // namespace
}  // namespace mcp::test::publish_test
