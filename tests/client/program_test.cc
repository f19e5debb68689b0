// The program mcp-client as a process: its servers' terminal access, its messages, and signals.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <vector>

#include "client/http_scripts.hpp"
#include "support/eventually.hpp"
#include "support/marked_processes.hpp"
#include "support/server_process.hpp"

namespace mcp::test::program_test {
namespace {

const std::string program = MCP_BINARY_DIR "/mcp-client";
const std::string feature_server = MCP_BINARY_DIR "/feature-server";

/// A pseudo-terminal.
class Terminal {
 public:
  Terminal() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_EQ(::grantpt(master_.get()), 0);
    EXPECT_EQ(::unlockpt(master_.get()), 0);
    EXPECT_EQ(::ptsname_r(master_.get(), name_, sizeof name_), 0);
  }

  /// For Launch::in_child: makes it the controlling terminal of a new session, and opens it.
  int control() const {
    ::setsid();
    const int slave = ::open(name_, O_RDWR);
    ::ioctl(slave, TIOCSCTTY, 0);
    return slave;
  }
  void type(std::string_view text) const {
    EXPECT_EQ(::write(master_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

 private:
  Descriptor master_;
  char name_[64] = {};
};

/// A shell script that reports on standard error whether it has a controlling terminal.
const std::string says_terminal =
    "if (exec 3< /dev/tty) 2> /dev/null; then echo has a terminal >&2; else echo has none >&2; fi";

TEST(Program, GivesItsServersNoTerminal) {
  const Terminal terminal;
  const auto in_child = [&] { terminal.control(); };
  ServerProcess alone(
      {.arguments = {"-c", says_terminal}, .program = "/bin/sh", .in_child = in_child});
  EXPECT_EQ(alone.wait_exit(), 0);
  EXPECT_EQ(alone.errors(), "has a terminal\n") << "otherwise this test says nothing";
  ServerProcess client({.arguments = {"--verbose", "info", "--", "sh", "-c",
                                      says_terminal + "; exec " + feature_server},
                        .program = program,
                        .in_child = in_child});
  EXPECT_EQ(client.wait_exit(), 0);
  EXPECT_EQ(client.errors(), "has none\n");
}

// Older servers log long errors about `server/discover`.
TEST(Program, KeepsBackWhatAServerWritesBeforeItIsConnected) {
  const std::string complains = "seq 100 >&2; ";
  const std::string goes_on = "exec " + feature_server;
  const struct {
    const char* name;
    std::vector<std::string> options;
    std::string server;
    int exit;
    bool shown;
  } cases[] = {
      {"connected", {}, complains + goes_on, 0, false},
      {"all is wanted", {"--verbose"}, complains + goes_on, 0, true},
      {"fails", {"--era", "legacy"}, complains + "exit 1", 1, true},
      {"does not answer", {"--timeout", "0.5"}, complains + "exec sleep 60", 1, true},
  };
  for (const auto& [name, options, server, exit, shown] : cases) {
    SCOPED_TRACE(name);
    std::vector<std::string> arguments = options;
    for (const auto& word : {"info", "--", "sh", "-c", server.c_str()}) {
      arguments.emplace_back(word);
    }
    ServerProcess client({.arguments = std::move(arguments), .program = program});
    EXPECT_EQ(client.wait_exit(), exit);
    const std::string errors = client.errors();
    EXPECT_EQ(errors.find("\n99\n100\n") != errors.npos, shown) << errors;
    EXPECT_EQ(errors.find("\n99\n"), errors.rfind("\n99\n")) << "once";
  }
}

// Each error says what is wrong and what to write instead, before or while the client connects.
TEST(Program, SaysWhatIsWrongWithACommandLine) {
  const struct {
    std::vector<std::string> arguments;
    int exit;
    std::string said;
  } cases[] = {
      {{},
       2,
       "no command given; choose info, tools, call, resources, read, prompts, prompt or proxy"},
      {{"tool"}, 2, "unknown command `tool`; did you mean `tools`?"},
      {{"tools", "--timout", "3"}, 2, "unknown option `--timout`; did you mean `--timeout`?"},
      {{"tools", "--timeout", "1e300"},
       2,
       "--timeout: must be a number of seconds from 0.001 to 1000000000, not `1e300`"},
      {{"tools", "--era", "old"}, 2, "--era: must be auto, modern or legacy, not `old`"},
      {{"tools", "--url"}, 2, "--url needs a value: URL"},
      {{"tools", "mcp-server"}, 2, "unexpected argument `mcp-server`; the server is given with"},
      {{"call"}, 2, "NAME is required (name of the tool)"},
      {{"tools"}, 2, "no server given; use --url URL, or"},
      {{"tools", "--url", "localhost:1/mcp"}, 2, "--url: must begin with http:// or https://"},
      {{"tools", "--env", "A", "--", "false"}, 2, "--env: must be NAME=VALUE, not `A`"},
      {{"tools", "--ca-file", "x", "--", "false"}, 2, "--ca-file applies only to a server that"},
      {{"tools", "--cwd", "/nonexistent", "--", "false"},
       1,
       "--cwd: `/nonexistent` does not exist"},
      {{"tools", "--", "/nonexistent"}, 1, "No such file or directory; check the command after"},
      {{"call", "ech", "text=x", "--", feature_server}, 2, "did you mean `echo`?"},
      {{"call", "--client-root", "/", "ech", "--", feature_server}, 1, "did you mean `echo`?"},
      {{"call", "echo", "--args", "[]", "--", feature_server}, 2, "--args: must be a JSON object"},
      {{"call", "echo", "--args", "{", "--", feature_server},
       2,
       "--args: Not valid JSON; write an"},
      {{"tools", "--ca-file", "/x", "--url", "http://127.0.0.1:1"}, 1, "`/x` does not exist\n"},
  };
  for (const auto& [arguments, exit, said] : cases) {
    SCOPED_TRACE(said);
    ServerProcess client({.arguments = arguments, .program = program});
    EXPECT_EQ(client.wait_exit(), exit);
    const std::string errors = client.errors();
    EXPECT_TRUE(errors.starts_with("mcp-client: ")) << errors;
    EXPECT_NE(errors.find(said), errors.npos) << errors;
  }
}

TEST(Program, ShowsWhatAServerWritesOnceItIsConnected) {
  ServerProcess client({.arguments = {"info", "--", "sh", "-c", feature_server + "; echo goes >&2"},
                        .program = program});
  EXPECT_EQ(client.wait_exit(), 0);
  EXPECT_EQ(client.errors(), "goes\n");
}

// The specification does not allow an elicitation this early, but servers send it. It is shown at
// the terminal, which answers it.
TEST(Program, AnswersAnElicitationDuringInitialize) {
  const Terminal terminal;
  const Json question{
      {"jsonrpc", "2.0"},
      {"id", "q"},
      {"method", "elicitation/create"},
      {"params",
       {{"message", "Who?"},
        {"requestedSchema", {{"type", "object"}, {"properties", Json::object()}}}}}};
  const Json answer{{"jsonrpc", "2.0"}, {"id", 1}, {"result", initialize_result()}};
  const std::string script = "read line; echo '" + to_text(question) +
                             "'; read line; echo \"$line\" >&2; echo '" + to_text(answer) +
                             "'; cat > /dev/null";
  ServerProcess client(
      {.arguments = {"info", "--verbose", "--era", "legacy", "--", "sh", "-c", script},
       .program = program,
       .in_child = [&] { ::dup2(terminal.control(), STDIN_FILENO); }});
  terminal.type("no\n");
  EXPECT_EQ(client.wait_exit(), 0);
  const std::string errors = client.errors();
  EXPECT_NE(errors.find("asks: Who?"), std::string::npos) << errors;
  EXPECT_NE(errors.find("\"action\":\"decline\""), std::string::npos) << errors;
}

struct Interrupted {
  const char* name;
  std::vector<std::string> options;
  std::string script;  ///< Of the server; empty: an HTTP server that does not respond.
};

const std::string mute = "cat > /dev/null";
const std::string stubborn = "trap '' TERM INT HUP; sleep 1000";

std::vector<Interrupted> interrupted() {
  std::vector<Interrupted> cases;
  for (const char* era : {"auto", "modern", "legacy"}) {
    cases.push_back({"mute", {"--era", era}, mute});
    cases.push_back({"stubborn", {"--era", era}, stubborn});
    cases.push_back({"http", {"--era", era}, ""});
  }
  return cases;
}

/// An mcp-client that waits for the response to its first request.
class Connecting {
 public:
  explicit Connecting(const Interrupted& test)
      : over_http_(test.script.empty()), client_(launch(test)) {}

  ServerProcess& client() { return client_; }
  /// Waits until the client has begun to connect. False on timeout.
  bool begun() const {
    return over_http_ ? server_.wait_for([](const HttpCall&) { return true; })
                      : eventually([this] { return left_behind() > 0; });
  }
  std::size_t left_behind() const { return processes_with(mark_).size(); }

 private:
  Launch launch(const Interrupted& test) const {
    auto arguments = test.options;
    arguments.insert(arguments.end(), {"tools", "--timeout", "100"});
    if (over_http_) {
      arguments.insert(arguments.end(), {"--url", server_.url()});
    } else {
      arguments.insert(arguments.end(), {"--env", mark_, "--", "sh", "-c", test.script});
    }
    return {.arguments = std::move(arguments), .program = program};
  }

  const bool over_http_;
  const std::string mark_ = "MCP_TEST_MARK=" + unique_mark();
  const HttpServer server_{[](const HttpCall&) -> HttpAnswer {
    return {.stream = [](HttpStream& out) {
      out.wait_until_closed();
      return false;
    }};
  }};
  ServerProcess client_;
};

TEST(Program, EndsAtOnceWhenASignalComesWhileItConnects) {
  for (const auto& test : interrupted()) {
    for (const int signal : {SIGINT, SIGTERM}) {
      SCOPED_TRACE(std::string(test.name) + ' ' + test.options[1]);
      Connecting connecting(test);
      ASSERT_TRUE(connecting.begun());
      const auto begin = std::chrono::steady_clock::now();
      connecting.client().kill(signal);
      EXPECT_EQ(connecting.client().wait_exit(), 130);
      EXPECT_LT(std::chrono::steady_clock::now() - begin, allowing(4s));
      EXPECT_TRUE(eventually([&] { return connecting.left_behind() == 0; }));
    }
  }
}

TEST(Program, LeavesNoServerBehindWhenASecondSignalEndsIt) {
  Connecting connecting({"stubborn", {"--era", "legacy"}, stubborn});
  ASSERT_TRUE(connecting.begun());
  std::optional<int> exit;
  while (!exit) {
    connecting.client().kill(SIGINT);
    exit = connecting.client().wait_exit(20ms);
  }
  EXPECT_EQ(exit, -SIGINT);
  EXPECT_TRUE(eventually([&] { return connecting.left_behind() == 0; }));
}

}  // namespace
}  // namespace mcp::test::program_test
