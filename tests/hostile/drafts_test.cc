// Files that are written in pieces, by handle: write_begin to write_abort.
#include <gtest/gtest.h>

#include "bytes/digest.hpp"
#include "hostile/drafts.hpp"
#include "support/server_process.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::drafts_test {
namespace {

namespace fs = std::filesystem;

using namespace drafts;

constexpr std::uint64_t kib = 1024;

TEST(Drafts, WriteAFileInPieces) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    const Answer begun = begin(peer, "new/file.txt", {{"createParents", true}});
    ASSERT_TRUE(begun.ok()) << begun.message;
    EXPECT_EQ(begun.content["nextSeq"], 1);
    EXPECT_EQ(begun.content["nextOffset"], 0);
    EXPECT_EQ(begun.content["path"], "new/file.txt");
    const std::string handle = begun.content["handle"];
    EXPECT_FALSE(fs::exists(arena.root() / "new"));
    const Answer first = append(peer, handle, 1, "one\n");
    EXPECT_EQ(first.content["nextSeq"], 2);
    EXPECT_EQ(first.content["nextOffset"], 4);
    EXPECT_EQ(first.content["replayed"], false);
    EXPECT_TRUE(
        append(peer, handle, 2, "two\n", {{"offset", 4}, {"sha256", sha256_hex("two\n")}}).ok());
    const Json draft = status(peer, handle).content["drafts"][0];
    EXPECT_EQ(draft["state"], "open");
    EXPECT_EQ(draft["nextSeq"], 3);
    EXPECT_EQ(draft["tail"], "one\ntwo\n");
    const Answer done =
        commit(peer, handle, {{"expectedSize", 8}, {"sha256", sha256_hex("one\ntwo\n")}});
    ASSERT_TRUE(done.ok()) << done.message;
    EXPECT_EQ(content_of(arena.root() / "new/file.txt"), "one\ntwo\n");
    EXPECT_EQ(done.content["created"], true);
    EXPECT_EQ(done.content["replayed"], false);
    EXPECT_EQ(done.content["etag"],
              peer.call("file_info", {{"path", "new/file.txt"}}).content["etag"]);
  });
}

TEST(Drafts, TakeBytes) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string handle = handle_of(service.peer(), "b", {{"encoding", "base64"}});
    EXPECT_EQ(append(service.peer(), handle, 1, "AAH/!").code, "E_ENCODING");
    EXPECT_TRUE(append(service.peer(), handle, 1, "AAH/").ok());
    EXPECT_TRUE(commit(service.peer(), handle).ok());
    EXPECT_EQ(content_of(arena.root() / "b"), std::string("\0\1\xff", 3));
  });
}

TEST(Drafts, Case63_UnknownHandlesLookAlike) {
  const Arena arena;
  Service service(arena, {"library", Way::Kind::openat2, Era::modern});
  const std::string known = handle_of(service.peer(), "a");
  const std::string handles[] = {"w1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                 known.substr(0, known.size() - 1),
                                 known + "A",
                                 "",
                                 "../x",
                                 std::string("w1_\0", 4),
                                 std::string(10'000'000, 'a'),
                                 draft_directories(arena.root()).at(0).filename().string()};
  for (const auto& handle : handles) {
    const Answer answer = append(service.peer(), handle, 1, "x");
    EXPECT_EQ(answer.code, "E_HANDLE_UNKNOWN");
    EXPECT_EQ(answer.content["error"]["message"], "there is no draft with this handle");
    EXPECT_EQ(commit(service.peer(), handle).code, "E_HANDLE_UNKNOWN");
    EXPECT_EQ(cancel(service.peer(), handle).code, "E_HANDLE_UNKNOWN");
    EXPECT_EQ(status(service.peer(), handle).code, "E_HANDLE_UNKNOWN");
  }
  EXPECT_TRUE(append(service.peer(), known, 1, "x").ok());
}

TEST(Drafts, Case64_BelongToTheirPrincipal) {
  const Arena arena;
  const auto options = workspace_options(arena.root());
  WorkspaceServer of_ann(options, {}, {}, "issuer|ann");
  WorkspaceServer of_bob(options, {}, {}, "other issuer|ann");
  Peer ann(of_ann, Era::modern);
  Peer bob(of_bob, Era::legacy);
  const std::string handle = handle_of(ann, "a");
  EXPECT_EQ(append(bob, handle, 1, "x").code, "E_HANDLE_UNKNOWN");
  EXPECT_EQ(status(bob, handle).code, "E_HANDLE_UNKNOWN");
  EXPECT_EQ(cancel(bob, handle).code, "E_HANDLE_UNKNOWN");
  EXPECT_EQ(commit(bob, handle).code, "E_HANDLE_UNKNOWN");
  EXPECT_EQ(bob.call("write_status", Json::object()).content["drafts"], Json::array());
  EXPECT_EQ(ann.call("write_status", Json::object()).content["drafts"].size(), 1U);
  EXPECT_TRUE(append(ann, handle, 1, "x").ok());
}

TEST(Drafts, Case67_SurviveTheServer) {
  const Arena arena;
  std::string handle;
  {
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, Era::modern);
    handle = handle_of(peer, "a");
    EXPECT_TRUE(append(peer, handle, 1, "one ").ok());
    server.kill(SIGKILL);
    server.wait_exit();
  }
  ServerProcess server({.arguments = command_line(arena.root())});
  Peer peer(server, Era::legacy);
  EXPECT_EQ(peer.call("write_status", Json::object()).content["drafts"][0]["handle"], handle);
  EXPECT_EQ(append(peer, handle, 1, "one ").content["replayed"], true);
  EXPECT_TRUE(append(peer, handle, 2, "two").ok());
  EXPECT_TRUE(commit(peer, handle).ok());
  EXPECT_EQ(content_of(arena.root() / "a"), "one two");
}

struct BadPiece {
  const char* name;
  Json arguments;
  const char* code;
};

const BadPiece bad_pieces[] = {
    {"Case68_Gap", {{"seq", 3}, {"content", "x"}}, "E_SEQ_GAP"},
    {"Case70_OtherBytes", {{"seq", 1}, {"content", "other"}}, "E_SEQ_CONFLICT"},
    {"Case71_WrongOffset", {{"seq", 2}, {"content", "x"}, {"offset", 4}}, "E_OFFSET"},
    {"Case72_WrongDigest", {{"seq", 2}, {"content", "x"}, {"sha256", "00"}}, "E_SHA256"},
    {"Empty", {{"seq", 2}, {"content", ""}}, "E_INPUT"},
    {"BeyondTotalSize", {{"seq", 2}, {"content", "123456789"}}, "E_SIZE"},
    {"Case73_Zero", {{"seq", 0}, {"content", "x"}}, "E_INPUT"},
    {"Case73_Negative", {{"seq", -1}, {"content", "x"}}, "E_INPUT"},
    {"Case73_Huge", {{"seq", 9007199254740992}, {"content", "x"}}, "E_INPUT"},
    {"Case73_Fraction", {{"seq", 1.5}, {"content", "x"}}, "E_INPUT"},
    {"Case73_Text", {{"seq", "1"}, {"content", "x"}}, "E_SEQ_CONFLICT"},  // coerced to 1
    {"Case73_Null", {{"seq", nullptr}, {"content", "x"}}, "E_INPUT"},
};

TEST(Drafts, RefuseOtherPieces) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string handle = handle_of(service.peer(), "a", {{"totalSize", 8}});
    EXPECT_TRUE(append(service.peer(), handle, 1, "one").ok());
    for (const BadPiece& bad : bad_pieces) {
      SCOPED_TRACE(bad.name);
      Json arguments = bad.arguments;
      arguments["handle"] = handle;
      EXPECT_EQ(service.peer().call("write_append", arguments).code, bad.code);
      const Json draft = status(service.peer(), handle).content["drafts"][0];
      EXPECT_EQ(draft["nextSeq"], 2);
      EXPECT_EQ(draft["nextOffset"], 3);
    }
    EXPECT_EQ(append(service.peer(), handle, 1, "one").content["replayed"], true);
    EXPECT_EQ(commit(service.peer(), handle).code, "E_SIZE");
    EXPECT_TRUE(append(service.peer(), handle, 2, "12345").ok());
    EXPECT_TRUE(commit(service.peer(), handle).ok());
  });
}

TEST(Drafts, Case74_TakeAPieceOnceFromTwoProcesses) {
  const Arena arena;
  ServerProcess one({.arguments = command_line(arena.root())});
  ServerProcess two({.arguments = command_line(arena.root())});
  Peer peers[] = {Peer(one, Era::modern), Peer(two, Era::legacy)};
  const std::string handle = handle_of(peers[0], "a");
  std::string expected;
  for (int seq = 1; seq <= 40; ++seq) {
    const std::string piece = std::to_string(seq) + '\n';
    const Json arguments{{"handle", handle}, {"seq", seq}, {"content", piece}};
    int ids[] = {peers[0].start_tool("write_append", arguments),
                 peers[1].start_tool("write_append", arguments)};
    int stored = 0;
    for (int i = 0; i < 2; ++i) {
      Answer answer = peers[i].wait_answer(ids[i]);
      while (answer.code == "E_BUSY") answer = peers[i].call("write_append", arguments);
      ASSERT_TRUE(answer.ok()) << answer.message;
      if (answer.content["replayed"] == false) ++stored;
    }
    EXPECT_EQ(stored, 1);
    expected += piece;
  }
  EXPECT_TRUE(commit(peers[1], handle).ok());
  EXPECT_EQ(content_of(arena.root() / "a"), expected);
}

TEST(Drafts, Case75To77_EndOnce) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    const std::string handle = handle_of(peer, "a");
    append(peer, handle, 1, "x");
    const Answer first = commit(peer, handle);
    Answer again = commit(peer, handle);
    EXPECT_EQ(again.content["replayed"], true);
    again.content["replayed"] = false;
    EXPECT_EQ(again.content, first.content);
    EXPECT_EQ(append(peer, handle, 2, "y").code, "E_COMMITTED");
    EXPECT_EQ(cancel(peer, handle).code, "E_COMMITTED");
    const std::string other = handle_of(peer, "b");
    append(peer, other, 1, "x");
    EXPECT_EQ(cancel(peer, other).content["aborted"], true);
    EXPECT_EQ(cancel(peer, other).content["aborted"], true);
    EXPECT_EQ(append(peer, other, 2, "y").code, "E_ABORTED");
    EXPECT_EQ(commit(peer, other).code, "E_ABORTED");
    EXPECT_EQ(status(peer, other).content["drafts"][0]["state"], "aborted");
    EXPECT_FALSE(fs::exists(arena.root() / "b"));
    for (const auto& draft : draft_directories(arena.root())) {
      EXPECT_FALSE(fs::exists(data_of(draft)));
    }
  });
}

TEST(Drafts, Case78_AreNotCommittedIncomplete) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string handle = handle_of(service.peer(), "a", {{"sha256", sha256_hex("one two")}});
    append(service.peer(), handle, 1, "one ");
    EXPECT_EQ(commit(service.peer(), handle, {{"expectedSize", 7}}).code, "E_SIZE");
    EXPECT_EQ(commit(service.peer(), handle).code, "E_SHA256");
    EXPECT_FALSE(fs::exists(arena.root() / "a"));
    append(service.peer(), handle, 2, "two");
    EXPECT_TRUE(commit(service.peer(), handle, {{"expectedSize", 7}}).ok());
  });
}

TEST(Drafts, Case79_Expire) {
  const Arena arena;
  files::ToolOptions tools;
  WorkspaceServer server(workspace_options(arena.root()), tools);
  Peer peer(server, Era::modern);
  const std::string handle = handle_of(peer, "a");
  append(peer, handle, 1, "x");
  tools.drafts.idle = std::chrono::seconds(0);
  tools.drafts.age = std::chrono::seconds(0);
  WorkspaceServer later_server(workspace_options(arena.root()), tools);
  Peer later(later_server, Era::legacy);
  EXPECT_EQ(append(later, handle, 2, "y").code, "E_HANDLE_EXPIRED");
  EXPECT_FALSE(fs::exists(data_of(draft_directories(arena.root()).at(0))));
  EXPECT_EQ(status(later, handle).code, "E_HANDLE_EXPIRED");
  EXPECT_EQ(commit(later, handle).code, "E_HANDLE_EXPIRED");
  tools.drafts.receipt = std::chrono::seconds(0);
  files::Workspace workspace(workspace_options(arena.root()));
  files::Drafts(workspace, tools.drafts).sweep();
  EXPECT_TRUE(draft_directories(arena.root()).empty());
  EXPECT_FALSE(fs::exists(arena.root() / ".mcp-stage/drafts"));
}

TEST(Drafts, Case80_OutliveAWrongClock) {
  const Arena arena;
  WorkspaceServer server(workspace_options(arena.root()));
  Peer peer(server, Era::modern);
  const std::string handle = handle_of(peer, "a");
  const fs::path pieces = draft_directories(arena.root()).at(0) / "pieces";
  const auto far = fs::file_time_type::clock::now() + std::chrono::hours(24 * 365);
  fs::last_write_time(pieces, far);
  fs::last_write_time(pieces.parent_path() / "record", far);
  EXPECT_TRUE(append(peer, handle, 1, "x").ok());
  EXPECT_LT(fs::last_write_time(pieces), far - std::chrono::hours(24 * 300));
}

TEST(Drafts, Case81_HaveAQuota) {
  const Arena arena;
  files::ToolOptions tools;
  tools.drafts.max_open = 3;
  tools.drafts.max_bytes = 8 * kib;
  tools.drafts.max_staged_bytes = 10 * kib;
  tools.drafts.max_piece_bytes = 4 * kib;
  WorkspaceServer server(workspace_options(arena.root()), tools);
  Peer peer(server, Era::modern);
  const std::string handle = handle_of(peer, "a");
  EXPECT_EQ(append(peer, handle, 1, std::string(4 * kib + 1, 'x')).code, "E_TOO_LARGE");
  EXPECT_TRUE(append(peer, handle, 1, std::string(4 * kib, 'x')).ok());
  EXPECT_TRUE(append(peer, handle, 2, std::string(4 * kib, 'x')).ok());
  EXPECT_EQ(append(peer, handle, 3, "x").code, "E_TOO_LARGE");
  EXPECT_EQ(begin(peer, "b", {{"totalSize", 8 * kib + 1}}).code, "E_TOO_LARGE");
  EXPECT_EQ(begin(peer, "b", {{"totalSize", 3 * kib}}).code, "E_QUOTA");
  const std::string other = handle_of(peer, "b");
  EXPECT_TRUE(append(peer, other, 1, std::string(2 * kib, 'x')).ok());
  EXPECT_EQ(append(peer, other, 2, "x").code, "E_QUOTA");
  handle_of(peer, "c");
  EXPECT_EQ(begin(peer, "d").code, "E_QUOTA");
  EXPECT_TRUE(cancel(peer, handle).ok());
  EXPECT_TRUE(append(peer, other, 2, "x").ok());
  EXPECT_TRUE(begin(peer, "d").ok());
}

TEST(Drafts, Case82_BeginOnceWithAToken) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    const std::string handle = handle_of(peer, "a", {{"clientToken", "t"}});
    append(peer, handle, 1, "x");
    const Answer again = begin(peer, "a", {{"clientToken", "t"}});
    EXPECT_EQ(again.content["handle"], handle);
    EXPECT_EQ(again.content["nextSeq"], 2);
    EXPECT_EQ(begin(peer, "b", {{"clientToken", "t"}}).code, "E_TOKEN_REUSED");
    EXPECT_NE(handle_of(peer, "b", {{"clientToken", "u"}}), handle);
    EXPECT_TRUE(commit(peer, handle).ok());
    const Answer late = begin(peer, "a", {{"clientToken", "t"}});
    EXPECT_EQ(late.content["handle"], handle);
    EXPECT_EQ(late.content["state"], "committed");
  });
}

TEST(Drafts, Case83_DoNotReplaceWhatTheyDidNotKnow) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    const std::string one = handle_of(peer, "a");
    const std::string two = handle_of(peer, "a");
    append(peer, one, 1, "one");
    append(peer, two, 1, "two");
    EXPECT_TRUE(commit(peer, one).ok());
    const Answer late = commit(peer, two);
    EXPECT_EQ(late.code, "E_EXISTS");
    EXPECT_EQ(content_of(arena.root() / "a"), "one");
    EXPECT_EQ(begin(peer, "a").code, "E_EXISTS");
    EXPECT_EQ(begin(peer, "b", {{"mode", "overwrite"}}).code, "E_NOT_FOUND");
    EXPECT_EQ(begin(peer, "a", {{"mode", "overwrite"}, {"ifMatch", "c-0"}}).code, "E_CONFLICT");
    const std::string etag = late.content["error"]["expected"]["etag"];
    EXPECT_TRUE(commit(peer, two, {{"ifMatch", etag}}).ok());
    EXPECT_EQ(content_of(arena.root() / "a"), "two");
  });
}

TEST(Drafts, Case84_KeepBothVersionsInAConflict) {
  in_each_way([](Way way) {
    const Arena arena;
    const fs::path file = arena.root() / "ok.txt";
    Service service(arena, way);
    Peer& peer = service.peer();
    const std::string handle = handle_of(peer, "ok.txt", {{"mode", "upsert"}});
    append(peer, handle, 1, "mine");
    put(file, "theirs");
    EXPECT_EQ(commit(peer, handle).code, "E_CONFLICT");
    EXPECT_EQ(content_of(file), "theirs");
    EXPECT_EQ(status(peer, handle).content["drafts"][0]["tail"], "mine");
    EXPECT_TRUE(append(peer, handle, 2, " too").ok());
    fs::permissions(file, fs::perms(0640));
    EXPECT_TRUE(commit(peer, handle, {{"ifMatch", "*"}}).ok());
    EXPECT_EQ(content_of(file), "mine too");
    EXPECT_EQ(fs::status(file).permissions(), fs::perms(0640));
  });
}

TEST(Drafts, Case46_SurviveATargetThatBecomesSomethingElse) {
  in_each_way([](Way way) {
    const Arena arena;
    const fs::path file = arena.root() / "a";
    Service service(arena, way);
    Peer& peer = service.peer();
    const std::string handle = handle_of(peer, "a");
    append(peer, handle, 1, "x");
    fs::create_directory(file);
    EXPECT_EQ(commit(peer, handle, {{"ifMatch", "*"}}).code, "E_IS_DIR");
    fs::remove(file);
    fs::create_symlink("../outside/secret.txt", file);
    EXPECT_EQ(commit(peer, handle, {{"ifMatch", "*"}}).code, "E_SYMLINK");
    EXPECT_EQ(content_of(arena.outside() / "secret.txt"), secret);
    fs::remove(file);
    EXPECT_EQ(status(peer, handle).content["drafts"][0]["state"], "open");
    EXPECT_TRUE(commit(peer, handle).ok());
    EXPECT_EQ(content_of(file), "x");
  });
}

TEST(Drafts, Case88_AreNotListedForStrangers) {
  const Arena arena;
  WorkspaceServer server(workspace_options(arena.root()), {.one_user = false});
  Peer peer(server, Era::modern);
  const std::string handle = handle_of(peer, "a");
  EXPECT_EQ(peer.call("write_status", Json::object()).code, "E_ACCESS");
  EXPECT_TRUE(status(peer, handle).ok());
}

TEST(Drafts, AreRefusedWhereFilesAre) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string before = arena.state();
    EXPECT_EQ(begin(service.peer(), "../x").code, "E_PATH");
    EXPECT_EQ(begin(service.peer(), ".git/hooks/pre-commit").code, "E_PROTECTED");
    EXPECT_EQ(begin(service.peer(), ".mcp-stage/x").code, "E_RESERVED");
    EXPECT_EQ(begin(service.peer(), "none/x").code, "E_NO_PARENT");
    EXPECT_EQ(begin(service.peer(), "dir").code, "E_IS_DIR");
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(Drafts, AreApprovedWhenTheyBegin) {
  const Arena arena;
  WorkspaceServer server(workspace_options(arena.root()), {.approval = files::Approval::overwrite});
  Peer peer(server, Era::modern, {{"elicitation", Json::object()}});
  const Answer asked = begin(peer, "ok.txt", {{"mode", "upsert"}});
  EXPECT_EQ(asked.code, "asked");
  EXPECT_NE(asked.message.dump().find("Replace a file (etag c-"), std::string::npos);
  EXPECT_TRUE(begin(peer, "new").ok());
}

TEST(Drafts, NeedNoMemoryForTheirSize) {
  const Arena arena;
  ServerProcess server({.arguments = command_line(arena.root())});
  Peer peer(server, Era::modern);
  const std::string handle = handle_of(peer, "a", {{"sync", "commit"}});
  const std::string piece(1024 * kib, 'x');
  for (int seq = 1; seq <= 64; ++seq) ASSERT_TRUE(append(peer, handle, seq, piece).ok());
  ASSERT_TRUE(commit(peer, handle).ok());
  EXPECT_EQ(fs::file_size(arena.root() / "a"), 64U << 20);
  if (sanitized) return;
  EXPECT_LT(server.peak_memory(), std::size_t{48} << 20);
}

}  // namespace
}  // namespace mcp::test::drafts_test
