// Requests that need too much memory, time or depth.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"

namespace mcp::test::limits_test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// A request to write one line of `size` letters, as text.
std::string large_write(const Peer& peer, std::size_t size, const std::string& path = "large") {
  const Json request{
      {"jsonrpc", "2.0"},
      {"id", 4711},
      {"method", "tools/call"},
      {"params", peer.dressed({{"name", "write_file"},
                               {"arguments", {{"path", path}, {"content", "CONTENT"}}}})}};
  std::string text = request.dump();
  const std::string mark = "CONTENT";
  return text.replace(text.find(mark), mark.size(), std::string(size, 'x'));
}

/// A server whose memory is measured.
struct Watched {
  Watched(const Arena& arena, Era era, std::vector<std::string> more = {})
      : server({.arguments = command_line(arena.root(), std::move(more))}), peer(server, era) {
    at_rest = server.peak_memory();
  }

  /// Peak memory above that at rest, in bytes; 0 in sanitizer builds, which need several times as
  /// much.
  std::size_t needed() const { return sanitized ? 0 : server.peak_memory() - at_rest; }

  ServerProcess server;
  Peer peer;
  std::size_t at_rest = 0;
};

void in_each_era(const std::function<void(Era)>& test) {
  for (const Era era : {Era::modern, Era::legacy}) {
    SCOPED_TRACE(to_text(era));
    test(era);
  }
}

// The message has the maximum size: it is read, and refused before more than its text is copied.
// The line, its unescaped text and the value take at most four times its size.
TEST(Limits, Case59_ContentThatIsTooLarge) {
  in_each_era([](Era era) {
    const Arena arena;
    const std::string before = arena.state();
    Watched watched(arena, era, {"--max-message=65MB"});
    constexpr std::size_t size = 64 * mebibyte;
    watched.server.send(large_write(watched.peer, size));
    EXPECT_EQ(watched.peer.wait_answer(4711).code, "E_TOO_LARGE");
    EXPECT_LT(watched.needed(), 4 * size + 16 * mebibyte);
    EXPECT_EQ(arena.state(), before);
    EXPECT_TRUE(watched.peer.call("write_file", {{"path", "new"}, {"content", "x"}}).ok());
  });
}

// The line is dropped while it arrives, so that memory does not grow with it; its id is kept.
TEST(Limits, Case60_LineOverTheLimit) {
  in_each_era([](Era era) {
    const Arena arena;
    const std::string before = arena.state();
    Watched watched(arena, era, {"--max-message=1MB"});
    watched.server.send(large_write(watched.peer, 64 * mebibyte));
    EXPECT_EQ(watched.peer.wait_answer(4711).code, "-32700");
    EXPECT_LT(watched.needed(), 8 * mebibyte);
    EXPECT_EQ(arena.state(), before);
    EXPECT_TRUE(watched.peer.call("write_file", {{"path", "new"}, {"content", "x"}}).ok());
  });
}

// Memory does not grow with a line that never ends either.
TEST(Limits, Case60_LineWithoutAnEnd) {
  const Arena arena;
  const std::string before = arena.state();
  Watched watched(arena, Era::modern, {"--max-message=1MB"});
  const std::string block(mebibyte, '{');
  for (int i = 0; i < 64; ++i) ASSERT_TRUE(watched.server.send_bytes(block));
  watched.server.close_input();
  EXPECT_FALSE(watched.server.read_line());
  EXPECT_LT(watched.needed(), 8 * mebibyte);
  EXPECT_EQ(watched.server.wait_exit(), 0);
  EXPECT_EQ(arena.state(), before);
}

TEST(Limits, Case60_MessageAtTheLimitIsServed) {
  const Arena arena(Scratch::Where::memory);
  Watched watched(arena, Era::modern, {"--max-message=1MB"});
  const std::size_t around = large_write(watched.peer, 0).size();
  watched.server.send(large_write(watched.peer, mebibyte - around));
  EXPECT_TRUE(watched.peer.wait_answer(4711).ok());
  watched.server.send(large_write(watched.peer, mebibyte - around + 1, "larger"));
  EXPECT_EQ(watched.peer.wait_answer(4711).code, "-32700");
  EXPECT_FALSE(fs::exists(arena.root() / "larger"));
}

/// A short pattern that takes long to match.
struct HardPattern {
  const char* name;
  std::string pattern;
};

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  while (count-- > 0) all += text;
  return all;
}

const HardPattern hard_patterns[] = {
    {"Case62_ManyStars", repeated("*a", 100) + "b"},
    {"Case62_ManyDoubleStars", repeated("**/*a", 100) + "/b"},
    {"Case62_MillionStars", std::string(mebibyte, '*')},
    {"Case62_MillionStarPairs", repeated("**/", mebibyte)},
    {"Case62_MillionLetters", std::string(mebibyte, 'a')},
    {"Case62_MillionBrackets", std::string(mebibyte, '[')},
    {"Case62_MillionBackslashes", std::string(mebibyte, '\\')},
};

class HardPatterns : public testing::TestWithParam<HardPattern> {
 protected:
  static void make_names(const Arena& arena) {
    for (int i = 0; i < 100; ++i)
      put(arena.root() / (std::string(200, 'a') + std::to_string(i)), "");
  }

  /// Lists a directory, expects a response in time, and that the server still runs.
  static Answer list(Peer& peer, Json arguments) {
    const auto begin = std::chrono::steady_clock::now();
    Answer answer = peer.call("list_directory", std::move(arguments));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, allowing(std::chrono::seconds(2)));
    EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
    return answer;
  }
};

TEST_P(HardPatterns, AsGlob) {
  const Arena arena(Scratch::Where::memory);
  make_names(arena);
  Watched watched(arena, Era::modern);
  const Answer answer =
      list(watched.peer, {{"path", "."}, {"depth", 16}, {"glob", GetParam().pattern}});
  EXPECT_TRUE(answer.ok() || answer.code == "E_INPUT") << answer.code;
  EXPECT_LT(watched.needed(), 64 * mebibyte);
}

// The files in the workspace may be hostile, too.
TEST_P(HardPatterns, AsIgnoreFile) {
  const Arena arena(Scratch::Where::memory);
  make_names(arena);
  put(arena.root() / ".gitignore", GetParam().pattern);
  Watched watched(arena, Era::modern);
  EXPECT_TRUE(list(watched.peer, {{"path", "."}, {"depth", 16}}).ok());
  EXPECT_LT(watched.needed(), 64 * mebibyte);
}

TEST_P(HardPatterns, AsIgnoreFileOfManyLines) {
  const Arena arena(Scratch::Where::memory);
  make_names(arena);
  const std::string line = GetParam().pattern.substr(0, 500) + '\n';
  put(arena.root() / ".gitignore", repeated(line, mebibyte / line.size()));
  Watched watched(arena, Era::modern);
  const Answer answer = list(watched.peer, {{"path", "."}, {"depth", 16}});
  EXPECT_TRUE(answer.ok());
}

INSTANTIATE_TEST_SUITE_P(Limits, HardPatterns, testing::ValuesIn(hard_patterns),
                         [](const auto& test) { return test.param.name; });

// A sparse file of one tebibyte, all in one line.
TEST(Limits, Case62_SearchForALineThatIsFarAway) {
  const Arena arena;
  const fs::path file = arena.root() / "sparse";
  put(file, "");
  if (::truncate(file.c_str(), off_t{1} << 40) != 0) GTEST_SKIP() << "the disk has no such files";
  Watched watched(arena, Era::modern);
  const int id = watched.peer.start_tool("read_file", {{"path", "sparse"}, {"startLine", 2}});
  // Other calls are served meanwhile, and the search ends when the client disconnects.
  EXPECT_TRUE(watched.peer.call("file_info", {{"path", "sparse"}}).ok());
  watched.peer.notify("notifications/cancelled", {{"requestId", id}});
  EXPECT_TRUE(watched.peer.call("file_info", {{"path", "ok.txt"}}).ok());
  watched.peer.start_tool("read_file", {{"path", "sparse"}, {"startLine", 2}});
  watched.server.close_input();
  watched.server.close_output();
  EXPECT_EQ(watched.server.wait_exit(allowing(std::chrono::seconds(2))), 0);
}

TEST(Limits, Case62_SearchForALineEndsByItself) {
  const Arena arena;
  const fs::path file = arena.root() / "sparse";
  put(file, "");
  if (::truncate(file.c_str(), off_t{1} << 40) != 0) GTEST_SKIP() << "the disk has no such files";
  Watched watched(arena, Era::legacy);
  const Answer read = watched.peer.call("read_file", {{"path", "sparse"}, {"startLine", 2}});
  EXPECT_EQ(read.code, "E_TIMEOUT");
}

// Even if little can be listed in time, each call continues, and together they list everything.
TEST(Limits, Case62_SlowListIsContinued) {
  const Arena arena(Scratch::Where::memory);
  std::string pattern;
  while (pattern.size() < 500) pattern += "*a";
  put(arena.root() / ".gitignore", repeated(pattern + "b\n", 12));
  Json expected = {"dir", "dir/inner.txt", "ok.txt"};
  for (int i = 10; i < 40; ++i) {
    expected.push_back("slow/" + std::string(240, 'a') + std::to_string(i));
    put(arena.root() / expected.back().get<std::string>(), "");
  }
  Watched watched(arena, Era::modern);
  Json listed = Json::array();
  Json arguments{{"path", "."}, {"depth", 2}, {"limit", 1000}};
  for (int calls = 0; calls < 100; ++calls) {
    const Answer answer = watched.peer.call("list_directory", arguments);
    ASSERT_TRUE(answer.ok());
    for (const Json& entry : answer.content["entries"]) {
      if (entry["n"] != "slow" && entry["n"] != ".gitignore") listed.push_back(entry["n"]);
    }
    if (!answer.content.contains("cursor")) break;
    EXPECT_EQ(answer.content["truncated"], true);
    EXPECT_NE(answer.content["cursor"], arguments.value("cursor", ""));
    arguments["cursor"] = answer.content["cursor"];
  }
  EXPECT_EQ(listed, expected);
}

TEST(Limits, Case62_PartOfAFileThatIsLarge) {
  const Arena arena;
  const fs::path file = arena.root() / "sparse";
  put(file, "");
  if (::truncate(file.c_str(), off_t{1} << 40) != 0) GTEST_SKIP() << "the disk has no such files";
  Watched watched(arena, Era::modern);
  for (const Json& range :
       {Json{{"startByte", 0}}, Json{{"startByte", (std::int64_t{1} << 40) - 5}},
        Json{{"startByte", std::int64_t{1} << 50}}, Json{{"maxLines", 1}}, Json{{"tail", 1}}}) {
    Json arguments = range;
    arguments["path"] = "sparse";
    const Answer read = watched.peer.call("read_file", arguments);
    EXPECT_TRUE(read.ok()) << read.content;
    EXPECT_LE(read.content["text"].get<std::string>().size(), 32768U);
  }
  EXPECT_LT(watched.needed(), 16 * mebibyte);
}

// Numbers beyond any file, and ranges that go backwards.
TEST(Limits, Case73_RangesOfOddNumbers) {
  in_each_era([](Era era) {
    const Arena arena;
    Watched watched(arena, era);
    const Json odd[] = {-1,  1.5, "1.5", "", INT64_MAX, UINT64_MAX, 1e300, std::int64_t{1} << 53,
                        true};
    for (const Json& number : odd) {
      for (const char* name : {"startLine", "maxLines", "startByte", "maxBytes"}) {
        const Answer read = watched.peer.call("read_file", {{"path", "ok.txt"}, {name, number}});
        EXPECT_EQ(read.code, "E_INPUT") << number << name;
      }
      for (const char* name : {"depth", "limit"}) {
        EXPECT_EQ(watched.peer.call("list_directory", {{"path", "."}, {name, number}}).code,
                  "E_INPUT")
            << number << name;
      }
    }
    for (const char* cursor : {"", "!", "AA", "Li4vLi4v"}) {
      const Answer list = watched.peer.call("list_directory", {{"path", "."}, {"cursor", cursor}});
      EXPECT_TRUE(list.ok() || list.code == "E_INPUT") << cursor;
    }
  });
}

}  // namespace
}  // namespace mcp::test::limits_test
