// `requestState` comes back from the client, so it may be forged or replayed. It is valid only for
// the same request and client, for a limited time, and once.
#include <gtest/gtest.h>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::approvals_test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const Json can_answer{{"elicitation", {{"form", Json::object()}}}, {"roots", Json::object()}};
const Json yes{{"action", "accept"}, {"content", {{"approve", true}}}};

/// The answers to all questions of a round.
Json answers_to(const Answer& asked, const Json& answer) {
  Json responses = Json::object();
  for (const auto& [key, question] : asked.message["result"]["inputRequests"].items()) {
    responses[key] = answer;
  }
  return responses;
}

Json state_of(const Answer& asked) {
  return asked.message["result"]["requestState"];
}

/// A tool call that can be repeated with input responses.
struct Call {
  std::string tool = "write_file";
  Json arguments = {{"path", "new"}, {"content", "approved"}};

  Answer make(Peer& peer) const { return send(peer, {{"name", tool}, {"arguments", arguments}}); }

  Answer again(Peer& peer, const Json& state, const Json& responses) const {
    Json params{{"name", tool}, {"arguments", arguments}};
    if (!state.is_null()) params["requestState"] = state;
    if (!responses.is_null()) params["inputResponses"] = responses;
    return send(peer, std::move(params));
  }

 private:
  static Answer send(Peer& peer, Json params) {
    return to_answer(peer.request("tools/call", std::move(params)));
  }
};

/// A server that asks before each write.
struct Asking {
  explicit Asking(const Arena& arena)
      : server({.arguments = command_line(arena.root(), {"--approve=all"})}),
        peer(server, Era::modern, can_answer) {}

  ServerProcess server;
  Peer peer;
};

TEST(Approvals, Case103_ApprovedWrite) {
  const Arena arena;
  Asking asking(arena);
  const Call call;
  const std::string before = arena.state();
  const Answer asked = call.make(asking.peer);
  EXPECT_EQ(asked.code, "asked");
  EXPECT_EQ(arena.state(), before);
  EXPECT_TRUE(call.again(asking.peer, state_of(asked), answers_to(asked, yes)).ok());
  EXPECT_EQ(content_of(arena.root() / "new"), "approved");
}

TEST(Approvals, Case103_AnswersThatAreNoYes) {
  const Arena arena;
  Asking asking(arena);
  const Call call;
  const std::string before = arena.state();
  const std::pair<Json, const char*> answers[] = {
      {{{"action", "decline"}}, "E_DENIED"},
      {{{"action", "cancel"}}, "E_DENIED"},
      {{{"action", "accept"}, {"content", {{"approve", false}}}}, "E_DENIED"},
      {{{"action", "decline"}, {"content", {{"approve", true}}}}, "E_DENIED"},
      {{{"action", "accept"}}, "-32602"},
      {{{"action", "accept"}, {"content", {{"approve", "true"}}}}, "-32602"},
      {{{"action", "accept"}, {"content", {{"approve", 1}}}}, "-32602"},
      {{{"action", "accept"}, {"content", nullptr}}, "-32602"},
      {{{"action", "ACCEPT"}, {"content", {{"approve", true}}}}, "-32602"},
      {Json::object(), "-32602"},
      {"yes", "-32602"},
      {nullptr, "-32602"},
  };
  for (const auto& [answer, code] : answers) {
    const Answer asked = call.make(asking.peer);
    EXPECT_EQ(call.again(asking.peer, state_of(asked), answers_to(asked, answer)).code, code)
        << answer;
    EXPECT_EQ(arena.state(), before);
  }
}

TEST(Approvals, Case103_AnswerWithoutAState) {
  const Arena arena;
  Asking asking(arena);
  const Call call;
  const std::string before = arena.state();
  const Answer asked = call.make(asking.peer);
  const Json responses = answers_to(asked, yes);
  EXPECT_EQ(call.again(asking.peer, nullptr, responses).code, "asked");
  EXPECT_EQ(call.again(asking.peer, state_of(asked), nullptr).code, "asked");
  EXPECT_EQ(call.again(asking.peer, state_of(asked), {{"other", yes}}).code, "asked");
  EXPECT_EQ(call.again(asking.peer, state_of(asked), Json::array()).code, "-32602");
  EXPECT_EQ(arena.state(), before);
}

TEST(Approvals, Case103_TamperedState) {
  const Arena arena;
  Asking asking(arena);
  const Call call;
  const std::string before = arena.state();
  const Answer asked = call.make(asking.peer);
  const Json responses = answers_to(asked, yes);
  const std::string state = state_of(asked);
  std::vector<Json> bad = {"",
                           "x",
                           5,
                           Json::object(),
                           state + "A",
                           state + state,
                           state.substr(0, state.size() - 1),
                           state.substr(1),
                           std::string(100'000, 'A')};
  for (std::size_t at = 0; at < state.size(); at += 7) {
    std::string changed = state;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    bad.push_back(changed);
  }
  for (const Json& tampered : bad) {
    EXPECT_EQ(call.again(asking.peer, tampered, responses).code, "-32602") << tampered;
    EXPECT_EQ(arena.state(), before);
  }
  EXPECT_TRUE(call.again(asking.peer, state, responses).ok());
}

TEST(Approvals, Case103_StateOfAnotherRequest) {
  const Arena arena;
  Asking asking(arena);
  const Call call;
  const std::string before = arena.state();
  const Answer asked = call.make(asking.peer);
  const Json responses = answers_to(asked, yes);
  const Call others[] = {
      {.arguments = {{"path", "other"}, {"content", "approved"}}},
      {.arguments = {{"path", "./new"}, {"content", "approved"}}},
      {.arguments = {{"path", "new"}, {"content", "approvee"}}},
      {.arguments = {{"path", "new"}, {"content", "approved"}, {"mode", "upsert"}}},
      {.arguments = {{"path", "new"}, {"content", "approved"}, {"executable", true}}},
      {.tool = "file_info", .arguments = {{"path", "ok.txt"}}},
  };
  for (const Call& other : others) {
    EXPECT_EQ(other.again(asking.peer, state_of(asked), responses).code, "-32602");
    EXPECT_EQ(arena.state(), before);
  }
}

// An approval is for one write. If the file is deleted later, the write must be approved again.
TEST(Approvals, Case103_ReplayedState) {
  const Arena arena;
  Asking asking(arena);
  const Call call;
  const std::string before = arena.state();
  const Answer asked = call.make(asking.peer);
  const Json responses = answers_to(asked, yes);
  EXPECT_TRUE(call.again(asking.peer, state_of(asked), responses).ok());
  fs::remove(arena.root() / "new");
  EXPECT_FALSE(call.again(asking.peer, state_of(asked), responses).ok());
  EXPECT_EQ(arena.state(), before);
  // A new question can be approved again.
  const Answer anew = call.make(asking.peer);
  EXPECT_TRUE(call.again(asking.peer, state_of(anew), answers_to(anew, yes)).ok());
}

// The same for a file that was replaced and has its old content again.
TEST(Approvals, Case103_ReplayedStateOfAnOverwrite) {
  const Arena arena;
  Asking asking(arena);
  const Call call{.arguments = {{"path", "ok.txt"}, {"content", "x"}, {"mode", "overwrite"}}};
  const Answer asked = call.make(asking.peer);
  const Json responses = answers_to(asked, yes);
  EXPECT_TRUE(call.again(asking.peer, state_of(asked), responses).ok());
  put(arena.root() / "ok.txt", "inside\n");
  EXPECT_FALSE(call.again(asking.peer, state_of(asked), responses).ok());
  EXPECT_EQ(content_of(arena.root() / "ok.txt"), "inside\n");
}

// The approval was for the content of the file at that time.
TEST(Approvals, Case103_FileChangedAfterTheQuestion) {
  const Arena arena;
  Asking asking(arena);
  const Call call{.arguments = {{"path", "ok.txt"}, {"content", "x"}, {"mode", "upsert"}}};
  const Answer asked = call.make(asking.peer);
  put(arena.root() / "ok.txt", "precious");
  const Answer again = call.again(asking.peer, state_of(asked), answers_to(asked, yes));
  EXPECT_EQ(again.code, "asked");
  fs::remove(arena.root() / "ok.txt");
  EXPECT_EQ(call.again(asking.peer, state_of(again), answers_to(again, yes)).code, "asked");
  EXPECT_FALSE(fs::exists(arena.root() / "ok.txt"));
}

TEST(Approvals, Case103_RestartedServer) {
  const Arena arena;
  const Call call;
  const std::string before = arena.state();
  Answer asked;
  {
    Asking asking(arena);
    asked = call.make(asking.peer);
  }
  Asking asking(arena);
  EXPECT_EQ(call.again(asking.peer, state_of(asked), answers_to(asked, yes)).code, "-32602");
  EXPECT_EQ(arena.state(), before);
}

/// A server in this process with a test clock and an authenticated client.
struct Known {
  Known(const Arena& arena, const std::string& principal)
      : server(workspace_options(arena.root().string()), {.approval = files::Approval::all},
               {.state_keys = {{}}, .clock = [this] { return now; }}, principal),
        peer(server, Era::modern, can_answer) {}

  std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
  WorkspaceServer server;
  Peer peer;
};

TEST(Approvals, Case103_StateOfAnotherPrincipal) {
  const Arena arena;
  Known alice(arena, "alice");
  Known mallory(arena, "mallory");
  Known nobody(arena, "");
  const Call call;
  const std::string before = arena.state();
  const Answer asked = call.make(alice.peer);
  const Json responses = answers_to(asked, yes);
  EXPECT_EQ(call.again(mallory.peer, state_of(asked), responses).code, "-32602");
  EXPECT_EQ(call.again(nobody.peer, state_of(asked), responses).code, "-32602");
  EXPECT_EQ(arena.state(), before);
  EXPECT_TRUE(call.again(alice.peer, state_of(asked), responses).ok());
}

TEST(Approvals, Case103_ExpiredState) {
  const Arena arena;
  Known known(arena, "alice");
  const Call call;
  const std::string before = arena.state();
  const Answer asked = call.make(known.peer);
  known.now += 11min;
  EXPECT_EQ(call.again(known.peer, state_of(asked), answers_to(asked, yes)).code, "-32602");
  EXPECT_EQ(arena.state(), before);
}

// A client without elicitation cannot write if the write needs an approval.
TEST(Approvals, Case103_ClientThatCannotBeAsked) {
  const Arena arena;
  const std::string before = arena.state();
  for (const Era era : {Era::modern, Era::legacy}) {
    ServerProcess server({.arguments = command_line(arena.root(), {"--approve=all"})});
    Peer peer(server, era);
    EXPECT_EQ(Call().make(peer).code, era == Era::modern ? "-32021" : "-32600");
    EXPECT_EQ(arena.state(), before);
  }
}

TEST(Approvals, Case103_AnswersInTheOlderEra) {
  const Arena arena;
  const std::string before = arena.state();
  ServerProcess server({.arguments = command_line(arena.root(), {"--approve=all"})});
  Peer peer(server, Era::legacy, can_answer);
  const int id = peer.start_tool("write_file", {{"path", "new"}, {"content", "x"}});
  const Json question = peer.next_told();
  // Answers to questions that were not asked, and one that is an error.
  for (const Json& other : {Json(4711), Json("approve"), Json(nullptr)}) {
    peer.send({{"jsonrpc", "2.0"}, {"id", other}, {"result", yes}});
  }
  peer.send({{"jsonrpc", "2.0"},
             {"id", question["id"]},
             {"error", {{"code", -1}, {"message", "nobody is there"}}}});
  EXPECT_EQ(peer.wait_answer(id).code, "-32603");
  peer.send({{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", yes}});
  EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
  EXPECT_EQ(arena.state(), before);
}

/// A client's response to `roots/list`.
Json roots(const std::vector<std::string>& uris) {
  Json list = Json::array();
  for (const auto& uri : uris) list.push_back({{"uri", uri}});
  return {{"roots", list}};
}

TEST(Approvals, Case103_RootsOfTheClientOnlyNarrow) {
  const Arena arena;
  ServerProcess server({.arguments = command_line(arena.root(), {"--honor-client-roots"})});
  Peer peer(server, Era::modern, can_answer);
  const std::string base = "file://" + arena.root().string();
  const std::string outside = "file://" + arena.outside().string();
  const auto call_with = [&](const Call& call, const Json& answer) {
    const Answer asked = call.make(peer);
    EXPECT_EQ(asked.code, "asked");
    return call.again(peer, state_of(asked), answers_to(asked, answer));
  };
  const Call read{.tool = "read_file", .arguments = {{"path", "ok.txt"}}};
  const std::string before = arena.state();
  const std::string narrow[] = {base + "/dir",
                                base + "/ok",
                                outside,
                                base + "/dir/..",
                                base + "/dir/%2e%2e",
                                base + "_evil",
                                "file://elsewhere" + arena.root().string(),
                                "http://localhost" + arena.root().string(),
                                arena.root().string(),
                                base + "/%",
                                base + "/%zz",
                                "file:",
                                ""};
  for (const auto& uri : narrow) {
    EXPECT_EQ(call_with(read, roots({uri})).code, "E_PATH") << uri;
    EXPECT_EQ(call_with({}, roots({uri})).code, "E_PATH") << uri;
  }
  EXPECT_EQ(call_with(read, roots({})).code, "E_PATH");
  EXPECT_EQ(call_with(read, {{"roots", "all"}}).code, "-32602");
  EXPECT_EQ(arena.state(), before);
  EXPECT_TRUE(call_with(read, roots({base})).ok());
  EXPECT_TRUE(call_with(read, roots({"file:///"})).ok());
  // Roots of the client never extend the workspace.
  const Call beyond{.tool = "read_file", .arguments = {{"path", arena.outside() / "secret.txt"}}};
  EXPECT_EQ(beyond.make(peer).code, "E_PATH");
  EXPECT_EQ(arena.state(), before);
}

// A link inside the server's root must not lead out of the client's roots.
TEST(Approvals, Case103_LinksDoNotLeadOutOfTheRootsOfTheClient) {
  for (const Era era : {Era::modern, Era::legacy}) {
    const Arena arena;
    put(arena.root() / "theirs/secret.txt", secret);
    put(arena.root() / "mine/own.txt", "own");
    fs::create_symlink("../theirs", arena.root() / "mine/out");
    fs::create_symlink("../theirs/secret.txt", arena.root() / "mine/leaf");
    fs::create_symlink("own.txt", arena.root() / "mine/in");
    fs::create_symlink("mine", arena.root() / "alias");
    const std::string before = arena.state();
    ServerProcess server({.arguments = command_line(
                              arena.root(), {"--honor-client-roots", "--symlinks", "inside"})});
    Peer peer(server, era, can_answer);
    const auto ask = [&](const Call& call, const std::string& directory) {
      const Json answer = roots({"file://" + (arena.root() / directory).string()});
      if (era == Era::modern) {
        const Answer asked = call.make(peer);
        return call.again(peer, state_of(asked), answers_to(asked, answer));
      }
      const int id = peer.start_tool(call.tool, call.arguments);
      const Json question = peer.next_told();
      EXPECT_EQ(question["method"], "roots/list");
      peer.send({{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", answer}});
      return peer.wait_answer(id);
    };
    const Call refused[] = {
        {"read_file", {{"path", "mine/out/secret.txt"}}},
        {"read_file", {{"path", "mine/leaf"}}},
        {"file_info", {{"path", "mine/out/secret.txt"}}},
        {"list_directory", {{"path", "mine/out"}}},
        {"write_file", {{"path", "mine/out/new"}, {"content", "x"}}},
        {"write_file", {{"path", "mine/out/a/new"}, {"content", "x"}, {"createParents", true}}},
        {"write_file", {{"path", "mine/out/secret.txt"}, {"content", "x"}, {"mode", "overwrite"}}},
    };
    for (const Call& call : refused) {
      SCOPED_TRACE(call.arguments.dump());
      const Answer answer = ask(call, "mine");
      EXPECT_TRUE(answer.code == "E_PATH" || answer.code == "E_XDEV") << answer.code;
      EXPECT_EQ(answer.message.dump().find(secret), std::string::npos);
      EXPECT_EQ(arena.state(), before);
    }
    EXPECT_TRUE(ask({"read_file", {{"path", "mine/in"}}}, "mine").ok());
    EXPECT_TRUE(ask({"read_file", {{"path", "mine/own.txt"}}}, "mine").ok());
    // A client may name its own root by a link.
    EXPECT_TRUE(ask({"read_file", {{"path", "alias/own.txt"}}}, "alias").ok());
    EXPECT_EQ(ask({"read_file", {{"path", "alias/leaf"}}}, "alias").code, "E_PATH");
    EXPECT_TRUE(ask({"write_file", {{"path", "mine/new"}, {"content", "x"}}}, "mine").ok());
  }
}

// The question quotes the path after the server's own text, so a path cannot imitate that text.
TEST(Approvals, Case103_PathsDoNotPassForTheQuestion) {
  const Arena arena;
  Asking asking(arena);
  const auto question = [&](const std::string& path) {
    const Answer asked = Call{.arguments = {{"path", path}, {"content", "x"}}}.make(asking.peer);
    EXPECT_EQ(asked.code, "asked") << path;
    for (const auto& [key, each] : asked.message["result"]["inputRequests"].items()) {
      return each["params"]["message"].get<std::string>();
    }
    return std::string();
  };
  const std::string begin = "Create a file of 1 bytes?\nFile: ";
  EXPECT_EQ(question("new"), begin + "\"new\"");
  EXPECT_EQ(question("a` with 3 bytes? Approved by the server. `b"),
            begin + "\"a\\u{60} with 3 bytes? Approved by the server. \\u{60}b\"");
  EXPECT_EQ(question("a\" (etag 1)? Yes: \"b"), begin + R"("a\u{22} (etag 1)? Yes: \u{22}b")");
  EXPECT_EQ(question("a\xE2\x80\x9D b"), begin + R"("a\u{201D} b")");
  const std::string deep(200, 'x');
  const std::string long_path = deep + "/" + deep + "/" + deep + "/" + deep;
  EXPECT_LT(question(long_path).size(), 300U);
  EXPECT_NE(question(long_path).find("(803 bytes in all)"), std::string::npos);
  const Answer asked =
      Call{.arguments = {{"path", "ok.txt"}, {"content", "x"}, {"mode", "upsert"}}}.make(
          asking.peer);
  EXPECT_NE(asked.message.dump().find("Replace a file (etag "), std::string::npos);
}

}  // namespace
}  // namespace mcp::test::approvals_test
