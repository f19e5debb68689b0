// The environment of a bridge's servers. The bridge's own holds the API key and the token, which
// allows to approve any call.

#include "support/environment.hpp"
#include <unistd.h>

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::environment_test {
namespace {

std::vector<std::string> names_in(const std::vector<std::string>& entries) {
  std::vector<std::string> names;
  for (const auto& entry : entries) names.push_back(entry.substr(0, entry.find('=')));
  return names;
}

TEST(Environment, OfServersHoldsNothingOfTheBridgesThatIsNotNamed) {
  BridgeProgram bridge;
  const auto file = bridge.folder() / "environment";
  Json config = bridge.standard();
  config["mcpServers"]["curious"] = {
      {"command", "sh"},
      {"args", reports_environment(file)},
      {"env", {{"SERVER_KEY", "${KEY_OF_THE_SERVER}"}, {"HTTPS_PROXY", "${HTTPS_PROXY}"}}}};
  bridge.configure(config);
  bridge.environment.insert({{"KEY_OF_THE_SERVER", "for this one"},
                             {"HTTPS_PROXY", "http://proxy"},
                             {"NODE_EXTRA_CA_CERTS", "/ca.pem"},
                             {"AWS_SECRET_ACCESS_KEY", "secret"},
                             {"HOME", "/home/somebody"},
                             {"PATH", "/usr/bin:/bin"}});
  for (const char* name : {"LANG", "LC_ALL", "LOGNAME", "SHELL", "TERM", "TMPDIR", "TZ", "USER"}) {
    bridge.environment.insert({name, name});
  }
  bridge.start();
  EXPECT_EQ(bridge.ask("GET", "/api/tools").status, 200);
  const auto entries = reported_environment(file);
  std::vector<std::string> names = names_in(entries);
  std::erase_if(names, [](const auto& name) { return name.starts_with("LC_"); });
  EXPECT_EQ(names,
            (std::vector<std::string>{"HOME", "HTTPS_PROXY", "LANG", "LOGNAME", "PATH",
                                      "SERVER_KEY", "SHELL", "TERM", "TMPDIR", "TZ", "USER"}));
  EXPECT_NE(std::ranges::find(entries, "SERVER_KEY=for this one"), entries.end());
}

constexpr uid_t nobody = 65534;

bool may_run_as_nobody(const char* program) {
  if (::seteuid(nobody) != 0) return false;
  const bool may = ::eaccess(program, X_OK) == 0;
  return ::seteuid(0) == 0 && may;
}

// Root could read it anyway, so a test that runs as root runs the bridge as another user.
TEST(Environment, OfTheBridgeCannotBeReadByItsServers) {
  const bool is_root = ::geteuid() == 0;
  if (is_root && !may_run_as_nobody(MCP_BINARY_DIR "/mcp-bridge")) {
    GTEST_SKIP() << "other users may not enter " MCP_BINARY_DIR;
  }
  BridgeProgram bridge;
  const auto file = bridge.folder() / "environment";
  Json config = bridge.standard();
  config["mcpServers"]["curious"] = {
      {"command", "sh"},
      {"args", {"-c", "cat /proc/$PPID/environ >> '" + file.string() + "' 2>&1"}}};
  bridge.configure(config);
  if (is_root) {
    for (const auto& path :
         {bridge.folder(), bridge.workspace(), bridge.folder() / "config.json"}) {
      ASSERT_EQ(::chown(path.c_str(), nobody, nobody), 0);
    }
    bridge.in_child = [] {
      if (::setgid(nobody) != 0 || ::setuid(nobody) != 0) ::_exit(1);
    };
  }
  bridge.start();
  EXPECT_EQ(bridge.ask("GET", "/api/tools").status, 200);
  const std::string got = content_of(file);
  EXPECT_EQ(got.find(BridgeProgram::token), std::string::npos);
  EXPECT_NE(got.find("Permission denied"), std::string::npos) << got;
}

}  // namespace
}  // namespace mcp::test::environment_test
