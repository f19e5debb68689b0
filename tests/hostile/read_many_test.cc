// read_many: each file for itself, within one limit.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"

namespace mcp::test::read_many_test {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

/// The content items of a result.
Json shown(const Answer& answer) {
  return answer.message["result"]["content"];
}

Answer read_many(Service& service, const Json& paths, Json more = Json::object()) {
  more["paths"] = paths;
  return service.peer().call("read_many", more);
}

TEST(ReadMany, ReturnsWhatCanBeRead) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "picture", "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"s);
    put(arena.root() / "latin", "caf\xE9");
    put(arena.root() / "empty", "");
    fs::create_symlink("../outside/secret.txt", arena.root() / "link");
    fs::create_symlink("../outside", arena.root() / "there");
    ASSERT_EQ(::mkfifo((arena.root() / "fifo").c_str(), 0600), 0);
    Service service(arena, way);
    const std::string before = arena.state();
    const std::pair<const char*, const char*> cases[] = {
        {"ok.txt", ""},
        {"missing", "E_NOT_FOUND"},
        {"dir", "E_IS_DIR"},
        {".", "E_IS_DIR"},
        {"empty", ""},
        {"../outside/secret.txt", "E_PATH"},
        {"link", "E_SYMLINK"},
        {"there/secret.txt", "E_SYMLINK"},
        {"fifo", "E_NOT_REGULAR"},
        {"latin", "E_ENCODING"},
        {"", "E_PATH"},
        {"picture", ""},
        {"dir/inner.txt", ""},
        {"ok.txt", ""},
    };
    Json paths = Json::array();
    for (const auto& each : cases) paths.push_back(each.first);
    const Answer answer = read_many(service, paths);
    ASSERT_TRUE(answer.ok()) << answer.message;
    ASSERT_EQ(answer.content["files"].size(), paths.size());
    ASSERT_EQ(shown(answer).size(), 2 * paths.size());
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const Json& file = answer.content["files"][i];
      SCOPED_TRACE(file.dump() + shown(answer)[2 * i].dump() + shown(answer)[2 * i + 1].dump());
      EXPECT_EQ(file["path"], cases[i].first);
      EXPECT_EQ(file.value("error", Json::object()).value("code", ""), cases[i].second);
      EXPECT_TRUE(shown(answer)[2 * i]["text"].get<std::string>().starts_with("[\""));
    }
    EXPECT_EQ(shown(answer)[0]["text"], "[\"ok.txt\", 7 bytes]");
    EXPECT_EQ(shown(answer)[1]["text"], "inside\n");
    EXPECT_EQ(shown(answer)[9]["text"], "");
    EXPECT_EQ(shown(answer)[22]["text"],
              "[\"picture\", 16 bytes, image/png, is not text. Call read_file to see it.]");
    EXPECT_EQ(shown(answer)[23]["type"], "resource_link");
    EXPECT_EQ(shown(answer)[25]["text"], "deeper\n");
    const Answer info = service.peer().call("file_info", {{"path", "ok.txt"}});
    EXPECT_EQ(answer.content["files"][0]["etag"], info.content["etag"]);
    EXPECT_EQ(answer.content.dump().find("inside\\n"), std::string::npos);  // one copy of a text
    EXPECT_EQ(answer.message.dump().find(secret), std::string::npos);
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(ReadMany, SharesTheBytesFairly) {
  in_each_way([](Way way) {
    const Arena arena;
    std::string large;
    for (int i = 1000; i < 3000; ++i) large += std::to_string(i) + "\n";
    put(arena.root() / "large", large);
    put(arena.root() / "larger", large + large);
    put(arena.root() / "small", "small\n");
    put(arena.root() / "line", std::string(9000, 'x'));
    Service service(arena, way);
    const Answer answer =
        read_many(service, {"large", "small", "line", "larger"}, {{"maxBytes", 6006}});
    ASSERT_TRUE(answer.ok()) << answer.message;
    const Json& files = answer.content["files"];
    EXPECT_EQ(shown(answer)[1]["text"], large.substr(0, 2000));
    EXPECT_EQ(files[0]["nextStartLine"], 401);
    EXPECT_EQ(
        shown(answer)[0]["text"],
        "[\"large\", 10000 bytes, only a part. To go on, call read_file with startLine 401.]");
    EXPECT_EQ(shown(answer)[3]["text"], "small\n");
    EXPECT_FALSE(files[1].contains("nextStartLine"));
    EXPECT_EQ(shown(answer)[5]["text"], std::string(2000, 'x'));
    EXPECT_EQ(files[2]["nextStartByte"], 2000);
    EXPECT_EQ(shown(answer)[4]["text"],
              "[\"line\", 9000 bytes, only a part. To go on, call read_file with startByte 2000.]");
    EXPECT_EQ(shown(answer)[7]["text"], large.substr(0, 2000));
    EXPECT_EQ(files[3]["nextStartLine"], 401);
  });
}

TEST(ReadMany, HasLimits) {
  in_each_way([](Way way) {
    const Arena arena;
    for (int i = 0; i < 50; ++i) {
      std::string content;
      while (content.size() < 30'000) content += "\xF0\x9F\x98\x80";
      put(arena.root() / std::to_string(i), content);
    }
    Service service(arena, way);
    Json paths = Json::array();
    for (int i = 0; i < 50; ++i) paths.push_back(std::to_string(i));
    for (const int most : {4096, 4099, 65'536, 1 << 20}) {
      const Answer answer = read_many(service, paths, {{"maxBytes", most}});
      ASSERT_TRUE(answer.ok()) << answer.message;
      std::size_t all = 0;
      for (std::size_t i = 1; i < shown(answer).size(); i += 2) {
        const std::string text = shown(answer)[i]["text"];
        EXPECT_FALSE(text.empty());
        EXPECT_EQ(text.size() % 4, 0U);  // whole characters
        EXPECT_EQ(answer.content["files"][i / 2]["nextStartByte"], text.size());
        all += text.size();
      }
      EXPECT_LE(all, static_cast<std::size_t>(most));
      EXPECT_GT(all, static_cast<std::size_t>(most) * 9 / 10);
    }
    EXPECT_EQ(read_many(service, paths, {{"maxBytes", 4095}}).code, "E_INPUT");
    EXPECT_EQ(read_many(service, paths, {{"maxBytes", (1 << 20) + 1}}).code, "E_INPUT");
    EXPECT_EQ(read_many(service, Json::array()).code, "E_INPUT");
    EXPECT_EQ(read_many(service, "ok.txt").code, "E_INPUT");
    paths.push_back("ok.txt");
    EXPECT_EQ(read_many(service, paths).code, "E_INPUT");
    const Answer far = read_many(service, {std::string(100'000, 'x')});
    EXPECT_EQ(far.content["files"][0]["error"]["code"], "E_PATH");
    EXPECT_LT(shown(far)[0]["text"].get<std::string>().size(), 1000U);
  });
}

// The client is asked once for its roots, and each path must be in them.
TEST(ReadMany, StaysInTheRootsOfTheClient) {
  const Arena arena;
  put(arena.root() / "dir/link-target", "x");
  ServerProcess server({.arguments = command_line(arena.root(), {"--honor-client-roots"})});
  Peer peer(server, Era::legacy, {{"roots", Json::object()}});
  const int id = peer.start_tool(
      "read_many", {{"paths", {"../x", "ok.txt", "dir/inner.txt", "ok.txt", "dir/link-target"}}});
  const Json asked = peer.next_told();
  ASSERT_EQ(asked["method"], "roots/list");
  const std::string uri = "file://" + (arena.root() / "dir").string();
  peer.send({{"jsonrpc", "2.0"}, {"id", asked["id"]}, {"result", {{"roots", {{{"uri", uri}}}}}}});
  const Answer answer = peer.wait_answer(id);
  ASSERT_TRUE(answer.ok()) << answer.message;
  const Json& files = answer.content["files"];
  const char* codes[] = {"E_PATH", "E_PATH", "", "E_PATH", ""};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(files[i].value("error", Json::object()).value("code", ""), codes[i]) << files[i];
  }
  EXPECT_EQ(answer.message.dump().find("inside\\n"), std::string::npos);
  EXPECT_TRUE(peer.told.empty());
}

}  // namespace
}  // namespace mcp::test::read_many_test
