// search_text and find_files: what they find, what they leave out, and what must not harm them.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>

#include "hostile/arena.hpp"

namespace mcp::test::search_test {
namespace {

namespace fs = std::filesystem;

Answer search(Service& service, Json arguments) {
  return service.peer().call("search_text", std::move(arguments));
}

/// "path:line" of each match.
std::vector<std::string> places(const Answer& answer) {
  std::vector<std::string> all;
  EXPECT_TRUE(answer.ok()) << answer.message;
  for (const Json& match : answer.content["matches"]) {
    all.push_back(match["path"].get<std::string>() + ':' + match["line"].dump());
  }
  return all;
}

std::vector<std::string> paths(const Answer& answer) {
  std::vector<std::string> all;
  EXPECT_TRUE(answer.ok()) << answer.message;
  for (const Json& file : answer.content["files"]) all.push_back(file["path"]);
  return all;
}

using Names = std::vector<std::string>;

void plant_sources(const Arena& arena) {
  put(arena.root() / "src/a.cc", "int one;\nint two; // ONE\n\nint three;\n");
  put(arena.root() / "src/b.h", "one\r\nTwo one one\r\n");
  put(arena.root() / "src/deep/c.cc", "no line end: one");
  put(arena.root() / "out/d.cc", "one\n");
  put(arena.root() / ".hidden", "one\n");
  put(arena.root() / ".gitignore", "out/\n");
  put(arena.root() / "binary", std::string("one\0two", 7));
}

TEST(SearchText, FindsLines) {
  in_each_way([](Way way) {
    const Arena arena;
    plant_sources(arena);
    Service service(arena, way);
    const std::pair<Json, Names> cases[] = {
        {{{"query", "one"}}, {"src/a.cc:1", "src/b.h:1", "src/b.h:2", "src/deep/c.cc:1"}},
        {{{"query", "ONE"}}, {"src/a.cc:2"}},
        {{{"query", "one"}, {"ignoreCase", true}, {"path", "src/a.cc"}},
         {"src/a.cc:1", "src/a.cc:2"}},
        {{{"query", "one"}, {"glob", "**/*.cc"}}, {"src/a.cc:1", "src/deep/c.cc:1"}},
        {{{"query", "one"}, {"path", "src/deep"}}, {"src/deep/c.cc:1"}},
        {{{"query", "one"}, {"gitignore", false}, {"path", "out"}}, {"out/d.cc:1"}},
        {{{"query", "one"}, {"hidden", true}, {"glob", ".hidden"}}, {".hidden:1"}},
        {{{"query", "^(int )?t\\w+;"}, {"regex", true}}, {"src/a.cc:2", "src/a.cc:4"}},
        {{{"query", "one$"}, {"regex", true}, {"glob", "src/deep/*"}}, {"src/deep/c.cc:1"}},
        {{{"query", "[^x]int"}, {"regex", true}}, {}},
        {{{"query", "t.o"}}, {}},
        {{{"query", "nothing of the kind"}}, {}},
    };
    for (const auto& [arguments, expected] : cases) {
      EXPECT_EQ(places(search(service, arguments)), expected) << arguments;
    }
    const Answer skipped = search(service, {{"query", "two"}, {"glob", "binary"}});
    EXPECT_EQ(skipped.content["filesSkipped"], 1);
    EXPECT_EQ(skipped.content["matches"], Json::array());
  });
}

TEST(SearchText, ShowsTheLinesAround) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "1\n2\n3 here\r\n4\n5\n6");
    Service service(arena, way);
    const Answer answer = search(service, {{"query", "here"}, {"context", 2}});
    EXPECT_EQ(answer.content["matches"], Json({{{"path", "a"},
                                                {"line", 3},
                                                {"text", "3 here"},
                                                {"before", {"1", "2"}},
                                                {"after", {"4", "5"}}}}));
    EXPECT_EQ(answer.message["result"]["content"][0]["text"],
              "a-1-1\na-2-2\na:3:3 here\na-4-4\na-5-5\n--\n");
  });
}

TEST(SearchText, GoesOnWhereItStopped) {
  in_each_way([](Way way) {
    const Arena arena;
    Names expected;
    for (const char* name : {"a", "b/x", "b/y", "b.z", "c"}) {
      put(arena.root() / name, "no\nhit\nno\nhit\nhit\n");
    }
    for (const std::string name : {"a", "b/x", "b/y", "b.z", "c"}) {
      for (const char* line : {":2", ":4", ":5"}) expected.push_back(name + line);
    }
    Service service(arena, way);
    for (const int limit : {1, 2, 3, 4, 100}) {
      SCOPED_TRACE(limit);
      Names all;
      Json arguments{{"query", "hit"}, {"limit", limit}};
      for (int calls = 0; calls < 40; ++calls) {
        const Answer answer = search(service, arguments);
        for (auto& place : places(answer)) all.push_back(std::move(place));
        if (!answer.content.contains("cursor")) break;
        EXPECT_EQ(answer.content["truncated"], true);
        arguments["cursor"] = answer.content["cursor"];
      }
      EXPECT_EQ(all, expected);
    }
    for (const char* cursor : {"!", "YQ", ""}) {
      EXPECT_EQ(search(service, {{"query", "hit"}, {"cursor", cursor}}).code, "E_INPUT") << cursor;
    }
  });
}

TEST(SearchText, CutsLongLinesAroundTheHit) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a",
        std::string(100'000, 'x') + "\xC3\xA9 hit \xFF" + std::string(100'000, 'y') + "\nhit\n");
    Service service(arena, way);
    const Answer answer = search(service, {{"query", "hit"}});
    ASSERT_EQ(places(answer), (Names{"a:1", "a:2"}));
    const std::string text = answer.content["matches"][0]["text"];
    EXPECT_LT(text.size(), 500U);
    EXPECT_TRUE(text.starts_with("...x"));
    EXPECT_TRUE(text.ends_with("y..."));
    EXPECT_NE(text.find("\xC3\xA9 hit \xEF\xBF\xBD"), std::string::npos);
  });
}

TEST(SearchText, QueriesThatAreNotUsableSayWhy) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", std::string(200'000, 'a') + "b\n");
    Service service(arena, way);
    const Json cases[] = {
        {{"query", ""}},
        {{"query", "a\nb"}},
        {{"query", std::string(5000, 'a')}},
        {{"query", "(a"}, {"regex", true}},
        {{"query", "a*"}, {"regex", true}},
        {{"query", "(?=a)b"}, {"regex", true}},
        {{"query", "((a{1,100}){1,100}){1,100}"}, {"regex", true}},
        {{"query", "a"}, {"limit", 0}},
        {{"query", "a"}, {"context", 11}},
        {{"query", "a"}, {"glob", std::string(5000, '*')}},
    };
    for (const Json& arguments : cases) {
      EXPECT_EQ(search(service, arguments).code, "E_INPUT") << arguments;
    }
    // Takes exponential time where expressions are tried by backtracking.
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(places(search(service, {{"query", "(a+)+$"}, {"regex", true}})), Names{});
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  });
}

TEST(SearchText, Case43_DoesNotLeaveTheWorkspace) {
  in_each_way([](Way way) {
    const Arena arena;
    fs::create_symlink("../outside", arena.root() / "link");
    fs::create_symlink("../outside/secret.txt", arena.root() / "leaf");
    ASSERT_EQ(::mkfifo((arena.root() / "fifo").c_str(), 0600), 0);
    Service service(arena, way);
    const std::string before = arena.state();
    for (const char* path : {".", "link", "leaf", "fifo", "../outside", "missing"}) {
      const Answer answer = search(service, {{"query", "must not"}, {"path", path}});
      EXPECT_EQ(answer.message.dump().find(secret), std::string::npos) << path;
      const Answer found = service.peer().call("find_files", {{"path", path}, {"type", "any"}});
      EXPECT_EQ(found.message.dump().find("secret.txt"), std::string::npos) << path;
    }
    EXPECT_EQ(search(service, {{"query", "a"}, {"path", "leaf"}}).code, "E_SYMLINK");
    EXPECT_EQ(search(service, {{"query", "a"}, {"path", "fifo"}}).code, "E_NOT_REGULAR");
    EXPECT_EQ(search(service, {{"query", "a"}, {"path", "missing"}}).code, "E_NOT_FOUND");
    EXPECT_EQ(arena.state(), before);
  });
}

// More levels than the longest path has.
TEST(SearchText, Case20_DeepTreesDoNotHideTheRest) {
  in_each_era([](Way way) {
    const Arena arena;
    fs::path deep = arena.root() / "deep";
    const fs::path before = fs::current_path();
    for (int level = 0; level < 5'000; ++level) {
      fs::create_directory(level == 0 ? deep : fs::path("d"));
      fs::current_path(level == 0 ? deep : fs::path("d"));
    }
    fs::current_path(before);
    put(arena.root() / "deep/near", "needle\n");
    put(arena.root() / "z", "needle\n");
    Service service(arena, way);
    EXPECT_EQ(places(search(service, {{"query", "needle"}})), (Names{"deep/near:1", "z:1"}));
    EXPECT_EQ(paths(service.peer().call("find_files", {{"glob", "z"}})), Names{"z"});
    EXPECT_EQ(std::system(("rm -rf " + deep.string()).c_str()), 0);
  });
}

TEST(FindFiles, FindsByNameKindSizeAndTime) {
  in_each_way([](Way way) {
    const Arena arena;
    fs::remove_all(arena.root());
    fs::create_directory(arena.root());
    plant_sources(arena);
    fs::create_symlink("binary", arena.root() / "link");
    Service service(arena, way);
    const std::pair<Json, Names> cases[] = {
        {Json::object(), {"binary", "src/a.cc", "src/b.h", "src/deep/c.cc"}},
        {{{"glob", "**/*.cc"}}, {"src/a.cc", "src/deep/c.cc"}},
        {{{"glob", "*.cc"}, {"path", "src"}}, {"src/a.cc"}},
        {{{"type", "directory"}}, {"src", "src/deep"}},
        {{{"type", "symlink"}}, {"link"}},
        {{{"type", "any"}, {"glob", "*"}}, {"binary", "link", "src"}},
        {{{"minSize", 17}}, {"src/a.cc", "src/b.h"}},
        {{{"maxSize", 16}}, {"binary", "src/deep/c.cc"}},
        {{{"modifiedAfter", "2020-01-01"}, {"glob", "binary"}}, {"binary"}},
        {{{"modifiedBefore", "2020-01-01T00:00:00Z"}}, {}},
        {{{"hidden", true}, {"gitignore", false}, {"glob", "?*"}},
         {".gitignore", ".hidden", "binary"}},
    };
    for (const auto& [arguments, expected] : cases) {
      EXPECT_EQ(paths(service.peer().call("find_files", arguments)), expected) << arguments;
    }
    for (const char* time :
         {"yesterday", "2026-13-01", "2026-11-30T25:00:00Z", "2026-11-30T10:00:00+01:00"}) {
      EXPECT_EQ(service.peer().call("find_files", {{"modifiedAfter", time}}).code, "E_INPUT")
          << time;
    }
  });
}

TEST(FindFiles, GoesOnWhereItStopped) {
  in_each_era([](Way way) {
    const Arena arena;
    fs::remove_all(arena.root());
    fs::create_directory(arena.root());
    Names expected;
    for (int folder = 0; folder < 3; ++folder) {
      for (int file = 0; file < 10; ++file) {
        expected.push_back(std::to_string(folder) + '/' + std::to_string(file));
        put(arena.root() / expected.back(), "x");
      }
    }
    Service service(arena, way);
    Names all;
    Json arguments{{"limit", 7}};
    for (int calls = 0; calls < 10; ++calls) {
      const Answer answer = service.peer().call("find_files", arguments);
      for (auto& path : paths(answer)) all.push_back(std::move(path));
      if (!answer.content.contains("cursor")) break;
      arguments["cursor"] = answer.content["cursor"];
    }
    EXPECT_EQ(all, expected);
  });
}

}  // namespace
}  // namespace mcp::test::search_test
