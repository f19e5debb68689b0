// `mcp-server doctor` on real directories and file systems.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include "hostile/unprivileged.hpp"
#include "support/private_mounts.hpp"

namespace mcp::test::server_doctor_test {
namespace {

namespace fs = std::filesystem;

struct Examination {
  int exit = -1;
  std::string text;
};

Examination examine(std::vector<std::string> arguments, Launch launch = {}) {
  arguments.insert(arguments.begin(), "doctor");
  launch.arguments = std::move(arguments);
  ServerProcess process(std::move(launch));
  Examination found;
  while (const auto line = process.read_line()) found.text += *line + '\n';
  found.exit = process.wait_exit().value_or(-1);
  EXPECT_EQ(process.errors(), "");
  return found;
}

/// Level of the finding of one check on one root; "none" without one.
std::string level_of(const Json& report, const std::string& check, const fs::path& about = {}) {
  for (const Json& finding : report["findings"]) {
    const bool is_about = about.empty() || finding["about"] == about.string();
    if (finding["check"] == check && is_about) return finding["level"];
  }
  return "none";
}

Json report_on(std::vector<std::string> arguments, int exit, Launch launch = {}) {
  arguments.push_back("--json");
  const Examination found = examine(std::move(arguments), std::move(launch));
  EXPECT_EQ(found.exit, exit) << found.text;
  Json report = Json::parse(found.text, nullptr, false);
  EXPECT_EQ(report.value("ok", Json()), exit == 0) << found.text;
  return report;
}

TEST(ServerDoctor, FindsNothingWrongWithAPlainDirectory) {
  const Arena arena;
  const std::string before = arena.state();
  const Examination found = examine({"--root", arena.root(), "--reserve=0"});
  EXPECT_EQ(found.exit, 0);
  const std::string root = arena.root().string();
  for (const std::string& line :
       {"ok       root.exists  " + root + ": is a directory\n",
        "ok       root.safe  " + root + ": is not /, not your home directory",
        "ok       root.owner  " + root + ": belongs to this user\n",
        "ok       root.readable  " + root + ": can be read\n",
        "ok       root.writable  " + root + ": can be written\n",
        "ok       stage.left-overs  " + root + ": no files are left over",
        "ok       stage.create  " + root + ": files can be created in the stage\n",
        "ok       stage.fsync  " + root + ": ", "ok       stage.noreplace  " + root + ": ",
        "ok       disk.space  " + root + ": ", std::string("kernel.openat2"),
        std::string("kernel.landlock"), std::string("process.user"),
        std::string("process.descriptors"), std::string("process.watches"),
        std::string("The server can work: 0 failure, ")}) {
    EXPECT_NE(found.text.find(line), std::string::npos) << line << '\n' << found.text;
  }
  EXPECT_EQ(arena.state(), before);
  EXPECT_FALSE(fs::exists(arena.root() / ".mcp-stage"));
}

TEST(ServerDoctor, EveryWarningAndFailureSaysWhatToDo) {
  const Arena arena;
  for (const fs::path& root : {arena.root(), fs::path("/"), fs::path("/nonexistent")}) {
    const Json report = Json::parse(examine({"--root", root, "--json", "--read-only"}).text);
    ASSERT_FALSE(report["findings"].empty());
    for (const Json& finding : report["findings"]) {
      EXPECT_EQ(finding.size(), 5U) << finding;
      EXPECT_FALSE(finding["text"].get<std::string>().empty()) << finding;
      EXPECT_EQ(finding["fix"].get<std::string>().empty(), finding["level"] == "ok") << finding;
    }
  }
}

TEST(ServerDoctor, RootsThatCannotBeUsedAreFailures) {
  const Arena arena;
  const fs::path missing = arena.root() / "missing";
  const fs::path file = arena.root() / "ok.txt";
  const fs::path open = arena.outside() / "open";
  fs::create_directory(open);
  ::chmod(open.c_str(), 0777);
  EXPECT_EQ(level_of(report_on({"--root", missing}, 1), "root.exists"), "failure");
  EXPECT_EQ(level_of(report_on({"--root", file}, 1), "root.exists"), "failure");
  EXPECT_EQ(level_of(report_on({"--root", "/", "--read-only"}, 1), "root.safe"), "failure");
  EXPECT_EQ(level_of(report_on({"--root", open, "--reserve=0"}, 1), "root.safe"), "failure");
  EXPECT_EQ(
      level_of(report_on({"--root", open, "--reserve=0", "--allow-unsafe-roots"}, 0), "root.safe"),
      "warning");
  const Json both = report_on({"--root", missing, "--root", arena.root(), "--reserve=0"}, 0);
  EXPECT_EQ(level_of(both, "root.exists", missing), "warning");
  EXPECT_EQ(level_of(both, "root.exists", arena.root()), "ok");
  const std::string root = arena.root().string();
  const std::vector<std::string> same_name = {"--root", "a=" + root, "--root", "a=" + root + "/dir",
                                              "--reserve=0"};
  EXPECT_EQ(level_of(report_on(same_name, 1), "root.names"), "failure");
}

TEST(ServerDoctor, ReadOnlyFileSystems) {
  PrivateMounts mounts;
  const Arena arena;
  mounts.memory(arena.root(), "size=1m");
  if (!mounts.refused().empty()) GTEST_SKIP() << mounts.refused();
  mounts.make_read_only(arena.root());
  EXPECT_EQ(level_of(report_on({"--root", arena.root(), "--reserve=0"}, 1), "root.writable"),
            "failure");
  const Json report = report_on({"--root", arena.root(), "--read-only"}, 0);
  EXPECT_EQ(level_of(report, "root.writable"), "none");
  EXPECT_EQ(level_of(report, "root.readable"), "ok");
  EXPECT_EQ(level_of(report, "stage.create"), "none");
}

TEST(ServerDoctor, SmallFileSystems) {
  PrivateMounts mounts;
  const Arena arena;
  mounts.memory(arena.root(), "size=4m,nr_inodes=64");
  if (!mounts.refused().empty()) GTEST_SKIP() << mounts.refused();
  const auto with_reserve = [&](const char* size, int exit) {
    return report_on({"--root", arena.root(), "--reserve", size}, exit);
  };
  EXPECT_EQ(level_of(with_reserve("4mb", 1), "disk.space"), "failure");
  EXPECT_EQ(level_of(with_reserve("3mb", 0), "disk.space"), "warning");
  const Json report = with_reserve("1mb", 0);
  EXPECT_EQ(level_of(report, "disk.space"), "ok");
  EXPECT_EQ(level_of(report, "disk.inodes"), "warning");
  EXPECT_EQ(level_of(report, "stage.exchange"), "ok");
  EXPECT_NE(report.dump().find("is on tmpfs"), std::string::npos) << report;
}

TEST(ServerDoctor, CountsLeftOversAndRemovesNone) {
  const Arena arena;
  const fs::path stage = arena.root() / ".mcp-stage";
  fs::create_directory(stage);
  ::chmod(stage.c_str(), 0700);
  put(stage / "AAAAAAAAAAAAAAAAAAAAAA.tmp", "half");
  put(stage / "conflict-AAAAAAAAAAAAAAAAAAAAAA", "the only copy");
  const Json report = report_on({"--root", arena.root(), "--reserve=0"}, 0);
  EXPECT_EQ(level_of(report, "stage.conflicts"), "warning");
  EXPECT_NE(report.dump().find("1 files are left over"), std::string::npos) << report;
  EXPECT_EQ(content_of(stage / "AAAAAAAAAAAAAAAAAAAAAA.tmp"), "half");
  EXPECT_EQ(content_of(stage / "conflict-AAAAAAAAAAAAAAAAAAAAAA"), "the only copy");
}

TEST(ServerDoctor, ChecksTheTokens) {
  const Arena arena;
  const Scratch scratch;
  const fs::path tokens = scratch / "tokens";
  const std::vector<std::string> arguments = {
      "--root", arena.root(), "--reserve=0", "--http", "127.0.0.1:0", "--auth-token-file", tokens};
  EXPECT_EQ(level_of(report_on(arguments, 1), "http.tokens"), "failure");
  put(tokens, "me: 0123456789abcdef\n");
  ::chmod(tokens.c_str(), 0644);
  EXPECT_EQ(level_of(report_on(arguments, 1), "http.tokens"), "failure");
  ::chmod(tokens.c_str(), 0600);
  EXPECT_EQ(level_of(report_on(arguments, 0), "http.tokens"), "ok");
}

using ServerDoctorUnprivileged = Unprivileged;

TEST_F(ServerDoctorUnprivileged, PermissionsOfTheRoot) {
  if (IsSkipped()) return;
  const auto report = [&](int exit) {
    return report_on({"--root", arena_.root(), "--reserve=0"}, exit, launch());
  };
  EXPECT_EQ(level_of(report(0), "root.writable"), "ok");
  EXPECT_EQ(level_of(report(0), "process.user"), "ok");
  ::chmod(arena_.root().c_str(), 0555);
  EXPECT_EQ(level_of(report(1), "root.writable"), "failure");
  EXPECT_EQ(level_of(report(1), "root.readable"), "ok");
  ::chmod(arena_.root().c_str(), 0333);
  EXPECT_EQ(level_of(report(1), "root.readable"), "failure");
  ::chmod(arena_.root().c_str(), 0755);
  give("", 0);
  EXPECT_EQ(level_of(report(1), "root.owner"), "warning");
}

TEST(ServerDoctor, MistakesOnTheCommandLine) {
  const Arena arena;
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"doctor"}, "--root DIR is required"},
      {{"docter", "--root", arena.root()}, "unknown command `docter`; did you mean `doctor`?"},
      {{arena.root()}, "a directory is given with --root DIR"},
      {{"doctor", "--root", arena.root(), "--jsn"}, "unknown option `--jsn`"}};
  for (const auto& [arguments, said] : cases) {
    ServerProcess process({.arguments = arguments});
    EXPECT_NE(process.wait_exit().value_or(0), 0) << said;
    EXPECT_NE(process.errors().find(said), std::string::npos) << process.errors();
  }
}

}  // namespace
}  // namespace mcp::test::server_doctor_test
