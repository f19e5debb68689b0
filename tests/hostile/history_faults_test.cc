// A file is replaced, and that is undone; in each run one system call fails, or the server is
// killed at it. The file is always whole, and the next server continues the history.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"
#include "support/strace.hpp"

namespace mcp::test::history_faults_test {
namespace {

namespace fs = std::filesystem;

// The system calls that change something.
const std::set<std::string> changes = {"mkdirat",   "pwrite64",  "fsync",     "fdatasync",
                                       "ftruncate", "renameat",  "renameat2", "unlinkat",
                                       "fchmod",    "utimensat", "flock",     "copy_file_range"};

constexpr const char* old_text = "inside\n";  // of ok.txt in the arena
constexpr const char* new_text = "new";

/// What the client knows when the server ends.
struct Known {
  bool is_written = false;
  bool is_undone = false;
};

/// The answer to a call; "none" if the server ends before.
Answer answer_of(ServerProcess& server, Peer& peer, const char* tool, const Json& arguments) {
  const int id = peer.start_tool(tool, arguments);
  while (true) {
    Answer answer = peer.wait_answer(id, std::chrono::milliseconds(20));
    if (answer.code != "none" || server.wait_exit(std::chrono::milliseconds(0))) return answer;
  }
}

class Trial {
 public:
  /// Replaces the file and undoes that, with a server that is traced.
  void run(const std::vector<std::string>& traced) {
    ServerProcess server({.arguments = command_line(arena_.root(), {"--no-landlock", history}),
                          .environment = traceable()});
    Peer peer(server, Era::modern);
    Strace strace(server.pid(), traced);
    refused = strace.refused();
    if (!refused.empty()) return;
    const Json file{{"path", "ok.txt"}, {"content", new_text}, {"mode", "overwrite"}};
    known.is_written = answer_of(server, peer, "write_file", file).ok();
    if (known.is_written) {
      known.is_undone = answer_of(server, peer, "undo", Json::object()).ok();
    }
    calls = strace.detach();
    server.close_input();
    server.wait_exit();
  }

  void expect_old_or_new() const {
    const std::string text = content_of(file());
    if (known.is_undone) {
      EXPECT_EQ(text, old_text);
    } else {
      EXPECT_TRUE(text == old_text || text == new_text) << text;
    }
    for (const auto& entry : fs::directory_iterator(arena_.root())) {
      const std::string name = entry.path().filename().string();
      EXPECT_TRUE(name == "ok.txt" || name == "dir" || name == ".mcp-stage") << name;
    }
  }

  /// Another server goes on with the history.
  void go_on() const {
    ServerProcess server({.arguments = command_line(arena_.root(), {history})});
    Peer peer(server, Era::legacy);
    const std::string before = content_of(file());
    const Json third{{"path", "ok.txt"}, {"content", "third"}, {"mode", "overwrite"}};
    EXPECT_TRUE(peer.call("write_file", third).ok());
    EXPECT_TRUE(peer.call("undo", Json::object()).ok());
    EXPECT_EQ(content_of(file()), before);
    EXPECT_TRUE(peer.call("list_changes", Json::object()).ok());
    EXPECT_EQ(content_of(arena_.root() / ".mcp-stage/history/log").back(), '\n');
  }

  Known known;
  std::vector<SystemCall> calls;
  std::string refused;

 private:
  static constexpr const char* history = "--history=9";

  fs::path file() const { return arena_.root() / "ok.txt"; }

  const Arena arena_;
};

void fault(const std::string& name, int when, const std::string& what) {
  SCOPED_TRACE(name + ' ' + std::to_string(when) + ' ' + what);
  Trial trial;
  trial.run({"trace=" + name, "inject=" + name + ':' + what + ":when=" + std::to_string(when)});
  ASSERT_EQ(trial.refused, "");
  trial.expect_old_or_new();
  trial.go_on();
}

void at_each_step(const std::string& what) {
  Trial traced;
  traced.run({"trace=all"});
  if (!traced.refused.empty()) GTEST_SKIP() << traced.refused;
  ASSERT_TRUE(traced.known.is_undone);
  std::map<std::string, int> counts;
  for (const auto& call : traced.calls) {
    if (changes.contains(call.name)) ++counts[call.name];
  }
  ASSERT_GE(counts["fdatasync"], 2);
  ASSERT_GE(counts["renameat2"], 4);
  for (const auto& [name, count] : counts) {
    for (int when = 1; when <= count; ++when) fault(name, when, what);
  }
}

TEST(HistoryFaults, NoSpace) {
  at_each_step("error=ENOSPC");
}

TEST(HistoryFaults, KilledAtEachStep) {
  at_each_step("signal=SIGKILL");
}

// The record of a change is all that cannot be written.
TEST(HistoryFaults, AChangeIsMadeThoughItsRecordIsNot) {
  Trial trial;
  trial.run({"trace=fdatasync", "inject=fdatasync:error=ENOSPC"});
  if (!trial.refused.empty()) GTEST_SKIP() << trial.refused;
  EXPECT_TRUE(trial.known.is_written);
  EXPECT_FALSE(trial.known.is_undone);
  trial.expect_old_or_new();
}

}  // namespace
}  // namespace mcp::test::history_faults_test
