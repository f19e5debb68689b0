// Responses that the server says are fresh: when they are requested again.

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <string>

#include "client/http_scripts.hpp"
#include "client/served_client.hpp"
#include "mcp/client/token_provider.hpp"
#include "support/eventually.hpp"

namespace mcp::test::kept_responses_test {
namespace {

/// A server whose lists have two pages, and which can send notifications.
class FreshServer final : public Receiver {
 public:
  struct State {
    std::atomic<int> ttl = 60'000;
    std::atomic<bool> rejects_cursors = false;
    std::atomic<bool> asks = false;
    std::shared_ptr<Sink> sink;
  };

  FreshServer(std::shared_ptr<Sink> sink, State& state) : state_(state) {
    state_.sink = std::move(sink);
  }

  void receive(Message message) override {
    if (const auto* request = std::get_if<Request>(&message)) {
      state_.sink->send(Response{request->id, answer(*request)});
    }
  }
  void closed() override {}

 private:
  Outcome answer(const Request& request) {
    const Json params = request.params.is_object() ? request.params : Json::object();
    const bool has_cursor = params.contains("cursor");
    if (has_cursor && state_.rejects_cursors.exchange(false)) {
      return Error(ErrorCode::invalid_params, "Unknown cursor");
    }
    Json result{
        {"resultType", "complete"}, {"ttlMs", state_.ttl.load()}, {"cacheScope", "private"}};
    result["supportedVersions"] = {"2026-07-28"};
    result["protocolVersion"] = "2025-11-25";
    result["capabilities"] = {{"tools", Json::object()}, {"resources", Json::object()}};
    result["tools"] = {{{"name", has_cursor ? "b" : "a"}, {"inputSchema", {{"type", "object"}}}}};
    if (!has_cursor && request.method == "tools/list") result["nextCursor"] = "2";
    if (request.method == "resources/read") {
      if (state_.asks && !params.contains("inputResponses")) {
        return Json{{"resultType", "input_required"},
                    {"inputRequests", {{"r", {{"method", "roots/list"}}}}}};
      }
      result["contents"] = {{{"uri", params["uri"]}, {"text", "text"}}};
    }
    return result;
  }

  State& state_;
};

class KeptResponses : public ::testing::Test {
 protected:
  Client connect(ClientOptions options = {}) {
    options.era = Era::modern;
    options.handlers.roots = [] { return std::vector<Root>(); };
    channel_ = in_process([this](std::shared_ptr<Sink> sink) {
      return std::make_unique<Tap>(std::make_unique<FreshServer>(std::move(sink), state), sent);
    });
    return Client::connect(std::make_unique<SharedChannel>(channel_), std::move(options));
  }
  void kill_server() { channel_->close(); }
  std::size_t count(const std::string& method) const { return sent.of(method).size(); }
  void notify(const std::string& method, Json params = nullptr) {
    state.sink->send(Notification{method, std::move(params)});
  }

  FreshServer::State state;
  SentMessages sent;

 private:
  std::shared_ptr<Channel> channel_;
};

TEST_F(KeptResponses, EachPageIsRequestedOnce) {
  auto client = connect();
  for (int i = 0; i < 3; ++i) {
    const auto tools = client.list_tools();
    ASSERT_EQ(tools.size(), 2U);
    EXPECT_EQ(tools[1].name, "b");
  }
  EXPECT_EQ(count("tools/list"), 2U);
  client.list_tools({.use_cache = false});
  EXPECT_EQ(count("tools/list"), 4U);
  client.list_tools();
  EXPECT_EQ(count("tools/list"), 4U) << "the new responses are kept";
}

TEST_F(KeptResponses, WithoutATtlAllIsRequestedAgain) {
  state.ttl = 0;
  auto client = connect();
  client.list_tools();
  client.list_tools();
  EXPECT_EQ(count("tools/list"), 4U);
}

TEST_F(KeptResponses, TheOptionTurnsThemOff) {
  auto client = connect({.cache = std::nullopt});
  client.list_tools();
  client.list_tools();
  EXPECT_EQ(count("tools/list"), 4U);
}

TEST_F(KeptResponses, AreStaleOnceTheServerNotifies) {
  auto client = connect();
  client.list_tools();
  client.read_resource("note://a");
  client.read_resource("note://b");
  notify("notifications/tools/list_changed");
  client.list_tools();
  EXPECT_EQ(count("tools/list"), 4U);
  notify("notifications/resources/updated", {{"uri", "note://a"}});
  client.read_resource("note://a");
  client.read_resource("note://b");
  EXPECT_EQ(count("resources/read"), 3U);
}

TEST_F(KeptResponses, AreDroppedWithTheConnection) {
  auto client = connect();
  client.list_tools();
  kill_server();
  client.list_tools();
  EXPECT_EQ(count("tools/list"), 4U);
}

TEST_F(KeptResponses, AreDroppedOnRequest) {
  auto client = connect();
  client.list_tools();
  client.clear_cache();
  client.list_tools();
  EXPECT_EQ(count("tools/list"), 4U);
}

TEST_F(KeptResponses, AnotherClientHasItsOwn) {
  auto client = connect();
  client.list_tools();
  SentMessages others;
  auto other = Client::connect(in_process([&](std::shared_ptr<Sink> sink) {
                                 return std::make_unique<Tap>(
                                     std::make_unique<FreshServer>(std::move(sink), state), others);
                               }),
                               {.era = Era::modern});
  other.list_tools();
  EXPECT_EQ(others.of("tools/list").size(), 2U);
}

TEST_F(KeptResponses, ResultsAfterInputAreNotKept) {
  state.asks = true;
  auto client = connect();
  client.read_resource("note://a");
  client.read_resource("note://a");
  EXPECT_EQ(count("resources/read"), 4U);
}

TEST_F(KeptResponses, APingIsAlwaysSent) {
  auto client = connect();
  client.ping();
  client.ping();
  EXPECT_EQ(count("server/discover"), 3U);
}

TEST_F(KeptResponses, ARejectedCursorBeginsTheListAnew) {
  auto client = connect();
  client.list_tools();
  state.ttl = 0;
  client.list_tools({.use_cache = false});
  state.ttl = 60'000;
  client.request("tools/list", nullptr);
  state.rejects_cursors = true;
  const auto before = count("tools/list");
  const auto tools = client.list_tools();
  ASSERT_EQ(tools.size(), 2U);
  EXPECT_EQ(tools[0].name, "a");
  EXPECT_EQ(count("tools/list"), before + 3) << "the rejected page, then both";
  client.clear_cache();
  state.rejects_cursors = true;
  state.ttl = 0;
  EXPECT_EQ(failure([&] { client.list_tools(); }).code(), ErrorCode::invalid_params)
      << "no page was kept";
}

/// Gives each request the token that was set last.
class SetToken final : public TokenProvider {
 public:
  Headers headers(std::string_view, const std::string&) override {
    const std::scoped_lock lock(mutex_);
    return {{"Authorization", "Bearer " + token_}};
  }
  bool authorize(const AuthorizationChallenge&, const std::stop_token&) override { return false; }
  void set(std::string token) {
    const std::scoped_lock lock(mutex_);
    token_ = std::move(token);
  }

 private:
  std::mutex mutex_;
  std::string token_ = "ann";
};

// A server whose only tool has the name of the user.
HttpAnswer tools_of_the_user(const HttpCall& call) {
  const std::string user = call.header("authorization").substr(std::string("Bearer ").size());
  return json_answer(
      result_of(call, {{"resultType", "complete"},
                       {"ttlMs", 60'000},
                       {"cacheScope", "private"},
                       {"tools", {{{"name", user}, {"inputSchema", {{"type", "object"}}}}}}}));
}

// Spec: 2026-07-28 server/utilities/caching, Cache Scope Field.
TEST(KeptHttpResponses, AreNotUsedWithAnotherAuthorization) {
  const auto done = [](const HttpCall& call) {
    return json_answer(result_of(call, text_result("done")));
  };
  const HttpServer server(modern({{"tools/list", tools_of_the_user}, {"tools/call", done}}));
  const auto tokens = std::make_shared<SetToken>();
  for (const bool is_observed : {false, true}) {
    tokens->set("ann");
    auto channel = over_http({.url = server.url(), .tokens = tokens});
    if (is_observed) channel = observed(std::move(channel), [](auto, const auto&) {});
    auto client = Client::connect(std::move(channel), {.era = Era::modern});
    const auto tool = [&] { return client.list_tools().at(0).name; };
    EXPECT_EQ(tool(), "ann");
    const auto requests = server.calls("tools/list").size();
    EXPECT_EQ(tool(), "ann");
    EXPECT_EQ(server.calls("tools/list").size(), requests) << "the response is kept";
    tokens->set("bob");
    client.call_tool("work", nullptr);
    EXPECT_EQ(tool(), "bob");
    tokens->set("ann");
    client.call_tool("work", nullptr);
    EXPECT_EQ(tool(), "ann");
  }
}

}  // namespace
}  // namespace mcp::test::kept_responses_test
