// How many changes the history keeps, and how much of their contents.
#include <gtest/gtest.h>

#include "history/history.hpp"
#include "hostile/history.hpp"
#include "workspace_tools.hpp"

namespace mcp::test::history_limits_test {
namespace {

namespace fs = std::filesystem;
using namespace history;

TEST(HistoryLimits, KeepsTheLastChanges) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way, {.history = 4});
    Peer& peer = service.peer();
    for (int i = 0; i < 6; ++i) write(peer, "ok.txt", std::to_string(i));
    const Json changes = listed(peer);
    ASSERT_EQ(changes.size(), 4U);
    EXPECT_EQ(changes[3]["id"], "3");
    EXPECT_EQ(peer.call("undo", {{"id", "2"}}).code, "E_NOT_FOUND");
    const auto objects = fs::directory_iterator(arena.root() / ".mcp-stage/history/objects");
    EXPECT_EQ(std::distance(begin(objects), end(objects)), 4);
  });
}

TEST(HistoryLimits, DropsTheOldestContentsFirst) {
  const Arena arena;
  WorkspaceServer server(workspace_options(arena.root()), options_with({.bytes = 25}));
  Peer peer(server, Era::modern);
  for (const char letter : {'a', 'b', 'c', 'd'}) write(peer, "file", std::string(10, letter));
  const Json changes = listed(peer);
  ASSERT_EQ(changes.size(), 4U);
  EXPECT_FALSE(changes[0].contains("cannotUndo"));
  EXPECT_FALSE(changes[1].contains("cannotUndo"));
  EXPECT_EQ(changes[2]["cannotUndo"], "the earlier content is no longer kept");
  EXPECT_EQ(peer.call("undo", {{"id", "2"}}).code, "E_CONFLICT");
  undone(peer);
  EXPECT_EQ(content_of(arena.root() / "file"), std::string(10, 'c'));
}

TEST(HistoryLimits, SaysThatALargeFileIsNotKept) {
  const Arena arena;
  auto options = workspace_options(arena.root());
  options.max_file_bytes = 10;
  put(arena.root() / "large", "more than ten bytes");
  WorkspaceServer server(std::move(options), options_with({}));
  Peer peer(server, Era::legacy);
  ASSERT_TRUE(write(peer, "large", "small").ok());
  EXPECT_EQ(listed(peer)[0]["cannotUndo"], "the earlier content was too large to be kept");
  EXPECT_EQ(peer.call("undo", Json::object()).code, "E_NOT_KEPT");
  EXPECT_EQ(content_of(arena.root() / "large"), "small");
}

TEST(HistoryLimits, ForgetsOldChanges) {
  const Arena arena;
  const auto options = workspace_options(arena.root());
  {
    WorkspaceServer server(options, options_with({}));
    Peer peer(server, Era::modern);
    write(peer, "ok.txt", "x");
    write(peer, "ok.txt", "y");
  }
  const files::Workspace workspace(options);
  files::History(workspace, {.limits = {.age = std::chrono::seconds(-1)}}).sweep();
  WorkspaceServer server(options, options_with({}));
  Peer peer(server, Era::modern);
  EXPECT_EQ(peer.call("undo", {{"id", "1"}}).code, "E_NOT_FOUND");
  EXPECT_EQ(listed(peer)[0]["id"], "2");
}

}  // namespace
}  // namespace mcp::test::history_limits_test
