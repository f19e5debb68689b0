// Forms of roots on the command line, and texts for partial files.
#include <gtest/gtest.h>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"

namespace mcp::test::roots_test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_in(const Answer& answer) {
  std::vector<std::string> names;
  for (const Json& entry : answer.content["entries"]) names.push_back(entry["n"]);
  return names;
}

std::vector<std::string> roots(const std::vector<std::string>& given) {
  std::vector<std::string> arguments;
  for (const auto& root : given) arguments.insert(arguments.end(), {"--root", root});
  arguments.emplace_back("--reserve=0");
  return arguments;
}

class Roots : public testing::Test {
 protected:
  Roots() {
    fs::create_directories(scratch / "real/inner");
    put(scratch / "real/a.txt", "text");
    fs::create_directory_symlink(scratch / "real", scratch / "link");
  }
  fs::path at(const std::string& path) const { return scratch.path() / path; }

  Scratch scratch;
};

TEST_F(Roots, AreKnownByThePathThatWasGiven) {
  for (const std::string given : {"link", "real", "real/inner/..", "link/inner/.."}) {
    SCOPED_TRACE(given);
    ServerProcess server({.arguments = roots({at(given)})});
    Peer peer(server, Era::modern);
    EXPECT_TRUE(peer.call("file_info", {{"path", at(given) / "a.txt"}}).ok());
    EXPECT_TRUE(peer.call("file_info", {{"path", fs::canonical(at("real")) / "a.txt"}}).ok());
    EXPECT_EQ(peer.call("file_info", {{"path", at(given) / "../outside"}}).code, "E_PATH");
    EXPECT_EQ(peer.call("file_info", {{"path", "/etc/passwd"}}).code, "E_PATH");
  }
}

TEST_F(Roots, MayBeginAtHome) {
  ServerProcess server({.arguments = roots({"~/real", "named=~/real/inner"}),
                        .environment = {{"HOME", scratch.path().string()}}});
  Peer peer(server, Era::modern);
  EXPECT_EQ(names_in(peer.call("list_directory", {{"path", "."}})),
            std::vector<std::string>({"named", "real"}));
}

TEST_F(Roots, MayAppearLater) {
  for (const char* landlock : {"--no-landlock", "--log-level=warning"}) {
    SCOPED_TRACE(landlock);
    auto arguments = roots({at("real"), "later=" + at("late").string()});
    arguments.emplace_back(landlock);
    ServerProcess server({.arguments = std::move(arguments)});
    Peer peer(server, Era::modern);
    EXPECT_NE(server.errors().find("is not there"), std::string::npos);
    EXPECT_TRUE(peer.call("file_info", {{"path", "real/a.txt"}}).ok());
    const Answer missing = peer.call("file_info", {{"path", "later/b.txt"}});
    EXPECT_EQ(missing.code, "E_NOT_FOUND");
    EXPECT_NE(missing.message.dump().find("is not there now"), std::string::npos);
    fs::create_directory(at("late"));
    put(at("late/b.txt"), "text");
    EXPECT_TRUE(peer.call("file_info", {{"path", "later/b.txt"}}).ok());
    EXPECT_TRUE(peer.call("write_file", {{"path", "later/new"}, {"content", "x"}}).ok());
    fs::remove_all(at("late"));
  }
}

TEST_F(Roots, OfWhichNoneIsThereAreAMistake) {
  ServerProcess server({.arguments = roots({at("no"), at("neither")})});
  EXPECT_EQ(server.wait_exit(), 1);
  EXPECT_NE(server.errors().find("No such file"), std::string::npos) << server.errors();
}

TEST_F(Roots, AreListedLikeDirectories) {
  fs::create_directories(at("b/deep/deeper"));
  put(at("b/x.cc"), "");
  put(at("b/deep/y.cc"), "");
  ServerProcess server({.arguments = roots({at("real"), at("b")})});
  Peer peer(server, Era::modern);
  const auto list = [&](Json arguments) { return peer.call("list_directory", arguments); };
  EXPECT_EQ(names_in(list(Json::object())), std::vector<std::string>({"b", "real"}));
  EXPECT_EQ(
      names_in(list({{"depth", 2}})),
      std::vector<std::string>({"b", "b/deep", "b/x.cc", "real", "real/a.txt", "real/inner"}));
  EXPECT_EQ(names_in(list({{"depth", 3}, {"glob", "**/*.cc"}})),
            std::vector<std::string>({"b/deep/y.cc", "b/x.cc"}));
  std::vector<std::string> all;
  Json arguments{{"depth", 2}, {"limit", 1}};
  for (int page = 0; page < 6; ++page) {
    const Answer answer = list(arguments);
    ASSERT_EQ(names_in(answer).size(), 1U);
    all.push_back(names_in(answer)[0]);
    arguments["cursor"] = answer.content.value("cursor", Json());
  }
  EXPECT_EQ(all, names_in(list({{"depth", 2}})));
  EXPECT_EQ(arguments["cursor"], nullptr);
}

TEST_F(Roots, OfWhichTheClientAnnouncesOneAreListedWithThatOne) {
  fs::create_directory(at("b"));
  put(at("b/hidden.txt"), "");
  auto arguments = roots({at("real"), at("b")});
  arguments.emplace_back("--honor-client-roots");
  ServerProcess server({.arguments = std::move(arguments)});
  Peer peer(server, Era::legacy, {{"roots", Json::object()}});
  const int id = peer.start_tool("list_directory", {{"depth", 3}});
  const Json asked = peer.next_told();
  ASSERT_EQ(asked["method"], "roots/list");
  peer.send({{"jsonrpc", "2.0"},
             {"id", asked["id"]},
             {"result", {{"roots", {{{"uri", "file://" + at("real").string()}}}}}}});
  const auto names = names_in(peer.wait_answer(id));
  EXPECT_NE(std::ranges::find(names, "real/a.txt"), names.end());
  EXPECT_EQ(std::ranges::find(names, "b/hidden.txt"), names.end());
}

// Hosts show a model only the text; without a note it might write the part back as the whole file.
TEST_F(Roots, PartOfAFileSaysThatItIsOne) {
  put(at("real/long"), "one\ntwo\nthree\n");
  ServerProcess server({.arguments = roots({at("real")})});
  Peer peer(server, Era::modern);
  const struct {
    Json arguments;
    const char* note;
  } cases[] = {
      {Json::object(), nullptr},
      {{{"maxLines", 3}}, nullptr},
      {{{"maxLines", 1}},
       "[Only a part of the file: bytes 0 to 4 of 14, lines 1 to 1. To go on, call read_file with "
       "startLine 2.]"},
      {{{"startLine", 3}}, "[Only a part of the file: bytes 8 to 14 of 14, lines 3 to 3.]"},
      {{{"maxBytes", 5}},
       "[Only a part of the file: bytes 0 to 5 of 14. To go on, call read_file with startByte 5.]"},
  };
  for (const auto& [arguments, note] : cases) {
    Json given = arguments;
    given["path"] = "long";
    const Json content = peer.call("read_file", given).message["result"]["content"];
    EXPECT_EQ(content.size(), note ? 2U : 1U) << content;
    if (note) {
      EXPECT_EQ(content.back()["text"], note);
    }
  }
}

// Models write null for omitted arguments, and numbers as strings.
TEST_F(Roots, ArgumentsMayBeWrittenCarelessly) {
  ServerProcess server({.arguments = roots({at("real")})});
  Peer peer(server, Era::legacy);
  const Answer read = peer.call(
      "read_file",
      {{"path", "a.txt"}, {"startLine", nullptr}, {"maxBytes", "2"}, {"encoding", nullptr}});
  EXPECT_TRUE(read.ok()) << read.message;
  EXPECT_EQ(read.content["text"], "te");
  EXPECT_EQ(peer.call("read_file", {{"path", nullptr}}).code, "E_INPUT");
}

}  // namespace
}  // namespace mcp::test::roots_test
