#pragma once

#include <grp.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"

namespace mcp::test {

inline constexpr uid_t nobody = 65534;

/// In a child process, after fork: drops all privileges and becomes a user.
inline void become(uid_t user) {
  if (::setgroups(0, nullptr) != 0 || ::setresgid(user, user, user) != 0 ||
      ::setresuid(user, user, user) != 0) {
    ::_exit(126);
  }
}

/// A server that runs as an unprivileged user, on a workspace of that user.
class Unprivileged : public testing::Test {
 protected:
  void SetUp() override {
    namespace fs = std::filesystem;
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    // Lets the user reach the program and the workspace.
    fs::permissions(arena_.root().parent_path(), fs::perms(0755));
    fs::permissions(programs_.path(), fs::perms(0755));
    fs::copy_file(MCP_BINARY_DIR "/mcp-server", program());
    for (const char* name : {"", "dir", "ok.txt", "dir/inner.txt"}) give(name);
  }

  std::filesystem::path program() const { return programs_ / "mcp-server"; }

  void give(const std::string& name, uid_t user = nobody) const {
    ASSERT_EQ(::lchown((arena_.root() / name).c_str(), user, user), 0);
  }

  Launch launch() const {
    return {.arguments = command_line(arena_.root()), .program = program(), .in_child = [] {
              become(nobody);
            }};
  }

  const Arena arena_;
  const Scratch programs_;
};

}  // namespace mcp::test
