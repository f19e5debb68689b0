// A client over HTTP and servers of 2025-11-25: basic/transports, Streamable HTTP.

#include <atomic>

#include "client/http_scripts.hpp"

namespace mcp::test::http_legacy_test {
namespace {

using Names = std::vector<std::string>;

HttpAnswer done(const HttpCall& call) {
  return json_answer(result_of(call, text_result("done")));
}

auto calling(const std::string& method) {
  return [method](const HttpCall& call) { return call.method() == method; };
}

auto with_verb(const std::string& verb) {
  return [verb](const HttpCall& call) { return call.verb == verb; };
}

/// A stream that stays open after these events.
HttpAnswer open_stream(std::string events) {
  return {.type = "text/event-stream", .stream = [events = std::move(events)](HttpStream& out) {
            out.write(events);
            out.wait_until_closed();
            return false;
          }};
}

TEST(LegacyHttp, KeepsTheSession) {
  LegacyServer script({{"tools/call", done}});
  const HttpServer server(std::ref(script));
  {
    auto client = connect_http(server);
    EXPECT_EQ(client.server_info().protocol_version, "2025-11-25");
    EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
    EXPECT_TRUE(server.wait_for(with_verb("GET")));
  }
  const auto calls = server.calls();
  ASSERT_GE(calls.size(), 5U);
  EXPECT_EQ(calls[1].method(), "initialize");
  EXPECT_FALSE(calls[1].headers.contains("mcp-session-id"));
  EXPECT_FALSE(calls[1].headers.contains("mcp-protocol-version"));
  for (std::size_t i = 2; i < calls.size(); ++i) {
    EXPECT_EQ(calls[i].header("mcp-session-id"), "first") << calls[i].verb;
    EXPECT_EQ(calls[i].header("mcp-protocol-version"), "2025-11-25");
    EXPECT_FALSE(calls[i].headers.contains("mcp-method"));
  }
  EXPECT_EQ(calls.back().verb, "DELETE");
  EXPECT_EQ(server.complaints(), Names());
}

TEST(LegacyHttp, NeedsNoSession) {
  LegacyServer script({{"tools/call", done}});
  script.set_session("");
  const HttpServer server(std::ref(script));
  {
    auto client = connect_http(server, {.era = Era::legacy});
    EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  }
  EXPECT_EQ(server.calls().front().method(), "initialize");
  EXPECT_FALSE(std::ranges::any_of(server.calls(), with_verb("DELETE")));
}

TEST(LegacyHttp, SendsNothingBeforeTheServerIsInitialized) {
  std::atomic<bool> ready = false;
  LegacyServer script({{"notifications/initialized",
                        [&](const HttpCall&) -> HttpAnswer {
                          return {.status = 202, .type = "text/plain", .stream = [&](HttpStream&) {
                                    ready = true;
                                    return true;
                                  }};
                        }},
                       {"tools/call", [&](const HttpCall& call) {
                          EXPECT_TRUE(ready);
                          return done(call);
                        }}});
  const HttpServer server(std::ref(script));
  auto client = connect_http(server);
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
}

// Spec: 2025-11-25 basic/transports: a server may begin with an id and an empty data field.
TEST(LegacyHttp, IgnoresEventsWithoutData) {
  LegacyServer script({{"tools/call", [&](const HttpCall& call) -> HttpAnswer {
                          return {.type = "text/event-stream",
                                  .stream = [&, call](HttpStream& out) {
                                    out.write("id: 1\nretry: 100\ndata: \n\n");
                                    return out.write(sse(result_of(call, text_result("done"))));
                                  }};
                        }}});
  const HttpServer server(std::ref(script));
  std::atomic<int> warnings = 0;
  ClientOptions options;
  options.handlers.warning = [&](const std::string&) { ++warnings; };
  auto client = connect_http(server, options);
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  EXPECT_EQ(warnings, 0);
}

TEST(LegacyHttp, AnswersQuestionsWithAPost) {
  const Json question{{"jsonrpc", "2.0"}, {"id", "q"}, {"method", "roots/list"}};
  std::mutex mutex;
  std::condition_variable answered;
  std::atomic<bool> has_answer = false;
  LegacyServer script(
      {{"POST",
        [&](const HttpCall& call) {
          EXPECT_EQ(call.body["result"]["roots"][0]["uri"], "file:///a");
          const std::scoped_lock lock(mutex);
          has_answer = true;
          answered.notify_all();
          return status_answer(202);
        }},
       {"tools/call", [&](const HttpCall& call) -> HttpAnswer {
          return {.type = "text/event-stream", .stream = [&, call](HttpStream& out) {
                    out.write(sse(question));
                    std::unique_lock lock(mutex);
                    answered.wait_for(lock, patience, [&] { return has_answer.load(); });
                    return out.write(sse(result_of(call, text_result("done"))));
                  }};
        }}});
  const HttpServer server(std::ref(script));
  ClientOptions options;
  options.handlers.roots = [] { return std::vector<Root>{{"file:///a"}}; };
  auto client = connect_http(server, options);
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  EXPECT_TRUE(has_answer);
}

TEST(LegacyHttp, ReadsTheGetStream) {
  std::atomic<int> streams = 0;
  const Json changed = notification("notifications/tools/list_changed");
  LegacyServer script({{"GET", [&](const HttpCall& call) -> HttpAnswer {
                          if (streams++ == 0) {
                            return sse_answer("retry: 10\n" + sse(changed, "7"));
                          }
                          EXPECT_EQ(call.header("last-event-id"), "7");
                          return open_stream(sse(changed, "8"));
                        }}});
  const HttpServer server(std::ref(script));
  Notes changes;
  ClientOptions options;
  options.handlers.tools_changed = [&] { changes.add("tools"); };
  {
    auto client = connect_http(server, options);
    EXPECT_TRUE(changes.wait_for(2)) << "it is opened again when it breaks";
  }
  EXPECT_EQ(streams, 2);
  EXPECT_TRUE(server.wait_until_idle());
}

TEST(LegacyHttp, StartsANewSessionWhenTheOldOneIsGone) {
  LegacyServer script(
      {{"tools/call", done},
       {"logging/setLevel",
        [](const HttpCall& call) { return json_answer(result_of(call, Json::object())); }},
       {"resources/subscribe",
        [](const HttpCall& call) { return json_answer(result_of(call, Json::object())); }}});
  const HttpServer server(std::ref(script));
  auto client = connect_http(server, {.log_level = LogLevel::info});
  const auto listening = client.listen({.uris = {"note://one"}});
  script.set_session("second");
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  EXPECT_TRUE(server.wait_for([](const HttpCall& call) {
    return call.method() == "resources/subscribe" && call.header("mcp-session-id") == "second";
  }));
  EXPECT_TRUE(server.wait_for([](const HttpCall& call) {
    return call.method() == "logging/setLevel" && call.header("mcp-session-id") == "second";
  }));
  EXPECT_EQ(server.calls("initialize").size(), 2U);
  EXPECT_FALSE(server.calls("initialize")[1].headers.contains("mcp-session-id"));
  EXPECT_EQ(server.calls("tools/call").size(), 2U);
}

TEST(LegacyHttp, StartsOneNewSessionForAllCalls) {
  LegacyServer script({{"tools/call", done}});
  const HttpServer server(std::ref(script));
  auto client = connect_http(server);
  script.set_session("second");
  Notes results;
  for (int i = 0; i < 5; ++i) {
    client.start_tool("work", nullptr, {}, [&](const Result<CallToolResult>& result) {
      results.add(result ? text_in(*result) : result.error().what());
    });
  }
  EXPECT_TRUE(results.wait_for(5));
  EXPECT_EQ(results.all(), Names(5, "done"));
  EXPECT_EQ(server.calls("initialize").size(), 2U);
}

TEST(LegacyHttp, StartsANewSessionOnlyOnce) {
  LegacyServer script({{"tools/call", [](const HttpCall&) { return status_answer(404); }}});
  const HttpServer server(std::ref(script));
  auto client = connect_http(server);
  const auto error = failure([&] { client.call_tool("work", nullptr); });
  EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
  EXPECT_NE(std::string(error.what()).find("404"), std::string::npos) << error.what();
  EXPECT_EQ(server.calls("initialize").size(), 2U);
  EXPECT_EQ(server.calls("tools/call").size(), 2U);
}

TEST(LegacyHttp, RetriesWhenNoNewSessionOpens) {
  std::atomic<bool> down = false;
  LegacyServer script({{"tools/call", done}});
  const HttpServer server([&](const HttpCall& call) {
    const bool refused = down && call.method() == "initialize";
    return refused ? status_answer(503) : script(call);
  });
  auto client = connect_http(server);
  script.set_session("second");
  down = true;
  const auto error = failure([&] { client.call_tool("work", nullptr); });
  EXPECT_EQ(error.code(), ErrorCode::connection_closed);
  EXPECT_NE(std::string(error.what()).find("503"), std::string::npos) << error.what();
  down = false;
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
}

TEST(LegacyHttp, ResumesABrokenStream) {
  constexpr auto retry = 60ms;
  std::atomic<int> resumptions = 0;
  Json id;
  LegacyServer script(
      {{"tools/call",
        [&](const HttpCall& call) {
          id = call.body["id"];
          return sse_answer("id: a1\nretry: 60\ndata:\n\n");
        }},
       {"GET", [&](const HttpCall& call) -> HttpAnswer {
          if (!call.headers.contains("last-event-id")) return status_answer(405);
          const bool first = resumptions++ == 0;
          EXPECT_EQ(call.header("last-event-id"), first ? "a1" : "a2");
          if (first) {
            return sse_answer(sse(notification("notifications/tools/list_changed"), "a2"));
          }
          return sse_answer(sse({{"jsonrpc", "2.0"}, {"id", id}, {"result", text_result("late")}}));
        }}});
  const HttpServer server(std::ref(script));
  auto client = connect_http(server);
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "late");
  EXPECT_EQ(resumptions, 2);
  std::vector<std::chrono::steady_clock::time_point> times;
  const auto calls = server.calls();
  for (const auto& call : calls) {
    if (call.method() == "tools/call" || call.headers.contains("last-event-id")) {
      times.push_back(call.at);
    }
  }
  ASSERT_EQ(times.size(), 3U);
  EXPECT_GE(times[1] - times[0], retry);
  EXPECT_GE(times[2] - times[1], retry);
}

TEST(LegacyHttp, FailsTheCallWhenAStreamCannotBeResumed) {
  for (const int status : {404, 405, 500}) {
    LegacyServer script(
        {{"tools/call", [](const HttpCall&) { return sse_answer("id: a\nretry: 1\ndata:\n\n"); }},
         {"GET", [=](const HttpCall&) { return status_answer(status); }}});
    const HttpServer server(std::ref(script));
    auto client = connect_http(server);
    const auto error = failure([&] { client.call_tool("work", nullptr, {.timeout = 5s}); });
    EXPECT_EQ(error.code(), ErrorCode::connection_closed) << status << error.what();
    EXPECT_EQ(server.calls("initialize").size(), 1U) << "what was begun is not done twice";
  }
}

TEST(LegacyHttp, CancelsWithANotification) {
  LegacyServer script(
      {{"tools/call", [](const HttpCall& call) {
          const Json token = call.body["params"]["_meta"]["progressToken"];
          return open_stream(sse(
              notification("notifications/progress", {{"progressToken", token}, {"progress", 1}})));
        }}});
  const HttpServer server(std::ref(script));
  auto client = connect_http(server);
  std::stop_source stop;
  const auto error = failure([&] {
    client.call_tool(
        "slow", nullptr,
        {.stop = stop.get_token(), .on_progress = [&](const Progress&) { stop.request_stop(); }});
  });
  EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
  EXPECT_TRUE(server.wait_for(calling("notifications/cancelled")));
  EXPECT_EQ(server.calls("notifications/cancelled")[0].body["params"]["requestId"],
            server.calls("tools/call")[0].body["id"]);
  EXPECT_TRUE(server.wait_until_idle()) << "and the stream is closed, for nobody reads it";
}

TEST(LegacyHttp, CancelsOpenCallsBeforeItEndsTheSession) {
  LegacyServer script({{"tools/call", [](const HttpCall&) { return open_stream(": wait\n\n"); }}});
  const HttpServer server(std::ref(script));
  {
    auto client = connect_http(server);
    client.start_tool("slow", nullptr, {}, [](const Result<CallToolResult>&) {});
    EXPECT_TRUE(server.wait_for(calling("tools/call")));
  }
  auto methods = server.methods();
  std::erase(methods, "GET");  // the GET stream may open at any time
  ASSERT_GE(methods.size(), 2U);
  EXPECT_EQ(methods[methods.size() - 2], "notifications/cancelled");
  EXPECT_EQ(methods.back(), "DELETE");
}

TEST(LegacyHttp, WarnsWhenAMessageIsRefused) {
  LegacyServer script(
      {{"notifications/initialized", [](const HttpCall&) { return status_answer(500); }},
       {"tools/call", done}});
  const HttpServer server(std::ref(script));
  Notes warnings;
  ClientOptions options;
  options.handlers.warning = [&](const std::string& text) { warnings.add(text); };
  auto client = connect_http(server, options);
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  ASSERT_EQ(warnings.all().size(), 1U);
  EXPECT_NE(warnings.all()[0].find("500"), std::string::npos);
}

}  // namespace
}  // namespace mcp::test::http_legacy_test
