// What the tools of the group `manage` have in common: when they are offered, approvals, roots of
// the client, and their system calls.
#include <gtest/gtest.h>

#include <regex>

#include "hostile/manage.hpp"
#include "hostile/racer.hpp"
#include "support/server_process.hpp"
#include "support/strace.hpp"

namespace mcp::test::manage_test {
namespace {

namespace fs = std::filesystem;

TEST(Manage, IsNotOfferedReadOnly) {
  for (const char* tool : {"create_directory", "move_path", "copy_path", "delete_path"}) {
    const Arena arena;
    ServerProcess server(
        {.arguments = command_line(arena.root(), {"--read-only", std::string("--tools=") + tool})});
    EXPECT_EQ(server.wait_exit(), 1);
    EXPECT_NE(server.errors().find("--read-only does not offer it"), std::string::npos);
  }
}

/// A server that offers the group `manage` and can be traced.
class TracedManage : public testing::Test {
 protected:
  TracedManage()
      : server_({.arguments = command_line(
                     arena_.root(), {"--no-landlock", std::string("--tools=") + manage_tools}),
                 .environment = traceable()}),
        peer_(server_, Era::modern) {}

  /// Starts to trace, after OpenSSL has read its configuration.
  void trace(const std::vector<std::string>& what) {
    EXPECT_TRUE(peer_.call("file_info", {{"path", "ok.txt"}}).ok());
    strace_ = std::make_unique<Strace>(server_.pid(), what);
    if (!strace_->refused().empty()) GTEST_SKIP() << strace_->refused();
  }

  fs::path root() const { return arena_.root(); }

  const Arena arena_;
  ServerProcess server_;
  Peer peer_;
  std::unique_ptr<Strace> strace_;
};

// Some file systems cannot refuse to replace a name.
TEST_F(TracedManage, FileSystemWithoutFlagsForRename) {
  fs::create_directory(root() / "empty");
  trace({"trace=renameat2", "inject=renameat2:error=EINVAL"});
  if (IsSkipped()) return;
  EXPECT_EQ(peer_.call("move_path", from_to("ok.txt", "dir/inner.txt")).code, "E_EXISTS");
  EXPECT_EQ(peer_.call("move_path", from_to("dir", "empty")).code, "E_EXISTS");
  EXPECT_EQ(peer_.call("copy_path", from_to("dir", "empty")).code, "E_EXISTS");
  EXPECT_TRUE(peer_.call("move_path", from_to("ok.txt", "new")).ok());
  EXPECT_TRUE(peer_.call("move_path", from_to("dir", "a/b", true)).ok());
  EXPECT_TRUE(peer_.call("copy_path", from_to("a", "copy")).ok());
  EXPECT_TRUE(peer_.call("copy_path", from_to("new", "copied")).ok());
  EXPECT_TRUE(peer_.call("delete_path", {{"path", "a"}, {"recursive", true}}).ok());
  EXPECT_TRUE(peer_.call("delete_path", {{"path", "new"}}).ok());
  EXPECT_EQ(content_of(root() / "copied"), "inside\n");
  EXPECT_EQ(fs::hard_link_count(root() / "copied"), 1U);
  EXPECT_EQ(content_of(root() / "copy/b/inner.txt"), "deeper\n");
  EXPECT_FALSE(fs::exists(root() / "a"));
  EXPECT_FALSE(fs::exists(root() / "new"));
}

// Another program exchanges the object after it was checked and before it is renamed.
TEST_F(TracedManage, ExchangedObjectIsPutBack) {
  put(root() / "theirs", "theirs");
  const struct {
    const char* tool;
    Json arguments;
    const char* sign;  // appears between the check and the rename
  } calls[] = {{"move_path", from_to("ok.txt", "x/new", true), "x"},
               {"delete_path", {{"path", "ok.txt"}}, ".mcp-stage/trash"}};
  fs::create_directory(root() / ".mcp-stage");
  for (const auto& [tool, arguments, sign] : calls) {
    SCOPED_TRACE(tool);
    trace({"trace=renameat2", "inject=renameat2:delay_enter=1000000:when=1"});
    if (IsSkipped()) return;
    const int id = peer_.start_tool(tool, arguments);
    ASSERT_TRUE(appears(root() / sign));
    exchange(root() / "ok.txt", root() / "theirs");
    const Answer answer = peer_.wait_answer(id);
    EXPECT_EQ(answer.code, "E_CONFLICT");
    EXPECT_NE(answer.message.dump().find("nothing was"), std::string::npos) << answer.message;
    EXPECT_EQ(content_of(root() / "ok.txt"), "theirs");
    EXPECT_EQ(content_of(root() / "theirs"), "inside\n");
    EXPECT_FALSE(fs::exists(root() / "x"));
    EXPECT_TRUE(stage_is_clean(root()));
    strace_.reset();
    exchange(root() / "ok.txt", root() / "theirs");
  }
}

TEST_F(TracedManage, FileThatChangesWhileItIsCopied) {
  trace({"trace=copy_file_range", "inject=copy_file_range:delay_enter=300000"});
  if (IsSkipped()) return;
  int version = 0;
  const Racer racer([&] { put(root() / "ok.txt", "version " + std::to_string(++version)); });
  Answer answer = peer_.call("copy_path", from_to("ok.txt", "new"));
  for (int i = 0; i < 20 && answer.ok(); ++i) {  // the racer has not run meanwhile
    fs::remove(root() / "new");
    answer = peer_.call("copy_path", from_to("ok.txt", "new"));
  }
  ASSERT_EQ(answer.code, "E_CONFLICT");
  EXPECT_EQ(answer.content["error"]["retryable"], true);
  EXPECT_FALSE(fs::exists(root() / "new"));
  EXPECT_TRUE(stage_is_clean(root()));
}

// As from one file system to another.
TEST_F(TracedManage, FilesThatTheSystemDoesNotCopy) {
  const std::string large(3 << 20, 'x');
  put(root() / "a/large", large);
  trace({"trace=copy_file_range", "inject=copy_file_range:error=EXDEV"});
  if (IsSkipped()) return;
  EXPECT_TRUE(peer_.call("copy_path", from_to("a", "b")).ok());
  EXPECT_EQ(content_of(root() / "b/large"), large);
}

// All paths are relative to an open directory, and each name is opened alone or by openat2.
TEST_F(TracedManage, NoPathIsResolvedFromOutside) {
  put(root() / "a/b/file", "x");
  trace({"trace=%file"});
  if (IsSkipped()) return;
  EXPECT_TRUE(peer_.call("create_directory", {{"path", "new/a"}}).ok());
  EXPECT_TRUE(peer_.call("copy_path", from_to("a", "new/a/copy")).ok());
  EXPECT_TRUE(peer_.call("move_path", from_to("a", "new/moved")).ok());
  EXPECT_TRUE(peer_.call("delete_path", {{"path", "new"}, {"recursive", true}}).ok());
  int renamed = 0;
  for (const auto& call : strace_->detach()) {
    renamed += call.name == "renameat2";
    if (call.text.find("\"/proc/self/") != std::string::npos) continue;
    EXPECT_EQ(call.text.find("AT_FDCWD"), std::string::npos) << call.text;
    EXPECT_EQ(call.text.find("\"/"), std::string::npos) << call.text;
    const bool is_one_name = !std::regex_search(call.text, std::regex("\"[^\"]*/[^\"]*\""));
    EXPECT_TRUE(call.name == "openat2" || is_one_name) << call.text;
  }
  EXPECT_EQ(renamed, 3);
}

TEST(Manage, AsksWhereEachChangeNeedsApproval) {
  const Arena arena;
  ServerProcess server(
      {.arguments =
           command_line(arena.root(), {"--approve=all", std::string("--tools=") + manage_tools})});
  Peer peer(server, Era::legacy, can_be_asked());
  const struct {
    const char* tool;
    Json arguments;
    const char* question;
  } calls[] = {
      {"create_directory", {{"path", "a/new"}}, "Create a directory?\nDirectory: \"a/new\""},
      {"move_path", from_to("ok.txt", "b/ok", true),
       "Move a file?\nFrom: \"ok.txt\"\nTo: \"b/ok\""},
      {"copy_path", from_to("dir", "copy"), "Copy a directory?\nFrom: \"dir\"\nTo: \"copy\""},
      {"delete_path",
       {{"path", "dir"}, {"recursive", true}},
       "Delete a directory with 1 entries (7 bytes)?\nPath: \"dir\""},
  };
  for (const auto& [tool, arguments, question] : calls) {
    const std::string before = arena.state();
    for (const bool approved : {false, true}) {
      EXPECT_EQ(arena.state(), before) << tool;
      const int id = peer.start_tool(tool, arguments);
      answer_question(peer, question, approved);
      EXPECT_EQ(peer.wait_answer(id).code, approved ? "" : "E_DENIED") << tool;
    }
    EXPECT_NE(arena.state(), before) << tool;
  }
}

// Nothing is replaced by these, so they need no approval where only replacing does.
TEST(Manage, AsksBeforeDeletingOnlyWhereReplacingNeedsApproval) {
  const Arena arena;
  ServerProcess server(
      {.arguments = command_line(arena.root(),
                                 {"--approve=overwrite", std::string("--tools=") + manage_tools})});
  Peer peer(server, Era::legacy, can_be_asked());
  EXPECT_TRUE(peer.call("create_directory", {{"path", "a/new"}}).ok());
  EXPECT_TRUE(peer.call("copy_path", from_to("ok.txt", "copy")).ok());
  EXPECT_TRUE(peer.call("move_path", from_to("copy", "moved")).ok());
  const int id = peer.start_tool("delete_path", {{"path", "moved"}});
  answer_question(peer, "Delete a file (7 bytes)?\nPath: \"moved\"", false);
  EXPECT_EQ(peer.wait_answer(id).code, "E_DENIED");
  EXPECT_EQ(content_of(arena.root() / "moved"), "inside\n");
}

// Both ends must be in the roots of the client.
TEST(Manage, StaysInTheRootsOfTheClient) {
  const Arena arena;
  put(arena.root() / "mine/file", "x");
  put(arena.root() / "theirs/file", "x");
  ServerProcess server(
      {.arguments = command_line(
           arena.root(), {"--honor-client-roots", std::string("--tools=") + manage_tools})});
  Peer peer(server, Era::legacy, {{"roots", Json::object()}});
  const std::string before = arena.state();
  const auto call = [&](const char* tool, const Json& arguments) {
    const int id = peer.start_tool(tool, arguments);
    const Json question = peer.next_told();
    const Json root{{"uri", "file://" + (arena.root() / "mine").string()}};
    peer.send(
        {{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", {{"roots", Json::array({root})}}}});
    return peer.wait_answer(id).code;
  };
  for (const char* tool : {"move_path", "copy_path"}) {
    EXPECT_EQ(call(tool, from_to("mine/file", "theirs/new")), "E_PATH");
    EXPECT_EQ(call(tool, from_to("theirs/file", "mine/new")), "E_PATH");
  }
  EXPECT_EQ(call("create_directory", {{"path", "theirs/new"}}), "E_PATH");
  EXPECT_EQ(call("delete_path", {{"path", "theirs/file"}}), "E_PATH");
  EXPECT_EQ(arena.state(), before);
  EXPECT_EQ(call("copy_path", from_to("mine/file", "mine/a")), "");
  EXPECT_EQ(call("move_path", from_to("mine/a", "mine/b")), "");
  EXPECT_EQ(call("create_directory", {{"path", "mine/c"}}), "");
  EXPECT_EQ(call("delete_path", {{"path", "mine/b"}}), "");
}

}  // namespace
}  // namespace mcp::test::manage_test
