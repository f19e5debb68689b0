// Servers of 2025-11-25 that end streams and sessions as fast as they are opened.

#include <atomic>

#include "client/http_scripts.hpp"
#include "support/eventually.hpp"

namespace mcp::test::http_reconnect_test {
namespace {

using Times = std::vector<std::chrono::steady_clock::time_point>;

constexpr auto shortest = 40ms;

Client connect(const HttpServer& server, std::chrono::milliseconds longest,
               ClientOptions options = {}) {
  return connect_http(
      server, std::move(options),
      {.url = server.url(), .reconnection = {.shortest = shortest, .longest = longest}});
}

Times times_of_gets(const HttpServer& server) {
  Times times;
  for (const auto& call : server.calls()) {
    if (call.verb == "GET") times.push_back(call.at);
  }
  return times;
}

bool wait_for_gets(const HttpServer& server, std::size_t count) {
  return eventually([&] { return times_of_gets(server).size() >= count; });
}

TEST(Reconnection, OfAStreamThatBringsNothingTakesLongerEachTime) {
  LegacyServer script({{"GET", [](const HttpCall&) { return sse_answer("retry: 0\n\n"); }}});
  const HttpServer server(std::ref(script));
  auto client = connect(server, 1h);
  ASSERT_TRUE(wait_for_gets(server, 5));
  const auto times = times_of_gets(server);
  for (int i = 1; i < 5; ++i) {
    EXPECT_GE(times[static_cast<std::size_t>(i)] - times[static_cast<std::size_t>(i - 1)],
              shortest * (1 << (i - 1)));
  }
}

// If the delay doubled here, the last one alone would exceed the test's time limit.
TEST(Reconnection, OfAStreamThatBringsEventsIsNotSlowedDownFurther) {
  const Json changed = notification("notifications/tools/list_changed");
  LegacyServer script(
      {{"GET", [&](const HttpCall&) { return sse_answer("retry: 0\n" + sse(changed, "7")); }}});
  const HttpServer server(std::ref(script));
  auto client = connect(server, 1h);
  ASSERT_TRUE(wait_for_gets(server, 12));
  const auto times = times_of_gets(server);
  for (std::size_t i = 1; i < 12; ++i) EXPECT_GE(times[i] - times[i - 1], shortest);
}

TEST(Reconnection, OfAnAnswersStreamWaitsAsWell) {
  std::atomic<int> resumptions = 0;
  std::atomic<std::int64_t> id = 0;
  LegacyServer script(
      {{"tools/call",
        [&](const HttpCall& call) {
          id = call.body["id"].get<std::int64_t>();
          return sse_answer("id: a\nretry: 0\ndata:\n\n");
        }},
       {"GET", [&](const HttpCall& call) {
          if (!call.headers.contains("last-event-id")) return status_answer(405);
          if (++resumptions < 4) return sse_answer("id: a\ndata:\n\n");
          const Json answer{{"jsonrpc", "2.0"}, {"id", id.load()}, {"result", text_result("late")}};
          return sse_answer(sse(answer));
        }}});
  const HttpServer server(std::ref(script));
  auto client = connect(server, 1h);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "late");
  EXPECT_EQ(resumptions, 4);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 4 * shortest);
}

TEST(Reconnection, BeginsFewNewSessionsForAStreamThatLosesThem) {
  std::atomic<int> gets = 0;
  LegacyServer script({{"GET", [&](const HttpCall&) {
                          return gets++ % 2 == 0 ? sse_answer("retry: 0\n\n") : status_answer(404);
                        }}});
  const HttpServer server(std::ref(script));
  Notes warnings;
  ClientOptions options;
  options.handlers.warning = [&](const std::string& text) { warnings.add(text); };
  auto client = connect(server, 1h, options);
  ASSERT_TRUE(warnings.wait_for(1));
  EXPECT_NE(warnings.all()[0].find("again and again"), std::string::npos) << warnings.all()[0];
  EXPECT_EQ(server.calls("initialize").size(), 4U) << "the first one and three more";
  const auto error = failure([&] { client.call_tool("work", nullptr); });
  EXPECT_EQ(error.code(), ErrorCode::connection_closed);
  EXPECT_NE(std::string(error.what()).find("again and again"), std::string::npos) << error.what();
  EXPECT_EQ(server.calls("initialize").size(), 4U);
  EXPECT_EQ(server.calls("tools/call").size(), 0U);
}

TEST(Reconnection, BeginsFewNewSessionsForCallsThatLoseThem) {
  LegacyServer script({{"tools/call", [](const HttpCall&) { return status_answer(404); }}});
  const HttpServer server(std::ref(script));
  auto client = connect(server, 1h);
  Error last(ErrorCode::internal_error, "");
  for (int i = 0; i < 6; ++i) last = failure([&] { client.call_tool("work", nullptr); });
  EXPECT_EQ(last.code(), ErrorCode::connection_closed);
  EXPECT_NE(std::string(last.what()).find("again and again"), std::string::npos) << last.what();
  EXPECT_EQ(server.calls("initialize").size(), 4U);
}

}  // namespace
}  // namespace mcp::test::http_reconnect_test
