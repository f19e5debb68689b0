// edit_file on files and in situations that are not simple.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "hostile/arena.hpp"

namespace mcp::test::edits_test {
namespace {

namespace fs = std::filesystem;

Json edit(const std::string& path, const std::string& old_text, const std::string& new_text) {
  return {{"path", path}, {"edits", {{{"oldText", old_text}, {"newText", new_text}}}}};
}

Answer edited(Service& service, const Json& arguments) {
  return service.peer().call("edit_file", arguments);
}

TEST(EditFile, ChangesOnlyWhatItIsToldTo) {
  in_each_way([](Way way) {
    const Arena arena;
    const fs::path file = arena.root() / "a";
    put(file, "\xEF\xBB\xBFone \r\n\ttwo\r\nthree");
    fs::permissions(file, fs::perms(0750));
    Service service(arena, way);
    const Answer answer = edited(service, edit("a", "two\n", "2\n2\n"));
    EXPECT_TRUE(answer.ok()) << answer.message;
    EXPECT_EQ(content_of(file), "\xEF\xBB\xBFone \r\n\t2\r\n2\r\nthree");
    EXPECT_EQ(fs::status(file).permissions(), fs::perms(0750));
    EXPECT_EQ(answer.content["path"], "a");
    EXPECT_EQ(answer.content["edits"],
              Json({{{"match", "lineEnds"}, {"replacements", 1}, {"line", 2}}}));
    EXPECT_EQ(answer.content["added"], 2);
    EXPECT_EQ(answer.content["removed"], 1);
    EXPECT_EQ(answer.content["size"], fs::file_size(file));
    const Answer info = service.peer().call("file_info", {{"path", "a"}});
    EXPECT_EQ(answer.content["etag"], info.content["etag"]);
  });
}

TEST(EditFile, WritesNothingWhenOneEditFails) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one two");
    Service service(arena, way);
    const std::string before = arena.state();
    Json arguments = edit("a", "one", "1");
    arguments["edits"].push_back({{"oldText", "three"}, {"newText", "3"}});
    EXPECT_EQ(edited(service, arguments).code, "E_NO_MATCH");
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(EditFile, ShowsADryRun) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one\ntwo\n");
    Service service(arena, way);
    const std::string before = arena.state();
    Json arguments = edit("a", "two", "2");
    arguments["dryRun"] = true;
    const Answer answer = edited(service, arguments);
    EXPECT_EQ(answer.content["diff"], "@@ -1,2 +1,2 @@\n one\n-two\n+2\n");
    EXPECT_EQ(answer.content["dryRun"], true);
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(EditFile, HoldsToTheEtag) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one");
    Service service(arena, way);
    const Json etag = service.peer().call("file_info", {{"path", "a"}}).content["etag"];
    put(arena.root() / "a", "one and more");
    Json arguments = edit("a", "one", "1");
    arguments["ifMatch"] = etag;
    EXPECT_EQ(edited(service, arguments).code, "E_CONFLICT");
    EXPECT_EQ(content_of(arena.root() / "a"), "one and more");
    arguments["ifMatch"] = "*";
    EXPECT_TRUE(edited(service, arguments).ok());
    EXPECT_EQ(content_of(arena.root() / "a"), "1 and more");
  });
}

TEST(EditFile, Case55_OtherEncodings) {
  in_each_way([](Way way) {
    const Arena arena;
    const std::string contents[] = {"caf\xE9 one", std::string("\xFF\xFEo\0n\0e\0", 8),
                                    std::string("one\0", 4)};
    Service service(arena, way);
    for (const auto& content : contents) {
      put(arena.root() / "a", content);
      const std::string before = arena.state();
      EXPECT_EQ(edited(service, edit("a", "one", "1")).code, "E_ENCODING");
      EXPECT_EQ(arena.state(), before);
    }
  });
}

TEST(EditFile, Case61_EditsThatMeanNothing) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one one");
    Service service(arena, way);
    const std::string before = arena.state();
    const std::pair<Json, const char*> cases[] = {
        {edit("a", "", "x"), "E_INPUT"},
        {edit("a", "one", "one"), "E_INPUT"},
        {edit("a", "one", "x"), "E_AMBIGUOUS"},
        {edit("a", "four", "x"), "E_NO_MATCH"},
        {{{"path", "a"}, {"edits", Json::array()}}, "E_INPUT"},
        {{{"path", "a"}, {"edits", "one"}}, "E_INPUT"},
        {{{"path", "a"}}, "E_INPUT"},
        {edit("missing", "one", "x"), "E_NOT_FOUND"},
        {edit(".", "one", "x"), "E_IS_DIR"},
        {edit("../outside/secret", "the", "x"), "E_PATH"},
    };
    for (const auto& [arguments, code] : cases) {
      EXPECT_EQ(edited(service, arguments).code, code) << arguments;
    }
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(EditFile, IsNotWithoutWriting) {
  in_each_era([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one");
    Service service(arena, way, {.arguments = {"--read-only"}});
    EXPECT_EQ(edited(service, edit("a", "one", "x")).code, "-32602");
    EXPECT_EQ(content_of(arena.root() / "a"), "one");
  });
}

TEST(EditFile, DoesNotFollowLinksOrBreakThem) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "named", "one");
    fs::create_hard_link(arena.root() / "named", arena.root() / "twice");
    fs::create_symlink("named", arena.root() / "link");
    Service service(arena, way);
    const std::string before = arena.state();
    EXPECT_EQ(edited(service, edit("twice", "one", "x")).code, "E_HARDLINK");
    EXPECT_EQ(edited(service, edit("link", "one", "x")).code, "E_SYMLINK");
    EXPECT_EQ(arena.state(), before);
  });
}

}  // namespace
}  // namespace mcp::test::edits_test
