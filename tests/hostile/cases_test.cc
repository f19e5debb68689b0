// The hostile paths and links for the tools that paths_test.cc and links_test.cc do not try, and
// cases of handles.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <set>

#include "bytes/digest.hpp"
#include "hostile/arena.hpp"
#include "hostile/drafts.hpp"
#include "hostile/unprivileged.hpp"

namespace mcp::test::cases_test {
namespace {

namespace fs = std::filesystem;

/// A call of a tool on a path, in one of the places where the tool takes one.
struct CallOnPath {
  const char* tool;
  Json (*arguments)(const std::string& path);
  bool writes = true;
};

const CallOnPath calls_on_paths[] = {
    {"write_begin",
     [](const std::string& path) {
       return Json{{"path", path}};
     }},
    {"append_file", [](const std::string& path) { return plain_arguments("append_file", path); }},
    {"edit_file", [](const std::string& path) { return plain_arguments("edit_file", path); }},
    {"create_directory",
     [](const std::string& path) {
       return Json{{"path", path}};
     }},
    {"delete_path",
     [](const std::string& path) {
       return Json{{"path", path}, {"recursive", true}};
     }},
    {"move_path",
     [](const std::string& path) {
       return Json{{"from", path}, {"to", "new"}};
     }},
    {"move_path",
     [](const std::string& path) {
       return Json{{"from", "ok.txt"}, {"to", path}};
     }},
    {"copy_path",
     [](const std::string& path) {
       return Json{{"from", "ok.txt"}, {"to", path}};
     }},
    {"copy_path",
     [](const std::string& path) {
       return Json{{"from", path}, {"to", "new"}};
     },
     false},
    {"search_text",
     [](const std::string& path) {
       return Json{{"query", "e"}, {"path", path}};
     },
     false},
    {"find_files",
     [](const std::string& path) {
       return Json{{"path", path}};
     },
     false},
    {"read_many",
     [](const std::string& path) {
       return Json{{"paths", {path}}};
     },
     false},
};

// Of read_many the error of its only file.
std::string code_of(const Answer& answer) {
  const Json& files = answer.content.contains("files") ? answer.content["files"] : Json::array();
  const bool has_failed = !files.empty() && files[0].contains("error");
  return has_failed ? files[0]["error"].value("code", "") : answer.code;
}

struct Refused {
  const char* name;
  std::string path;
  const char* code = "E_PATH";
  bool only_for_writing = false;
};

const Refused refused[] = {
    {"Case01_Parent", "../outside/secret.txt"},
    {"Case02_ParentOfParent", "dir/../../outside/secret.txt"},
    {"Case03_ParentThatStaysInside", "dir/../ok.txt"},
    {"Case04_Absolute", "/etc/passwd"},
    {"Case05_SiblingPrefixOfTheRoot", "<root>_evil/x"},
    {"Case07_Empty", ""},
    {"Case11_Home", "~/x"},
    {"Case13_FileUri", "file:///etc/passwd"},
    {"Case14_Backslash", "..\\x"},
    {"Case15_Nul", std::string("ok.txt\0.png", 11)},
    {"Case16_Newline", "a\nb"},
    {"Case17_RightToLeftOverride", "a\xE2\x80\xAEtxt"},
    {"Case18_NameOf256Bytes", std::string(256, 'n'), "E_NAME_TOO_LONG"},
    {"Case19_PathOf4096Bytes", std::string(4096, '/') + "x"},
    {"Case24_Stage", ".mcp-stage/x", "E_RESERVED"},
    {"Case25_Protected", ".mcp.json", "E_PROTECTED", true},
    {"Case25_ProtectedBelow", ".git/hooks/pre-commit", "E_PROTECTED", true},
};

class RefusedByEveryTool : public testing::TestWithParam<Refused> {};

TEST_P(RefusedByEveryTool, HasNoEffect) {
  const Refused& expected = GetParam();
  in_each_way([&](Way way) {
    const Arena arena;
    put(arena.root() / ".mcp.json", "{}");
    put(arena.root() / ".git/hooks/pre-commit", "#!");
    std::string path = expected.path;
    if (path.starts_with("<root>")) path.replace(0, 6, arena.root().string());
    Service service(arena, way);
    const std::string before = arena.state();
    for (const CallOnPath& call : calls_on_paths) {
      if (expected.only_for_writing && !call.writes) continue;
      const Answer answer = service.peer().call(call.tool, call.arguments(path));
      EXPECT_EQ(code_of(answer), expected.code) << call.tool << answer.message;
      EXPECT_EQ(answer.message.dump().find(secret), std::string::npos) << call.tool;
    }
    EXPECT_EQ(arena.state(), before);
  });
}

INSTANTIATE_TEST_SUITE_P(Cases, RefusedByEveryTool, testing::ValuesIn(refused),
                         [](const auto& test) { return test.param.name; });

struct Planted {
  const char* name;
  const char* target;
  const char* path;
};

const Planted planted[] = {
    {"Case29_LinkToAFileOutside", "../outside/secret.txt", "l"},
    {"Case30_DanglingLinkToOutside", "../outside/new", "l"},
    {"Case31_FileBehindADirectoryLink", "../outside", "l/secret.txt"},
    {"Case31_NewFileBehindADirectoryLink", "../outside", "l/new"},
    {"Case32_MissingLevels", "../outside", "l/a/b/new"},
    {"Case33_LinkToItself", "l", "l"},
    {"Case34_RootOfTheSystem", "/proc/self/root", "l/etc/passwd"},
    {"Case34_WorkingDirectory", "/proc/self/cwd", "l/x"},
};

class LinksForEveryTool : public testing::TestWithParam<Planted> {};

TEST_P(LinksForEveryTool, LeadNowhere) {
  const Planted& link = GetParam();
  for (const auto symlinks : {files::Symlinks::refuse, files::Symlinks::inside}) {
    in_each_way([&](Way way) {
      const Arena arena;
      fs::create_symlink(link.target, arena.root() / "l");
      Service service(arena, way, {.symlinks = symlinks});
      const std::string before = arena.state();
      for (const CallOnPath& call : calls_on_paths) {
        const Answer answer = service.peer().call(call.tool, call.arguments(link.path));
        EXPECT_NE(code_of(answer), "") << call.tool << answer.message;
        EXPECT_EQ(answer.message.dump().find(secret), std::string::npos) << call.tool;
        EXPECT_EQ(answer.message.dump().find("root:x:"), std::string::npos) << call.tool;
      }
      EXPECT_EQ(arena.state(), before);
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, LinksForEveryTool, testing::ValuesIn(planted),
                         [](const auto& test) { return test.param.name; });

TEST(Handles, Case66_AreDistinctAndRandom) {
  constexpr std::size_t bytes_of_a_handle = 24;
  constexpr std::size_t handles = 1'000'000;
  std::vector<std::string> all(handles);
  std::array<std::size_t, bytes_of_a_handle * 8> ones{};
  for (std::string& handle : all) {
    handle = random_bytes(bytes_of_a_handle);
    for (std::size_t bit = 0; bit < ones.size(); ++bit) {
      ones[bit] += static_cast<unsigned char>(handle[bit / 8]) >> (bit % 8) & 1U;
    }
  }
  std::ranges::sort(all);
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
  // Each bit is 1 in half of them; 8 standard deviations are 4,000.
  for (const std::size_t count : ones) EXPECT_NEAR(static_cast<double>(count), handles / 2., 4000);

  const Arena arena;
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  std::set<std::string> begun;
  for (int i = 0; i < 100; ++i) {
    const std::string handle = drafts::handle_of(service.peer(), "a");
    EXPECT_EQ(handle.size(), 3 + bytes_of_a_handle * 4 / 3) << handle;
    EXPECT_TRUE(begun.insert(handle).second);
    EXPECT_TRUE(drafts::cancel(service.peer(), handle).ok());
  }
}

class UnprivilegedDraft : public Unprivileged {};

TEST_F(UnprivilegedDraft, Case47_TargetThatMayNoLongerBeWritten) {
  ServerProcess server(launch());
  Peer peer(server, Era::modern);
  const fs::path root = arena_.root();
  const std::pair<const char*, fs::path> targets[] = {{"ok.txt", root / "ok.txt"},
                                                      {"dir/new", root / "dir"}};
  for (const auto& [path, locked] : targets) {
    SCOPED_TRACE(path);
    const std::string handle = drafts::handle_of(peer, path, {{"mode", "upsert"}});
    EXPECT_TRUE(drafts::append(peer, handle, 1, "new").ok());
    const fs::perms kept = fs::status(locked).permissions();
    fs::permissions(locked, kept & ~fs::perms(0222));
    const std::string before = content_of(root / path);
    EXPECT_EQ(drafts::commit(peer, handle).code, "E_ACCESS");
    EXPECT_EQ(content_of(root / path), before);
    EXPECT_EQ(drafts::status(peer, handle).content["drafts"][0]["state"], "open");
    fs::permissions(locked, kept);
    EXPECT_TRUE(drafts::commit(peer, handle).ok());
    EXPECT_EQ(content_of(root / path), "new");
  }
}

TEST(Handles, Case69_AnyPieceCanBeSentAgain) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string handle = drafts::handle_of(service.peer(), "a");
    const std::vector<std::string> pieces = {"one ", "two ", "three ", "four ", "five"};
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      EXPECT_TRUE(drafts::append(service.peer(), handle, i + 1, pieces[i]).ok());
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const Answer again = drafts::append(service.peer(), handle, i + 1, pieces[i]);
      EXPECT_EQ(again.content.value("replayed", false), true);
      EXPECT_EQ(again.content.value("nextSeq", 0U), 6U);
      EXPECT_EQ(again.content.value("nextOffset", 0U), 23U);
    }
    EXPECT_TRUE(drafts::commit(service.peer(), handle).ok());
    EXPECT_EQ(content_of(arena.root() / "a"), "one two three four five");
  });
}

}  // namespace
}  // namespace mcp::test::cases_test
