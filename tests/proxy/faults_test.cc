// Either side of the proxy dies: open calls end with an error, and no process is left.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdio>
#include <future>
#include <memory>

#include "proxy/proxied_server.hpp"
#include "support/failure.hpp"
#include "support/marked_processes.hpp"

namespace mcp::test::faults_test {
namespace {

const std::string program = MCP_BINARY_DIR "/mcp-client";
const std::string feature_server = MCP_BINARY_DIR "/feature-server";
constexpr const char* initialize =
    R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
    R"("capabilities":{},"clientInfo":{"name":"t","version":"1"}}})";
constexpr const char* call_that_waits =
    R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"waits_for_stop",)"
    R"("_meta":{"progressToken":1}}})";

/// A call that is running at the server: it has reported progress.
struct RunningCall {
  explicit RunningCall(Client& client) {
    client.start_request("tools/call", {{"name", "waits_for_stop"}},
                         {.on_progress =
                              [this](const Progress&) {
                                if (!said.exchange(true)) running.set_value();
                              }},
                         [this](Result<Json> result) { ended.set_value(std::move(result)); });
    running.get_future().wait();
  }
  Result<Json> end() {
    auto future = ended.get_future();
    EXPECT_EQ(future.wait_for(std::chrono::seconds(20)), std::future_status::ready);
    return future.get();
  }

  std::atomic<bool> said = false;
  std::promise<void> running;
  std::promise<Result<Json>> ended;
};

class Faults : public ::testing::TestWithParam<Era> {};

// A proxy over standard input and output, in the middle of a call, whose processes have a mark.
class MarkedProxy {
 public:
  MarkedProxy()
      : variable_("MCP_PROXY_MARK=" + unique_mark()),
        process_({.arguments = {"proxy", "--env", variable_, "--", feature_server},
                  .program = program,
                  .environment = {{"MCP_PROXY_MARK", variable_.substr(variable_.find('=') + 1)}}}) {
    EXPECT_TRUE(process_.send(initialize));
    EXPECT_TRUE(process_.read_line());
    EXPECT_TRUE(process_.send(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"));
    EXPECT_TRUE(process_.send(call_that_waits));
    const auto progress = process_.read_line();
    EXPECT_TRUE(progress && progress->find("progress") != std::string::npos);
    EXPECT_FALSE(processes_with(variable_).empty());
  }
  ServerProcess& process() { return process_; }
  bool left_nothing() const {
    return eventually([&] { return processes_with(variable_).empty(); });
  }

 private:
  const std::string variable_;
  ServerProcess process_;
};

TEST(ProxyProcess, EndsWithItsHost) {
  MarkedProxy proxy;
  proxy.process().close_input();
  proxy.process().close_output();
  EXPECT_TRUE(proxy.process().wait_exit());
  EXPECT_TRUE(proxy.left_nothing());
}

TEST(ProxyProcess, EndsItsServersWhenItIsTerminated) {
  MarkedProxy proxy;
  proxy.process().kill(SIGTERM);
  EXPECT_TRUE(proxy.process().wait_exit());
  EXPECT_TRUE(proxy.left_nothing());
}

TEST(ProxyProcess, LeavesNoServerWhenItIsKilled) {
  MarkedProxy proxy;
  proxy.process().kill(SIGKILL);
  EXPECT_TRUE(proxy.left_nothing());
}

TEST_P(Faults, AServerOverHttpThatIsKilledFailsTheCall) {
  ProxiedServer proxied(true, Era::automatic);
  auto client = proxied.connect(false, {.era = GetParam()});
  RunningCall call(client);
  proxied.server()->kill(SIGKILL);
  const auto end = call.end();
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code(), ErrorCode::internal_error) << end.error().what();
  const auto error = failure([&] { client.call_tool("echo", {{"text", "a"}}); });
  EXPECT_EQ(error.code(), ErrorCode::internal_error) << error.what();
}

TEST_P(Faults, AServerProcessThatIsKilledIsStartedAgain) {
  const std::string file = ::testing::TempDir() + "pid" + unique_mark();
  ClientOptions options{.era = GetParam()};
  auto client =
      Client::connect(spawn({.command = {program, "proxy", "--", "sh", "-c",
                                         "echo $$ > " + file + "; exec " + feature_server}}),
                      std::move(options));
  RunningCall call(client);
  const std::string pid = [&] {
    std::unique_ptr<FILE, int (*)(FILE*)> open(std::fopen(file.c_str(), "r"), &std::fclose);
    char text[32] = {};
    return std::string(std::fgets(text, sizeof text, open.get()));
  }();
  ASSERT_EQ(::kill(std::stoi(pid), SIGKILL), 0);
  const auto end = call.end();
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code(), ErrorCode::internal_error) << end.error().what();
  EXPECT_EQ(text_of(client.call_tool("echo", {{"text", "back"}}).content.front()), "back");
}

// A client with a session tries to resume its response instead.
TEST(ProxyProcess, ThatIsKilledFailsTheCall) {
  ProxiedServer proxied(false, Era::automatic);
  auto client = proxied.connect(true, {.era = Era::modern, .restart = false});
  RunningCall call(client);
  proxied.proxy()->kill(SIGKILL);
  const auto end = call.end();
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code(), ErrorCode::connection_closed) << end.error().what();
}

TEST_P(Faults, AServerThatDoesNotStartFailsTheConnection) {
  const auto error = failure([&] {
    Client::connect(spawn({.command = {program, "proxy", "--", "/bin/false"}}),
                    {.era = GetParam()});
  });
  EXPECT_NE(std::string(error.what()).find("/bin/false"), std::string::npos) << error.what();
}

TEST_P(Faults, ASilentServerFailsTheCallInTime) {
  ProxiedServer proxied(false, Era::automatic, {"--call-timeout", "0.2"});
  auto client = proxied.connect(false, {.era = GetParam()});
  const auto error = failure([&] { client.call_tool("waits_for_stop", nullptr); });
  EXPECT_EQ(error.code(), ErrorCode::internal_error);
  EXPECT_NE(std::string(error.what()).find("200 ms"), std::string::npos) << error.what();
  EXPECT_EQ(text_of(client.call_tool("echo", {{"text", "on"}}).content.front()), "on");
}

// Processes of the same user may call a proxy without tokens.
TEST_P(Faults, AProxyWithTokensRefusesClientsWithoutOne) {
  const std::string file = ::testing::TempDir() + "tokens" + unique_mark();
  {
    std::unique_ptr<FILE, int (*)(FILE*)> open(std::fopen(file.c_str(), "w"), &std::fclose);
    std::fputs("a-token-of-the-test\n", open.get());
  }
  ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  ProxiedServer proxied(false, Era::automatic, {"--token-file", file});
  const std::string url = proxied.url();
  const auto error =
      failure([&] { Client::connect(over_http({.url = url}), {.era = GetParam()}); });
  EXPECT_NE(std::string(error.what()).find("Authorization"), std::string::npos) << error.what();
  auto client = Client::connect(
      over_http({.url = url, .headers = {{"Authorization", "Bearer a-token-of-the-test"}}}),
      {.era = GetParam()});
  EXPECT_EQ(client.server_info().implementation.name, "feature-server");
}

INSTANTIATE_TEST_SUITE_P(Eras, Faults, ::testing::Values(Era::modern, Era::legacy), name_of_era);

}  // namespace
}  // namespace mcp::test::faults_test
