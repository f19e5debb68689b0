// How a client starts, restarts and ends a server process.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

#include "mcp/client/client.hpp"
#include "support/build_kind.hpp"
#include "support/eventually.hpp"
#include "support/failure.hpp"

namespace mcp::child_process_test {
namespace {

using test::failure;

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

const std::string feature_server = MCP_BINARY_DIR "/feature-server";

Client connect(std::vector<std::string> command, ClientOptions options = {}) {
  return Client::connect(
      spawn({.command = std::move(command), .until_terminate = 300ms, .until_kill = 300ms}),
      std::move(options));
}

std::vector<std::string> shell(const std::string& script) {
  return {"sh", "-c", script};
}

std::string first_text(const CallToolResult& result) {
  return std::string(text_of(result.content.at(0)));
}

class TemporaryFile {
 public:
  TemporaryFile() {
    char path[] = "/tmp/mcp-client-test-XXXXXX";
    ::close(::mkstemp(path));
    path_ = path;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }

  const std::string& path() const { return path_; }
  std::string content() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string path_;
};

bool exists(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

std::size_t threads() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry :
       std::filesystem::directory_iterator("/proc/self/task")) {
    ++count;
  }
  return count;
}

TEST(ChildProcess, ThatCannotBeStartedSaysWhy) {
  const auto missing = failure([] { connect({"/nonexistent/server"}); });
  EXPECT_EQ(missing.code(), ErrorCode::connection_closed);
  EXPECT_NE(std::string(missing.what()).find("/nonexistent/server"), std::string::npos);
  EXPECT_EQ(failure([] { connect({}); }).code(), ErrorCode::connection_closed);
}

TEST(ChildProcess, ThatEndsSaysHow) {
  std::string said;
  std::mutex mutex;
  const auto error = failure([&] {
    Client::connect(spawn({.command = shell("echo cannot find my config >&2; exit 3"),
                           .on_stderr = [&](std::string_view text) {
                             const std::scoped_lock lock(mutex);
                             said += text;
                           }}));
  });
  EXPECT_EQ(error.code(), ErrorCode::connection_closed);
  const std::string what = error.what();
  EXPECT_NE(what.find("code 3"), std::string::npos) << what;
  EXPECT_NE(what.find("cannot find my config"), std::string::npos) << what;
  EXPECT_NE(said.find("cannot find my config"), std::string::npos);
}

/// Waits for `closed`.
class UntilClosed : public Receiver {
 public:
  void receive(Message) override {}
  void closed() override {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  bool closed_within(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [this] { return closed_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool closed_ = false;
};

// The server has closed its output and has not exited yet. Requests must not fail before its exit
// code is known.
TEST(ChildProcess, FailsRequestsOnlyOnceItsExitCodeIsKnown) {
  UntilClosed receiver;
  const auto channel = spawn({.command = shell("exec >&-; sleep 0.2; exit 3")});
  channel->start(receiver);
  while (!receiver.closed_within(1ms)) {
    EXPECT_TRUE(channel->send(Request{RequestId(1), "ping", nullptr}));
  }
  EXPECT_EQ(channel->ending(), "it exited with code 3");
}

TEST(ChildProcess, GetsItsEnvironmentAndDirectory) {
  TemporaryFile out;
  failure([&] {
    Client::connect(spawn({.command = shell("echo $GREETING $PWD > " + out.path()),
                           .directory = "/usr",
                           .environment = {{"GREETING", "hello there"}}}));
  });
  EXPECT_EQ(out.content(), "hello there /usr\n");
}

TEST(ChildProcess, InheritsNoDescriptors) {
  const TemporaryFile list;
  const int open_here = ::fcntl(STDERR_FILENO, F_DUPFD, 200);  // without FD_CLOEXEC
  ASSERT_GE(open_here, 200);
  Client client = connect(shell("ls /proc/self/fd > " + list.path() + "; exec " + feature_server));
  EXPECT_EQ(list.content().find(std::to_string(open_here)), std::string::npos) << list.content();
  EXPECT_NE(list.content().find('2'), std::string::npos);
  ::close(open_here);
}

TEST(ChildProcess, MayPrintLinesThatAreNotMessages) {
  auto client = connect(shell("echo hello; echo '[1]'; exec " + feature_server));
  EXPECT_EQ(first_text(client.call_tool("echo", {{"text", "x"}})), "x");
}

// A response that cannot be parsed must fail its call, so that the caller does not wait for it.
TEST(ChildProcess, AnswersThatCannotBeReadFailTheirCalls) {
  const std::string begins =
      "read line; echo '{\"jsonrpc\":\"2.0\",\"id\":1.0,\"result\":{\"protocolVersion\":"
      "\"2025-11-25\",\"capabilities\":{}}}'; read line; read line; ";
  const struct {
    const char* name;
    std::string answer;
    const char* why;
  } cases[] = {
      {"half a surrogate pair",
       R"({"jsonrpc":"2.0","id":"2","result":{"content":[{"type":"text","text":"a\ud83d"}]}})",
       nullptr},
      {"a large integer",
       R"({"jsonrpc":"2.0","id":2,"result":{"content":[{"type":"text","text":"a"}],)"
       R"("structuredContent":{"n":123456789012345678901234567890,"m":NaN}}})",
       nullptr},
      {"no JSON", R"({"jsonrpc":"2.0","id":2,"result":{"content":[,]}})", "Not valid JSON"},
      {"over the limit",
       R"({"jsonrpc":"2.0","id":2,"result":{"content":")" + std::string(3000, 'x') + "\"}}",
       "larger than 2000 bytes"},
  };
  for (const auto& [name, answer, why] : cases) {
    SCOPED_TRACE(name);
    auto client = Client::connect(
        spawn({.command = shell(begins + "printf '%s\\n' '" + answer + "'; cat > /dev/null"),
               .limits = {.max_bytes = 2000},
               .until_terminate = 300ms}),
        {.era = Era::legacy});
    const auto call = [&] { client.call_tool("a", Json::object()); };
    if (!why) {
      EXPECT_NO_THROW(call());
    } else {
      const Error error = failure(call);
      EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
      EXPECT_NE(std::string(error.what()).find(why), std::string::npos) << error.what();
    }
  }
}

TEST(ChildProcess, IsStartedAgainByTheNextCall) {
  TemporaryFile pids;
  std::atomic<int> warnings = 0;
  ClientOptions options;
  options.handlers.warning = [&](const std::string&) { ++warnings; };
  auto client =
      connect(shell("echo $$ >> " + pids.path() + "; exec " + feature_server), std::move(options));
  EXPECT_EQ(first_text(client.call_tool("echo", {{"text", "one"}})), "one");
  std::promise<void> running;
  std::promise<Result<Json>> open;
  client.start_request("tools/call", {{"name", "waits_for_stop"}},
                       {.on_progress = [&](const Progress&) { running.set_value(); }},
                       [&](Result<Json> result) { open.set_value(std::move(result)); });
  running.get_future().wait();
  ::kill(std::stoi(pids.content()), SIGKILL);
  const auto lost = open.get_future().get();
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code(), ErrorCode::connection_closed);
  EXPECT_NE(std::string(lost.error().what()).find("Killed"), std::string::npos)
      << lost.error().what();
  EXPECT_EQ(first_text(client.call_tool("echo", {{"text", "two"}})), "two");
  EXPECT_EQ(warnings, 1);
}

// After three restarts in a short time the server is not started again; the error says how it died.
TEST(ChildProcess, IsRestartedAtMostThreeTimes) {
  TemporaryFile pid;
  auto client = connect(shell("echo $$ > " + pid.path() + "; exec " + feature_server));
  const auto call = [&] { client.call_tool("echo", {{"text", "x"}}); };
  for (int restart = 0; restart < 3; ++restart) {
    std::promise<Result<Json>> open;
    client.start_request("tools/call", {{"name", "waits_for_stop"}}, {},
                         [&](Result<Json> result) { open.set_value(std::move(result)); });
    ::kill(std::stoi(pid.content()), SIGKILL);
    EXPECT_EQ(open.get_future().get().error().code(), ErrorCode::connection_closed);
    EXPECT_NO_THROW(call()) << restart;
  }
  ::kill(std::stoi(pid.content()), SIGKILL);
  Error last(ErrorCode::internal_error, "");
  // Before the client notices the exit, the error only says that the server takes no messages.
  const auto known = [&] { return std::string(last.what()).find("Killed") != std::string::npos; };
  for (const auto start = Clock::now(); !known() && Clock::now() - start < 10s;) {
    last = failure([&] { client.call_tool("waits_for_stop", nullptr); });
    EXPECT_EQ(last.code(), ErrorCode::connection_closed);
  }
  EXPECT_TRUE(known()) << last.what();
}

TEST(ChildProcess, SubscriptionsAreRenewedAfterItDied) {
  TemporaryFile pids;
  std::promise<void> changed;
  std::atomic<int> told = 0;
  ClientOptions options{.era = Era::modern};
  options.handlers.tools_changed = [&] {
    if (++told == 1) changed.set_value();
  };
  auto client =
      connect(shell("echo $$ >> " + pids.path() + "; exec " + feature_server), std::move(options));
  const auto listening = client.listen({.tools = true});
  ::kill(std::stoi(pids.content()), SIGKILL);
  // The client restarts the server without a call, because there is a subscription.
  const auto deadline = Clock::now() + 10s;
  while (std::count(std::istreambuf_iterator<char>(std::ifstream(pids.path()).rdbuf()), {}, '\n') <
             2 &&
         Clock::now() < deadline) {
    std::this_thread::yield();
  }
  client.call_tool("change_everything", nullptr);
  EXPECT_EQ(changed.get_future().wait_for(test::patience), std::future_status::ready);
}

TEST(ChildProcess, EndsWhenItsInputIsClosed) {
  TemporaryFile pid;
  auto begin = Clock::now();
  {
    auto client = Client::connect(
        spawn({.command = shell("echo $$ > " + pid.path() + "; exec " + feature_server),
               .until_terminate = 1min}));
    begin = Clock::now();
  }
  EXPECT_LT(Clock::now() - begin, 30s) << "before it is told to";
  EXPECT_FALSE(exists(std::stoi(pid.content())));
}

TEST(ChildProcess, IsTerminatedWhenItDoesNotExit) {
  TemporaryFile pid;
  {
    auto client = connect(
        shell("echo $$ > " + pid.path() + "; trap '' TERM; " + feature_server + "; sleep 100"));
  }
  EXPECT_FALSE(exists(std::stoi(pid.content())));
}

TEST(ChildProcess, EndsWithItsWholeProcessGroup) {
  TemporaryFile pid;
  {
    auto client =
        connect(shell("sleep 100 & echo $! > " + pid.path() + "; exec " + feature_server));
  }
  const pid_t grandchild = std::stoi(pid.content());
  // It is not our child, so init reaps it.
  const auto deadline = Clock::now() + 5s;
  const auto state = [&] {
    std::ifstream file("/proc/" + std::to_string(grandchild) + "/stat");
    std::string number;
    std::string name;
    std::string letter;
    file >> number >> name >> letter;
    return letter;
  };
  while (state() != "" && state() != "Z" && Clock::now() < deadline) std::this_thread::yield();
  EXPECT_TRUE(state() == "" || state() == "Z") << state();
}

TEST(ChildProcess, MayEndWhileAGrandchildHoldsItsOutputOpen) {
  const auto begin = Clock::now();
  const auto error = failure([] { connect(shell("sleep 100 & exit 4")); });
  EXPECT_EQ(error.code(), ErrorCode::connection_closed) << error.what();
  EXPECT_LT(Clock::now() - begin, test::allowing(5s));
}

TEST(ChildProcess, LeavesNothingBehind) {
  { auto client = connect({feature_server}); }
  const auto descriptors = open_descriptors();
  const auto tasks = threads();
  for (int i = 0; i < (test::sanitized ? 50 : 1000); ++i) {
    auto client = connect({feature_server});
    client.call_tool("deferred", {{"word", "x"}});
  }
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_TRUE(test::eventually([&] { return threads() == tasks; })) << "a joined thread may linger";
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD) << "a process is left";
}

}  // namespace
}  // namespace mcp::child_process_test
