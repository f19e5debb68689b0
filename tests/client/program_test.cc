// The program mcp-client as a process: what its servers can reach, and how signals end it.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

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

/// A terminal that nobody sits at.
class Terminal {
 public:
  Terminal() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_EQ(::grantpt(master_.get()), 0);
    EXPECT_EQ(::unlockpt(master_.get()), 0);
    EXPECT_EQ(::ptsname_r(master_.get(), name_, sizeof name_), 0);
  }

  /// For Launch::in_child: makes it the controlling terminal of a new session.
  void control() const {
    ::setsid();
    const int slave = ::open(name_, O_RDWR);
    ::ioctl(slave, TIOCSCTTY, 0);
  }

 private:
  Descriptor master_;
  char name_[64] = {};
};

/// Says on standard error whether it has a controlling terminal.
const std::string says_terminal =
    "if (exec 3< /dev/tty) 2> /dev/null; then echo has a terminal >&2; else echo has none >&2; fi";

TEST(Program, GivesItsServersNoTerminal) {
  const Terminal terminal;
  const auto in_child = [&] { terminal.control(); };
  ServerProcess alone(
      {.arguments = {"-c", says_terminal}, .program = "/bin/sh", .in_child = in_child});
  EXPECT_EQ(alone.wait_exit(), 0);
  EXPECT_EQ(alone.errors(), "has a terminal\n") << "otherwise this test says nothing";
  ServerProcess client(
      {.arguments = {"info", "--", "sh", "-c", says_terminal + "; exec " + feature_server},
       .program = program,
       .in_child = in_child});
  EXPECT_EQ(client.wait_exit(), 0);
  EXPECT_EQ(client.errors(), "has none\n");
}

}  // namespace
}  // namespace mcp::test::program_test
