// When the bridge is started in a directory with files of others, such as a clone, these files must
// not redirect its key, its token or its data.

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::foreign_directory_test {
namespace {

namespace fs = std::filesystem;

class ForeignDirectory : public ::testing::Test {
 protected:
  ForeignDirectory() { fs::create_directories(here); }

  /// The bridge with `here` as its current directory.
  Launch launch(std::vector<std::string> arguments) const {
    return {.arguments = std::move(arguments),
            .program = MCP_BINARY_DIR "/mcp-bridge",
            .environment = environment,
            .in_child = [folder = here.string()] {
              if (::chdir(folder.c_str()) != 0) ::_exit(1);
            }};
  }

  struct Ended {
    std::string output;
    std::string errors;
    int exit = 0;
  };
  Ended run(std::vector<std::string> arguments) const {
    ServerProcess process(launch(std::move(arguments)));
    Ended ended;
    while (const auto line = process.read_line()) ended.output += *line + '\n';
    ended.exit = process.wait_exit().value_or(-1);
    ended.errors = process.errors();
    return ended;
  }
  /// The effective configuration.
  Json config(std::vector<std::string> arguments = {}) const {
    arguments.emplace_back("--print-config");
    return Json::parse(run(std::move(arguments)).output, nullptr, false);
  }
  /// The error with which it fails to start.
  std::string refusal(std::vector<std::string> arguments = {}) const {
    const Ended ended = run(std::move(arguments));
    EXPECT_EQ(ended.exit, 1) << ended.output;
    return ended.errors;
  }

  const Scratch scratch;
  const fs::path here = scratch / "here";
  const fs::path home = scratch / "home";
  std::map<std::string, std::string> environment = {
      {"HOME", home.string()},    {"XDG_STATE_HOME", ""},  {"ANTHROPIC_API_KEY", ""},
      {"ANTHROPIC_BASE_URL", ""}, {"BRIDGE_TOKEN", ""},    {"ANTHROPIC_MODEL", ""},
      {"WORKSPACE_DIR", ""},      {"BRIDGE_DATA_DIR", ""}, {"PORT", ""}};
};

constexpr const char* planted =
    "ANTHROPIC_API_KEY=sk-ant-api03-from-the-file\nANTHROPIC_MODEL=claude-some\nPORT=5998\n"
    "ANTHROPIC_BASE_URL=http://127.0.0.1:5999\nBRIDGE_TOKEN=the-token-of-somebody-else\n"
    "WS_ALLOWED_ORIGINS=*\nWORKSPACE_DIR=/etc\nBRIDGE_DATA_DIR=data\nUNRELATED=1\n";

TEST_F(ForeignDirectory, EnvFileThatNobodyNamedGivesOnlyKeyModelAndPort) {
  put(here / ".env", planted);
  const Json shown = config();
  EXPECT_EQ(shown["api_key"], "set");
  EXPECT_EQ(shown["model"], "claude-some");
  EXPECT_EQ(shown["port"], 5998);
  EXPECT_EQ(shown["base_url"], "https://api.anthropic.com");
  EXPECT_EQ(shown["allowed_origins"], Json::array());
  EXPECT_EQ(shown["workspace"], "workspace");
  EXPECT_EQ(shown["data_dir"], (home / ".local/state/mcp-bridge").string());
  EXPECT_EQ(
      run({"--print-config"}).errors,
      "mcp-bridge: ignored in ./.env: ANTHROPIC_BASE_URL, BRIDGE_DATA_DIR, BRIDGE_TOKEN, "
      "WORKSPACE_DIR, WS_ALLOWED_ORIGINS; to use all of the file, start with --env-file .env\n");
}

TEST_F(ForeignDirectory, EnvFileThatIsNamedGivesAll) {
  put(here / ".env", planted);
  const auto ended = run({"--env-file", ".env", "--print-config"});
  const Json shown = Json::parse(ended.output);
  EXPECT_EQ(shown["base_url"], "http://127.0.0.1:5999");
  EXPECT_EQ(shown["allowed_origins"], Json::array({"*"}));
  EXPECT_EQ(shown["data_dir"], "data");
  EXPECT_EQ(ended.errors, "");
}

TEST_F(ForeignDirectory, KeyOfTheEnvironmentForAnAddressOfAFileIsWarnedOf) {
  put(here / ".env", planted);
  environment["ANTHROPIC_API_KEY"] = "sk-ant-api03-of-the-user";
  EXPECT_EQ(run({"--env-file", ".env", "--print-config"}).errors,
            "mcp-bridge: the ANTHROPIC_API_KEY of the environment is sent to the "
            "ANTHROPIC_BASE_URL of .env\n");
  environment["ANTHROPIC_BASE_URL"] = "http://127.0.0.1:5997";
  EXPECT_EQ(run({"--env-file", ".env", "--print-config"}).errors, "");
}

TEST_F(ForeignDirectory, VariableOfServersIsNotTakenFromAnEnvFileThatNobodyNamed) {
  put(here / ".env", "SERVER_URL=http://127.0.0.1:5999\n");
  put(here / "c.json", R"({"mcpServers": {"a": {"url": "${SERVER_URL}"}}})");
  const std::string said = refusal({"--config", "c.json"});
  EXPECT_NE(said.find("ignored in ./.env: SERVER_URL;"), std::string::npos) << said;
  EXPECT_NE(said.find("SERVER_URL is not set"), std::string::npos) << said;
}

TEST_F(ForeignDirectory, EnvFileThatIsNoneIsRefusedAtOnce) {
  const fs::path env = here / ".env";
  const auto expect_refused = [&](const std::string& why) {
    const std::string said = refusal();
    EXPECT_NE(said.find("`.env` " + why), std::string::npos) << said;
    EXPECT_NE(said.find("--env-file"), std::string::npos) << said;
    fs::remove(env);
  };
  ASSERT_EQ(::mkfifo(env.c_str(), 0600), 0);
  expect_refused("is not a regular file");
  fs::create_symlink("/dev/zero", env);
  expect_refused("is a symbolic link");
  put(scratch / "other", "PORT=5\n");
  fs::create_symlink(scratch / "other", env);
  expect_refused("is a symbolic link");
  put(env, "PORT=5\n");
  ASSERT_EQ(::chmod(env.c_str(), 0666), 0);
  expect_refused("can be written by other users");
  put(env, std::string((1 << 20) + 1, '#'));
  expect_refused("is larger than 1048576 bytes");
  if (::geteuid() != 0) return;
  put(env, "PORT=5\n");
  ASSERT_EQ(::chown(env.c_str(), 65534, 65534), 0);
  expect_refused("belongs to another user");
}

TEST_F(ForeignDirectory, FilesThatAreNamedAreReadBounded) {
  put(here / "env", "");
  fs::remove(here / "env");
  ASSERT_EQ(::mkfifo((here / "env").c_str(), 0600), 0);
  EXPECT_NE(refusal({"--env-file", "env"}).find("`env` is not a regular file"), std::string::npos);
  EXPECT_NE(refusal({"--config", "env"}).find("`env` is not a regular file"), std::string::npos);
  EXPECT_NE(refusal({"--config", "/dev/zero"}).find("is not a regular file"), std::string::npos);
  put(here / "c.json", R"({"mcpServers": {}})");
  ASSERT_EQ(::chmod((here / "c.json").c_str(), 0666), 0);
  EXPECT_NE(refusal({"--config", "c.json"}).find("can be written by other users"),
            std::string::npos);
}

TEST_F(ForeignDirectory, WorkspaceThatIsALinkIsRefusedUnlessItIsNamed) {
  fs::create_directories(scratch / "secret");
  fs::create_directory_symlink(scratch / "secret", here / "workspace");
  const std::string said = refusal();
  EXPECT_NE(said.find("./workspace is a symbolic link"), std::string::npos) << said;
  EXPECT_NE(said.find("--workspace"), std::string::npos) << said;
  EXPECT_EQ(config({"--workspace", "workspace"})["workspace"], "workspace");
  fs::remove(here / "workspace");
  put(here / "workspace", "");
  EXPECT_NE(refusal().find("./workspace is not a directory"), std::string::npos);
  if (::geteuid() != 0) return;
  fs::remove(here / "workspace");
  fs::create_directory(here / "workspace");
  ASSERT_EQ(::chown((here / "workspace").c_str(), 65534, 65534), 0);
  EXPECT_NE(refusal().find("./workspace belongs to another user"), std::string::npos);
}

TEST_F(ForeignDirectory, ChatsAreKeptInTheStateOfTheUser) {
  EXPECT_EQ(config()["data_dir"], (home / ".local/state/mcp-bridge").string());
  environment["XDG_STATE_HOME"] = "relative";
  EXPECT_EQ(config()["data_dir"], (home / ".local/state/mcp-bridge").string());
  environment["XDG_STATE_HOME"] = (scratch / "state").string();
  EXPECT_EQ(config()["data_dir"], (scratch / "state/mcp-bridge").string());
  put(here / ".mcp-bridge/bridge.db", "");
  EXPECT_EQ(run({"--print-config"}).errors,
            "mcp-bridge: the chats in ./.mcp-bridge are not used; to use them, start with "
            "--data-dir .mcp-bridge\n");
  EXPECT_EQ(run({"--print-config", "--data-dir", ".mcp-bridge"}).errors, "");
}

}  // namespace
}  // namespace mcp::test::foreign_directory_test
