// The address that the bridge prints at its start, with the token that opens the page.

#include <gtest/gtest.h>

#include <fstream>

#include "support/eventually.hpp"
#include "support/raw_client.hpp"
#include "support/scratch.hpp"
#include "support/server_process.hpp"

namespace mcp::test::printed_address_test {
namespace {

constexpr const char* token = "0123456789-._~+/=";

class PrintedAddress : public testing::Test {
 protected:
  PrintedAddress() { std::ofstream(folder_ / "config.json") << R"({"mcpServers": {}})"; }

  ServerProcess bridge_with(const std::string& bridge_token,
                            const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"--any-port",
                                       "--env-file",
                                       "none",
                                       "--config",
                                       (folder_ / "config.json").string(),
                                       "--data-dir",
                                       (folder_ / "data").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return ServerProcess({.arguments = std::move(arguments),
                          .program = MCP_BINARY_DIR "/mcp-bridge",
                          .environment = {{"BRIDGE_TOKEN", bridge_token}}});
  }

  /// The address after "open " in the first line; empty if the bridge printed none.
  static std::string printed(const ServerProcess& bridge) {
    const std::string begin = "mcp-bridge: open ";
    std::string errors;
    const auto has_line = [&] {
      errors = bridge.errors();
      return errors.starts_with(begin) && errors.find('\n') != errors.npos;
    };
    if (!eventually(has_line)) return {};
    return errors.substr(begin.size(), errors.find('\n') - begin.size());
  }

 private:
  Scratch folder_;
};

// A browser may resolve `localhost` to ::1, where another user's program may listen.
TEST_F(PrintedAddress, IsTheOneThatIsBound) {
  const struct {
    std::vector<std::string> options;
    std::string host;
  } cases[] = {{{}, "127.0.0.1"},
               {{"--host", "localhost"}, "127.0.0.1"},
               {{"--host", "127.0.0.2"}, "127.0.0.2"},
               {{"--host", "::1"}, "[::1]"},
               {{"--host", "0.0.0.0", "--insecure"}, "127.0.0.1"},
               {{"--host", "::", "--insecure"}, "[::1]"}};
  for (const auto& [options, host] : cases) {
    const std::string given = options.empty() ? "no --host" : options[1];
    ServerProcess bridge = bridge_with(token, options);
    const std::string address = printed(bridge);
    EXPECT_TRUE(address.starts_with("http://" + host + ':')) << given << ": " << bridge.errors();
    EXPECT_TRUE(address.ends_with(std::string("/#token=") + token)) << address;
  }
}

TEST_F(PrintedAddress, NeedsATokenThatIsHardToGuessAndSafeInHeaders) {
  for (const char* wrong : {"x", "fifteen-letters", "sixteen letters ", "sixteen#letters#",
                            "sixteen-\xc3\xa9letters"}) {
    ServerProcess bridge = bridge_with(wrong, {});
    EXPECT_EQ(bridge.wait_exit(), 1) << wrong;
    EXPECT_EQ(
        bridge.errors(),
        "mcp-bridge: BRIDGE_TOKEN: must have at least 16 characters, only letters, digits and "
        "-._~+/=; leave it out to get a random token at each start\n")
        << wrong;
  }
  ServerProcess bridge = bridge_with("sixteen-letters-", {});
  EXPECT_NE(printed(bridge), "");
}

}  // namespace
}  // namespace mcp::test::printed_address_test
