// The tools of --compat server-filesystem: what they refuse, and that they change nothing then.
// tests/fleet/server_filesystem compares their results with those of the package.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"

namespace mcp::test::compat_test {
namespace {

namespace fs = std::filesystem;

constexpr const char* compat = "--compat=server-filesystem";

// Not Peer::call, which reads the code of an error in its structured content.
Json result_of(Peer& peer, const std::string& tool, Json arguments) {
  return peer.wait(peer.start_tool(tool, std::move(arguments)))["result"];
}

Json result_of(Service& service, const std::string& tool, Json arguments) {
  return result_of(service.peer(), tool, std::move(arguments));
}

std::string text_of(const Json& result) {
  return result["content"][0].value("text", "");
}

/// The calls of all tools that take a path, on this path.
std::vector<std::pair<std::string, Json>> calls_on(const std::string& path) {
  const Json edits = {{{"oldText", "e"}, {"newText", "hostile"}}};
  return {{"read_file", {{"path", path}}},
          {"read_text_file", {{"path", path}}},
          {"read_media_file", {{"path", path}}},
          {"list_directory", {{"path", path}}},
          {"list_directory_with_sizes", {{"path", path}}},
          {"directory_tree", {{"path", path}}},
          {"search_files", {{"path", path}, {"pattern", "**"}}},
          {"get_file_info", {{"path", path}}},
          {"write_file", {{"path", path}, {"content", "hostile"}}},
          {"edit_file", {{"path", path}, {"edits", edits}}},
          {"create_directory", {{"path", path}}},
          {"move_file", {{"source", path}, {"destination", "new"}}},
          {"move_file", {{"source", "ok.txt"}, {"destination", path}}}};
}

void expect_refused(Service& service, const std::string& path) {
  for (const auto& [tool, arguments] : calls_on(path)) {
    const Json result = result_of(service, tool, arguments);
    EXPECT_EQ(result.value("isError", false), true) << tool << ' ' << path << result;
    EXPECT_FALSE(result.contains("structuredContent")) << tool;
    EXPECT_TRUE(text_of(result).starts_with("E_")) << tool << result;
    EXPECT_EQ(result.dump().find(secret), std::string::npos) << tool;
  }
  const Json many = result_of(service, "read_multiple_files", {{"paths", {path}}});
  EXPECT_NE(text_of(many).find(": Error - E_"), std::string::npos) << many;
}

TEST(ServerFilesystem, RefusesWhatLeadsOutside) {
  in_each_era([](Way way) {
    const Arena arena;
    fs::create_symlink("../outside", arena.root() / "l");
    fs::create_symlink("../outside/new", arena.root() / "dangling");
    Service service(arena, way, {.arguments = {compat}});
    const std::string before = arena.state();
    for (const std::string& path :
         {std::string("../outside/secret.txt"), std::string("dir/../ok.txt"),
          std::string("/etc/passwd"), arena.root().string() + "_evil/x",
          arena.outside().string() + "/secret.txt", std::string("l/secret.txt"),
          std::string("l/new"), std::string("dangling/x"), std::string("~/x"), std::string(),
          std::string("a\nb"), std::string(".mcp-stage/x")}) {
      expect_refused(service, path);
    }
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(ServerFilesystem, NeverWritesThroughALink) {
  in_each_era([](Way way) {
    const Arena arena;
    fs::create_symlink("../outside/secret.txt", arena.root() / "file");
    fs::create_symlink("../outside/new", arena.root() / "dangling");
    Service service(arena, way, {.arguments = {compat}});
    const std::string before = arena.state();
    for (const char* path : {"file", "dangling"}) {
      const Json result = result_of(service, "write_file", {{"path", path}, {"content", "x"}});
      EXPECT_TRUE(text_of(result).starts_with("E_SYMLINK")) << result;
    }
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(ServerFilesystem, ReplacesUnderOneNameOnly) {
  in_each_era([](Way way) {
    const Arena arena;
    fs::create_hard_link(arena.outside() / "secret.txt", arena.root() / "linked");
    ::chmod((arena.root() / "ok.txt").c_str(), 0755);
    Service service(arena, way, {.arguments = {compat}});
    for (const char* path : {"linked", "ok.txt"}) {
      const Json result = result_of(service, "write_file", {{"path", path}, {"content", "x"}});
      EXPECT_EQ(text_of(result), std::string("Successfully wrote to ") + path);
      EXPECT_EQ(content_of(arena.root() / path), "x");
    }
    EXPECT_EQ(content_of(arena.outside() / "secret.txt"), secret);
    struct stat status {};
    ASSERT_EQ(::stat((arena.root() / "ok.txt").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0755U);
  });
}

TEST(ServerFilesystem, DoesNotWaitForAFifo) {
  in_each_era([](Way way) {
    const Arena arena;
    ASSERT_EQ(::mkfifo((arena.root() / "fifo").c_str(), 0666), 0);
    Service service(arena, way, {.arguments = {compat}});
    for (const char* tool : {"read_text_file", "read_media_file"}) {
      const Json result = result_of(service, tool, {{"path", "fifo"}});
      EXPECT_TRUE(text_of(result).starts_with("E_NOT_REGULAR")) << result;
    }
  });
}

TEST(ServerFilesystem, HasTheLimitsOfTheServer) {
  in_each_era([](Way way) {
    const Arena arena;
    put(arena.root() / "exact", std::string(1024, 'a'));
    put(arena.root() / "beyond", std::string(1025, 'a'));
    Service service(arena, way, {.arguments = {compat, "--max-write=1024"}});
    EXPECT_EQ(text_of(result_of(service, "read_text_file", {{"path", "exact"}})).size(), 1024U);
    EXPECT_TRUE(text_of(result_of(service, "read_text_file", {{"path", "beyond"}}))
                    .starts_with("E_TOO_LARGE"));
    const Json both = result_of(service, "read_multiple_files", {{"paths", {"exact", "ok.txt"}}});
    EXPECT_NE(text_of(both).find("ok.txt: Error - E_TOO_LARGE"), std::string::npos) << both;
    const Json patterns{{"path", "."},
                        {"pattern", "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"}};
    EXPECT_TRUE(text_of(result_of(service, "search_files", patterns)).starts_with("E_INPUT"));
    const Json braces{{"path", "."}, {"pattern", std::string(100'000, '{')}};
    EXPECT_TRUE(text_of(result_of(service, "search_files", braces)).starts_with("E_INPUT"));
  });
}

TEST(ServerFilesystem, OffersNoToolsThatWriteWithReadOnly) {
  in_each_era([](Way way) {
    const Arena arena;
    Service service(arena, way, {.arguments = {compat, "--read-only"}});
    const Json tools = service.peer().request("tools/list", Json::object())["result"]["tools"];
    std::set<std::string> names;
    for (const Json& tool : tools) {
      names.insert(tool["name"]);
      EXPECT_EQ(tool["annotations"]["readOnlyHint"], true) << tool["name"];
    }
    EXPECT_EQ(names.size(), 10U);
    EXPECT_FALSE(names.contains("write_file"));
  });
}

TEST(ServerFilesystem, TakesSeveralDirectories) {
  const Arena arena;
  put(arena.outside() / "root/there.txt", "there");
  const std::string first = arena.root();
  const std::string second = arena.outside() / "root";
  ServerProcess server({.arguments = {"--reserve=0", compat, first, second}});
  Peer peer(server, Era::modern);
  const Answer listed = peer.call("list_allowed_directories", Json::object());
  EXPECT_EQ(listed.content["content"], "Allowed directories:\n" + first + '\n' + second);
  EXPECT_EQ(peer.call("read_text_file", {{"path", "ok.txt"}}).content["content"], "inside\n");
  EXPECT_EQ(peer.call("read_text_file", {{"path", second + "/there.txt"}}).content["content"],
            "there");
  const Json outside = result_of(peer, "read_text_file", {{"path", second + "/../secret.txt"}});
  EXPECT_EQ(outside["isError"], true);
}

TEST(ServerFilesystem, MistakesOnTheCommandLineAreErrors) {
  const Arena arena;
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{compat}, "give a directory"},
      {{compat, "--tools=read", arena.root()}, "--compat contradicts --tools"},
      {{compat, "--profile=minimal", arena.root()}, "--compat contradicts --profile"},
      {{"--compat=other", arena.root()}, "must be server-filesystem"},
      {{compat, arena.root() / "missing"}, "cannot be used"},
      {{arena.root()}, "--root DIR"},
  };
  for (const auto& [arguments, message] : cases) {
    ServerProcess server({.arguments = arguments});
    EXPECT_NE(server.wait_exit(), 0) << message;
    EXPECT_NE(server.errors().find(message), std::string::npos) << message << "\n"
                                                                << server.errors();
  }
}

}  // namespace
}  // namespace mcp::test::compat_test
