// The log file of the program: its permissions, its content, and its rotation.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <csignal>

#include "hostile/arena.hpp"
#include "support/eventually.hpp"
#include "support/server_process.hpp"

namespace mcp::test::log_file_test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> logging_to(const Arena& arena, const fs::path& file,
                                    std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--log-file", file, "--log-level", "info"});
  return command_line(arena.root(), std::move(more));
}

Json last_line(const fs::path& file) {
  std::string text = content_of(file);
  if (!text.ends_with('\n')) return nullptr;
  text.pop_back();
  return Json::parse(text.substr(text.rfind('\n') + 1), nullptr, false);
}

TEST(LogFile, HasALineForEachCallWithoutItsContent) {
  for (const Era era : {Era::modern, Era::legacy}) {
    const Arena arena;
    const Scratch scratch;
    const fs::path file = scratch / "log";
    ServerProcess server({.arguments = logging_to(arena, file, {"--log-format", "json"})});
    Peer peer(server, era);
    peer.call("write_file", {{"path", "a\nb"}, {"content", "x"}});
    Json call = last_line(file);
    EXPECT_EQ(call["tool"], "write_file") << content_of(file);
    EXPECT_EQ(call["path"], "a\nb");
    EXPECT_EQ(call["outcome"], "E_PATH");
    peer.call("write_file", {{"path", "new"}, {"content", secret}});
    call = last_line(file);
    EXPECT_EQ(call["outcome"], "ok");
    EXPECT_EQ(call["bytes"], std::string_view(secret).size());
    EXPECT_EQ(call["principal"], "");
    EXPECT_GE(call["milliseconds"], 0.0);
    EXPECT_EQ(content_of(file).find(secret), std::string::npos);
    EXPECT_EQ(server.errors(), "");
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0600U);
  }
}

TEST(LogFile, AppendsToAnExistingFile) {
  const Arena arena;
  const Scratch scratch;
  const fs::path file = scratch / "log";
  put(file, "earlier\n");
  ::chmod(file.c_str(), 0600);
  ServerProcess server({.arguments = logging_to(arena, file)});
  Peer peer(server, Era::modern);
  peer.call("file_info", {{"path", "ok.txt"}});
  const std::string text = content_of(file);
  EXPECT_TRUE(text.starts_with("earlier\n"));
  EXPECT_NE(text.find("call of file_info by -: ok, path ok.txt"), std::string::npos) << text;
}

TEST(LogFile, HangupReopensItAlsoWhenTheKernelConfinesTheServer) {
  for (const char* landlock : {"--require-landlock", "--no-landlock"}) {
    SCOPED_TRACE(landlock);
    const Arena arena;
    const Scratch scratch;
    const fs::path file = scratch / "log";
    const fs::path rotated = scratch / "log.1";
    ServerProcess server({.arguments = logging_to(arena, file, {landlock})});
    Peer peer(server, Era::modern);
    peer.call("file_info", {{"path", "ok.txt"}});
    fs::rename(file, rotated);
    peer.call("file_info", {{"path", "dir"}});
    EXPECT_FALSE(fs::exists(file));
    EXPECT_NE(content_of(rotated).find("path dir"), std::string::npos);
    server.kill(SIGHUP);
    ASSERT_TRUE(eventually([&] { return fs::exists(file); })) << content_of(rotated);
    EXPECT_TRUE(eventually([&] {
      peer.call("file_info", {{"path", "later"}});
      return content_of(file).find("path later") != std::string::npos;
    }));
    server.close_input();
    EXPECT_EQ(server.wait_exit(), 0);
  }
}

TEST(LogFile, StaysInUseWhenItCannotBeReopened) {
  const Arena arena;
  const Scratch scratch;
  const fs::path file = scratch / "log";
  const fs::path rotated = scratch / "log.1";
  ServerProcess server({.arguments = logging_to(arena, file)});
  Peer peer(server, Era::modern);
  fs::rename(file, rotated);
  fs::create_symlink(arena.outside() / "secret.txt", file);
  server.kill(SIGHUP);
  EXPECT_TRUE(eventually([&] {
    return content_of(rotated).find("the old file stays in use") != std::string::npos;
  })) << content_of(rotated);
  EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
  EXPECT_NE(content_of(rotated).find("path ok.txt"), std::string::npos);
  EXPECT_EQ(content_of(arena.outside() / "secret.txt"), secret);
}

TEST(LogFile, MustBeARegularPrivateFileOutsideTheRoots) {
  const Arena arena;
  const Scratch scratch;
  fs::create_directory(scratch / "directory");
  fs::create_symlink(arena.outside() / "secret.txt", scratch / "link");
  fs::create_symlink(scratch / "nothing", scratch / "dangling");
  ASSERT_EQ(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
  put(scratch / "open", "");
  ::chmod((scratch / "open").c_str(), 0666);
  const std::pair<fs::path, const char*> cases[] = {
      {scratch / "directory", "cannot be opened"},
      {scratch / "link", "is a link"},
      {scratch / "dangling", "is a link"},
      {scratch / "pipe", "cannot be opened"},
      {scratch / "open", "can be written by others; run chmod 600"},
      {scratch / "missing/log", "its directory: No such file"},
      {arena.root() / "log", "is inside the root `root`"},
      {arena.root() / "dir/../dir/log", "is inside the root `root`"}};
  for (const auto& [file, said] : cases) {
    ServerProcess server({.arguments = logging_to(arena, file)});
    EXPECT_EQ(server.wait_exit(), 1) << file;
    EXPECT_NE(server.errors().find("--log-file: "), std::string::npos) << server.errors();
    EXPECT_NE(server.errors().find(said), std::string::npos) << server.errors();
  }
  EXPECT_FALSE(fs::exists(scratch / "nothing"));
  EXPECT_EQ(content_of(arena.outside() / "secret.txt"), secret);
}

}  // namespace
}  // namespace mcp::test::log_file_test
