// Files as resources: hostile URIs, what is read, listed and completed.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "bytes/base64.hpp"
#include "hostile/arena.hpp"
#include "resources/file_resources.hpp"
#include "support/server_process.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::file_resources_test {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  while (count-- > 0) all += text;
  return all;
}

std::string uri_in(const Arena& arena, const std::string& encoded_path) {
  return "file://" + arena.root().string() + '/' + encoded_path;
}

Json read(Peer& peer, const std::string& uri) {
  return peer.request("resources/read", {{"uri", uri}});
}

std::string text_of(const Json& answer) {
  if (!answer.contains("result")) return answer.dump();
  return answer["result"]["contents"][0].value("text", "(no text)");
}

/// A URI that must not be read.
struct RefusedUri {
  const char* name;
  std::string uri;  ///< `<root>` stands for the path of the workspace.
  /// The E_ code; empty: the URI matches no template.
  const char* code = "E_PATH";
};

const RefusedUri refused_uris[] = {
    {"Case01_Parent", "file://<root>/../outside/secret.txt"},
    {"Case01_ParentEncoded", "file://<root>/%2e%2e/outside/secret.txt"},
    {"Case01_ParentHalfEncoded", "file://<root>/.%2E/outside/secret.txt"},
    {"Case02_ParentOfParent", "file://<root>/dir/../../outside/secret.txt"},
    {"Case03_ParentThatStaysInside", "file://<root>/dir/../ok.txt"},
    {"Case04_Absolute", "file:///etc/passwd", ""},
    {"Case04_AbsoluteAfterTheRoot", "file://<root>//etc/passwd", "E_NOT_FOUND"},
    {"Case04_AbsoluteRoot", "file:///", ""},
    {"Case05_SiblingPrefixOfTheRoot", "file://<root>_evil/x", ""},
    {"Case05_ParentAsLastName", "file://<root>/.."},
    {"Case07_Empty", "", ""},
    {"Case08_RootWithoutSlash", "file://<root>", ""},
    {"Case08_RootWithSlash", "file://<root>/", ""},
    {"Case08_Dot", "file://<root>/.", "E_IS_DIR"},
    {"Case11_Home", "file://<root>/~/x"},
    {"Case12_DecodedOnlyOnce", "file://<root>/%252e%252e/outside/secret.txt", "E_NOT_FOUND"},
    {"Case13_UriInAUri", "file://<root>/file:///etc/passwd"},
    {"Case13_OtherScheme", "http://<root>/ok.txt", ""},
    {"Case13_SchemeWithoutSlashes", "file:<root>/ok.txt", ""},
    {"Case13_OtherHost", "file://example.com<root>/ok.txt", ""},
    {"Case13_ThisHost", "file://localhost<root>/ok.txt", ""},
    {"Case13_Query", "file://<root>/ok.txt?x", "E_URI"},
    {"Case13_Fragment", "file://<root>/ok.txt#x", "E_URI"},
    {"Case14_Drive", "file://<root>/C:%5Cx"},
    {"Case14_BackslashParent", "file://<root>/..\\outside\\secret.txt"},
    {"Case15_NulAtTheEnd", "file://<root>/ok.txt%00.png", "E_URI"},
    {"Case15_NulRaw", std::string("file://<root>/ok.txt\0.png", 25), "E_URI"},
    {"Case16_Newline", "file://<root>/a%0Ab"},
    {"Case16_Escape", "file://<root>/a%1B[31mb"},
    {"Case16_Delete", "file://<root>/a%7F"},
    {"Case16_NextLine", "file://<root>/a%C2%85"},
    {"Case17_RightToLeftOverride", "file://<root>/a%E2%80%AEtxt.exe"},
    {"Case18_NameOf256Bytes", "file://<root>/" + std::string(256, 'n'), "E_NAME_TOO_LONG"},
    {"Case19_PathOf4096Bytes", "file://<root>/" + repeated("d/", 2047) + "xx"},
    {"Case20_2000Levels", "file://<root>/" + repeated("d/", 2000) + "x"},
    {"Case20_MillionLevels", "file://<root>/" + repeated("d/", 1000000) + "x", ""},
    {"Case22_EncodedSlash", "file://<root>/dir%2Finner.txt", "E_URI"},
    {"Case22_EncodedSlashParent", "file://<root>/..%2foutside%2fsecret.txt", "E_URI"},
    {"Case22_IncompleteEscape", "file://<root>/ok.tx%7", ""},
    {"Case22_NoEscape", "file://<root>/%zz", ""},
    {"Case22_NotUtf8", "file://<root>/%FF"},
    {"Case22_OverlongSlash", "file://<root>/%C0%AF"},
    {"Case24_Stage", "file://<root>/.mcp-stage/x.tmp", "E_RESERVED"},
    {"Case24_StageEncoded", "file://<root>/%2Emcp-stage/x.tmp", "E_RESERVED"},
    {"Case24_OwnStage", "file://<root>/.mcp-stage-1000-x/x.tmp", "E_RESERVED"},
    {"Case26_Missing", "file://<root>/no/such.txt", "E_NOT_FOUND"},
    {"Case27_ParentIsAFile", "file://<root>/ok.txt/x", "E_NOT_DIR"},
    {"Case28_Directory", "file://<root>/dir", "E_IS_DIR"},
};

class RefusedUris : public testing::TestWithParam<RefusedUri> {};

std::string in_arena(std::string uri, const Arena& arena) {
  const std::string mark = "<root>";
  const auto at = uri.find(mark);
  if (at != std::string::npos) uri.replace(at, mark.size(), arena.root().string());
  return uri;
}

TEST_P(RefusedUris, AreNotRead) {
  in_each_way([&](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string before = arena.state();
    const Json answer = read(service.peer(), in_arena(GetParam().uri, arena));
    ASSERT_TRUE(answer.contains("error")) << answer;
    const Json& error = answer["error"];
    const Json data = error.value("data", Json::object());
    const std::string code =
        data.contains("error") ? data["error"]["code"].get<std::string>() : std::string();
    EXPECT_EQ(code, GetParam().code) << answer;
    const bool missing = code.empty() || code == "E_NOT_FOUND" || code == "E_NOT_DIR";
    EXPECT_EQ(error["code"], missing && way.era == Era::legacy ? -32002 : -32602) << answer;
    EXPECT_EQ(answer.dump().find(secret), std::string::npos);
    EXPECT_EQ(arena.state(), before);
  });
}

INSTANTIATE_TEST_SUITE_P(Resources, RefusedUris, testing::ValuesIn(refused_uris),
                         [](const auto& test) { return test.param.name; });

TEST(FileResources, ReadContentAsItIs) {
  in_each_way([](Way way) {
    const Arena arena;
    const std::string png = std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16);
    put(arena.root() / "note.md", "# One\r\n");
    put(arena.root() / "empty", "");
    put(arena.root() / "a b%41?#\xC3\xA9.txt", "odd");
    put(arena.root() / "picture", png);
    put(arena.root() / "false.png", std::string("\0\1", 2));
    put(arena.root() / "old.zip", std::string("PK\3\4\0\0", 6));
    put(arena.root() / "latin1.txt", "a\xE9");
    Service service(arena, way);
    const struct {
      const char* path;
      std::string content;
      bool text;
      const char* type;
    } cases[] = {
        {"ok.txt", "inside\n", true, "text/plain"},
        {"dir/inner.txt", "deeper\n", true, "text/plain"},
        {"note.md", "# One\r\n", true, "text/markdown"},
        {"empty", "", true, "text/plain"},
        {"a%20b%2541%3F%23%C3%A9.txt", "odd", true, "text/plain"},
        {"a b%2541%3F%23\xC3\xA9.txt", "odd", true, "text/plain"},
        {"picture", png, false, "image/png"},
        {"false.png", std::string("\0\1", 2), false, "application/octet-stream"},
        {"old.zip", std::string("PK\3\4\0\0", 6), false, "application/zip"},
        {"latin1.txt", "a\xE9", false, "application/octet-stream"},
    };
    for (const auto& [path, content, text, type] : cases) {
      SCOPED_TRACE(path);
      const std::string uri = uri_in(arena, path);
      const Json answer = read(service.peer(), uri);
      ASSERT_TRUE(answer.contains("result")) << answer;
      ASSERT_EQ(answer["result"]["contents"].size(), 1U);
      Json expected{{"uri", uri}, {"mimeType", type}};
      expected[text ? "text" : "blob"] = text ? content : to_base64(content);
      EXPECT_EQ(answer["result"]["contents"][0], expected);
    }
  });
}

TEST(FileResources, ReadUpToTheLimit) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "largest", std::string(files::max_resource_bytes, 'x'));
    put(arena.root() / "larger", std::string(files::max_resource_bytes + 1, 'x'));
    Service service(arena, way);
    EXPECT_EQ(text_of(read(service.peer(), uri_in(arena, "largest"))).size(),
              files::max_resource_bytes);
    const Json answer = read(service.peer(), uri_in(arena, "larger"));
    ASSERT_TRUE(answer.contains("error")) << answer;
    EXPECT_EQ(answer["error"]["data"]["error"]["code"], "E_TOO_LARGE");
    EXPECT_NE(answer["error"]["message"].get<std::string>().find("read_file"), std::string::npos);
  });
}

TEST(FileResources, LinksAndSpecialFilesAreRefused) {
  in_each_way([](Way way) {
    const Arena arena;
    fs::create_symlink(arena.outside() / "secret.txt", arena.root() / "leaf");
    fs::create_directory_symlink(arena.outside(), arena.root() / "away");
    fs::create_symlink("ok.txt", arena.root() / "inside");
    ASSERT_EQ(::mkfifo((arena.root() / "fifo").c_str(), 0600), 0);
    Service service(arena, way);
    const std::pair<const char*, const char*> cases[] = {{"leaf", "E_SYMLINK"},
                                                         {"away/secret.txt", "E_SYMLINK"},
                                                         {"inside", "E_SYMLINK"},
                                                         {"fifo", "E_NOT_REGULAR"}};
    for (const auto& [path, code] : cases) {
      const Json answer = read(service.peer(), uri_in(arena, path));
      ASSERT_TRUE(answer.contains("error")) << answer;
      EXPECT_EQ(answer["error"]["data"]["error"]["code"], code);
      EXPECT_EQ(answer.dump().find(secret), std::string::npos);
    }
  });
}

/// Names of all listed resources, over all pages.
Names listed(Peer& peer, std::size_t* pages = nullptr) {
  Names names;
  Json params = Json::object();
  while (true) {
    const Json answer = peer.request("resources/list", params);
    EXPECT_TRUE(answer.contains("result")) << answer;
    if (!answer.contains("result")) return names;
    for (const Json& resource : answer["result"]["resources"]) names.push_back(resource["name"]);
    if (pages) ++*pages;
    if (!answer["result"].contains("nextCursor")) return names;
    params["cursor"] = answer["result"]["nextCursor"];
  }
}

TEST(FileResources, ListTheFilesOfTheRoot) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / ".hidden", "");
    put(arena.root() / ".gitignore", "*.log\n");
    put(arena.root() / "out.log", "");
    put(arena.root() / "z #1.md", "123");
    put(arena.root() / "new\nline", "");
    put(arena.root() / ".mcp-stage/x.tmp", "");
    fs::create_symlink("ok.txt", arena.root() / "link");
    Service service(arena, way);
    EXPECT_EQ(listed(service.peer()), Names({"ok.txt", "z #1.md"}));
    const Json all = service.peer().request("resources/list", Json::object());
    const Json& listed = all["result"]["resources"][1];
    EXPECT_EQ(listed["uri"], uri_in(arena, "z%20%231.md"));
    EXPECT_EQ(listed["size"], 3);
    EXPECT_EQ(listed["mimeType"], "text/markdown");
    EXPECT_EQ(listed["annotations"]["lastModified"].get<std::string>().size(),
              std::string_view("2026-11-30T10:00:00Z").size());
    EXPECT_EQ(text_of(read(service.peer(), listed["uri"])), "123");
  });
}

TEST(FileResources, ListIsBounded) {
  in_each_way([](Way way) {
    const Arena arena;
    for (std::size_t i = 0; i < files::max_listed + 50; ++i) {
      put(arena.root() / ("f" + std::to_string(10'000 + i)), "");
    }
    Service service(arena, way);
    std::size_t pages = 0;
    const Names names = listed(service.peer(), &pages);
    EXPECT_EQ(names.size(), files::max_listed);
    EXPECT_EQ(pages, files::max_listed / files::listed_at_once);
    EXPECT_TRUE(std::ranges::is_sorted(names));
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
    for (const Json& cursor : {Json("x"), Json("cmVzb3VyY2VzL2xpc3QrLi4"), Json(1)}) {
      EXPECT_EQ(service.peer().request("resources/list", {{"cursor", cursor}})["error"]["code"],
                -32602);
    }
  });
}

std::vector<std::string> templates(Peer& peer) {
  std::vector<std::string> all;
  const Json answer = peer.request("resources/templates/list", Json::object());
  for (const Json& each : answer["result"]["resourceTemplates"]) all.push_back(each["uriTemplate"]);
  return all;
}

Json complete(Peer& peer, const std::string& uri_template, const std::string& value) {
  return peer.request("completion/complete",
                      {{"ref", {{"type", "ref/resource"}, {"uri", uri_template}}},
                       {"argument", {{"name", "path"}, {"value", value}}}})["result"]["completion"];
}

TEST(FileResources, CompletePaths) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "source/main.cc", "");
    put(arena.root() / "source/map.cc", "");
    put(arena.root() / "source/match/x", "");
    put(arena.root() / "source/100%#1?.txt", "odd");
    put(arena.root() / "some", "");
    put(arena.root() / ".gitignore", "*.o\n");
    put(arena.root() / "some.o", "");
    put(arena.root() / ".secret", "");
    fs::create_directory_symlink(arena.outside(), arena.root() / "sym");
    Service service(arena, way);
    const auto offered = templates(service.peer());
    ASSERT_EQ(offered, Names({uri_in(arena, "{+path}")}));
    const std::pair<const char*, Names> cases[] = {
        {"", {"dir/", "source/", "ok.txt", "some"}},
        {"s", {"source/", "some"}},
        {"source/ma", {"source/match/", "source/main.cc", "source/map.cc"}},
        {"source/100", {"source/100%25%231%3F.txt"}},
        {"source/100%25%23", {"source/100%25%231%3F.txt"}},
        {"sym/", {}},
        {"..", {}},
        {"../", {}},
        {"../outside/", {}},
        {"%2e%2e/outside/", {}},
        {"none/", {}},
        {"ok.txt/", {}},
        {".mcp-stage/", {}},
    };
    for (const auto& [value, expected] : cases) {
      SCOPED_TRACE(value);
      const Json found = complete(service.peer(), offered[0], value);
      EXPECT_EQ(found["values"], Json(expected));
      EXPECT_FALSE(found.value("hasMore", false));
    }
    EXPECT_EQ(text_of(read(service.peer(), uri_in(arena, "source/100%25%231%3F.txt"))), "odd");
  });
}

TEST(FileResources, CompleteAtMost100Paths) {
  in_each_way([](Way way) {
    const Arena arena;
    for (int i = 0; i < 101; ++i) put(arena.root() / "many" / std::to_string(1000 + i), "");
    fs::create_directory(arena.root() / "many/1999");
    Service service(arena, way);
    const Json found = complete(service.peer(), uri_in(arena, "{+path}"), "many/1");
    EXPECT_EQ(found["values"].size(), 100U);
    EXPECT_EQ(found["values"][0], "many/1999/");
    EXPECT_EQ(found["total"], 102);
    EXPECT_EQ(found["hasMore"], true);
    fs::remove(arena.root() / "many/1000");
    fs::remove(arena.root() / "many/1001");
    const Json all = complete(service.peer(), uri_in(arena, "{+path}"), "many/1");
    EXPECT_EQ(all["values"].size(), 100U);
    EXPECT_EQ(all["hasMore"], false);
  });
}

std::string capabilities_of(Peer& peer) {
  const Json answer =
      peer.era() == Era::modern
          ? peer.request("server/discover", Json::object())
          : peer.request("initialize", {{"protocolVersion", "2025-11-25"},
                                        {"capabilities", Json::object()},
                                        {"clientInfo", {{"name", "t"}, {"version", "1"}}}});
  return answer["result"]["capabilities"].dump();
}

TEST(FileResources, CanBeTurnedOff) {
  in_each_era([](Way way) {
    const Arena arena;
    const std::pair<std::vector<std::string>, bool> cases[] = {
        {{}, true},
        {{"--resources=on"}, true},
        {{"--resources=off"}, false},
        {{"--tools=file_info,read_file"}, true},
        {{"--tools=file_info"}, false},  // a client that may not read gets no other way to read
        {{"--tools=file_info", "--resources=on"}, true},
    };
    for (const auto& [arguments, on] : cases) {
      SCOPED_TRACE(Json(arguments));
      Service service(arena, way, {.arguments = arguments});
      const std::string offered = capabilities_of(service.peer());
      EXPECT_EQ(offered.find("resources") != std::string::npos, on) << offered;
      EXPECT_EQ(offered.find("completions") != std::string::npos, on) << offered;
      const Json answer = read(service.peer(), uri_in(arena, "ok.txt"));
      EXPECT_EQ(answer.contains("result"), on) << answer;
      if (!on) {
        EXPECT_EQ(answer["error"]["code"], -32601);
      }
    }
  });
}

TEST(FileResources, OfAReadOnlyServer) {
  in_each_era([](Way way) {
    const Arena arena;
    Service service(arena, way, {.arguments = {"--read-only"}});
    EXPECT_EQ(listed(service.peer()), Names({"ok.txt"}));
    EXPECT_EQ(text_of(read(service.peer(), uri_in(arena, "dir/inner.txt"))), "deeper\n");
  });
}

TEST(FileResources, FollowLinksInsideTheRootIfAllowed) {
  for (const auto kind : {Way::Kind::confined, Way::Kind::openat2}) {
    const Arena arena;
    fs::create_symlink("ok.txt", arena.root() / "inside");
    fs::create_symlink(arena.outside() / "secret.txt", arena.root() / "leaf");
    Service service(arena, {"inside", kind, Era::modern}, {.symlinks = files::Symlinks::inside});
    EXPECT_EQ(text_of(read(service.peer(), uri_in(arena, "inside"))), "inside\n");
    const Json away = read(service.peer(), uri_in(arena, "leaf"));
    EXPECT_EQ(away["error"]["data"]["error"]["code"], "E_XDEV") << away;
  }
}

TEST(FileResources, OfSeveralRoots) {
  in_each_era([](Way way) {
    const Arena arena;
    put(arena.outside() / "b.txt", "second");
    const auto later = arena.root().parent_path() / "later root";
    ServerProcess server({.arguments = {"--root", arena.root(), "--root",
                                        "two=" + arena.outside().string(), "--root", later}});
    Peer peer(server, way.era);
    EXPECT_EQ(listed(peer), Names({"root/ok.txt", "two/b.txt", "two/secret.txt"}));
    EXPECT_EQ(templates(peer).size(), 3U);
    const std::string other = "file://" + arena.outside().string();
    EXPECT_EQ(text_of(read(peer, other + "/b.txt")), "second");
    EXPECT_EQ(complete(peer, other + "/{+path}", "b")["values"], Json({"b.txt"}));
    const std::string late = "file://" + arena.root().parent_path().string() + "/later%20root/";
    EXPECT_TRUE(read(peer, late + "x").contains("error"));
    put(later / "x", "now");
    EXPECT_EQ(text_of(read(peer, late + "x")), "now");
  });
}

// A client's roots narrow what it can read. A list, a completion and a subscription cannot ask for
// the roots, so they give nothing.
TEST(FileResources, AreNarrowedByTheClientsRoots) {
  const Arena arena;
  ServerProcess server({.arguments = command_line(arena.root(), {"--honor-client-roots"})});
  Peer peer(server, Era::legacy, {{"roots", Json::object()}});
  const auto read_with_roots = [&](const std::string& path) {
    const int id = peer.start("resources/read", {{"uri", uri_in(arena, path)}});
    const Json asked = peer.next_told();
    EXPECT_EQ(asked["method"], "roots/list");
    peer.send({{"jsonrpc", "2.0"},
               {"id", asked["id"]},
               {"result", {{"roots", {{{"uri", uri_in(arena, "dir")}}}}}}});
    return peer.wait(id);
  };
  EXPECT_EQ(text_of(read_with_roots("dir/inner.txt")), "deeper\n");
  EXPECT_EQ(read_with_roots("ok.txt")["error"]["data"]["error"]["code"], "E_PATH");
  EXPECT_EQ(listed(peer), Names());
  EXPECT_EQ(complete(peer, uri_in(arena, "{+path}"), "o"), Json());
  EXPECT_EQ(
      peer.request("resources/subscribe", {{"uri", uri_in(arena, "ok.txt")}})["error"]["code"],
      -32602);
  const Json modern = Peer(server, Era::modern, {{"roots", Json::object()}})
                          .request("resources/read", {{"uri", uri_in(arena, "ok.txt")}});
  EXPECT_EQ(modern["result"]["resultType"], "input_required") << modern;
}

}  // namespace
}  // namespace mcp::test::file_resources_test
