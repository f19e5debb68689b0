// The system calls of the tools, their order, and the handling of their failures. strace watches
// the program, delays it or kills it.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <regex>
#include <set>

#include "bytes/digest.hpp"
#include "file_identity.hpp"
#include "hostile/arena.hpp"
#include "hostile/racer.hpp"
#include "support/server_process.hpp"
#include "support/strace.hpp"

namespace mcp::test::kernel_test {
namespace {

namespace fs = std::filesystem;

/// A server that can be traced.
class Traced : public testing::Test {
 protected:
  Traced()
      : server_({.arguments = command_line(arena_.root(), {"--no-landlock"}),
                 .environment = traceable()}),
        peer_(server_, Era::modern) {}

  /// Starts to trace. OpenSSL reads its configuration when it is first used, so the server uses it
  /// once before.
  void trace(const std::vector<std::string>& what) {
    EXPECT_TRUE(peer_.call("file_info", {{"path", "ok.txt"}}).ok());
    strace_ = std::make_unique<Strace>(server_.pid(), what);
    if (!strace_->refused().empty()) GTEST_SKIP() << strace_->refused();
  }

  fs::path root() const { return arena_.root(); }

  /// Stops the server and reads the rest of its output.
  void end() {
    server_.close_input();
    peer_.drain();
    strace_.reset();
    EXPECT_EQ(server_.wait_exit(), 0);
    EXPECT_FALSE(fs::exists(root() / ".mcp-stage"));
  }

  const Arena arena_;
  ServerProcess server_;
  Peer peer_;
  std::unique_ptr<Strace> strace_;
};

// If another process has just made a file with the temporary name, the server does not use it.
TEST_F(Traced, Case39_PlantedTemporaryName) {
  // The fourth openat makes the temporary file. The first three look for the stage, make it and
  // make its ignore file.
  trace({"trace=openat", "inject=openat:error=EEXIST:when=4"});
  if (IsSkipped()) return;
  EXPECT_TRUE(peer_.call("write_file", {{"path", "new"}, {"content", "x"}}).ok());
  const auto calls = strace_->detach();
  const auto planted = std::count_if(calls.begin(), calls.end(), [](const SystemCall& call) {
    return call.text.find("O_EXCL") != std::string::npos &&
           call.text.find("EEXIST") != std::string::npos &&
           call.text.find(".tmp") != std::string::npos;
  });
  EXPECT_EQ(planted, 1);
  EXPECT_EQ(content_of(root() / "new"), "x");
  EXPECT_TRUE(stage_is_clean(root()));
}

TEST_F(Traced, Case98_CancelledBetweenTwoChunks) {
  const std::string before = arena_.state();
  trace({"trace=pwrite64", "inject=pwrite64:delay_enter=30000"});
  if (IsSkipped()) return;
  const int id = peer_.start_tool(
      "write_file",
      {{"path", "a/new"}, {"content", std::string(1 << 20, 'x')}, {"createParents", true}},
      "token");
  ASSERT_FALSE(peer_.next_told().is_null());
  peer_.notify("notifications/cancelled", {{"requestId", id}});
  EXPECT_TRUE(peer_.call("file_info", {{"path", "ok.txt"}}).ok());
  end();
  EXPECT_FALSE(peer_.unclaimed.contains(id));
  EXPECT_EQ(arena_.state(), before);
}

TEST_F(Traced, Case98_CancelledAfterItWasPublished) {
  trace({"trace=fsync", "inject=fsync:delay_enter=300000:when=2"});
  if (IsSkipped()) return;
  const int id = peer_.start_tool("write_file", {{"path", "new"}, {"content", "x"}});
  ASSERT_TRUE(appears(root() / "new"));
  peer_.notify("notifications/cancelled", {{"requestId", id}});
  EXPECT_TRUE(peer_.call("file_info", {{"path", "ok.txt"}}).ok());
  end();
  EXPECT_FALSE(peer_.unclaimed.contains(id));
  EXPECT_EQ(content_of(root() / "new"), "x");
}

// The file was published, but the sync of its directory failed, so the call failed. When the call
// is repeated, the file exists, but the server must not report success before it has synced it.
TEST_F(Traced, Case109_FailedSyncIsNotForgotten) {
  const Json call{{"path", "new"}, {"content", "x"}};
  trace({"trace=fsync", "inject=fsync:error=EIO:when=2+"});
  if (IsSkipped()) return;
  EXPECT_EQ(peer_.call("write_file", call).code, "E_IO");
  EXPECT_EQ(content_of(root() / "new"), "x");
  EXPECT_EQ(peer_.call("write_file", call).code, "E_IO");
  strace_.reset();
  trace({"trace=fsync"});
  const Answer again = peer_.call("write_file", call);
  EXPECT_TRUE(again.ok());
  EXPECT_EQ(again.content["unchanged"], true);
  EXPECT_EQ(strace_->detach().size(), 2U);
}

/// An argument of a call, counted from 1. No argument before it may contain a comma.
std::string argument(const SystemCall& call, int number) {
  static const std::regex separators("[(,] ?|\\)");
  std::sregex_token_iterator parts(call.text.begin(), call.text.end(), separators, -1);
  std::advance(parts, number);
  return *parts;
}

std::string result_of(const SystemCall& call) {
  return call.text.substr(call.text.rfind("= ") + 2);
}

// Success is reported only when content and name would survive a loss of power; in this test only
// synced data counts as on the disk.
TEST_F(Traced, Case114_SuccessIsReportedOnlyOnceOnDisk) {
  trace({"trace=openat,mkdirat,pwrite64,fsync,renameat2,write"});
  if (IsSkipped()) return;
  const Json arguments{
      {"path", "a/b/new"}, {"content", std::string(40'000, 'x')}, {"createParents", true}};
  ASSERT_TRUE(peer_.call("write_file", arguments).ok());
  std::set<std::string> unsynced;
  std::string ignore_file;
  bool told = false;
  for (const auto& call : strace_->detach()) {
    const bool of_the_stage = call.text.find(".mcp-stage") != std::string::npos;
    if (call.name == "openat" && call.text.find(".gitignore") != std::string::npos) {
      ignore_file = result_of(call);
    }
    if (call.name == "pwrite64" && argument(call, 1) != ignore_file) {
      unsynced.insert(argument(call, 1));
    }
    if (call.name == "mkdirat" && !of_the_stage) unsynced.insert(argument(call, 1));
    if (call.name == "renameat2") {
      EXPECT_TRUE(unsynced.empty()) << "published before it was on the disk";
      unsynced.insert(argument(call, 3));
    }
    if (call.name == "fsync") unsynced.erase(argument(call, 1));
    if (call.name == "write" && call.text.find("\\\"result\\\"") != std::string::npos) {
      told = true;
      EXPECT_TRUE(unsynced.empty()) << "told before its name was on the disk";
    }
  }
  EXPECT_TRUE(told);
}

// A chunk is reported only after it was written.
TEST_F(Traced, Case114_ChunksAreReportedOnlyOnceWritten) {
  trace({"trace=pwrite64,write"});
  if (IsSkipped()) return;
  const Json arguments{{"path", "new"}, {"content", std::string(200'000, 'x')}, {"echo", "none"}};
  ASSERT_TRUE(peer_.call("write_file", arguments, "token").ok());
  double written = 0;
  double told = 0;
  static const std::regex progress("progress[^:]*:([0-9.e+]+)");
  for (const auto& call : strace_->detach()) {
    if (call.name == "pwrite64") written += std::stod(result_of(call));
    std::smatch found;
    if (call.name != "write" || !std::regex_search(call.text, found, progress)) continue;
    told = std::stod(found[1]);
    EXPECT_LE(told, written);
  }
  EXPECT_EQ(told, 200'000);
}

// All paths are relative to an open directory, so the current directory does not matter, and paths
// of more than one name are resolved by openat2.
TEST_F(Traced, Case36_NoPathIsResolvedFromOutside) {
  trace({"trace=%file"});
  if (IsSkipped()) return;
  for (const char* path : {"ok.txt", "dir/inner.txt", "new", "dir", "../x", "dir/missing/x"}) {
    for (const char* tool :
         {"read_file", "list_directory", "file_info", "edit_file", "append_file", "write_file"}) {
      peer_.call(tool, plain_arguments(tool, path));
    }
    peer_.call("write_file",
               {{"path", path}, {"content", path}, {"mode", "upsert"}, {"createParents", true}});
  }
  int beneath = 0;
  for (const auto& call : strace_->detach()) {
    beneath += call.name == "openat2";
    if (call.name == "openat2") {
      EXPECT_NE(call.text.find("RESOLVE_BENEATH"), std::string::npos) << call.text;
      EXPECT_NE(call.text.find("RESOLVE_NO_SYMLINKS"), std::string::npos) << call.text;
    }
    if (call.text.find("\"/proc/self/") != std::string::npos) continue;
    EXPECT_EQ(call.text.find("AT_FDCWD"), std::string::npos) << call.text;
    EXPECT_EQ(call.text.find("\"/"), std::string::npos) << call.text;
    // All other calls use a single name in an open directory.
    if (call.name != "openat2") {
      EXPECT_FALSE(std::regex_search(call.text, std::regex("\"[^\"]*/[^\"]*\""))) << call.text;
    }
  }
  EXPECT_GT(beneath, 20);
}

class WithoutOpenat2 : public Traced, public testing::WithParamInterface<const char*> {};

// Old kernels do not have openat2, and a sandbox may forbid it: then each name of the path is
// opened alone.
TEST_P(WithoutOpenat2, Case29_LinksAreRefusedAllTheSame) {
  fs::create_symlink("../outside/secret.txt", root() / "leaf");
  fs::create_symlink("../outside/new", root() / "dangling");
  fs::create_symlink("../outside", root() / "link");
  trace({"trace=openat2", std::string("inject=openat2:error=") + GetParam()});
  if (IsSkipped()) return;
  const std::string before = arena_.state();
  for (const char* path : {"leaf", "dangling", "link/secret.txt", "link/new", "link/a/b/new"}) {
    for (const char* tool : {"read_file", "list_directory"}) {
      EXPECT_EQ(peer_.call(tool, plain_arguments(tool, path)).code, "E_SYMLINK") << path;
    }
    expect_no_write(peer_, path, [&] { EXPECT_EQ(arena_.state(), before) << path; });
  }
  EXPECT_EQ(peer_.call("read_file", {{"path", "dir/inner.txt"}}).content["text"], "deeper\n");
  EXPECT_TRUE(
      peer_.call("write_file", {{"path", "a/new"}, {"content", "x"}, {"createParents", true}})
          .ok());
  EXPECT_EQ(content_of(root() / "a/new"), "x");
}

INSTANTIATE_TEST_SUITE_P(Kernel, WithoutOpenat2, testing::Values("ENOSYS", "EPERM"),
                         [](const auto& test) { return std::string(test.param); });

// Some file systems cannot exchange two names, nor refuse to replace one.
TEST_F(Traced, Case46_FileSystemWithoutFlagsForRename) {
  trace({"trace=renameat2", "inject=renameat2:error=EINVAL:when=1..100+2"});
  if (IsSkipped()) return;
  EXPECT_TRUE(peer_.call("write_file", {{"path", "new"}, {"content", "x"}}).ok());
  EXPECT_EQ(content_of(root() / "new"), "x");
  EXPECT_EQ(fs::hard_link_count(root() / "new"), 1U);
  EXPECT_TRUE(stage_is_clean(root()));
}

TEST_F(Traced, Case46_FileSystemWithoutExchange) {
  trace({"trace=renameat2", "inject=renameat2:error=EINVAL:when=1"});
  if (IsSkipped()) return;
  const Json etag = "c-" + sha256_hex("inside\n").substr(0, 32);
  EXPECT_TRUE(
      peer_
          .call("write_file",
                {{"path", "ok.txt"}, {"content", "x"}, {"mode", "overwrite"}, {"ifMatch", etag}})
          .ok());
  EXPECT_EQ(content_of(root() / "ok.txt"), "x");
  EXPECT_TRUE(stage_is_clean(root()));
}

// Another program changes the file after its etag was compared, and the server is killed after the
// exchange, before it has checked the old file. No text is lost.
TEST_F(Traced, Case115_DeathAfterTheExchange) {
  const std::string etag = files::etag_of_digest(sha256_hex("inside\n"));
  const Json arguments{
      {"path", "ok.txt"}, {"content", "ours"}, {"mode", "overwrite"}, {"ifMatch", etag}};
  // The seventh openat opens the displaced file. The delay of fsync leaves time to change the old
  // file.
  trace({"trace=openat,fsync", "inject=fsync:delay_enter=300000:when=1",
         "inject=openat:signal=SIGKILL:when=7"});
  if (IsSkipped()) return;
  peer_.start_tool("write_file", arguments);
  ASSERT_TRUE(appears(root() / ".mcp-stage"));
  put(root() / "theirs", "theirs");
  fs::rename(root() / "theirs", root() / "ok.txt");
  EXPECT_EQ(server_.wait_exit(), -SIGKILL);
  EXPECT_EQ(content_of(root() / "ok.txt"), "ours");
  ServerProcess next({.arguments = command_line(root())});
  const Peer opened(next, Era::modern);
  std::string kept;
  for (const auto& entry : fs::directory_iterator(root() / ".mcp-stage")) {
    if (entry.path().filename().string().starts_with("conflict-")) kept = content_of(entry.path());
  }
  EXPECT_EQ(kept, "theirs");
}

}  // namespace
}  // namespace mcp::test::kernel_test
