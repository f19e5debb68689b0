// The commands of mcp-client that follow a server for some time: watch, log-level, ping.

#include <gtest/gtest.h>
#include <signal.h>

#include <string>
#include <utility>
#include <vector>

#include "client/command_home.hpp"
#include "support/http_host.hpp"

namespace mcp::test::command_test {
namespace {

// Changes of a server that others make, seen by a program that watches it.
TEST_F(Commands, WatchPrintsChangesAndUpdates) {
  for (const std::string era : {"modern", "legacy"}) {
    SCOPED_TRACE(era);
    HttpHost host;
    const std::string url = "http://127.0.0.1:" + std::to_string(host.port()) + "/mcp";
    ServerProcess watcher(
        launch({"--json", "--era", era, "watch", "test://text", "--count", "2", "--url", url}));
    // The server's stream may still be opening: the change is made until it is seen.
    ASSERT_TRUE(
        eventually([&] { return watcher.errors().find("following") != std::string::npos; }));
    std::optional<std::string> first;
    while (!first) {
      host.server.resource_updated("test://binary");
      host.server.resource_updated("test://text");
      first = watcher.read_line(std::chrono::milliseconds(50));
    }
    EXPECT_EQ(*first,
              R"({"method":"notifications/resources/updated","params":{"uri":"test://text"}})");
    host.server.resource_updated("test://text");
    EXPECT_EQ(watcher.wait_exit(), 0) << watcher.errors();
  }
}

TEST_F(Commands, WatchPrintsChangesOfLists) {
  HttpHost host;
  const std::string url = "http://127.0.0.1:" + std::to_string(host.port()) + "/mcp";
  ServerProcess watcher(launch({"watch", "--count", "1", "--url", url}));
  ASSERT_TRUE(eventually([&] { return watcher.errors().find("following") != std::string::npos; }));
  host.server.add_tool<NoArguments>({.name = "more"}, [](const NoArguments&) { return text(""); });
  const auto line = watcher.read_line();
  EXPECT_EQ(line.value_or(""), "tools changed");
  EXPECT_EQ(watcher.wait_exit(), 0);
}

TEST_F(Commands, WatchEndsWithASignal) {
  for (const std::string era : {"modern", "legacy"}) {
    ServerProcess watcher(launch({"watch", "--era", era, "--", feature_server}));
    ASSERT_TRUE(
        eventually([&] { return watcher.errors().find("following") != std::string::npos; }));
    watcher.kill(SIGTERM);
    EXPECT_EQ(watcher.wait_exit(), 130);
  }
}

// A legacy server that logs by itself as soon as a level is set.
TEST_F(Commands, LogLevelFollowsMessages) {
  const Json hello{{"jsonrpc", "2.0"},
                   {"id", 1},
                   {"result",
                    {{"protocolVersion", "2025-11-25"},
                     {"capabilities", {{"logging", Json::object()}}},
                     {"serverInfo", {{"name", "s"}, {"version", "1"}}}}}};
  const Json set{{"jsonrpc", "2.0"}, {"id", 2}, {"result", Json::object()}};
  const auto message = [](const Json& params) {
    return to_text({{"jsonrpc", "2.0"}, {"method", "notifications/message"}, {"params", params}});
  };
  const std::string script =
      "read a; echo '" + to_text(hello) + "'; read b; read level; echo \"$level\" >&2; echo '" +
      to_text(set) + "'; echo '" +
      message({{"level", "error"}, {"logger", "db"}, {"data", "gone"}}) + "'; echo '" +
      message({{"level", "info"}, {"data", {{"n", 1}}}}) + "'; cat >/dev/null";
  const std::pair<Words, std::string> cases[] = {
      {{}, "[error db] gone\n[info] {\"n\":1}\n"},
      {{"--json"},
       R"({"method":"notifications/message","params":{"data":"gone","level":"error","logger":"db"}})"
       "\n"
       R"({"method":"notifications/message","params":{"data":{"n":1},"level":"info"}})"
       "\n"}};
  for (const auto& [options, text] : cases) {
    Words words = options;
    words.insert(words.end(), {"log-level", "info", "--count", "2", "--era", "legacy", "--timeout",
                               "1", "--", "sh", "-c", script});
    ServerProcess process(launch(words));
    std::string out;
    for (int i = 0; i < 2; ++i) out += process.read_line().value_or("") + '\n';
    EXPECT_EQ(out, text);
    EXPECT_EQ(process.wait_exit(), 0);
    EXPECT_NE(process.errors().find("logging/setLevel"), std::string::npos) << process.errors();
  }
  const Outcome modern = run({"log-level", "info", "--", feature_server});
  EXPECT_EQ(modern.exit, 2);
  EXPECT_NE(modern.errors.find("mcp-client call TOOL --log-level info"), std::string::npos);
}

TEST_F(Commands, PingMeasures) {
  for (const std::string era : {"modern", "legacy"}) {
    const Outcome outcome = run({"--json", "ping", "--count", "4", "--interval", "0", "--era", era,
                                 "--", mcp_server, "--root", project().string()});
    EXPECT_EQ(outcome.exit, 0) << outcome.errors;
    const Json json = Json::parse(outcome.out);
    ASSERT_EQ(json["milliseconds"].size(), 4U);
    EXPECT_LE(json["minimum"], json["mean"]);
    EXPECT_LE(json["mean"], json["maximum"]);
    EXPECT_GT(json["minimum"], 0);
  }
}

}  // namespace
}  // namespace mcp::test::command_test
