// In each run one system call of a write fails, or the server is killed at it. In every case the
// file has the old or the new content, and nothing else changes.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>

#include "bytes/digest.hpp"
#include "file_identity.hpp"
#include "hostile/arena.hpp"
#include "support/server_process.hpp"
#include "support/strace.hpp"

namespace mcp::test::faults_test {
namespace {

namespace fs = std::filesystem;

// All system calls by which a write changes or inspects a file.
const std::set<std::string> file_calls = {
    "openat2",      "openat",     "newfstatat", "fstat",     "statx",      "fstatfs",   "statfs",
    "pwrite64",     "pread64",    "fsync",      "fchmod",    "fchown",     "renameat2", "renameat",
    "linkat",       "unlinkat",   "mkdirat",    "flock",     "flistxattr", "fgetxattr", "fsetxattr",
    "fremovexattr", "faccessat2", "readlink",   "readlinkat"};

// A successful write must have made all of these calls.
const std::set<std::string> needed_calls = {"pwrite64",  "fsync",        "fchmod",
                                            "renameat2", "fremovexattr", "flistxattr"};

/// A way to write a file, and its initial state.
struct Write {
  const char* name;
  Json arguments;
  const char* old_text;  ///< Null: there is no file.
  mode_t mode;           ///< The mode that the new file must have.
};

const Write writes[] = {
    {"Create", {{"path", "file"}, {"content", "new"}}, nullptr, 0600},
    {"CreateWithParents",
     {{"path", "a/b/file"}, {"content", "new"}, {"createParents", true}},
     nullptr,
     0600},
    {"CreateLive",
     {{"path", "file"}, {"content", "new"}, {"visibility", "live"}, {"onError", "remove"}},
     nullptr,
     0600},
    {"Overwrite", {{"path", "file"}, {"content", "new"}, {"mode", "overwrite"}}, "old", 0640},
    {"OverwriteIfMatch",
     {{"path", "file"}, {"content", "new"}, {"mode", "overwrite"}, {"executable", true}},
     "old",
     0750},
};

/// One run of a write, in a server that is traced from the call on.
class Trial {
 public:
  explicit Trial(const Write& write)
      : write_(write),
        file_(arena_.root() / write.arguments["path"].get<std::string>()),
        arguments_(write.arguments),
        server_({.arguments = command_line(arena_.root(), {"--no-landlock"}),
                 .environment = traceable(),
                 .in_child = [] { ::umask(077); }}),
        peer_(server_, Era::modern) {
    if (write.old_text) {
      put(file_, write.old_text);
      ::chmod(file_.c_str(), 0640);
    }
    before_ = arena_.state();
    others_ = others();
  }

  /// Calls the tool. With `killed`, waits for the end of the server instead of a response.
  void call(const std::vector<std::string>& traced, bool killed = false) {
    if (write_.name == std::string("OverwriteIfMatch")) {
      arguments_["ifMatch"] = files::etag_of_digest(sha256_hex(write_.old_text));
    }
    Strace strace(server_.pid(), traced);
    refused = strace.refused();
    if (!refused.empty()) return;
    const int id = peer_.start_tool("write_file", arguments_);
    if (killed) {
      server_.wait_exit();
    } else {
      answer = peer_.wait_answer(id);
    }
    calls = strace.detach();
  }

  /// Stops the server if it still runs, and starts another one, which cleans up.
  void start_again() {
    server_.close_input();
    server_.wait_exit();
    ServerProcess next({.arguments = command_line(arena_.root())});
    Peer peer(next, Era::legacy);
    next.close_input();
    EXPECT_EQ(next.wait_exit(), 0);
    EXPECT_FALSE(fs::exists(arena_.root() / ".mcp-stage"));
  }

  void expect_old_or_new() const {
    const std::string expected = write_.old_text ? write_.old_text : "(there is no file)";
    const std::string found = content_of(file_);
    if (found == "new") {
      struct stat status {};
      ::stat(file_.c_str(), &status);
      EXPECT_EQ(status.st_mode & 07777, write_.mode);
    } else {
      EXPECT_EQ(found, expected);
      EXPECT_EQ(arena_.state(), before_);
    }
    EXPECT_EQ(others(), others_);
  }

  bool is_new() const { return content_of(file_) == "new"; }

  Answer answer;
  std::vector<SystemCall> calls;
  std::string refused;

 private:
  // The state of everything except the file, its directories and the stage.
  std::string others() const {
    std::string all = tree_state(arena_.outside());
    for (const char* name : {"ok.txt", "dir/inner.txt"}) all += content_of(arena_.root() / name);
    for (const auto& entry : fs::directory_iterator(arena_.root())) {
      const std::string name = entry.path().filename().string();
      if (name != "file" && name != "a" && name != ".mcp-stage") all += name;
    }
    return all;
  }

  const Write& write_;
  Arena arena_;
  const fs::path file_;
  Json arguments_;
  ServerProcess server_;
  Peer peer_;
  std::string before_;
  std::string others_;
};

/// A system call of a run: the `when`-th with this name.
struct Step {
  std::string name;
  int when;
};

/// The system calls on files in a successful write.
std::vector<Step> steps_of(const Write& write, std::string& refused) {
  Trial trial(write);
  trial.call({"trace=all"});
  refused = trial.refused;
  if (!refused.empty()) return {};
  EXPECT_EQ(trial.answer.code, "");
  EXPECT_TRUE(trial.is_new());
  std::vector<Step> steps;
  std::map<std::string, int> counts;
  for (const auto& call : trial.calls) {
    if (file_calls.contains(call.name)) steps.push_back({call.name, ++counts[call.name]});
  }
  EXPECT_GT(steps.size(), 8U);
  return steps;
}

class Faults : public testing::TestWithParam<Write> {
 protected:
  void fail_each(const std::string& error) {
    std::string refused;
    const auto steps = steps_of(GetParam(), refused);
    if (!refused.empty()) GTEST_SKIP() << refused;
    for (const auto& step : steps) {
      SCOPED_TRACE(step.name + ' ' + std::to_string(step.when) + ' ' + error);
      Trial trial(GetParam());
      trial.call({"trace=" + step.name, "inject=" + step.name + ":error=" + error +
                                            ":when=" + std::to_string(step.when)});
      ASSERT_EQ(trial.refused, "");
      EXPECT_TRUE(trial.answer.ok() || trial.answer.code.starts_with("E_")) << trial.answer.message;
      if (trial.answer.ok()) {
        EXPECT_TRUE(trial.is_new());
        EXPECT_FALSE(needed_calls.contains(step.name));
      }
      trial.expect_old_or_new();
      trial.start_again();
      trial.expect_old_or_new();
    }
  }
};

TEST_P(Faults, Case109_InputOutputError) {
  fail_each("EIO");
}

TEST_P(Faults, Case105_NoSpace) {
  fail_each("ENOSPC");
}

TEST_P(Faults, Case113_KilledAtEachStep) {
  // A killed server cannot remove directories that it made for a file, or a file that it writes in
  // place.
  const std::string name = GetParam().name;
  if (name == "CreateWithParents" || name == "CreateLive") return;
  std::string refused;
  const auto steps = steps_of(GetParam(), refused);
  if (!refused.empty()) GTEST_SKIP() << refused;
  for (const auto& step : steps) {
    SCOPED_TRACE(step.name + ' ' + std::to_string(step.when));
    Trial trial(GetParam());
    trial.call({"trace=" + step.name,
                "inject=" + step.name + ":signal=SIGKILL:when=" + std::to_string(step.when)},
               true);
    ASSERT_EQ(trial.refused, "");
    EXPECT_EQ(trial.answer.code, "");
    trial.start_again();
    trial.expect_old_or_new();
  }
}

INSTANTIATE_TEST_SUITE_P(Faults, Faults, testing::ValuesIn(writes),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mcp::test::faults_test
