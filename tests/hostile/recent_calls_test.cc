// The list of recent calls: complete, without contents, and only the caller's own.
#include <gtest/gtest.h>

#include "hostile/arena.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::recent_calls_test {
namespace {

std::vector<std::string> outcomes(const Json& calls) {
  std::vector<std::string> found;
  for (const Json& call : calls) {
    found.push_back(call["tool"].get<std::string>() + ' ' + call.value("path", "") + ' ' +
                    call["outcome"].get<std::string>());
  }
  return found;
}

TEST(RecentCalls, ListTheNewestFirstWithoutContents) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    EXPECT_EQ(peer.call("recent_calls", Json::object()).content["calls"], Json::array());
    peer.call("write_file", {{"path", "new"}, {"content", secret}});
    peer.call("write_file", {{"path", "new"}, {"content", "other"}});
    peer.call("read_file", {{"path", "new"}, {"startByte", 4}, {"maxBytes", 5}});
    peer.call("read_file", {{"path", "../outside/secret.txt"}});
    const Answer answer = peer.call("recent_calls", Json::object());
    const Json& calls = answer.content["calls"];
    EXPECT_EQ(outcomes(calls),
              (std::vector<std::string>{"read_file ../outside/secret.txt E_PATH",
                                        "read_file new ok", "write_file new E_EXISTS",
                                        "write_file new ok", "recent_calls  ok"}));
    EXPECT_EQ(calls[1]["bytes"], 5);
    EXPECT_EQ(calls[3]["bytes"], std::string_view(secret).size());
    EXPECT_EQ(answer.message.dump().find(secret), std::string::npos);
    for (const Json& call : calls) {
      EXPECT_GE(call["milliseconds"], 0.0);
      EXPECT_EQ(call["time"].get<std::string>().size(), std::string("2026-11-30T10:00:00Z").size());
    }
  });
}

TEST(RecentCalls, PagesAreCompleteWhileCallsAreAdded) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    for (int i = 0; i < 5; ++i) peer.call("file_info", {{"path", std::to_string(i)}});
    std::vector<std::string> found;
    Json arguments{{"limit", 2}};
    for (int page = 0; page < 3; ++page) {
      const Answer answer = peer.call("recent_calls", arguments);
      ASSERT_TRUE(answer.ok());
      for (const Json& call : answer.content["calls"]) found.push_back(call.value("path", ""));
      EXPECT_EQ(answer.content.contains("cursor"), page < 2);
      arguments["cursor"] = answer.content.value("cursor", "");
    }
    EXPECT_EQ(found, (std::vector<std::string>{"4", "3", "2", "1", "0"}));
  });
}

TEST(RecentCalls, WrongArgumentsAreErrors) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    for (const Json& arguments :
         {Json{{"cursor", "?"}}, Json{{"cursor", "eA"}}, Json{{"cursor", "LTE"}},
          Json{{"limit", 0}}, Json{{"limit", 201}}, Json{{"principal", "other"}}}) {
      EXPECT_EQ(service.peer().call("recent_calls", arguments).code, "E_INPUT") << arguments;
    }
  });
}

TEST(RecentCalls, OfOtherPrincipalsAreNotListed) {
  const Arena arena;
  auto tools = all_tools();
  WorkspaceServer of_a(workspace_options(arena.root()), tools, {}, "a");
  WorkspaceServer of_b(workspace_options(arena.root()), tools, {}, "b");
  Peer a(of_a, Era::modern);
  Peer b(of_b, Era::legacy);
  a.call("file_info", {{"path", "ok.txt"}});
  b.call("file_info", {{"path", "dir"}});
  EXPECT_EQ(outcomes(a.call("recent_calls", Json::object()).content["calls"]),
            std::vector<std::string>{"file_info ok.txt ok"});
  EXPECT_EQ(outcomes(b.call("recent_calls", Json::object()).content["calls"]),
            std::vector<std::string>{"file_info dir ok"});
}

}  // namespace
}  // namespace mcp::test::recent_calls_test
