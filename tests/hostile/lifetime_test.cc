// How the server exits, and how it handles a line that is far too long.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <poll.h>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"

namespace mcp::test::lifetime_test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// The fastest of several runs counts, because other programs may delay any of them.
TEST(Lifetime, EndsWithItsInputWithin100Milliseconds) {
  const Arena arena;
  auto fastest = Clock::duration::max();
  for (int i = 0; i < 5; ++i) {
    ServerProcess server({.arguments = command_line(arena.root())});
    const Peer peer(server, Era::modern);
    const auto start = Clock::now();
    server.close_input();
    EXPECT_EQ(server.wait_exit(), 0);
    fastest = std::min(fastest, Clock::now() - start);
  }
  EXPECT_LT(fastest, allowing(100ms));
}

bool ends_within(const Descriptor& process, std::chrono::milliseconds limit) {
  pollfd ended{process.get(), POLLIN, 0};
  return ::poll(&ended, 1, static_cast<int>(limit.count())) == 1;
}

// The input stays open, as when the parent shared it with another process.
TEST(Lifetime, EndsWithinASecondWhenItsParentIsKilled) {
  const Arena arena;
  std::string command = "exec 3<&0; " MCP_BINARY_DIR "/mcp-server";
  for (const auto& argument : command_line(arena.root())) command += " '" + argument + "'";
  command += " <&3 & echo $!; wait";
  ServerProcess parent({.arguments = {"-c", command}, .program = "/bin/sh"});
  const auto pid = parent.read_line();
  ASSERT_TRUE(pid);
  const Descriptor server(static_cast<int>(::syscall(SYS_pidfd_open, std::stoi(*pid), 0)));
  ASSERT_TRUE(server);
  Peer peer(parent, Era::modern);
  ASSERT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
  parent.kill(SIGKILL);
  EXPECT_TRUE(ends_within(server, allowing(1s)));
}

TEST(Lifetime, LineOf100MebibytesGetsAnErrorAndTheNextMessageAnAnswer) {
  const Arena arena;
  for (const Era era : {Era::modern, Era::legacy}) {
    SCOPED_TRACE(to_text(era));
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, era);
    const Json params{
        {"name", "write_file"},
        {"arguments", {{"path", "large"}, {"content", std::string(std::size_t{100} << 20, 'x')}}}};
    peer.send({{"jsonrpc", "2.0"},
               {"id", "large"},
               {"method", "tools/call"},
               {"params", peer.dressed(params)}});
    EXPECT_EQ(peer.wait_answer("large").code, "-32700");
    EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
  }
}

}  // namespace
}  // namespace mcp::test::lifetime_test
