// System limits: file size, open files, and short reads and writes.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"
#include "support/workspace_server.hpp"

namespace {

// While greater than 0: the maximum bytes of one pwrite or pread; and every second call fails with
// EINTR.
std::atomic<std::size_t> most_at_once = 0;
thread_local bool interrupted = false;

std::size_t allowed(std::size_t count) {
  const std::size_t most = most_at_once;
  return most == 0 ? count : std::min(count, most);
}

bool is_interrupted() {
  if (most_at_once == 0) return false;
  interrupted = !interrupted;
  if (interrupted) errno = EINTR;
  return interrupted;
}

}  // namespace

// These replace the functions of the C library in this program.
extern "C" ssize_t pwrite(int fd, const void* bytes, std::size_t count, off_t offset) {
  if (is_interrupted()) return -1;
  return ::syscall(SYS_pwrite64, fd, bytes, allowed(count), offset);
}

extern "C" ssize_t pread(int fd, void* bytes, std::size_t count, off_t offset) {
  if (is_interrupted()) return -1;
  return ::syscall(SYS_pread64, fd, bytes, allowed(count), offset);
}

namespace mcp::test::resources_test {
namespace {

namespace fs = std::filesystem;

TEST(Resources, Case108_LimitOnTheSizeOfFiles) {
  for (const Era era : {Era::modern, Era::legacy}) {
    const Arena arena;
    ServerProcess server({.arguments = command_line(arena.root()), .in_child = [] {
                            const rlimit limit{64 << 10, 64 << 10};
                            ::setrlimit(RLIMIT_FSIZE, &limit);
                          }});
    Peer peer(server, era);
    const std::string before = arena.state();
    const std::string text(200'000, 'x');
    for (const char* path : {"new", "ok.txt"}) {
      EXPECT_EQ(
          peer.call("write_file", {{"path", path}, {"content", text}, {"mode", "upsert"}}).code,
          "E_TOO_LARGE");
      EXPECT_EQ(arena.state(), before);
    }
    EXPECT_EQ(
        peer.call(
                "write_file",
                {{"path", "new"}, {"content", text}, {"visibility", "live"}, {"onError", "remove"}})
            .code,
        "E_TOO_LARGE");
    EXPECT_EQ(arena.state(), before);
    EXPECT_TRUE(peer.call("write_file", {{"path", "new"}, {"content", "x"}}).ok());
  }
}

// Every write and read is short or interrupted.
TEST(Resources, Case110_ShortAndInterruptedWrites) {
  const Arena arena(Scratch::Where::memory);
  WorkspaceServer server(workspace_options(arena.root().string()));
  Peer peer(server, Era::modern);
  std::string text;
  for (int i = 0; i < 300; ++i) text += static_cast<char>('a' + i % 26);
  for (std::size_t most = 1; most <= text.size(); ++most) {
    const std::string path = "file " + std::to_string(most);
    most_at_once = most;
    const Answer written = peer.call("write_file", {{"path", path}, {"content", text}});
    const Answer again = peer.call("write_file", {{"path", path}, {"content", text}});
    const Answer read = peer.call("read_file", {{"path", path}});
    most_at_once = 0;
    ASSERT_EQ(content_of(arena.root() / path), text) << most;
    EXPECT_EQ(written.code, "");
    EXPECT_EQ(again.content["unchanged"], true);
    EXPECT_EQ(read.content["text"], text);
    EXPECT_EQ(read.content["etag"], written.content["etag"]);
  }
}

/// Sets the limit on descriptors of a process.
void limit_descriptors(pid_t process, rlim_t limit) {
  const rlimit both{limit, 4096};
  ASSERT_EQ(::prlimit(process, RLIMIT_NOFILE, &both, nullptr), 0);
}

rlim_t highest_descriptor(pid_t process) {
  rlim_t highest = 0;
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(process) + "/fd")) {
    highest = std::max<rlim_t>(highest, std::stoul(entry.path().filename().string()));
  }
  return highest;
}

// For any number of free descriptors, a tool succeeds completely or fails with an error; once there
// are more, it succeeds.
TEST(Resources, Case111_NoDescriptorsLeft) {
  if (sanitized) GTEST_SKIP() << "the sanitizer looks at objects through a pipe of its own";
  const Arena arena;
  put(arena.root() / ".gitignore", "ignored\n");
  put(arena.root() / "dir/ignored", "x");
  put(arena.root() / "dir/deeper/file", "x");
  ServerProcess server({.arguments = command_line(arena.root())});
  Peer peer(server, Era::modern);
  const std::pair<const char*, Json> calls[] = {
      {"read_file", {{"path", "dir/inner.txt"}}},
      {"file_info", {{"path", "dir/inner.txt"}}},
      {"list_directory", {{"path", "."}, {"depth", 3}}},
      {"list_directory", {{"path", "dir/deeper"}}},
      {"write_file", {{"path", "ok.txt"}, {"content", "x"}, {"mode", "overwrite"}}},
      {"write_file", {{"path", "a/b/new"}, {"content", "x"}, {"createParents", true}}},
  };
  for (const auto& [tool, arguments] : calls) {
    SCOPED_TRACE(tool + (' ' + arguments.dump()));
    put(arena.root() / "ok.txt", "inside\n");
    const bool writes = tool == std::string("write_file");
    const Json expected = writes ? Json() : peer.call(tool, arguments).content;
    const std::string before = arena.state();
    const std::size_t at_rest = server.open_descriptors();
    bool refused = false;
    bool done = false;
    // Starts with the number that the program needs to wait for messages.
    const rlim_t enough = highest_descriptor(server.pid()) + 16;
    for (rlim_t limit = 6; limit <= enough && !done; ++limit) {
      limit_descriptors(server.pid(), limit);
      const Answer answer = peer.call(tool, arguments);
      limit_descriptors(server.pid(), 1024);
      done = answer.ok();
      if (!done) {
        refused = true;
        ASSERT_EQ(answer.code, "E_BUSY") << limit << '\n' << server.errors();
        EXPECT_EQ(answer.content["error"]["retryable"], true);
        EXPECT_EQ(arena.state(), before);
      } else if (!writes) {
        EXPECT_EQ(answer.content, expected) << limit;
      }
      EXPECT_EQ(server.open_descriptors(), at_rest);
    }
    EXPECT_TRUE(refused);
    EXPECT_TRUE(done);
  }
}

// Failed writes do not count against the quota.
TEST(Resources, Case81_QuotaCountsWhatWasWritten) {
  for (const Era era : {Era::modern, Era::legacy}) {
    const Arena arena;
    ServerProcess server({.arguments = command_line(arena.root(), {"--quota=100b"})});
    Peer peer(server, era);
    const auto write = [&](const char* path, std::size_t size, const char* mode) {
      const Json arguments{{"path", path}, {"content", std::string(size, 'x')}, {"mode", mode}};
      return peer.call("write_file", arguments).code;
    };
    for (int i = 0; i < 10; ++i) {
      EXPECT_EQ(write("ok.txt", 60, "create"), "E_EXISTS");
      EXPECT_EQ(write("missing", 60, "overwrite"), "E_NOT_FOUND");
      EXPECT_EQ(write("dir", 60, "upsert"), "E_IS_DIR");
      EXPECT_EQ(write("new", 101, "create"), "E_QUOTA");
    }
    EXPECT_EQ(write("new", 60, "create"), "");
    EXPECT_EQ(write("new", 30, "overwrite"), "");
    EXPECT_EQ(write("new", 11, "overwrite"), "E_QUOTA");
    EXPECT_EQ(content_of(arena.root() / "new"), std::string(30, 'x'));
    EXPECT_EQ(write("new", 10, "overwrite"), "");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(write("other", 0, "upsert"), "");
  }
}

}  // namespace
}  // namespace mcp::test::resources_test
