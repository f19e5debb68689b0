// Paths that try to lead out of the workspace, or that are misleading.
#include <gtest/gtest.h>

#include "hostile/refused_paths.hpp"

namespace mcp::test::paths_test {
namespace {

class RefusedPaths : public testing::TestWithParam<RefusedPath> {};

TEST_P(RefusedPaths, HaveNoEffect) {
  const RefusedPath& expected = GetParam();
  in_each_way([&](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string before = arena.state();
    const std::string path = path_in_arena(expected.path, arena);
    const std::pair<const char*, const char*> tools[] = {{"read_file", expected.read},
                                                         {"list_directory", expected.list},
                                                         {"file_info", expected.info},
                                                         {"write_file", expected.write}};
    for (const auto& [tool, code] : tools) {
      const Answer answer = service.peer().call(tool, plain_arguments(tool, path));
      EXPECT_EQ(answer.code, code) << tool;
      const std::string said = answer.message.dump();
      EXPECT_EQ(said.find(secret), std::string::npos) << tool;
      EXPECT_EQ(said.find(arena.root().parent_path()), std::string::npos) << tool << said;
    }
    for (const char* tool : {"edit_file", "append_file"}) {
      const Answer changed = service.peer().call(tool, plain_arguments(tool, path));
      EXPECT_TRUE(changed.code == expected.read || changed.code == expected.write)
          << tool << changed.message;
    }
    expect_no_write(service.peer(), path, [&] { EXPECT_EQ(arena.state(), before); });
  });
}

INSTANTIATE_TEST_SUITE_P(Paths, RefusedPaths, testing::ValuesIn(refused_paths),
                         [](const auto& test) { return test.param.name; });

/// An unusual but valid path.
struct PlainPath {
  const char* name;
  std::string path;
  std::string lands;  ///< The path below the root that the file and the result must have.
};

const PlainPath plain_paths[] = {
    {"Case06_AbsoluteInsideTheRoot", "<root>/new", "new"},
    {"Case10_Normalised", "a//b/./c", "a/b/c"},
    {"Case12_Dollar", "$HOME/x", "$HOME/x"},
    {"Case12_Percent", "%2e%2e/x", "%2e%2e/x"},
    {"Case12_Backquote", "`id`/$(id)", "`id`/$(id)"},
    {"Case18_NameOf255Bytes", std::string(255, 'n'), std::string(255, 'n')},
    {"Case20_200Levels", repeated("d/", 200) + "x", repeated("d/", 200) + "x"},
    {"Case21_Composed", "caf\xC3\xA9", "caf\xC3\xA9"},
    {"Case21_Decomposed", "cafe\xCC\x81", "cafe\xCC\x81"},
    {"Case22_FullwidthDots", "\xEF\xBC\x8E\xEF\xBC\x8E\xEF\xBC\x8Fx",
     "\xEF\xBC\x8E\xEF\xBC\x8E\xEF\xBC\x8Fx"},
    {"Case22_FullwidthDotsAsDirectory", "\xEF\xBC\x8E\xEF\xBC\x8E/x", "\xEF\xBC\x8E\xEF\xBC\x8E/x"},
    {"Case23_Spaces", " a / b ", " a / b "},
    {"Case23_LooksLikeAnOption", "-rf", "-rf"},
    {"Case23_DeviceOfAnotherSystem", "CON", "CON"},
    {"Case23_ThreeDots", ".../x", ".../x"},
    {"Case24_StageElsewhere", "dir/.mcp-stage/x", "dir/.mcp-stage/x"},
};

class PlainPaths : public testing::TestWithParam<PlainPath> {};

TEST_P(PlainPaths, AreTakenByteForByte) {
  const PlainPath& expected = GetParam();
  in_each_way([&](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string outside = tree_state(arena.outside());
    const std::string path = path_in_arena(expected.path, arena);
    const Answer written = service.peer().call(
        "write_file", {{"path", path}, {"content", "text"}, {"createParents", true}});
    EXPECT_EQ(written.code, "");
    EXPECT_EQ(written.content.value("path", ""), expected.lands);
    EXPECT_EQ(content_of(arena.root() / expected.lands), "text");
    const Answer read = service.peer().call("read_file", {{"path", path}});
    EXPECT_EQ(read.content.value("text", ""), "text");
    EXPECT_EQ(read.content.value("path", ""), expected.lands);
    const Answer info = service.peer().call("file_info", {{"path", path}});
    EXPECT_EQ(info.content.value("path", ""), expected.lands);
    const auto parent = std::filesystem::path(expected.lands).parent_path().string();
    const Answer list =
        service.peer().call("list_directory", {{"path", parent.empty() ? "." : parent}});
    const std::string leaf = std::filesystem::path(expected.lands).filename().string();
    EXPECT_NE(list.content.dump().find(Json{{"n", leaf}, {"s", 4}, {"t", "file"}}.dump()),
              std::string::npos)
        << list.content;
    EXPECT_EQ(tree_state(arena.outside()), outside);
    EXPECT_TRUE(stage_is_clean(arena.root()));
  });
}

INSTANTIATE_TEST_SUITE_P(Paths, PlainPaths, testing::ValuesIn(plain_paths),
                         [](const auto& test) { return test.param.name; });

TEST(Paths, Case21_ComposedAndDecomposedNamesAreTwoFiles) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string composed = "caf\xC3\xA9";
    const std::string decomposed = "cafe\xCC\x81";
    for (const auto& name : {composed, decomposed}) {
      EXPECT_TRUE(service.peer().call("write_file", {{"path", name}, {"content", name}}).ok());
    }
    EXPECT_EQ(content_of(arena.root() / composed), composed);
    EXPECT_EQ(content_of(arena.root() / decomposed), decomposed);
  });
}

TEST(Paths, Case24_StageIsInNoList) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / ".mcp-stage/planted", "x");
    put(arena.root() / ".mcp-stage-1000-x/planted", "x");
    Service service(arena, way);
    for (const bool gitignore : {false, true}) {
      for (const std::string& path : {std::string("."), arena.root().string()}) {
        const Answer list = service.peer().call(
            "list_directory", {{"path", path}, {"depth", 3}, {"gitignore", gitignore}});
        EXPECT_TRUE(list.ok());
        EXPECT_EQ(list.message.dump().find("mcp-stage"), std::string::npos);
      }
    }
  });
}

TEST(Paths, Case26_MissingParent) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string before = arena.state();
    const auto write = [&](bool create_parents) {
      return service.peer().call(
          "write_file",
          {{"path", "a/b/c"}, {"content", "text"}, {"createParents", create_parents}});
    };
    EXPECT_EQ(write(false).code, "E_NO_PARENT");
    EXPECT_EQ(service.peer().call("read_file", {{"path", "a/b/c"}}).code, "E_NOT_FOUND");
    EXPECT_EQ(arena.state(), before);
    EXPECT_TRUE(write(true).ok());
    EXPECT_EQ(content_of(arena.root() / "a/b/c"), "text");
  });
}

// If a write fails, the parents that were made for it are removed.
TEST(Paths, Case26_ParentsOfNothingAreNotLeft) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string before = arena.state();
    const Json refusals[] = {{{"mode", "overwrite"}}, {{"ifMatch", "c-0"}}, {{"ifMatch", "*"}}};
    for (Json arguments : refusals) {
      arguments.update({{"path", "dir/a/b/c"}, {"content", "text"}, {"createParents", true}});
      EXPECT_EQ(service.peer().call("write_file", arguments).code, "E_NOT_FOUND");
      EXPECT_EQ(arena.state(), before);
    }
  });
}

}  // namespace
}  // namespace mcp::test::paths_test
