// What a bridge keeps is for its user only, and for one bridge at a time.

#include <signal.h>
#include <sys/stat.h>

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::data_directory_test {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

void expect_private(const fs::path& database) {
  EXPECT_EQ(mode_of(database.parent_path()), 0700U);
  for (const auto& entry : fs::directory_iterator(database.parent_path())) {
    EXPECT_EQ(mode_of(entry.path()), 0600U) << entry.path();
  }
}

/// A second bridge on what the first uses, as it ends.
std::string refusal_of_another(const BridgeProgram& bridge) {
  ServerProcess other({.arguments = {"--any-port", "--env-file", "none", "--config",
                                     (bridge.folder() / "config.json").string(), "--data-dir",
                                     bridge.database().parent_path().string()},
                       .program = MCP_BINARY_DIR "/mcp-bridge"});
  EXPECT_EQ(other.wait_exit(), 1);
  return other.errors();
}

TEST(DataDirectory, IsForItsOwnerOnly) {
  BridgeProgram bridge;
  bridge.start();
  { const ChatClient client(bridge.native()); }
  expect_private(bridge.database());
}

TEST(DataDirectory, ThatOthersCouldReadIsTightenedWithALineInTheLog) {
  BridgeProgram bridge;
  bridge.start();
  { const ChatClient client(bridge.native()); }
  bridge.process().kill(SIGKILL);  // leaves the files of the journal
  ASSERT_TRUE(bridge.process().wait_exit());
  const fs::path folder = bridge.database().parent_path();
  for (const auto& entry : fs::directory_iterator(folder)) {
    ASSERT_EQ(::chmod(entry.path().c_str(), 0644), 0);
  }
  ASSERT_EQ(::chmod(folder.c_str(), 0755), 0);
  bridge.start();
  expect_private(bridge.database());
  const std::string log = bridge.process().errors();
  EXPECT_NE(log.find(R"("path":")" + folder.string() + '"'), std::string::npos) << log;
  EXPECT_NE(log.find(R"("path":")" + bridge.database().string() + '"'), std::string::npos) << log;
}

TEST(DataDirectory, IsUsedByOneBridgeAtATime) {
  BridgeProgram bridge;
  bridge.start();
  const std::string said = refusal_of_another(bridge);
  EXPECT_NE(said.find("mcp-bridge: the data directory " + bridge.database().parent_path().string() +
                      ": another mcp-bridge (process " + std::to_string(bridge.process().pid()) +
                      ") uses it"),
            std::string::npos)
      << said;
  EXPECT_EQ(bridge.ask("GET", "/health").status, 200);
  bridge.process().kill(SIGKILL);
  ASSERT_TRUE(bridge.process().wait_exit());
  bridge.start();
  EXPECT_EQ(bridge.ask("GET", "/health").status, 200);
}

}  // namespace
}  // namespace mcp::test::data_directory_test
