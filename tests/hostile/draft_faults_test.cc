// A file is written in pieces; in each run one system call fails, or the server is killed at it.
// Nothing that was acknowledged is lost, nothing partial is seen, and repeating all calls ends with
// the whole file.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"
#include "support/strace.hpp"

namespace mcp::test::draft_faults_test {
namespace {

namespace fs = std::filesystem;

// The system calls that change something.
const std::set<std::string> changes = {"mkdirat",   "pwrite64",  "fsync",    "fdatasync",
                                       "ftruncate", "fallocate", "renameat", "renameat2",
                                       "unlinkat",  "fchmod",    "flock"};

const std::vector<std::string> pieces = {"one ", "two ", "three"};
constexpr const char* whole = "one two three";
constexpr const char* token = "a token";

/// A target that is new, or that is replaced.
struct Target {
  const char* name;
  const char* old_text;  ///< Null: there is no file.
};

const Target targets[] = {{"Create", nullptr}, {"Replace", "old"}};

/// What the client knows when the server ends.
struct Known {
  std::string handle;
  std::size_t acknowledged = 0;  ///< Pieces.
  bool committed = false;
  std::string error;  ///< The first E_ code.
};

/// The answer to a call; "none" if the server ends before.
Answer answer_of(ServerProcess& server, Peer& peer, const char* tool, const Json& arguments) {
  const int id = peer.start_tool(tool, arguments);
  while (true) {
    Answer answer = peer.wait_answer(id, std::chrono::milliseconds(20));
    if (answer.code != "none" || server.wait_exit(std::chrono::milliseconds(0))) return answer;
  }
}

/// Makes all calls, in order, until one fails or the server ends.
void write(ServerProcess& server, Peer& peer, const Target& target, Known& known) {
  const auto call = [&](const char* tool, const Json& arguments) {
    const Answer answer = answer_of(server, peer, tool, arguments);
    const bool failed = !answer.ok() && answer.code != "E_COMMITTED";
    if (failed && known.error.empty()) known.error = answer.code;
    return answer;
  };
  Json begin{{"path", "file"}, {"totalSize", 13}, {"clientToken", token}};
  if (target.old_text) begin["mode"] = "overwrite";
  const Answer begun = call("write_begin", begin);
  if (!begun.ok()) return;
  known.handle = begun.content["handle"];
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Json piece{{"handle", known.handle}, {"seq", i + 1}, {"content", pieces[i]}};
    const Answer answer = call("write_append", piece);
    if (!answer.ok() && answer.code != "E_COMMITTED") return;
    known.acknowledged = std::max(known.acknowledged, i + 1);
  }
  known.committed = call("write_commit", {{"handle", known.handle}}).ok();
}

class Trial {
 public:
  explicit Trial(const Target& target) : target_(target) {
    if (target.old_text) put(file(), target.old_text);
  }

  /// Writes the file with a server that is traced.
  void run(const std::vector<std::string>& traced) {
    ServerProcess server(
        {.arguments = command_line(arena_.root(), {"--no-landlock"}), .environment = traceable()});
    Peer peer(server, Era::modern);
    Strace strace(server.pid(), traced);
    refused = strace.refused();
    if (!refused.empty()) return;
    write(server, peer, target_, known);
    calls = strace.detach();
    server.close_input();
    server.wait_exit();
  }

  void expect_old_or_new() const {
    const std::string expected = target_.old_text ? target_.old_text : "(there is no file)";
    const std::string found = content_of(file());
    EXPECT_TRUE(found == whole || (found == expected && !known.committed)) << found;
    EXPECT_EQ(content_of(arena_.root() / "ok.txt"), "inside\n");
    for (const auto& entry : fs::directory_iterator(arena_.root())) {
      const std::string name = entry.path().filename().string();
      EXPECT_TRUE(name == "file" || name == "ok.txt" || name == "dir" || name == ".mcp-stage")
          << name;
    }
  }

  /// Repeats all calls with another server, as a client does that does not know what has happened.
  void repeat() {
    ServerProcess server({.arguments = command_line(arena_.root())});
    Peer peer(server, Era::legacy);
    if (!known.handle.empty() && !known.committed) expect_acknowledged(peer);
    const Known before = known;
    known.error = "";
    write(server, peer, target_, known);
    // The disk may have lost what it could not sync; the client is told so.
    if (known.error == "E_IO" && is_sync_error) return;
    EXPECT_EQ(known.error, "");
    EXPECT_TRUE(known.committed);
    EXPECT_TRUE(before.handle.empty() || known.handle == before.handle);
    EXPECT_EQ(content_of(file()), whole);
  }

  Known known;
  bool is_sync_error = false;  ///< A sync has failed, or everything with an error of the disk.
  std::vector<SystemCall> calls;
  std::string refused;

 private:
  fs::path file() const { return arena_.root() / "file"; }

  void expect_acknowledged(Peer& peer) const {
    const Answer answer = peer.call("write_status", {{"handle", known.handle}});
    ASSERT_TRUE(answer.ok()) << answer.message;
    const Json draft = answer.content["drafts"][0];
    if (draft["state"] != "open") return;
    EXPECT_GE(draft["nextSeq"], known.acknowledged + 1);
  }

  const Target& target_;
  const Arena arena_;
};

/// A system call of a run: the `when`-th with this name.
struct Step {
  std::string name;
  int when = 0;
};

class DraftFaults : public testing::TestWithParam<Target> {
 protected:
  void at_each_step(const std::string& what) {
    Trial traced(GetParam());
    traced.run({"trace=all"});
    if (!traced.refused.empty()) GTEST_SKIP() << traced.refused;
    ASSERT_TRUE(traced.known.committed);
    std::map<std::string, int> counts;
    for (const auto& call : traced.calls) {
      if (changes.contains(call.name)) ++counts[call.name];
    }
    ASSERT_GT(counts["fsync"] + counts["fdatasync"], 6);
    ASSERT_GT(counts["pwrite64"], 6);
    for (const auto& [name, count] : counts) {
      for (int when = 1; when <= count; ++when) fault({name, when}, what);
    }
  }

  void fault(const Step& step, const std::string& what) {
    SCOPED_TRACE(step.name + ' ' + std::to_string(step.when) + ' ' + what);
    Trial trial(GetParam());
    trial.run({"trace=" + step.name,
               "inject=" + step.name + ':' + what + ":when=" + std::to_string(step.when)});
    ASSERT_EQ(trial.refused, "");
    trial.is_sync_error = step.name == "fdatasync" || what == "error=EIO";
    trial.expect_old_or_new();
    trial.repeat();
    trial.expect_old_or_new();
  }
};

TEST_P(DraftFaults, Case109_InputOutputError) {
  at_each_step("error=EIO");
}

TEST_P(DraftFaults, Case106_NoSpace) {
  at_each_step("error=ENOSPC");
}

TEST_P(DraftFaults, Case113_KilledAtEachStep) {
  at_each_step("signal=SIGKILL");
}

INSTANTIATE_TEST_SUITE_P(DraftFaults, DraftFaults, testing::ValuesIn(targets),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mcp::test::draft_faults_test
