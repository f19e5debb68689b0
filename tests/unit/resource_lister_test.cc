// Server::set_resource_lister, and ServerHooks::accept_subscriptions.
#include <gtest/gtest.h>

#include "unit/server_peer.hpp"

namespace mcp::resource_lister_test {
namespace {

using test::add_resource;
using test::Notes;
using test::noting_hooks;
using test::Peer;

// Lists n0 to n4, two on a page.
ResourcePage five(const std::optional<std::string>& mark, RequestContext&) {
  ResourcePage page;
  const int from = mark ? std::stoi(*mark) : 0;
  for (int i = from; i < std::min(from + 2, 5); ++i) {
    page.resources.push_back({.uri = "n:" + std::to_string(i), .name = "n"});
  }
  if (from + 2 < 5) page.next = std::to_string(from + 2);
  return page;
}

Notes listed(Peer& peer) {
  Notes uris;
  Json params = Json::object();
  for (int pages = 0; pages < 10; ++pages) {
    const Json result = peer.ask("resources/list", params)["result"];
    for (const Json& resource : result["resources"]) uris.push_back(resource["uri"]);
    if (!result.contains("nextCursor")) return uris;
    params["cursor"] = result["nextCursor"];
  }
  return uris;
}

class Lister : public test::Eras {};
INSTANTIATE_TEST_SUITE_P(, Lister, testing::Bool());

TEST_P(Lister, ListsAfterTheResourcesThatWereAdded) {
  Server server({"s", "1"}, {.page_size = 2});
  EXPECT_FALSE(server.capabilities().resources);
  server.set_resource_lister(five);
  EXPECT_TRUE(server.capabilities().resources);
  Peer client = peer(server);
  EXPECT_EQ(listed(client), Notes({"n:0", "n:1", "n:2", "n:3", "n:4"}));
}

TEST_P(Lister, ListsAfterAllPagesOfTheCatalog) {
  Server server({"s", "1"}, {.page_size = 2});
  for (const char* uri : {"a:1", "a:2", "a:3"}) add_resource(server, uri);
  server.set_resource_lister(five, {.may_block = false});
  Peer client = peer(server);
  EXPECT_EQ(listed(client), Notes({"a:1", "a:2", "a:3", "n:0", "n:1", "n:2", "n:3", "n:4"}));
  for (const Json& cursor : {Json("x"), Json(1), Json("")}) {
    EXPECT_EQ(client.ask("resources/list", {{"cursor", cursor}})["error"]["code"], -32602);
  }
}

TEST_P(Lister, MayFail) {
  Server server({"s", "1"});
  server.set_resource_lister(
      [](const std::optional<std::string>&, RequestContext&) -> ResourcePage {
        throw Error(ErrorCode::invalid_params, "no list");
      });
  Peer client = peer(server);
  EXPECT_EQ(client.ask("resources/list", Json::object())["error"]["message"], "no list");
}

TEST(ListerOfSession, ReportsChanges) {
  Server server({"s", "1"});
  server.set_resource_lister(five);
  Peer client(server, true);
  client.open();
  server.resources_changed();
  EXPECT_EQ(client.next()["method"], "notifications/resources/list_changed");
}

// Hooks that accept neither a:no nor, by an exception, anything beside a:error or a:bug.
ServerHooks choosing_hooks(Notes& notes) {
  ServerHooks hooks = noting_hooks(notes);
  hooks.accept_subscriptions = [](const CallerInfo&, const Notes& uris) {
    Notes accepted;
    for (const auto& uri : uris) {
      if (uri == "a:error") throw Error(ErrorCode::invalid_request, "not this");
      if (uri == "a:bug") throw std::runtime_error("bug");
      if (uri != "a:no") accepted.push_back(uri);
    }
    return accepted;
  };
  return hooks;
}

TEST(AcceptSubscriptions, RejectsRequestsOfASession) {
  Notes notes;
  Notes logged;
  const auto log = [&](LogLevel, const std::string& line) { logged.push_back(line); };
  Server server({"s", "1"}, {.hooks = choosing_hooks(notes), .log = log});
  add_resource(server, "a:1");
  Peer client(server, true);
  client.open();
  notes.clear();
  const auto subscribe = [&](const char* uri) {
    return client.ask("resources/subscribe", {{"uri", uri}});
  };
  EXPECT_TRUE(subscribe("a:1").contains("result"));
  EXPECT_EQ(subscribe("a:no")["error"]["code"], -32002);
  EXPECT_EQ(subscribe("a:error")["error"]["message"], "not this");
  EXPECT_EQ(subscribe("a:bug")["error"]["code"], -32603);
  EXPECT_EQ(logged, Notes({"accept_subscriptions: bug"}));
  for (const char* uri : {"a:no", "a:error", "a:bug", "a:1"}) server.resource_updated(uri);
  EXPECT_EQ(client.next()["params"]["uri"], "a:1");
  EXPECT_EQ(notes, Notes({"watches  a:1"}));
}

TEST(AcceptSubscriptions, ChoosesForAListenStream) {
  const std::pair<Notes, Notes> cases[] = {
      {{"a:1", "a:2"}, {"a:1", "a:2"}}, {{"a:no", "a:1"}, {"a:1"}}, {{"a:no"}, {}},
      {{"a:1", "a:error"}, {}},         {{"a:1", "a:bug"}, {}},
  };
  for (const auto& [requested, accepted] : cases) {
    Notes notes;
    Server server({"s", "1"}, {.hooks = choosing_hooks(notes)});
    add_resource(server, "a:1");
    Peer client(server, false);
    client.send("l", "subscriptions/listen",
                {{"notifications",
                  {{"resourceSubscriptions", requested}, {"resourcesListChanged", true}}}});
    const Json honored = client.next()["params"]["notifications"];
    EXPECT_EQ(honored.value("resourceSubscriptions", Notes()), accepted) << honored;
    EXPECT_EQ(honored["resourcesListChanged"], true);
    EXPECT_EQ(notes.size(), accepted.empty() ? 0U : 1U);
    for (const auto& uri : requested) server.resource_updated(uri);
    for (const auto& uri : accepted) EXPECT_EQ(client.next()["params"]["uri"], uri);
    EXPECT_TRUE(client.has_nothing());
  }
}

}  // namespace
}  // namespace mcp::resource_lister_test
