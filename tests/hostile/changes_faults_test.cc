// A set of changes; in each run one system call fails, or the server is killed at it. The files are
// then all old or all new, nothing is lost, and the stage is empty after the next start.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "hostile/changes.hpp"
#include "support/server_process.hpp"
#include "support/strace.hpp"

namespace mcp::test::changes_faults_test {
namespace {

namespace fs = std::filesystem;

using Calls = std::set<std::string>;

// The system calls that change something.
const Calls mutating = {"mkdirat",  "pwrite64", "fsync",  "renameat", "renameat2",
                        "unlinkat", "fchmod",   "linkat", "flock"};
// Those that need space on the disk.
const Calls growing = {"mkdirat", "pwrite64", "renameat", "renameat2"};

Json changes_of_each_kind() {
  return {changes::create("new", "new\n"), changes::edit("ok.txt", "inside", "edited"),
          changes::move("dir/inner.txt", "moved"), changes::remove("gone")};
}

void fill(const Arena& arena) {
  put(arena.root() / "gone", "deleted\n");
}

using Files = std::map<std::string, std::string>;

/// The contents of all files in a workspace, by path.
Files files_in(const Arena& arena) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(arena.root())) {
    const std::string path = fs::relative(entry.path(), arena.root()).string();
    if (entry.is_regular_file()) files[path] = content_of(entry.path());
  }
  return files;
}

const Files old_files = {
    {"dir/inner.txt", "deeper\n"}, {"gone", "deleted\n"}, {"ok.txt", "inside\n"}};
const Files new_files = {{"moved", "deeper\n"}, {"new", "new\n"}, {"ok.txt", "edited\n"}};

/// The answer to a call; "none" if the server ends before.
Answer answer_of(ServerProcess& server, Peer& peer, const Json& list) {
  const int id = peer.start_tool("apply_changes", changes::call_of(list));
  while (true) {
    Answer answer = peer.wait_answer(id, std::chrono::milliseconds(20));
    if (answer.code != "none" || server.wait_exit(std::chrono::milliseconds(0))) return answer;
  }
}

/// A server that can be traced, and a client of it.
struct Traceable {
  explicit Traceable(const Arena& arena)
      : server({.arguments = command_line(arena.root(), {"--no-landlock"}),
                .environment = traceable()}),
        peer(server, Era::modern) {}

  ServerProcess server;
  Peer peer;
};

/// A workspace in which a server is traced while it makes changes.
struct Trial {
  Trial() { fill(arena); }

  void run(Traceable& traced, const Json& list, const std::vector<std::string>& what) {
    Strace strace(traced.server.pid(), what);
    refused = strace.refused();
    if (!refused.empty()) return;
    code = answer_of(traced.server, traced.peer, list).code;
    calls = strace.detach();
    traced.server.kill(SIGKILL);  // what it has left must not need an orderly end
    traced.server.wait_exit();
  }

  void run(const std::vector<std::string>& what) {
    Traceable traced(arena);
    run(traced, changes_of_each_kind(), what);
  }

  /// Starts and ends a server, which recovers.
  void recover() const {
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, Era::legacy);
    server.close_input();
    EXPECT_EQ(server.wait_exit(), 0);
  }

  bool has_empty_stage() const { return !fs::exists(arena.root() / ".mcp-stage"); }

  const Arena arena;
  std::string code;
  std::vector<SystemCall> calls;
  std::string refused;
};

std::string injection(const std::string& name, const std::string& what, int when) {
  return "inject=" + name + ':' + what + ":when=" + std::to_string(when);
}

class ChangesFaults : public testing::Test {
 protected:
  void at_each(const Calls& names, const std::string& what) {
    Trial traced;
    traced.run({"trace=all"});
    if (!traced.refused.empty()) GTEST_SKIP() << traced.refused;
    ASSERT_EQ(traced.code, "");
    std::map<std::string, int> counts;
    for (const auto& call : traced.calls) {
      if (names.contains(call.name)) ++counts[call.name];
    }
    ASSERT_EQ(counts["renameat2"], 4);
    ASSERT_GT(counts["pwrite64"], 2);
    for (const auto& [name, count] : counts) {
      for (int when = 1; when <= count; ++when) fault(name, when, what);
    }
  }

  void fault(const std::string& name, int when, const std::string& what) {
    SCOPED_TRACE(name + ' ' + std::to_string(when) + ' ' + what);
    Trial trial;
    trial.run({"trace=" + name, injection(name, what, when)});
    ASSERT_EQ(trial.refused, "");
    const bool was_killed = trial.code == "none";
    trial.recover();
    EXPECT_TRUE(trial.has_empty_stage());
    const Files files = files_in(trial.arena);
    if (!was_killed) {
      EXPECT_EQ(files, trial.code.empty() ? new_files : old_files);
    }
    EXPECT_TRUE(files == old_files || files == new_files) << Json(files);
    (files == old_files ? undone_ : kept_) += 1;
  }

  int undone_ = 0;
  int kept_ = 0;
};

TEST_F(ChangesFaults, Case109_InputOutputError) {
  at_each(mutating, "error=EIO");
}

TEST_F(ChangesFaults, Case106_NoSpace) {
  at_each(growing, "error=ENOSPC");
}

TEST_F(ChangesFaults, Case113_KilledAtEachStep) {
  at_each(mutating, "signal=SIGKILL");
  if (IsSkipped()) return;
  EXPECT_GT(undone_, 0);
  EXPECT_GT(kept_, 0);
}

// A server that undoes what another has left, before its own changes, is killed, too.
TEST_F(ChangesFaults, Case113_KilledWhileItRecovers) {
  for (const char* name : {"renameat2", "renameat", "fsync", "unlinkat"}) {
    for (int when = 1; when <= 3; ++when) {
      SCOPED_TRACE(name + std::to_string(when));
      Trial trial;
      Traceable other(trial.arena);
      trial.run({"trace=renameat2", injection("renameat2", "signal=SIGKILL", 4)});
      if (!trial.refused.empty()) GTEST_SKIP() << trial.refused;
      ASSERT_EQ(trial.code, "none");
      ASSERT_EQ(content_of(trial.arena.root() / "new"), "new\n");
      const std::string call = name;
      trial.run(other, changes::only(changes::create("other", "x")),
                {"trace=" + call, injection(call, "signal=SIGKILL", when)});
      // There may be fewer calls; then it recovers, and makes its own change.
      EXPECT_TRUE(trial.code == "none" || (when > 1 && trial.code.empty())) << trial.code;
      trial.recover();
      EXPECT_TRUE(trial.has_empty_stage());
      fs::remove(trial.arena.root() / "other");
      EXPECT_EQ(files_in(trial.arena), old_files);
    }
  }
}

// The file that is moved there and back is in its last place before anything was done.
TEST_F(ChangesFaults, Case113_KilledBeforeAFileIsMovedThereAndBack) {
  Trial trial;
  Traceable traced(trial.arena);
  const Json list{changes::edit("ok.txt", "inside", "edited"),
                  changes::edit("gone", "deleted", "edited"),
                  changes::move("dir/inner.txt", "moved"), changes::move("moved", "dir/inner.txt")};
  trial.run(traced, list, {"trace=renameat2", injection("renameat2", "signal=SIGKILL", 2)});
  if (!trial.refused.empty()) GTEST_SKIP() << trial.refused;
  ASSERT_EQ(trial.code, "none");
  trial.recover();
  EXPECT_TRUE(trial.has_empty_stage());
  EXPECT_EQ(files_in(trial.arena), old_files);
}

}  // namespace
}  // namespace mcp::test::changes_faults_test
