// Text of a server must not control the terminal of the user of mcp-client.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <array>

#include "mcp/json.hpp"
#include "support/server_process.hpp"

namespace mcp::test::client_terminal_test {
namespace {

// DEL, CSI as one C1 character, a bidirectional override, ESC.
const std::string acts =
    "a\x7F\xC2\x9B"
    "31m\xE2\x80\xAE\x1B[2Jb";

/// A pseudo-terminal, whose output the test reads.
class Terminal {
 public:
  Terminal() : ours_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    ::grantpt(ours_.get());
    ::unlockpt(ours_.get());
    std::array<char, 128> name{};
    ::ptsname_r(ours_.get(), name.data(), name.size());
    theirs_.reset(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    termios plain{};
    ::tcgetattr(theirs_.get(), &plain);
    ::cfmakeraw(&plain);
    ::tcsetattr(theirs_.get(), TCSANOW, &plain);
  }

  int theirs() const { return theirs_.get(); }
  /// What was written to it so far.
  std::string read() const {
    std::string all;
    std::array<char, 4096> part{};
    pollfd ready{ours_.get(), POLLIN, 0};
    while (::poll(&ready, 1, 0) == 1 && (ready.revents & POLLIN) != 0) {
      const ssize_t count = ::read(ours_.get(), part.data(), part.size());
      if (count <= 0) break;
      all.append(part.data(), static_cast<std::size_t>(count));
    }
    return all;
  }

 private:
  Descriptor ours_;
  Descriptor theirs_;
};

/// Runs mcp-client and returns what it writes to the terminal, standard output and error.
std::string run(std::vector<std::string> arguments) {
  const Terminal terminal;
  const int theirs = terminal.theirs();
  for (const char* word : {"--", MCP_BINARY_DIR "/feature-server"}) arguments.emplace_back(word);
  ServerProcess client({.arguments = std::move(arguments),
                        .program = MCP_BINARY_DIR "/mcp-client",
                        .in_child = [theirs] {
                          ::dup2(theirs, STDOUT_FILENO);
                          ::dup2(theirs, STDERR_FILENO);
                        }});
  client.wait_exit();
  return terminal.read();
}

TEST(ClientTerminal, ShowsNothingThatActs) {
  const std::string text = "text=" + acts;
  const std::vector<std::string> calls[] = {
      {"call", "echo", text},
      {"--json", "call", "echo", text},
      {"--json", "--era", "legacy", "call", "echo", text},
      {"call", acts},
      {"--json", "call", acts, "--args", "{}"},
      {"prompt", acts},
      {"--json", "read", "x:" + acts},
  };
  for (const auto& call : calls) {
    const std::string shown = run(call);
    SCOPED_TRACE(Json(shown).dump(-1, ' ', true, Json::error_handler_t::replace));
    EXPECT_FALSE(shown.empty());
    for (const char* bad : {"\x7F", "\xC2\x9B", "\xE2\x80\xAE", "\x1B[2J"}) {
      EXPECT_EQ(shown.find(bad), std::string::npos);
    }
  }
  const std::string json = run({"--json", "call", "echo", text});
  EXPECT_NE(json.find("\\u007f\\u009b31m\\u202e\\u001b[2Jb"), std::string::npos) << json;
}

}  // namespace
}  // namespace mcp::test::client_terminal_test
