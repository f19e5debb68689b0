// list_changes, undo and restore: each tool's change is undone and done again; what somebody has
// changed since is never overwritten.
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "bytes/digest.hpp"
#include "history/change_recorder.hpp"
#include "hostile/history.hpp"
#include "hostile/manage.hpp"
#include "manage/create_directory.hpp"
#include "mcp/never_destroyed.hpp"
#include "support/server_process.hpp"
#include "support/workspace_server.hpp"
#include "workspace_tools.hpp"

namespace mcp::test::history_test {
namespace {

namespace fs = std::filesystem;

using namespace history;

std::string state_of(const Arena& arena) {
  std::string state;
  for (const auto& entry : fs::recursive_directory_iterator(arena.root())) {
    const std::string path = fs::relative(entry.path(), arena.root());
    if (path.starts_with(".mcp-stage")) continue;
    state += path + (entry.is_directory() ? "/" : ": " + content_of(entry.path())) + '\n';
  }
  return state;
}

/// A call that changes the workspace in one way.
struct Edit {
  const char* tool;
  Json arguments;
  const char* kind;  ///< Of its first file in the history.
};

const std::vector<Edit>& all_edits() {
  static const auto& edits = never_destroyed(std::vector<Edit>{
      {"write_file", {{"path", "new"}, {"content", "new text"}}, "create"},
      {"write_file", {{"path", "live"}, {"content", "grows"}, {"visibility", "live"}}, "create"},
      {"write_file", {{"path", "ok.txt"}, {"content", "other"}, {"mode", "overwrite"}}, "replace"},
      {"edit_file",
       {{"path", "ok.txt"}, {"edits", {{{"oldText", "inside"}, {"newText", "changed"}}}}},
       "replace"},
      {"append_file", {{"path", "ok.txt"}, {"content", "more"}}, "append"},
      {"create_directory", {{"path", "made"}}, "make_directory"},
      {"move_path", {{"from", "ok.txt"}, {"to", "moved.txt"}}, "move"},
      {"move_path", {{"from", "dir"}, {"to", "moved"}}, "move"},
      {"copy_path", {{"from", "ok.txt"}, {"to", "copy.txt"}}, "place"},
      {"copy_path", {{"from", "dir"}, {"to", "copy"}}, "place"},
      {"delete_path", {{"path", "ok.txt"}}, "remove"},
      {"delete_path", {{"path", "dir"}, {"recursive", true}}, "remove"},
  });
  return edits;
}

TEST(History, EachChangeIsUndoneAndDoneAgain) {
  in_each_way([](Way way) {
    for (const Edit& edit : all_edits()) {
      SCOPED_TRACE(std::string(edit.tool) + ' ' + edit.arguments.dump());
      const Arena arena;
      const std::string before = state_of(arena);
      Service service(arena, way, with_history());
      Peer& peer = service.peer();
      const Answer made = peer.call(edit.tool, edit.arguments);
      ASSERT_TRUE(made.ok()) << made.message;
      const std::string after = state_of(arena);
      ASSERT_NE(before, after);
      const Json change = listed(peer).at(0);
      EXPECT_EQ(change["tool"], edit.tool);
      EXPECT_EQ(change["files"][0]["kind"], edit.kind);
      EXPECT_FALSE(change.contains("cannotUndo")) << change;

      const std::string undo = undone(peer);
      EXPECT_EQ(state_of(arena), before);
      const std::string redo = undone(peer, {{"id", undo}});
      EXPECT_EQ(state_of(arena), after);
      undone(peer, {{"id", redo}});
      EXPECT_EQ(state_of(arena), before);
    }
  });
}

TEST(History, ADraftIsUndone) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way, with_history());
    Peer& peer = service.peer();
    const Answer begun = peer.call("write_begin", {{"path", "ok.txt"}, {"mode", "overwrite"}});
    ASSERT_TRUE(begun.ok()) << begun.message;
    const Json handle = begun.content["handle"];
    peer.call("write_append", {{"handle", handle}, {"seq", 1}, {"content", "in pieces"}});
    ASSERT_TRUE(peer.call("write_commit", {{"handle", handle}}).ok());
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "in pieces");
    const std::string undo = undone(peer);
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "inside\n");
    undone(peer, {{"id", undo}});
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "in pieces");
  });
}

TEST(History, ManyChangesAreUndoneInTurn) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way, with_history());
    Peer& peer = service.peer();
    std::vector<std::string> states = {state_of(arena)};
    for (const Edit& edit : {
             Edit{"write_file", {{"path", "a"}, {"content", "1"}}, ""},
             Edit{"append_file", {{"path", "a"}, {"content", "2"}}, ""},
             Edit{"append_file", {{"path", "a"}, {"content", "3"}}, ""},
             Edit{"move_path", {{"from", "a"}, {"to", "b"}}, ""},
             Edit{"write_file", {{"path", "b"}, {"content", "4"}, {"mode", "overwrite"}}, ""},
             Edit{"create_directory", {{"path", "d"}}, ""},
             Edit{"move_path", {{"from", "b"}, {"to", "d/b"}}, ""},
             Edit{"delete_path", {{"path", "d"}, {"recursive", true}}, ""},
         }) {
      ASSERT_TRUE(peer.call(edit.tool, edit.arguments).ok()) << edit.tool;
      states.push_back(state_of(arena));
    }
    while (states.size() > 1) {
      states.pop_back();
      undone(peer);
      EXPECT_EQ(state_of(arena), states.back());
    }
    EXPECT_EQ(peer.call("undo", Json::object()).code, "E_NOT_FOUND");
  });
}

TEST(History, KeepsThePermissions) {
  in_each_way([](Way way) {
    const Arena arena;
    const fs::path file = arena.root() / "ok.txt";
    fs::permissions(file, fs::perms(0755));
    Service service(arena, way, with_history());
    Json arguments{{"path", "ok.txt"}, {"content", "x"}, {"mode", "overwrite"}};
    arguments["executable"] = false;
    ASSERT_TRUE(service.peer().call("write_file", arguments).ok());
    EXPECT_EQ(fs::status(file).permissions(), fs::perms(0644));
    undone(service.peer());
    EXPECT_EQ(fs::status(file).permissions(), fs::perms(0755));
    EXPECT_EQ(content_of(file), "inside\n");
  });
}

TEST(History, OverwritesNothingThatWasChangedSince) {
  in_each_way([](Way way) {
    struct Case {
      const char* tool;
      Json arguments;
      std::function<void(const fs::path&)> change;
    };
    const Case cases[] = {
        {"write_file", {{"path", "a"}, {"content", "x"}}, [](auto& root) { put(root / "a", "y"); }},
        {"write_file", {{"path", "a"}, {"content", "x"}}, [](auto& r) { fs::remove(r / "a"); }},
        {"write_file",
         {{"path", "ok.txt"}, {"content", "x"}, {"mode", "overwrite"}},
         [](auto& root) { put(root / "ok.txt", "y"); }},
        {"append_file",
         {{"path", "ok.txt"}, {"content", "x"}},
         [](auto& root) { put(root / "ok.txt", "inside\nxy"); }},
        {"create_directory", {{"path", "d"}}, [](auto& root) { put(root / "d/a", "y"); }},
        {"move_path", {{"from", "ok.txt"}, {"to", "b"}}, [](auto& r) { put(r / "ok.txt", "y"); }},
        {"move_path", {{"from", "ok.txt"}, {"to", "b"}}, [](auto& root) { put(root / "b", "y"); }},
        {"copy_path", {{"from", "dir"}, {"to", "c"}}, [](auto& root) { put(root / "c/n", "y"); }},
        {"delete_path", {{"path", "ok.txt"}}, [](auto& root) { put(root / "ok.txt", "y"); }},
    };
    for (const Case& one : cases) {
      SCOPED_TRACE(std::string(one.tool) + ' ' + one.arguments.dump());
      const Arena arena;
      Service service(arena, way, with_history());
      Peer& peer = service.peer();
      ASSERT_TRUE(peer.call(one.tool, one.arguments).ok());
      one.change(arena.root());
      const std::string changed = state_of(arena);
      const Answer answer = peer.call("undo", Json::object());
      EXPECT_EQ(answer.code, "E_CONFLICT") << answer.message;
      EXPECT_EQ(peer.call("undo", {{"dryRun", true}}).code, "E_CONFLICT");
      EXPECT_EQ(state_of(arena), changed);
    }
  });
}

TEST(History, ADryRunChangesNothing) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way, with_history());
    write(service.peer(), "ok.txt", "x");
    const std::string state = arena.state();
    const Answer answer = service.peer().call("undo", {{"dryRun", true}});
    EXPECT_EQ(answer.content["dryRun"], true) << answer.message;
    EXPECT_EQ(answer.content["paths"], Json::array({"ok.txt"}));
    EXPECT_EQ(arena.state(), state);
  });
}

TEST(History, ContentIsRestored) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way, with_history());
    Peer& peer = service.peer();
    write(peer, "ok.txt", "two");
    const Json etag = write(peer, "ok.txt", "three").content["etag"];
    const Json changes = listed(peer);
    Json arguments{{"path", "ok.txt"}, {"id", changes[1]["id"]}};
    EXPECT_EQ(peer.call("restore", arguments).code, "E_EXISTS");
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "three");
    arguments["to"] = "new/old.txt";
    EXPECT_TRUE(peer.call("restore", arguments).ok());
    EXPECT_EQ(content_of(arena.root() / "new/old.txt"), "inside\n");
    arguments.erase("to");
    arguments["ifMatch"] = "other";
    EXPECT_EQ(peer.call("restore", arguments).code, "E_CONFLICT");
    arguments["ifMatch"] = etag;
    EXPECT_TRUE(peer.call("restore", arguments).ok());
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "inside\n");
    undone(peer);
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "three");
    EXPECT_EQ(peer.call("restore", {{"path", "dir/inner.txt"}, {"id", "1"}}).code, "E_INPUT");
    EXPECT_EQ(peer.call("restore", {{"path", "ok.txt"}, {"id", "999"}}).code, "E_NOT_FOUND");
  });
}

TEST(History, IsListedInPages) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way, with_history());
    Peer& peer = service.peer();
    for (int i = 0; i < 5; ++i) write(peer, i % 2 ? "dir/odd" : "even", std::to_string(i));
    EXPECT_EQ(listed(peer).size(), 5U);
    EXPECT_EQ(listed(peer, {{"path", "dir"}}).size(), 2U);
    EXPECT_EQ(listed(peer, {{"path", "even"}}).size(), 3U);
    const Answer first = peer.call("list_changes", {{"limit", 3}});
    EXPECT_EQ(first.content["changes"][0]["id"], "5");
    EXPECT_EQ(first.content["changes"][0]["files"][0]["sizeBefore"], 1);
    const Json next = listed(peer, {{"cursor", first.content["cursor"]}});
    EXPECT_EQ(next.size(), 2U);
    EXPECT_EQ(next[0]["id"], "2");
    EXPECT_EQ(peer.call("list_changes", {{"cursor", "x"}}).code, "E_INPUT");
  });
}

TEST(History, SurvivesARestart) {
  in_each_way([](Way way) {
    const Arena arena;
    {
      Service service(arena, way, with_history());
      write(service.peer(), "ok.txt", "x");
    }
    Service service(arena, way, with_history());
    undone(service.peer());
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "inside\n");
  });
}

TEST(History, IsSharedByServersOfOneRoot) {
  in_each_way([](Way way) {
    const Arena arena;
    Service one(arena, way, with_history());
    Service other(arena, way, with_history());
    for (int i = 0; i < 20; ++i) {
      const std::string name = std::to_string(i);
      const int first =
          one.peer().start_tool("write_file", {{"path", "a" + name}, {"content", name}});
      const int second =
          other.peer().start_tool("write_file", {{"path", "b" + name}, {"content", name}});
      EXPECT_TRUE(one.peer().wait_answer(first).ok());
      EXPECT_TRUE(other.peer().wait_answer(second).ok());
    }
    const Json changes = listed(one.peer(), {{"limit", 100}});
    std::set<std::string> ids;
    for (const Json& change : changes) ids.insert(change["id"].get<std::string>());
    EXPECT_EQ(ids.size(), 40U);
    undone(other.peer(), {{"id", "1"}});
    EXPECT_EQ(one.peer().call("undo", {{"id", "1"}}).code, "E_CONFLICT");
  });
}

TEST(History, IsSwitchedOff) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way, {.history = 0});
    EXPECT_TRUE(write(service.peer(), "ok.txt", "x").ok());
    EXPECT_EQ(service.peer().call("undo", Json::object()).code, "-32602");
    EXPECT_FALSE(fs::exists(arena.root() / ".mcp-stage/history"));
    EXPECT_TRUE(stage_is_clean(arena.root()));
  });
}

TEST(History, IsNotOfferedWithoutWriting) {
  const Arena arena;
  ServerProcess server({.arguments = command_line(arena.root(), {"--read-only", "--history=9"})});
  Peer peer(server, Era::modern);
  for (const char* tool : {"list_changes", "undo", "restore"}) {
    EXPECT_EQ(peer.call(tool, Json::object()).code, "-32602") << tool;
  }
}

TEST(History, ShowsAPrincipalOnlyItsOwnChanges) {
  const Arena arena;
  const auto options = workspace_options(arena.root());
  WorkspaceServer first(options, options_with({}), {}, "alice");
  WorkspaceServer second(options, options_with({}), {}, "bob");
  Peer alice(first, Era::modern);
  Peer bob(second, Era::legacy);
  write(alice, "ok.txt", "from alice");
  EXPECT_EQ(listed(alice).size(), 1U);
  EXPECT_EQ(listed(bob).size(), 0U);
  EXPECT_EQ(bob.call("undo", Json::object()).code, "E_NOT_FOUND");
  EXPECT_EQ(bob.call("undo", {{"id", "1"}}).code, "E_NOT_FOUND");
  const Json other{{"path", "ok.txt"}, {"id", "1"}, {"to", "stolen"}};
  EXPECT_EQ(bob.call("restore", other).code, "E_NOT_FOUND");
  EXPECT_FALSE(fs::exists(arena.root() / "stolen"));
  auto strangers = options_with({});
  strangers.one_user = false;
  WorkspaceServer third(options, strangers);
  Peer stranger(third, Era::modern);
  EXPECT_EQ(stranger.call("list_changes", Json::object()).code, "E_ACCESS");
}

TEST(History, AsksBeforeItUndoesAndRestores) {
  const Arena arena;
  {  // without questions
    ServerProcess server({.arguments = command_line(arena.root(), {"--history=9"})});
    Peer peer(server, Era::modern);
    write(peer, "ok.txt", "x");
  }
  ServerProcess server({.arguments = command_line(arena.root(), {"--history=9", "--approve=all"})});
  Peer peer(server, Era::legacy, can_be_asked());
  const struct {
    const char* tool;
    Json arguments;
    const char* question;
  } calls[] = {
      {"restore",
       {{"path", "ok.txt"}, {"id", "1"}, {"to", "old"}},
       "Write an earlier version of 7 bytes?\nFile: \"old\""},
      {"undo", {{"id", "1"}}, "Undo change 1 (write_file)?\nPath: \"ok.txt\""},
  };
  for (const auto& [tool, arguments, question] : calls) {
    const std::string before = state_of(arena);
    for (const bool approved : {false, true}) {
      EXPECT_EQ(state_of(arena), before) << tool;
      const int id = peer.start_tool(tool, arguments);
      answer_question(peer, question, approved);
      EXPECT_EQ(peer.wait_answer(id).code, approved ? "" : "E_DENIED") << tool;
    }
    EXPECT_NE(state_of(arena), before) << tool;
  }
}

TEST(History, EachRootHasItsOwn) {
  const Arena arena;
  const std::string root = arena.root();
  for (const char* name : {"a", "b"}) fs::create_directory(arena.root() / name);
  files::WorkspaceOptions options = workspace_options(root + "/a");
  options.roots.push_back({root + "/b"});
  WorkspaceServer server(options, options_with({}));
  Peer peer(server, Era::modern);
  write(peer, "a/f", "one");
  write(peer, "b/f", "two");
  EXPECT_EQ(listed(peer, {{"path", "b"}})[0]["id"], "b/1");
  undone(peer, {{"id", "a/1"}});
  EXPECT_FALSE(fs::exists(arena.root() / "a/f"));
  EXPECT_EQ(content_of(arena.root() / "b/f"), "two");
  WorkspaceServer alone(workspace_options(root + "/b"), options_with({}));
  Peer other(alone, Era::legacy);
  EXPECT_EQ(listed(other)[0]["id"], "1");
  undone(other);
  EXPECT_FALSE(fs::exists(arena.root() / "b/f"));
}

// A change of several paths, as the tools that make such changes record it: the directory is filled
// by another program, which shows only after the file in it was undone.
TEST(History, AChangeOfSeveralPathsIsUndoneAsAWhole) {
  const Arena arena;
  const auto options = workspace_options(arena.root());
  const std::string before = state_of(arena);
  {
    const files::Workspace workspace(options);
    files::History history(workspace, {});
    files::ChangeRecorder changes(workspace, history, "", "both");
    files::create_directory(workspace, {.path = "d"}, &changes);
    put(arena.root() / "d/f", "x");
    changes.created(workspace.locate("d/f"), {.size = 1, .sha256 = sha256_hex("x")});
    EXPECT_EQ(changes.commit(), "1");
  }
  const std::string after = state_of(arena);
  WorkspaceServer server(options, options_with({}));
  Peer peer(server, Era::modern);
  put(arena.root() / "d/other", "y");
  const std::string filled = state_of(arena);
  EXPECT_EQ(peer.call("undo", {{"id", "1"}}).code, "E_CONFLICT");
  EXPECT_EQ(state_of(arena), filled);
  fs::remove(arena.root() / "d/other");
  // The file has left its place and come back; both is recorded.
  EXPECT_EQ(listed(peer)[0]["files"].size(), 2U);
  EXPECT_EQ(peer.call("undo", {{"id", "1"}, {"dryRun", true}}).code, "");
  const std::string undo = undone(peer, {{"id", "1"}});
  EXPECT_EQ(state_of(arena), before);
  undone(peer, {{"id", undo}});
  EXPECT_EQ(state_of(arena), after);
}

TEST(History, DamageIsReported) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way, with_history());
    Peer& peer = service.peer();
    write(peer, "ok.txt", "x");
    const fs::path history = arena.root() / ".mcp-stage/history";
    for (const auto& object : fs::directory_iterator(history / "objects")) {
      put(object.path(), "insane\n");
    }
    EXPECT_EQ(peer.call("undo", Json::object()).code, "E_NOT_KEPT");
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "x");
    // A crash has cut off the last line; the next change replaces it.
    put(history / "log", content_of(history / "log") + "{\"id\":2,\"ti");
    EXPECT_EQ(listed(peer).size(), 1U);
    write(peer, "ok.txt", "y");
    EXPECT_EQ(listed(peer)[0]["id"], "2");
    undone(peer);
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "x");
  });
}

TEST(History, AChangeThatCannotBeRecordedIsMade) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / ".mcp-stage/history", "in the way");
    Service service(arena, way, with_history());
    EXPECT_TRUE(write(service.peer(), "ok.txt", "x").ok());
    EXPECT_EQ(content_of(arena.root() / "ok.txt"), "x");
  });
}

TEST(History, ProtectedPathsStayProtected) {
  const Arena arena;
  const auto server = [&](std::vector<std::string> more) {
    more.emplace_back("--history=9");
    return std::make_unique<ServerProcess>(Launch{.arguments = command_line(arena.root(), more)});
  };
  {
    const auto open = server({});
    Peer peer(*open, Era::modern);
    write(peer, "ok.txt", "x");
  }
  const auto strict = server({"--protect=ok.txt"});
  Peer peer(*strict, Era::modern);
  EXPECT_EQ(peer.call("undo", Json::object()).code, "E_PROTECTED");
  EXPECT_EQ(content_of(arena.root() / "ok.txt"), "x");
}

}  // namespace
}  // namespace mcp::test::history_test
