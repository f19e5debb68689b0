// apply_changes: what each op does, alone and together; that a failure changes nothing; limits.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "hostile/changes.hpp"
#include "hostile/manage.hpp"
#include "hostile/refused_paths.hpp"
#include "support/server_process.hpp"

namespace mcp::test::changes_test {
namespace {

namespace fs = std::filesystem;
using changes::apply;
using changes::create;
using changes::edit;
using changes::move;
using changes::only;
using changes::remove;
using changes::write;

constexpr const char* no_file = "(there is no file)";

/// Changes, and what the files are afterwards.
struct Sequence {
  const char* name;
  Json list;
  std::map<std::string, std::string> files;
};

// In a workspace with a ("A\n") and b ("B\n").
const Sequence sequences[] = {
    {"EachOp",
     {create("new", "N"), edit("a", "A", "1"), move("b", "dir/b"), remove("ok.txt")},
     {{"new", "N"}, {"a", "1\n"}, {"b", no_file}, {"dir/b", "B\n"}, {"ok.txt", no_file}}},
    {"WriteNewAndOld", {write("new", "N"), write("a", "")}, {{"new", "N"}, {"a", ""}}},
    {"EditOfACreatedFile", {create("new", "one"), edit("new", "one", "1")}, {{"new", "1"}}},
    {"TwoEditsOfAFile", {edit("a", "A", "1"), edit("a", "1", "2")}, {{"a", "2\n"}}},
    {"CreatedAndDeleted", {create("new", "N"), remove("new")}, {{"new", no_file}}},
    {"DeletedAndCreated", {remove("a"), create("a", "N")}, {{"a", "N"}}},
    {"MovedAndEdited", {move("a", "c"), edit("c", "A", "1")}, {{"a", no_file}, {"c", "1\n"}}},
    {"EditedAndMoved", {edit("a", "A", "1"), move("a", "c")}, {{"a", no_file}, {"c", "1\n"}}},
    {"MovedAndWrittenAnew", {move("a", "c"), write("a", "N")}, {{"a", "N"}, {"c", "A\n"}}},
    {"MovedOntoADeletedFile", {remove("a"), move("b", "a")}, {{"a", "B\n"}, {"b", no_file}}},
    {"MovedThereAndBack", {move("a", "c"), move("c", "a")}, {{"a", "A\n"}, {"c", no_file}}},
    {"Exchanged", {move("a", "c"), move("b", "a"), move("c", "b")}, {{"a", "B\n"}, {"b", "A\n"}}},
    {"OneNameInTwoSpellings", {create("new", "N"), edit("./new", "N", "1")}, {{"new", "1"}}},
    {"Base64",
     {{{"op", "create"}, {"path", "new"}, {"content", "AAEC"}, {"encoding", "base64"}}},
     {{"new", std::string("\0\1\2", 3)}}},
};

class Sequences : public testing::TestWithParam<Sequence> {};

TEST_P(Sequences, AreApplied) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "A\n");
    put(arena.root() / "b", "B\n");
    Service service(arena, way);
    const std::string before = arena.state();
    const Answer shown = apply(service.peer(), GetParam().list, {{"dryRun", true}});
    EXPECT_EQ(arena.state(), before);
    EXPECT_EQ(shown.content["dryRun"], true) << shown.message;
    const Answer answer = apply(service.peer(), GetParam().list);
    ASSERT_TRUE(answer.ok()) << answer.message;
    EXPECT_EQ(answer.content["changes"], shown.content["changes"]);
    EXPECT_EQ(answer.content["diff"], shown.content["diff"]);
    for (const auto& [path, content] : GetParam().files) {
      const fs::path file = arena.root() / path;
      EXPECT_EQ(fs::exists(file) ? content_of(file) : no_file, content) << path;
    }
    EXPECT_TRUE(stage_is_clean(arena.root()));
  });
}

INSTANTIATE_TEST_SUITE_P(Changes, Sequences, testing::ValuesIn(sequences),
                         [](const auto& test) { return test.param.name; });

TEST(ApplyChanges, SaysWhatItDid) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one\ntwo\n");
    put(arena.root() / "bytes", std::string("\0\1", 2));
    Service service(arena, way);
    const Json list{edit("a", "two", "2"), create("new", "x\ny\n"), move("ok.txt", "moved"),
                    remove("dir/inner.txt"), remove("bytes")};
    const Answer answer = apply(service.peer(), list);
    ASSERT_TRUE(answer.ok()) << answer.message;
    const auto etag = [&](const char* path) {
      return service.peer().call("file_info", {{"path", path}}).content["etag"];
    };
    const Json expected{
        {{"path", "a"}, {"kind", "replaced"}, {"etag", etag("a")}, {"added", 1}, {"removed", 1}},
        {{"path", "new"}, {"kind", "created"}, {"etag", etag("new")}, {"added", 2}, {"removed", 0}},
        {{"path", "ok.txt"}, {"kind", "moved"}, {"to", "moved"}, {"etag", etag("moved")}},
        {{"path", "dir/inner.txt"}, {"kind", "deleted"}, {"added", 0}, {"removed", 1}},
        {{"path", "bytes"}, {"kind", "deleted"}}};
    EXPECT_EQ(answer.content["changes"], expected);
    EXPECT_EQ(answer.content["diff"],
              "--- a\n+++ a\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"
              "--- /dev/null\n+++ new\n@@ -0,0 +1,2 @@\n+x\n+y\n"
              "rename from ok.txt\nrename to moved\n"
              "--- dir/inner.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-deeper\n"
              "--- bytes\n+++ /dev/null\n(not text, or larger than 8 MiB)\n");
  });
}

TEST(ApplyChanges, KeepsTheAttributesOfFiles) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "A");
    put(arena.root() / "b", "B");
    fs::permissions(arena.root() / "a", fs::perms(0750));
    fs::permissions(arena.root() / "b", fs::perms(0711));
    Service service(arena, way);
    const Json list{edit("a", "A", "1"), move("b", "c"), write("c", "2"), create("new", "N")};
    ASSERT_TRUE(apply(service.peer(), list).ok());
    EXPECT_EQ(fs::status(arena.root() / "a").permissions(), fs::perms(0750));
    EXPECT_EQ(fs::status(arena.root() / "c").permissions(), fs::perms(0711));
    ASSERT_TRUE(service.peer().call("write_file", {{"path", "x"}, {"content", ""}}).ok());
    EXPECT_EQ(fs::status(arena.root() / "new").permissions(),
              fs::status(arena.root() / "x").permissions());
  });
}

/// A change that fails, after two that would not.
struct Failure {
  Json change;
  const char* code;
};

std::vector<Failure> failures() {
  const auto with = [](Json change, const char* member, Json value) {
    change[member] = std::move(value);
    return change;
  };
  return {
      {create("ok.txt", "x"), "E_EXISTS"},
      {create("created", "x"), "E_EXISTS"},
      {edit("missing", "a", "b"), "E_NOT_FOUND"},
      {edit("edited", "one", "b"), "E_NO_MATCH"},
      {edit("edited", "", "b"), "E_INPUT"},
      {edit("latin", "caf", "b"), "E_ENCODING"},
      {with(edit("edited", "1", "b"), "edits", Json::array()), "E_INPUT"},
      {with(edit("edited", "1", "b"), "edits", {{{"oldText", 1}}}), "E_INPUT"},
      {with(edit("edited", "1", "b"), "edits", "1"), "E_INPUT"},
      {move("missing", "x"), "E_NOT_FOUND"},
      {move("ok.txt", "created"), "E_EXISTS"},
      {move("ok.txt", "ok.txt"), "E_EXISTS"},
      {move("ok.txt", "dir"), "E_IS_DIR"},
      {move("dir", "x"), "E_IS_DIR"},
      {remove("missing"), "E_NOT_FOUND"},
      {remove("dir"), "E_IS_DIR"},
      {write("none/x", "x"), "E_NO_PARENT"},
      {write("twice", "x"), "E_HARDLINK"},
      {edit("twice", "one", "x"), "E_HARDLINK"},
      {write("fifo", "x"), "E_NOT_REGULAR"},
      {remove("fifo"), "E_NOT_REGULAR"},
      {write("link", "x"), "E_SYMLINK"},
      {write("dangling", "x"), "E_SYMLINK"},
      {create("dangling", "x"), "E_SYMLINK"},
      {remove("link"), "E_SYMLINK"},
      {move("link", "x"), "E_SYMLINK"},
      {move("ok.txt", "dangling"), "E_SYMLINK"},
      {create("out/x", "x"), "E_SYMLINK"},
      {move("ok.txt", "out/x"), "E_SYMLINK"},
      {with(write("new", "x"), "ifMatch", "*"), "E_NOT_FOUND"},
      {with(write("ok.txt", "x"), "ifMatch", "c-0"), "E_CONFLICT"},
      {with(remove("ok.txt"), "ifMatch", "c-0"), "E_CONFLICT"},
      {with(move("ok.txt", "x"), "ifMatch", "c-0"), "E_CONFLICT"},
      {with(create("x", "x"), "ifMatch", "c-0"), "E_INPUT"},
      {with(create("x", "?"), "encoding", "base64"), "E_ENCODING"},
      {with(create("x", "x"), "encoding", "latin1"), "E_INPUT"},
      {with(remove("ok.txt"), "content", "x"), "E_INPUT"},
      {with(remove("ok.txt"), "to", "x"), "E_INPUT"},
      {with(remove("ok.txt"), "edits", Json::array()), "E_INPUT"},
      {with(move("ok.txt", "x"), "encoding", "utf8"), "E_INPUT"},
      {with(remove("ok.txt"), "other", 1), "E_INPUT"},
      {{{"op", "create"}, {"path", "x"}}, "E_INPUT"},
      {{{"op", "edit"}, {"path", "ok.txt"}}, "E_INPUT"},
      {{{"op", "move"}, {"path", "ok.txt"}}, "E_INPUT"},
      {{{"op", "copy"}, {"path", "ok.txt"}, {"to", "x"}}, "E_INPUT"},
      {{{"path", "ok.txt"}}, "E_INPUT"},
      {{{"op", "delete"}}, "E_INPUT"},
      {"delete", "E_INPUT"},
      {nullptr, "E_INPUT"},
  };
}

TEST(ApplyChanges, ChangesNothingWhenOneChangeFails) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "edited", "one");
    put(arena.root() / "latin", "caf\xE9");
    put(arena.root() / "named", "one");
    fs::create_hard_link(arena.root() / "named", arena.root() / "twice");
    fs::create_symlink("ok.txt", arena.root() / "link");
    fs::create_symlink("../outside/new", arena.root() / "dangling");
    fs::create_symlink("../outside", arena.root() / "out");
    ASSERT_EQ(::mkfifo((arena.root() / "fifo").c_str(), 0600), 0);
    Service service(arena, way);
    const std::string before = arena.state();
    for (const auto& [change, code] : failures()) {
      const Json list{create("created", "x"), edit("edited", "one", "1"), change};
      const Answer answer = apply(service.peer(), list);
      EXPECT_EQ(answer.code, code) << change << answer.message;
      const std::string text = answer.message.dump();
      // What does not match the schema is an error of the whole call.
      const bool is_schema_error = text.find("the arguments of apply_changes") != text.npos;
      EXPECT_TRUE(is_schema_error || text.find("change 3: ") != text.npos) << text;
      EXPECT_EQ(arena.state(), before) << change;
    }
  });
}

class RefusedPathsOfChanges : public testing::TestWithParam<RefusedPath> {};

TEST_P(RefusedPathsOfChanges, HaveNoEffect) {
  const RefusedPath& expected = GetParam();
  in_each_way([&](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string before = arena.state();
    const std::string path = path_in_arena(expected.path, arena);
    const Json changes[] = {create(path, "x"),    write(path, "x"), move("ok.txt", path),
                            edit(path, "a", "b"), move(path, "x"),  remove(path)};
    for (const Json& change : changes) {
      const Answer answer = apply(service.peer(), {create("created", "x"), change});
      const std::string op = change["op"];
      const bool may_be_missing = op == "edit" || op == "delete" || op == "move";
      EXPECT_TRUE(answer.code == expected.write || (may_be_missing && answer.code == expected.read))
          << op << answer.code;
      const std::string said = answer.message.dump();
      EXPECT_EQ(said.find(secret), std::string::npos) << op;
      EXPECT_EQ(said.find(arena.root().parent_path()), std::string::npos) << op << said;
      EXPECT_EQ(arena.state(), before) << op;
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Paths, RefusedPathsOfChanges, testing::ValuesIn(refused_paths),
                         [](const auto& test) { return test.param.name; });

// One file with two names: undoing could not tell which of them it had.
TEST(ApplyChanges, DoesNotMoveAFileToItsOtherName) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "text");
    fs::create_hard_link(arena.root() / "a", arena.root() / "c");
    Service service(arena, way);
    const std::string before = arena.state();
    const Json list{changes::remove("c"), changes::move("a", "c")};
    EXPECT_EQ(changes::apply(service.peer(), list).code, "E_HARDLINK");
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(ApplyChanges, HoldsToTheEtags) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one");
    Service service(arena, way);
    const Json etag = service.peer().call("file_info", {{"path", "a"}}).content["etag"];
    Json change = edit("a", "one", "1");
    change["ifMatch"] = etag;
    put(arena.root() / "a", "one and more");
    const Answer refused = apply(service.peer(), only(change));
    EXPECT_EQ(refused.code, "E_CONFLICT");
    change["ifMatch"] = refused.content["error"]["expected"]["etag"];
    EXPECT_TRUE(apply(service.peer(), only(change)).ok());
    EXPECT_EQ(content_of(arena.root() / "a"), "1 and more");
  });
}

TEST(ApplyChanges, TakesOneToAHundredChanges) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string before = arena.state();
    Json list = Json::array();
    EXPECT_EQ(apply(service.peer(), list).code, "E_INPUT");
    for (int i = 0; i < 100; ++i) list.push_back(create("f" + std::to_string(i), "x"));
    Json more = list;
    more.push_back(create("one too many", "x"));
    EXPECT_EQ(apply(service.peer(), more).code, "E_INPUT");
    EXPECT_EQ(arena.state(), before);
    const Answer answer = apply(service.peer(), list);
    ASSERT_TRUE(answer.ok()) << answer.message;
    EXPECT_LE(answer.content["diff"].get<std::string>().size(), 8U << 10);
    for (int i = 0; i < 100; ++i) {
      EXPECT_EQ(content_of(arena.root() / ("f" + std::to_string(i))), "x");
    }
  });
}

TEST(ApplyChanges, HoldsToTheLimitsOfSizes) {
  in_each_era([](Way way) {
    const Arena arena;
    Service service(arena, way, {.arguments = {"--max-write=10", "--quota=20"}});
    const std::string before = arena.state();
    const std::string ten(10, 'x');
    EXPECT_EQ(apply(service.peer(), {create("a", ten), create("b", ten + 'x')}).code,
              "E_TOO_LARGE");
    const Json list{create("a", ten), create("b", ten), create("c", "x")};
    EXPECT_EQ(apply(service.peer(), list).code, "E_QUOTA");
    EXPECT_EQ(apply(service.peer(), {create("a", ten), create("b", ten)}, {{"dryRun", true}}).code,
              "");
    EXPECT_EQ(arena.state(), before);
    // What failed and what was only shown does not count.
    EXPECT_TRUE(apply(service.peer(), {create("a", ten), create("b", ten)}).ok());
    EXPECT_EQ(apply(service.peer(), only(create("c", "x"))).code, "E_QUOTA");
  });
}

TEST(ApplyChanges, IsNotOfferedWithoutWriting) {
  in_each_era([](Way way) {
    const Arena arena;
    Service service(arena, way, {.arguments = {"--read-only"}});
    EXPECT_EQ(apply(service.peer(), only(create("a", "x"))).code, "-32602");
    EXPECT_FALSE(fs::exists(arena.root() / "a"));
  });
}

// Two servers change the same two files; neither change is lost, and none is done by half.
TEST(ApplyChanges, TwoAtOnce) {
  const Arena arena;
  ServerProcess one({.arguments = command_line(arena.root())});
  ServerProcess other({.arguments = command_line(arena.root())});
  Peer first(one, Era::modern);
  Peer second(other, Era::legacy);
  for (int round = 0; round < 20; ++round) {
    put(arena.root() / "a", "left\nmiddle\nright\n");
    put(arena.root() / "b", "left\nmiddle\nright\n");
    const auto both = [](const char* side, const std::string& text) {
      return changes::call_of({edit("a", side, text), edit("b", side, text)});
    };
    const int left = first.start_tool("apply_changes", both("left", "L"));
    const int right = second.start_tool("apply_changes", both("right", "R"));
    EXPECT_EQ(first.wait_answer(left).code, "");
    EXPECT_EQ(second.wait_answer(right).code, "");
    EXPECT_EQ(content_of(arena.root() / "a"), "L\nmiddle\nR\n");
    EXPECT_EQ(content_of(arena.root() / "b"), "L\nmiddle\nR\n");
  }
  EXPECT_TRUE(stage_is_clean(arena.root()));
}

TEST(ApplyChanges, AsksOnceForTheWholeSet) {
  const Arena arena;
  ServerProcess server({.arguments = command_line(arena.root(), {"--approve=all"})});
  Peer peer(server, Era::legacy, can_be_asked());
  const Json list{create("new", "x"), edit("ok.txt", "inside", "1"), move("dir/inner.txt", "moved"),
                  remove("moved")};
  const std::string inside = peer.call("file_info", {{"path", "ok.txt"}}).content["etag"];
  const std::string deeper = peer.call("file_info", {{"path", "dir/inner.txt"}}).content["etag"];
  const std::string question = "Make 4 changes?\nCreate (1 bytes): \"new\"\nReplace (etag " +
                               inside + ", with 2 bytes): \"ok.txt\"\nMove (etag " + deeper +
                               "): \"dir/inner.txt\" to \"moved\"\nDelete (etag " + deeper +
                               "): \"moved\"";
  const std::string before = arena.state();
  for (const bool approved : {false, true}) {
    EXPECT_EQ(arena.state(), before);
    const int id = peer.start_tool("apply_changes", changes::call_of(list));
    answer_question(peer, question, approved);
    EXPECT_EQ(peer.wait_answer(id).code, approved ? "" : "E_DENIED");
  }
  EXPECT_EQ(content_of(arena.root() / "ok.txt"), "1\n");
  EXPECT_FALSE(fs::exists(arena.root() / "moved"));
}

TEST(ApplyChanges, AsksOnlyBeforeFilesAreReplacedOrDeleted) {
  const Arena arena;
  ServerProcess server({.arguments = command_line(arena.root(), {"--approve=overwrite"})});
  Peer peer(server, Era::legacy, can_be_asked());
  EXPECT_TRUE(apply(peer, {create("new", "x"), move("new", "moved")}).ok());
  const std::string etag = peer.call("file_info", {{"path", "moved"}}).content["etag"];
  const int id = peer.start_tool("apply_changes", changes::call_of(only(remove("moved"))));
  answer_question(peer, "Make 1 change?\nDelete (etag " + etag + "): \"moved\"", false);
  EXPECT_EQ(peer.wait_answer(id).code, "E_DENIED");
  EXPECT_EQ(content_of(arena.root() / "moved"), "x");
}

TEST(ApplyChanges, StaysInTheRootsOfTheClient) {
  const Arena arena;
  put(arena.root() / "mine/file", "x");
  put(arena.root() / "theirs/file", "x");
  ServerProcess server({.arguments = command_line(arena.root(), {"--honor-client-roots"})});
  Peer peer(server, Era::legacy, {{"roots", Json::object()}});
  const auto call = [&](const Json& list) {
    const int id = peer.start_tool("apply_changes", changes::call_of(list));
    const Json question = peer.next_told();
    const Json root{{"uri", "file://" + (arena.root() / "mine").string()}};
    peer.send(
        {{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", {{"roots", Json::array({root})}}}});
    return peer.wait_answer(id).code;
  };
  const std::string before = arena.state();
  const Json outside[] = {create("theirs/new", "x"), edit("theirs/file", "x", "y"),
                          move("mine/file", "theirs/new"), move("theirs/file", "mine/new"),
                          remove("theirs/file")};
  for (const Json& change : outside) {
    EXPECT_EQ(call({create("mine/new", "x"), change}), "E_PATH") << change;
    EXPECT_EQ(arena.state(), before);
  }
  EXPECT_EQ(call({create("mine/new", "x"), move("mine/file", "mine/other")}), "");
}

TEST(ApplyChanges, WorksInOneRoot) {
  const Scratch scratch;
  put(scratch / "one/a", "x");
  put(scratch / "two/b", "x");
  ServerProcess server({.arguments = {"--root", (scratch / "one").string(), "--root",
                                      (scratch / "two").string(), "--reserve=0"}});
  Peer peer(server, Era::modern);
  const std::string before = tree_state(scratch.path());
  EXPECT_EQ(apply(peer, {remove("one/a"), remove("two/b")}).code, "E_XDEV");
  EXPECT_EQ(apply(peer, only(move("one/a", "two/a"))).code, "E_XDEV");
  EXPECT_EQ(tree_state(scratch.path()), before);
  EXPECT_TRUE(apply(peer, {edit("two/b", "x", "y"), move("two/b", "two/c")}).ok());
  EXPECT_EQ(content_of(scratch / "two/c"), "y");
}

}  // namespace
}  // namespace mcp::test::changes_test
