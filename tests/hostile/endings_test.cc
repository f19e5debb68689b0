// Cancelled calls, and clients that disconnect or do not read.
#include <gtest/gtest.h>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"

namespace mcp::test::endings_test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

void in_both_eras(const std::function<void(Era)>& test) {
  for (const Era era : {Era::modern, Era::legacy}) {
    SCOPED_TRACE(to_text(era));
    test(era);
  }
}

/// Closes the input, reads the rest of the output, and expects that the server exits with 0 and an
/// empty stage.
void end(ServerProcess& server, Peer& peer, const Arena& arena) {
  server.close_input();
  peer.drain();
  EXPECT_EQ(server.wait_exit(), 0) << server.errors();
  EXPECT_FALSE(fs::exists(arena.root() / ".mcp-stage"));
}

// Like `printf ... | mcp-server`: all requests and the end of input arrive at once.
TEST(Endings, RequestsBeforeTheEndAreAnswered) {
  in_both_eras([](Era era) {
    const int small = repeats(3000);
    const Arena arena(Scratch::Where::memory);
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, era);
    std::string requests;
    const auto add = [&](int id, const std::string& content) {
      const Json params =
          peer.dressed({{"name", "write_file"},
                        {"arguments", {{"path", std::to_string(id)}, {"content", content}}}});
      requests += Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", "tools/call"}, {"params", params}}
                      .dump() +
                  '\n';
    };
    add(1000, std::string(20 * mebibyte, 'x'));
    for (int id = 1001; id <= 1000 + small; ++id) add(id, "small");
    server.send_bytes(requests);
    server.close_input();
    peer.drain();
    EXPECT_EQ(server.wait_exit(), 0) << server.errors();
    for (int id = 1000; id <= 1000 + small; ++id) {
      const auto answer = peer.unclaimed.find(id);
      ASSERT_NE(answer, peer.unclaimed.end()) << id;
      EXPECT_EQ(answer->second["result"].value("isError", false), false) << answer->second;
    }
  });
}

// After the end of input a response to an elicitation cannot arrive.
TEST(Endings, QuestionAtTheEndHoldsUpNothing) {
  const Arena arena;
  ServerProcess server({.arguments = command_line(arena.root(), {"--approve=all"})});
  Peer peer(server, Era::legacy, {{"elicitation", Json::object()}});
  const int id = peer.start_tool("write_file", {{"path", "new"}, {"content", "x"}});
  ASSERT_EQ(peer.next_told()["method"], "elicitation/create");
  server.close_input();
  peer.drain();
  EXPECT_EQ(server.wait_exit(), 0);
  EXPECT_TRUE(peer.unclaimed.contains(id)) << "it fails";
  EXPECT_FALSE(fs::exists(arena.root() / "new"));
}

TEST(Endings, Case98_CancelledBeforeItIsSettled) {
  const Arena arena;
  const std::string before = arena.state();
  ServerProcess server({.arguments = command_line(arena.root(), {"--approve=all"})});
  Peer peer(server, Era::legacy, {{"elicitation", Json::object()}});
  const int id = peer.start_tool("write_file", {{"path", "new"}, {"content", "x"}});
  const Json question = peer.next_told();
  ASSERT_EQ(question["method"], "elicitation/create");
  peer.notify("notifications/cancelled", {{"requestId", id}});
  // The server cancels its elicitation.
  const Json told = peer.next_told();
  EXPECT_EQ(told["method"], "notifications/cancelled");
  EXPECT_EQ(told["params"]["requestId"], question["id"]);
  peer.send({{"jsonrpc", "2.0"},
             {"id", question["id"]},
             {"result", {{"action", "accept"}, {"content", {{"approve", true}}}}}});
  end(server, peer, arena);
  EXPECT_FALSE(peer.unclaimed.contains(id));
  EXPECT_EQ(arena.state(), before);
}

// Cancelled at the first progress notification. Either the cancellation arrives in time, and there
// is no file and no response, or the file was published before, and is complete.
TEST(Endings, Case98_CancelledWhileItIsWritten) {
  in_both_eras([](Era era) {
    const Arena arena(Scratch::Where::memory);
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, era);
    const std::string text(10 * mebibyte, 'x');
    int cancelled = 0;
    for (int i = 0; i < 3; ++i) {
      const fs::path file = arena.root() / ("file " + std::to_string(i));
      const int id =
          peer.start_tool("write_file", {{"path", file.filename().string()}, {"content", text}}, i);
      ASSERT_FALSE(peer.next_told().is_null());
      peer.notify("notifications/cancelled", {{"requestId", id}, {"reason", "enough"}});
      EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
      peer.told.clear();
      if (!fs::exists(file) && !peer.unclaimed.contains(id)) ++cancelled;
    }
    EXPECT_GT(cancelled, 0);
    end(server, peer, arena);
    for (const auto& entry : fs::directory_iterator(arena.root())) {
      if (entry.path().filename().string().starts_with("file ")) {
        EXPECT_EQ(entry.file_size(), text.size());
      }
    }
  });
}

TEST(Endings, Case98_CancelledWhenItIsOver) {
  in_both_eras([](Era era) {
    const Arena arena;
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, era);
    const int id = peer.start_tool("write_file", {{"path", "new"}, {"content", "x"}});
    EXPECT_TRUE(peer.wait_answer(id).ok());
    const Json odd[] = {id, 4711, "4711", nullptr, Json::object(), 1.5, -1};
    for (const Json& requested : odd) {
      peer.notify("notifications/cancelled", {{"requestId", requested}});
    }
    peer.notify("notifications/cancelled", Json::object());
    EXPECT_TRUE(peer.call("file_info", {{"path", "new"}}).ok());
    end(server, peer, arena);
    EXPECT_TRUE(peer.unclaimed.empty());
    EXPECT_EQ(content_of(arena.root() / "new"), "x");
  });
}

// A client sends and never reads. The server's memory for it is bounded by the limit at which a
// LineWriter gives up its reader, and by the open requests. When the client closes the input, the
// server exits, even if its output was not read.
TEST(Endings, Case100_ClientThatDoesNotListen) {
  in_both_eras([](Era era) {
    const Arena arena;
    put(arena.root() / "large", std::string(256 << 10, 'x'));
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, era);
    const std::size_t at_rest = server.peak_memory();
    std::string requests;
    for (int id = 100; id < 100 + repeats(4900); ++id) {
      const Json params = peer.dressed(
          {{"name", "read_file"}, {"arguments", {{"path", "large"}, {"maxBytes", 256 << 10}}}});
      requests += Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", "tools/call"}, {"params", params}}
                      .dump() +
                  '\n';
    }
    // Depending on timing, the server stops reading or responds that it is busy.
    server.send_unheard(requests, std::chrono::seconds(sanitized ? 3 : 1));
    if (!sanitized) {
      // The responses that are queued at once are bounded but not small: all of them would be 5
      // GiB.
      EXPECT_LT(server.peak_memory() - at_rest, 1536 * mebibyte);
    }
    server.close_input();
    EXPECT_EQ(server.wait_exit(), 0);
  });
}

// The same with progress, which is dropped when the client does not read.
TEST(Endings, Case100_ProgressThatNobodyTakes) {
  in_both_eras([](Era era) {
    const Arena arena(Scratch::Where::memory);
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, era);
    const std::size_t at_rest = server.peak_memory();
    const std::string text(mebibyte, 'x');
    std::string requests;
    for (int id = 100; id < 124; ++id) {
      const Json params =
          peer.dressed({{"name", "write_file"},
                        {"arguments", {{"path", "file " + std::to_string(id)}, {"content", text}}},
                        {"_meta", {{"progressToken", id}}}});
      requests += Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", "tools/call"}, {"params", params}}
                      .dump() +
                  '\n';
    }
    server.send_unheard(requests, std::chrono::seconds(sanitized ? 3 : 1));
    if (!sanitized) {
      EXPECT_LT(server.peak_memory() - at_rest, 100 * mebibyte);
    }
    server.close_input();
    EXPECT_EQ(server.wait_exit(), 0);
    for (const auto& entry : fs::directory_iterator(arena.root())) {
      if (entry.path().filename().string().starts_with("file ")) {
        EXPECT_EQ(entry.file_size(), text.size());
      }
    }
    EXPECT_TRUE(stage_is_clean(arena.root()));
  });
}

// A client that is killed closes both ends at once.
TEST(Endings, Case100_ClientThatIsGone) {
  in_both_eras([](Era era) {
    const Arena arena(Scratch::Where::memory);
    auto server = std::make_unique<ServerProcess>(Launch{.arguments = command_line(arena.root())});
    Peer peer(*server, era);
    peer.start_tool("write_file", {{"path", "new"}, {"content", std::string(8 * mebibyte, 'x')}},
                    "token");
    ASSERT_FALSE(peer.next_told().is_null());
    server->close_input();
    server->close_output();
    EXPECT_EQ(server->wait_exit(), 0);
    EXPECT_FALSE(fs::exists(arena.root() / ".mcp-stage"));
    EXPECT_TRUE(!fs::exists(arena.root() / "new") ||
                fs::file_size(arena.root() / "new") == 8 * mebibyte);
  });
}

TEST(Endings, Case101_EndWithinALine) {
  in_both_eras([](Era era) {
    const Arena arena;
    const std::string before = arena.state();
    std::string request;
    {
      ServerProcess server({.arguments = command_line(arena.root())});
      Peer peer(server, era);
      request = Json{{"jsonrpc", "2.0"},
                     {"id", 4711},
                     {"method", "tools/call"},
                     {"params", peer.dressed({{"name", "write_file"},
                                              {"arguments", {{"path", "new"}, {"content", "x"}}}})}}
                    .dump();
    }
    for (const std::size_t length :
         {request.size(), request.size() - 1, request.size() / 2, std::size_t{1}}) {
      ServerProcess server({.arguments = command_line(arena.root())});
      Peer peer(server, era);
      server.send_bytes(request.substr(0, length));
      end(server, peer, arena);
      EXPECT_TRUE(peer.unclaimed.empty()) << length;
      EXPECT_EQ(arena.state(), before) << length;
    }
  });
}

TEST(Endings, Case101_EndAfterALine) {
  in_both_eras([](Era era) {
    const Arena arena(Scratch::Where::memory);
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, era);
    const int id =
        peer.start_tool("write_file", {{"path", "new"}, {"content", std::string(mebibyte, 'x')}});
    end(server, peer, arena);
    const Answer answer = to_answer(peer.unclaimed[id]);
    EXPECT_EQ(answer.ok(), fs::exists(arena.root() / "new"));
    if (answer.ok()) {
      EXPECT_EQ(fs::file_size(arena.root() / "new"), mebibyte);
    }
  });
}

TEST(Endings, Case101_SignalsEndItTidily) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    const Arena arena(Scratch::Where::memory);
    ServerProcess server({.arguments = command_line(arena.root())});
    Peer peer(server, Era::modern);
    peer.start_tool("write_file", {{"path", "new"}, {"content", std::string(8 * mebibyte, 'x')}},
                    "token");
    ASSERT_FALSE(peer.next_told().is_null());
    server.kill(signal);
    peer.drain();
    EXPECT_EQ(server.wait_exit(), 0) << signal;
    EXPECT_FALSE(fs::exists(arena.root() / ".mcp-stage"));
  }
}

// A read-only server must not remove the files that crashed servers left in the stage.
TEST(Endings, Case104_ReadOnlyLeavesTheStageAlone) {
  in_both_eras([](Era era) {
    const Arena arena;
    put(arena.root() / ".mcp-stage/abc.tmp", "left over");
    put(arena.root() / ".mcp-stage/.gitignore", "*\n");
    const std::string before = arena.state();
    ServerProcess server({.arguments = command_line(arena.root(), {"--read-only"})});
    Peer peer(server, era);
    EXPECT_TRUE(peer.call("read_file", {{"path", "ok.txt"}}).ok());
    EXPECT_EQ(arena.state(), before);
    server.close_input();
    EXPECT_EQ(server.wait_exit(), 0);
    EXPECT_EQ(arena.state(), before);
    EXPECT_TRUE(fs::exists(arena.root() / ".mcp-stage/abc.tmp"));
  });
}

}  // namespace
}  // namespace mcp::test::endings_test
