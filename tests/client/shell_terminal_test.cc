// The shell of mcp-client at a terminal: editing, completion, history, notices, Ctrl+C and Ctrl+D.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"
#include "support/scratch.hpp"
#include "support/server_process.hpp"

namespace mcp::test::shell_terminal_test {
namespace {

const std::string feature_server = MCP_BINARY_DIR "/feature-server";
const std::string ctrl_c = "\x03";
const std::string ctrl_d = "\x04";
const std::string up = "\033[A";

/// A pseudo-terminal of 60 columns, which is the controlling terminal of a program.
class Terminal {
 public:
  Terminal() : ours_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_EQ(::grantpt(ours_.get()), 0);
    EXPECT_EQ(::unlockpt(ours_.get()), 0);
    EXPECT_EQ(::ptsname_r(ours_.get(), name_, sizeof name_), 0);
    const winsize size{.ws_row = 24, .ws_col = 60, .ws_xpixel = 0, .ws_ypixel = 0};
    EXPECT_EQ(::ioctl(ours_.get(), TIOCSWINSZ, &size), 0);
  }

  /// For Launch::in_child.
  void take_over() const {
    ::setsid();
    const int theirs = ::open(name_, O_RDWR);
    ::ioctl(theirs, TIOCSCTTY, 0);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      ::dup2(theirs, standard);
    }
  }

  void type(std::string_view text) const {
    EXPECT_EQ(::write(ours_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  /// Waits until the text appears after what was waited for before. False on timeout.
  bool shows(std::string_view text) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
      const auto found = all_.find(text, seen_);
      if (found != all_.npos) {
        seen_ = found + text.size();
        return true;
      }
      if (std::chrono::steady_clock::now() > deadline || !read()) return false;
    }
  }

  const std::string& all() const { return all_; }

 private:
  bool read() {
    pollfd ready{ours_.get(), POLLIN, 0};
    if (::poll(&ready, 1, 100) == 0) return true;
    std::array<char, 4096> part{};
    const ssize_t count = ::read(ours_.get(), part.data(), part.size());
    if (count <= 0) return false;
    all_.append(part.data(), static_cast<std::size_t>(count));
    return true;
  }

  Descriptor ours_;
  char name_[64] = {};
  std::string all_;
  std::size_t seen_ = 0;
};

/// The shell in a terminal of its own.
class ShellTerminal : public testing::TestWithParam<const char*> {
 protected:
  explicit ShellTerminal(std::vector<std::string> server = {feature_server}) {
    std::vector<std::string> words = {"--era", GetParam(), "shell", "--"};
    words.insert(words.end(), server.begin(), server.end());
    process_.emplace(Launch{.arguments = words,
                            .program = MCP_BINARY_DIR "/mcp-client",
                            .environment = {{"TERM", "xterm"},
                                            {"XDG_STATE_HOME", scratch_.path().string()},
                                            {"HOME", scratch_.path().string()}},
                            .in_child = [this] { terminal_.take_over(); }});
  }

  void type(std::string_view text) { terminal_.type(text); }
  bool shows(std::string_view text) { return terminal_.shows(text); }
  std::string history() const { return content_of(scratch_ / "mcp-client" / "history"); }

  const Scratch scratch_;
  Terminal terminal_;
  std::optional<ServerProcess> process_;
};

TEST_P(ShellTerminal, CompletesCommandsToolsKeysAndValues) {
  ASSERT_TRUE(shows("feature-server> ")) << terminal_.all();
  type("ca\tec\tte\thello\r");
  EXPECT_TRUE(shows("\r\nhello\r\n")) << terminal_.all();
  type("read test://t\t\r");
  EXPECT_TRUE(shows("\r\nhello\r\n")) << terminal_.all();
  EXPECT_TRUE(shows("feature-server> "));
  type("he\t\t");
  EXPECT_TRUE(shows("assert")) << "a second Tab lists what may follow: " << terminal_.all();
  type(ctrl_c);
  EXPECT_TRUE(shows("^C"));
  EXPECT_TRUE(shows("feature-server> "));
  type(ctrl_d);
  EXPECT_EQ(process_->wait_exit(), 0);
}

TEST_P(ShellTerminal, CtrlCCancelsTheCallAndNotTheShell) {
  ASSERT_TRUE(shows("feature-server> ")) << terminal_.all();
  type("call waits_for_stop\r");
  ASSERT_TRUE(shows("waiting")) << terminal_.all();
  type(ctrl_c);
  EXPECT_TRUE(shows("cancelled\r\n")) << terminal_.all();
  EXPECT_TRUE(shows("feature-server> "));
  type("call echo text=still_there\r");
  EXPECT_TRUE(shows("\r\nstill_there\r\n")) << terminal_.all();
  EXPECT_TRUE(shows("feature-server> "));
  type("half a line" + ctrl_c);
  EXPECT_TRUE(shows("^C\r\n")) << terminal_.all();
  EXPECT_TRUE(shows("feature-server> "));
  type(ctrl_d);
  EXPECT_EQ(process_->wait_exit(), 130) << "of the cancelled call";
}

TEST_P(ShellTerminal, KeepsAHistoryWithoutLinesAfterABlank) {
  ASSERT_TRUE(shows("feature-server> ")) << terminal_.all();
  type("call echo text=one\r");
  ASSERT_TRUE(shows("\r\none\r\n"));
  type(" call echo text=secret\r");
  ASSERT_TRUE(shows("\r\nsecret\r\n"));
  type(up + "\r");
  EXPECT_TRUE(shows("\r\none\r\n")) << terminal_.all();
  ASSERT_TRUE(shows("feature-server> "));
  type(ctrl_d);
  EXPECT_EQ(process_->wait_exit(), 0);
  EXPECT_EQ(history(), "call echo text=one\n");
}

TEST_P(ShellTerminal, ShowsAProgressBarAndRemovesItBeforeTheResult) {
  ASSERT_TRUE(shows("feature-server> ")) << terminal_.all();
  type("call counted\r");
  EXPECT_TRUE(shows("100%  3/3\r\033[Kcounted\r\n")) << terminal_.all();
  type("exit\r");
  EXPECT_EQ(process_->wait_exit(), 0);
}

TEST_P(ShellTerminal, AsksForTheInputOfACall) {
  ASSERT_TRUE(shows("feature-server> ")) << terminal_.all();
  type("call deploy app=x\r");
  ASSERT_TRUE(shows("asks: Deploy x?")) << terminal_.all();
  ASSERT_TRUE(shows("[boolean] "));
  type("y\n");
  ASSERT_TRUE(shows("[c]ancel: "));
  type("d\n");
  EXPECT_TRUE(shows("declined\r\n")) << terminal_.all();
  EXPECT_TRUE(shows("feature-server> ")) << "the terminal edits again";
  type("in\t\r");
  EXPECT_TRUE(shows("feature-server 1.2.3")) << terminal_.all();
}

INSTANTIATE_TEST_SUITE_P(Eras, ShellTerminal, testing::Values("modern", "legacy"),
                         [](const auto& test) { return std::string(test.param); });

/// A server that sends a log message and a question when it reads a line from a pipe.
std::string waiting_server() {
  const Json initialized{{"jsonrpc", "2.0"},
                         {"id", 1},
                         {"result",
                          {{"protocolVersion", "2025-11-25"},
                           {"capabilities", {{"logging", Json::object()}}},
                           {"serverInfo", {{"name", "odd"}, {"version", "1"}}}}}};
  const Json log{{"jsonrpc", "2.0"},
                 {"method", "notifications/message"},
                 {"params", {{"level", "info"}, {"data", "from the \x1B[31mserver"}}}};
  const Json question{
      {"jsonrpc", "2.0"},
      {"id", "q"},
      {"method", "elicitation/create"},
      {"params",
       {{"message", "Who?"},
        {"requestedSchema", {{"type", "object"}, {"properties", Json::object()}}}}}};
  const auto sends = [](const Json& message) {
    return "printf '%s\\n' '" + mcp::to_text(message) + "'\n";
  };
  return "read line\n" + sends(initialized) + "read line\nread go < \"$MCP_TEST_PIPE\"\n" +
         sends(log) + "echo 'an error line' >&2\n" + sends(question) +
         "read answer\necho \"$answer\" >&2\ncat > /dev/null\n";
}

TEST(ShellNotices, DoNotDestroyTheLineThatIsTyped) {
  const Scratch scratch;
  const std::string pipe = scratch / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  Terminal terminal;
  ServerProcess process({.arguments = {"--era", "legacy", "shell", "--env", "MCP_TEST_PIPE=" + pipe,
                                       "--", "sh", "-c", waiting_server()},
                         .program = MCP_BINARY_DIR "/mcp-client",
                         .environment = {{"TERM", "xterm"},
                                         {"XDG_STATE_HOME", scratch.path().string()},
                                         {"HOME", scratch.path().string()}},
                         .in_child = [&] { terminal.take_over(); }});
  ASSERT_TRUE(terminal.shows("odd> ")) << terminal.all();
  const std::string line = "call a_tool with=more words=than fit=on one=row so_it=wraps at=60";
  terminal.type(line);
  ASSERT_TRUE(terminal.shows("at=60")) << terminal.all();
  put(pipe, "go\n");
  EXPECT_TRUE(terminal.shows("\033[1A\r\033[J")) << "from the first of the two rows on";
  EXPECT_TRUE(terminal.shows("[info] from the \xE2\x90\x9B[31mserver\r\n")) << terminal.all();
  EXPECT_TRUE(terminal.shows("the question was cancelled]: Who?")) << terminal.all();
  EXPECT_TRUE(terminal.shows("\"action\":\"cancel\"")) << terminal.all();
  EXPECT_TRUE(terminal.shows("odd> call a_tool")) << "the line is drawn again";
  EXPECT_NE(terminal.all().find("an error line\r\n"), std::string::npos);
  terminal.type(ctrl_c);
  ASSERT_TRUE(terminal.shows("odd> "));
  terminal.type(ctrl_d);
  EXPECT_EQ(process.wait_exit(), 0);
}

TEST(ShellSignals, TerminateEndsTheShellAndItsServer) {
  const Scratch scratch;
  Terminal terminal;
  ServerProcess process({.arguments = {"shell", "--", feature_server},
                         .program = MCP_BINARY_DIR "/mcp-client",
                         .environment = {{"TERM", "xterm"}, {"HOME", scratch.path().string()}},
                         .in_child = [&] { terminal.take_over(); }});
  ASSERT_TRUE(terminal.shows("feature-server> ")) << terminal.all();
  process.kill(SIGTERM);
  EXPECT_EQ(process.wait_exit(), 130);
}

}  // namespace
}  // namespace mcp::test::shell_terminal_test
