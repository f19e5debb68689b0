// The data directory is private to its user, and used by one bridge at a time.

#include <signal.h>
#include <sys/stat.h>

#include "bridge/gateway/bridge_program.hpp"
#include "bridge/store/store.hpp"

namespace mcp::test::data_directory_test {
namespace {

namespace fs = std::filesystem;

constexpr const char* writes_a_file = R"({"scenarios": [{"match": "Write", "by_depth": true,
  "steps": [
    {"answer": {"blocks": [{"type": "tool_use", "id": "toolu_1",
      "name": "mcp__workspace__write_file", "input": {"path": "a.txt", "content": "a"}}]}},
    {"answer": {"blocks": [{"type": "text", "text": "Done."}]}}]}]})";

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

/// Starts a second bridge on the data directory of the first. Returns its error.
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

// Without the lock a second bridge could decide on a call of this one.
TEST(DataDirectory, CallThatAnotherProcessDecidedOnDoesNotRunHere) {
  BridgeProgram bridge;
  bridge.model.set_scenario(writes_a_file);
  bridge.start();
  ChatClient client(bridge.native());
  const std::string session = client.wait_for("session_created")["data"]["session_id"];
  client.send(user_message("Write"));
  ASSERT_FALSE(client.wait_for("tool_request").is_null());
  EXPECT_TRUE(bridge::open_sqlite_store(bridge.database())
                  ->decide(session, "toolu_1", bridge::Resolution::allowed));
  client.send(approval("toolu_1", true));
  EXPECT_EQ(client.wait_for("tool_result")["data"]["outcome"], "interrupted");
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_FALSE(bridge.exists("a.txt"));
  EXPECT_TRUE(client.seen("tool_started").empty());
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

struct Readable {
  const char* name;
  mode_t mode;
  bool warned;
};

TEST(Secrets, InFilesThatOthersMayReadAreWarnedOf) {
  const Readable cases[] = {{".env", 0644, true},         {".env", 0640, true},
                            {".env", 0600, false},        {"config.json", 0644, true},
                            {"config.json", 0600, false}, {"plain.env", 0644, false}};
  for (const Readable& each : cases) {
    BridgeProgram bridge;
    Json config = bridge.standard();
    config["mcpServers"]["features"]["env"] = {{"SERVER_TOKEN", "a-token-written-out"}};
    bridge.configure(config);
    const fs::path env = bridge.folder() / ".env";
    const fs::path plain = bridge.folder() / "plain.env";
    put(env, "OTHER_API_KEY=sk-something\n");
    put(plain, "ANTHROPIC_MODEL=some\nOTHER_API_KEY=\n");
    for (const auto& file : {env, plain, bridge.folder() / "config.json"}) {
      ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
    }
    const fs::path file = bridge.folder() / each.name;
    ASSERT_EQ(::chmod(file.c_str(), each.mode), 0);
    bridge.env_file = (each.name == std::string("plain.env") ? plain : env).string();
    bridge.start();
    const std::string log = bridge.process().errors();
    const std::string line = R"(chmod 600 it","path":")" + file.string() + '"';
    EXPECT_EQ(log.find(line) != std::string::npos, each.warned) << each.name << '\n' << log;
    EXPECT_EQ(log.find("a-token-written-out"), std::string::npos);
  }
}

}  // namespace
}  // namespace mcp::test::data_directory_test
