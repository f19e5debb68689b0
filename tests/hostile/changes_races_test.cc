// Other programs act while a set of files is changed, and after a crash. The test calls the code
// step by step.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "changes/plan.hpp"
#include "changes/recovery.hpp"
#include "file_identity.hpp"
#include "hostile/changes.hpp"
#include "hostile/racer.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::changes_races_test {
namespace {

namespace fs = std::filesystem;

/// Changes that were checked, and are not made yet.
struct Planned {
  explicit Planned(const Arena& arena, Json list)
      : arguments(changes::call_of(std::move(list))),
        workspace(workspace_options(arena.root().string())),
        claim(workspace),
        plan(files::make_plan(workspace, decode<files::ApplyChanges>(arguments).value(),
                              {nullptr, claim, {}})) {}

  std::string perform(std::stop_token stop = {}) {
    try {
      files::perform_all(workspace, *plan.root, plan.steps, stop);
    } catch (const files::FileError& error) {
      return error.code();
    }
    return "";
  }

  const Json arguments;
  files::Workspace workspace;
  files::SpaceClaim claim;
  files::Plan plan;
};

Json each_kind() {
  return {changes::create("new", "new"), changes::edit("ok.txt", "inside", "edited"),
          changes::move("dir/inner.txt", "moved"), changes::remove("gone")};
}

/// What another program does after the changes were checked.
struct Interference {
  const char* name;
  const char* path;
  std::function<void(const fs::path&)> act;
  std::vector<std::string> codes;
};

void replace_by_text(const fs::path& path) {
  fs::remove(path);
  put(path, "theirs");
}

void replace_by_directory(const fs::path& path) {
  fs::remove(path);
  put(path / "kept", "theirs");
}

void replace_by_link(const fs::path& path) {
  fs::remove(path);
  fs::create_symlink("../outside/secret.txt", path);
}

void replace_by_fifo(const fs::path& path) {
  fs::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
}

void add_text(const fs::path& path) {
  put(path, content_of(path) + "theirs");
}

void replace_by_the_same_text(const fs::path& path) {
  const fs::path other = path.string() + ".new";
  put(other, content_of(path));
  fs::rename(other, path);
}

const Interference interferences[] = {
    {"NewFileIsThere", "new", replace_by_text, {"E_EXISTS"}},
    {"NewDirectoryIsThere", "new", replace_by_directory, {"E_EXISTS"}},
    {"NewLinkIsThere", "new", replace_by_link, {"E_EXISTS"}},
    {"EditedFileHasOtherText", "ok.txt", replace_by_text, {"E_CONFLICT"}},
    {"EditedFileHasMoreText", "ok.txt", add_text, {"E_CONFLICT"}},
    {"EditedFileIsADirectory", "ok.txt", replace_by_directory, {"E_IS_DIR"}},
    {"EditedFileIsALink", "ok.txt", replace_by_link, {"E_SYMLINK"}},
    {"EditedFileIsAFifo", "ok.txt", replace_by_fifo, {"E_NOT_REGULAR"}},
    {"EditedFileIsGone", "ok.txt", [](const fs::path& path) { fs::remove(path); }, {"E_NOT_FOUND"}},
    {"MovedFileHasOtherText", "dir/inner.txt", replace_by_text, {"E_CONFLICT"}},
    {"MovedFileIsAnother", "dir/inner.txt", replace_by_the_same_text, {"E_CONFLICT"}},
    {"MovedFileIsADirectory", "dir/inner.txt", replace_by_directory, {"E_IS_DIR"}},
    {"MovedFileIsALink", "dir/inner.txt", replace_by_link, {"E_SYMLINK"}},
    {"MovedFileIsGone",
     "dir/inner.txt",
     [](const fs::path& path) { fs::remove(path); },
     {"E_NOT_FOUND"}},
    {"NewNameIsTaken", "moved", replace_by_text, {"E_EXISTS"}},
    {"DeletedFileHasOtherText", "gone", replace_by_text, {"E_CONFLICT"}},
    {"DeletedFileIsADirectory", "gone", replace_by_directory, {"E_IS_DIR"}},
    {"DeletedFileIsALink", "gone", replace_by_link, {"E_SYMLINK"}},
    {"DeletedFileIsGone", "gone", [](const fs::path& path) { fs::remove(path); }, {"E_NOT_FOUND"}},
    {"DirectoryIsGone", "dir", [](const fs::path& path) { fs::remove_all(path); }, {"E_NOT_FOUND"}},
};

class InterferencesBefore : public testing::TestWithParam<Interference> {};

// Whatever the other program did stays, and nothing else is changed.
TEST_P(InterferencesBefore, ChangeNothing) {
  const Arena arena;
  put(arena.root() / "gone", "deleted");
  Planned planned(arena, each_kind());
  GetParam().act(arena.root() / GetParam().path);
  const std::string before = arena.state();
  EXPECT_EQ(planned.perform(), GetParam().codes.front());
  EXPECT_EQ(arena.state(), before);
  EXPECT_TRUE(stage_is_clean(arena.root()));
}

INSTANTIATE_TEST_SUITE_P(Changes, InterferencesBefore, testing::ValuesIn(interferences),
                         [](const auto& test) { return test.param.name; });

/// The contents of all files, also of those that were kept in the stage.
std::multiset<std::string> all_texts(const fs::path& root) {
  std::multiset<std::string> texts;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) texts.insert(content_of(entry.path()));
  }
  return texts;
}

// Another program exchanges two files all the time, which the changes edit and move.
TEST(ChangesRaces, AllOrNothingWhileFilesAreExchanged) {
  const Arena arena;
  const fs::path one = arena.root() / "one";
  const fs::path other = arena.root() / "other";
  int made = 0;
  for (int round = 0; round < iterations(50); ++round) {
    put(one, "text of one");
    put(other, "text of the other");
    {
      Planned planned(arena, {changes::create("new", "x"), changes::edit("one", "text", "edited"),
                              changes::move("other", "moved")});
      const Racer racer([&] { exchange(one, other); });
      const bool is_made = planned.perform().empty();
      made += is_made;
      EXPECT_EQ(fs::exists(arena.root() / "new"), is_made);
      EXPECT_EQ(fs::exists(arena.root() / "moved"), is_made);
    }
    const auto texts = all_texts(arena.root());
    EXPECT_TRUE(texts.contains(fs::exists(arena.root() / "new") ? "edited of one" : "text of one"));
    EXPECT_TRUE(texts.contains("text of the other"));
    fs::remove_all(arena.root() / ".mcp-stage");
    for (const char* name : {"new", "moved"}) fs::remove(arena.root() / name);
  }
  RecordProperty("made", made);
}

TEST(ChangesRaces, ACancelledCallChangesNothing) {
  const Arena arena;
  put(arena.root() / "gone", "deleted");
  Planned planned(arena, each_kind());
  const std::string before = arena.state();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(planned.perform(stop.get_token()), "E_CANCELLED");
  EXPECT_EQ(arena.state(), before);
}

TEST(ChangesRaces, NewFilesHaveALimitTogether) {
  const Arena arena;
  const std::string half(std::size_t{32} << 20, 'x');
  const Json two{changes::create("a", half), changes::create("b", half)};
  EXPECT_EQ(Planned(arena, two).plan.steps.size(), 2U);
  Json three = two;
  three.push_back(changes::create("c", "x"));
  try {
    Planned(arena, three);
    ADD_FAILURE();
  } catch (const files::FileError& error) {
    EXPECT_EQ(error.code(), "E_TOO_LARGE");
  }
}

/// A transaction that a crash has left: some steps are done, and the record is there.
class Crashed {
 public:
  Crashed(const Arena& arena, Json list, std::size_t done)
      : root_(arena.root()), planned_(arena, std::move(list)) {
    const auto& root = *planned_.plan.root;
    changes_ = files::open_locked_changes(root, {});
    const files::Journal journal(changes_);
    files::JournalRecord record;
    for (auto& planned : planned_.plan.steps) {
      stage(journal, planned);
      record.steps.push_back(planned.step.record);
    }
    journal.save(root, record);
    for (std::size_t i = 0; i < done; ++i) perform(journal, planned_.plan.steps[i].step);
  }

  /// As at the next start.
  void recover() {
    changes_ = {};
    files::recover_changes(planned_.workspace);
  }

  /// The contents of the files that were kept in the stage.
  std::multiset<std::string> kept() const {
    std::multiset<std::string> texts;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(root_ / ".mcp-stage", none)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("conflict-")) texts.insert(content_of(entry.path()));
      EXPECT_NE(name, "changes");
    }
    return texts;
  }

 private:
  static void stage(const files::Journal& journal, files::PlannedStep& planned) {
    auto& record = planned.step.record;
    if (planned.before) record.before = {planned.before->status.st_ino, planned.before->etag};
    if (!planned.after) return;
    const Descriptor file = journal.create(planned.step.name, "the test");
    files::write_fully(file.get(), planned.after->content, 0, "the test");
    record.after = {files::status_of(file.get(), "the test").st_ino, planned.after->etag};
  }

  const fs::path root_;
  Planned planned_;
  files::LockedDirectory changes_;
};

TEST(ChangesRaces, ACrashAfterAnyStepIsUndone) {
  for (std::size_t done = 0; done <= 4; ++done) {
    SCOPED_TRACE(done);
    const Arena arena;
    put(arena.root() / "gone", "deleted");
    const std::string before = arena.state();
    Crashed crashed(arena, each_kind(), done);
    crashed.recover();
    EXPECT_EQ(crashed.kept(), std::multiset<std::string>());
    if (done < 4) {
      EXPECT_EQ(arena.state(), before);
    } else {
      EXPECT_EQ(content_of(arena.root() / "new"), "new");
      EXPECT_EQ(content_of(arena.root() / "ok.txt"), "edited\n");
      EXPECT_EQ(content_of(arena.root() / "moved"), "deeper\n");
      EXPECT_FALSE(fs::exists(arena.root() / "gone"));
    }
  }
}

/// What another program does between a crash after three of four steps and the next start.
struct AfterCrash {
  const char* name;
  std::function<void(const fs::path& root)> act;
  std::map<std::string, std::string> files;
  std::multiset<std::string> kept;
};

const AfterCrash after_crash[] = {
    {"NewFileChanged",
     [](const fs::path& root) { add_text(root / "new"); },
     {{"new", "newtheirs"}, {"ok.txt", "inside\n"}},
     {}},
    {"NewFileRemoved",
     [](const fs::path& root) { fs::remove(root / "new"); },
     {{"ok.txt", "inside\n"}},
     {}},
    {"EditedFileChanged",
     [](const fs::path& root) { add_text(root / "ok.txt"); },
     {{"ok.txt", "edited\ntheirs"}},
     {"inside\n"}},
    {"EditedFileReplaced",
     [](const fs::path& root) { replace_by_text(root / "ok.txt"); },
     {{"ok.txt", "theirs"}},
     {"inside\n"}},
    {"EditedFileRemoved",
     [](const fs::path& root) { fs::remove(root / "ok.txt"); },
     {{"ok.txt", "inside\n"}},
     {}},
    {"MovedFileChanged",
     [](const fs::path& root) { add_text(root / "moved"); },
     {{"dir/inner.txt", "deeper\ntheirs"}},
     {}},
    {"OldNameTaken",
     [](const fs::path& root) { put(root / "dir/inner.txt", "theirs"); },
     {{"dir/inner.txt", "theirs"}, {"moved", "deeper\n"}},
     {}},
    {"DirectoryGone",
     [](const fs::path& root) { fs::remove_all(root / "dir"); },
     {{"moved", "deeper\n"}, {"ok.txt", "inside\n"}},
     {}},
};

class ChangesAfterACrash : public testing::TestWithParam<AfterCrash> {};

TEST_P(ChangesAfterACrash, AreKept) {
  const Arena arena;
  put(arena.root() / "gone", "deleted");
  Crashed crashed(arena, each_kind(), 3);
  GetParam().act(arena.root());
  crashed.recover();
  for (const auto& [path, content] : GetParam().files) {
    EXPECT_EQ(content_of(arena.root() / path), content) << path;
  }
  EXPECT_EQ(content_of(arena.root() / "gone"), "deleted");
  EXPECT_EQ(crashed.kept(), GetParam().kept);
}

INSTANTIATE_TEST_SUITE_P(Changes, ChangesAfterACrash, testing::ValuesIn(after_crash),
                         [](const auto& test) { return test.param.name; });

// The old name of a deleted file is taken: the file is kept in the stage.
TEST(ChangesRaces, ADeletedFileWhoseNameIsTakenIsKept) {
  const Arena arena;
  const Json list{changes::remove("ok.txt"), changes::create("new", "new")};
  Crashed crashed(arena, list, 1);
  put(arena.root() / "ok.txt", "theirs");
  crashed.recover();
  EXPECT_EQ(content_of(arena.root() / "ok.txt"), "theirs");
  EXPECT_EQ(crashed.kept(), std::multiset<std::string>{"inside\n"});
}

// A journal that cannot be understood, or that leads elsewhere, changes nothing in the workspace.
TEST(ChangesRaces, Case86_DamagedJournals) {
  const Arena arena;
  const auto with_step = [](const std::string& path) {
    const Json nothing{{"inode", 0}, {"etag", ""}};
    const Json step{
        {"kind", "delete"}, {"path", path}, {"to", path}, {"before", nothing}, {"after", nothing}};
    return Json{{"steps", {step, step}}}.dump();
  };
  const std::pair<std::string, bool> journals[] = {
      {"", true},
      {"no JSON", true},
      {R"({"steps":[{}]})", true},
      {R"({"steps":[]})", false},
      {with_step("../outside/new"), false},
      {with_step(arena.outside() / "new"), false},
      {with_step(arena.root() / "new"), false},
      {with_step(".mcp-stage/new"), false},
      {with_step("missing/new"), false},
      {with_step(""), false},
  };
  for (const auto& [text, is_kept] : journals) {
    SCOPED_TRACE(text);
    const fs::path stage = arena.root() / ".mcp-stage";
    fs::create_directories(stage);
    fs::permissions(stage, fs::perms(0700));
    const std::string before = arena.state();
    put(stage / "changes/one/journal", text);
    put(stage / "changes/one/0", "the only copy");
    files::recover_changes(files::Workspace(workspace_options(arena.root().string())));
    EXPECT_FALSE(fs::exists(stage / "changes"));
    EXPECT_EQ(fs::exists(stage / "conflict-one"), is_kept);
    fs::remove_all(stage / "conflict-one");
    fs::remove_all(stage / "conflict-one-0");
    EXPECT_EQ(arena.state(), before);
  }
}

}  // namespace
}  // namespace mcp::test::changes_races_test
