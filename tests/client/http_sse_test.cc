// A client and servers of the deprecated HTTP+SSE transport: 2024-11-05 basic/transports.

#include "client/sse_server.hpp"
#include "support/eventually.hpp"

namespace mcp::test::http_sse_test {
namespace {

using Names = std::vector<std::string>;

TEST(HttpSse, IsUsedWhenItIsAskedFor) {
  SseServer server(with_tool());
  {
    auto client = connect_sse(server);
    EXPECT_EQ(client.server_info().protocol_version, "2024-11-05");
    EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  }
  EXPECT_EQ(server.requests(),
            (Names{"GET", "POST initialize", "POST notifications/initialized", "POST tools/call"}));
  const auto all = server.http().calls();
  for (const auto& call : all) {
    EXPECT_EQ(call.path, call.verb == "GET" ? "/mcp" : "/message");
  }
  EXPECT_EQ(server.http().complaints(), Names());
  EXPECT_TRUE(server.http().wait_until_idle()) << "the stream is closed with the client";
}

// Spec: 2026-07-28 basic/transports/streamable-http, HTTP+SSE Transport (2024-11-05).
TEST(HttpSse, IsFoundWhenAPostIsRejected) {
  const HttpAnswer rejections[] = {
      status_answer(400),
      status_answer(404),
      status_answer(405),
      {.status = 404, .type = "text/html", .body = std::string(100'000, 'x')},
      {.status = 405, .body = R"({"detail": "Method Not Allowed"})"},
  };
  for (const auto& rejection : rejections) {
    for (const char* revision : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"}) {
      SseScript script = with_tool();
      script.other = [&](const HttpCall&) { return rejection; };
      script.revision = revision;
      SseServer server(script);
      auto client = connect_sse(server, HttpTransport::automatic);
      EXPECT_EQ(client.server_info().protocol_version, revision);
      EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
      EXPECT_EQ(server.requests(),
                (Names{"POST server/discover", "POST initialize", "GET", "POST initialize",
                       "POST notifications/initialized", "POST tools/call"}));
    }
  }
}

TEST(HttpSse, IsFoundWithoutTheProbe) {
  SseServer server(with_tool());
  auto client = connect_sse(server, HttpTransport::automatic, {.era = Era::legacy});
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  EXPECT_EQ(server.requests()[0], "POST initialize");
}

TEST(HttpSse, HasNoModernEra) {
  SseServer server(with_tool());
  for (const auto transport : {HttpTransport::sse, HttpTransport::automatic}) {
    const auto error = failure([&] { connect_sse(server, transport, {.era = Era::modern}); });
    EXPECT_EQ(error.code(), ErrorCode::unsupported_protocol_version) << error.what();
  }
  EXPECT_EQ(server.requests(), Names{"POST server/discover"});
}

// A server of Streamable HTTP gets no request more than before.
TEST(HttpSse, IsNotTriedWithAServerOfStreamableHttp) {
  const Json nameless{{"jsonrpc", "2.0"},
                      {"id", nullptr},
                      {"error", {{"code", -32000}, {"message", "Bad Request"}}}};
  const Script answers[] = {
      [](const HttpCall& call) { return json_answer(error_of(call, -32602), 400); },
      [](const HttpCall& call) { return json_answer(error_of(call, -32601), 404); },
      [&](const HttpCall&) { return json_answer(nameless, 400); },
      [](const HttpCall&) { return status_answer(401); },
      [](const HttpCall&) { return status_answer(403); },
      [](const HttpCall&) { return status_answer(500); },
  };
  for (const auto& answer : answers) {
    const HttpServer server(answer);
    const auto error = failure([&] { connect_http(server, {.era = Era::legacy}); });
    EXPECT_NE(error.code(), ErrorCode::connection_closed) << error.what();
    EXPECT_EQ(server.methods(), Names{"initialize"});
  }
  LegacyServer script(
      {{"tools/call", [](const HttpCall& call) { return json_answer(done_result(call)); }}});
  const HttpServer server(std::ref(script));
  {
    auto client = connect_http(server);
    EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  }
  EXPECT_EQ(server.calls("initialize").size(), 1U);
}

TEST(HttpSse, IsNotTriedWhenStreamableHttpIsAskedFor) {
  SseServer server(with_tool());
  const auto error =
      failure([&] { connect_sse(server, HttpTransport::streamable, {.era = Era::legacy}); });
  EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
  EXPECT_EQ(error.data()["httpStatus"], 405);
  EXPECT_EQ(server.requests(), Names{"POST initialize"});
}

TEST(HttpSse, ReportsBothAttemptsWhenNeitherTransportIsThere) {
  const HttpServer server(
      [](const HttpCall& call) { return status_answer(call.verb == "GET" ? 404 : 405); });
  const auto error = failure([&] { connect_http(server, {.era = Era::legacy}); });
  EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
  EXPECT_EQ(error.data()["httpStatus"], 405);
  EXPECT_TRUE(mentions(error, "HTTP 405")) << error.what();
  EXPECT_TRUE(mentions(error, "HTTP 404")) << error.what();
  EXPECT_EQ(server.methods(), (Names{"initialize", "GET"}));
}

TEST(HttpSse, SendsTheTargetsHeadersEverywhere) {
  SseServer server(with_tool());
  auto client = Client::connect(over_http({.url = server.url(),
                                           .headers = {{"Authorization", "Bearer secret"}},
                                           .transport = HttpTransport::sse}));
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  const auto all = server.http().calls();
  for (const auto& call : all) {
    EXPECT_EQ(call.header("authorization"), "Bearer secret") << call.verb;
  }
}

TEST(HttpSse, ReceivesProgressQuestionsAndChanges) {
  std::atomic<SseServer*> sender = nullptr;
  SseScript script;
  script.methods["tools/call"] = [&](const HttpCall& call) -> Json {
    const Json token = call.body["params"]["_meta"]["progressToken"];
    sender.load()->send(message_event(
        notification("notifications/progress", {{"progressToken", token}, {"progress", 1}})));
    sender.load()->send(message_event({{"jsonrpc", "2.0"}, {"id", "q"}, {"method", "roots/list"}}));
    return nullptr;
  };
  // The client's response to the question; the call has the id that follows `initialize`.
  script.methods[""] = [&](const HttpCall& answer) -> Json {
    EXPECT_EQ(answer.body["id"], "q");
    const auto calls = sender.load()->http().calls("tools/call");
    return result_of(calls.at(0), text_result(answer.body["result"]["roots"][0]["uri"]));
  };
  SseServer server(script);
  sender = &server;
  Notes changes;
  ClientOptions options;
  options.handlers.roots = [] { return std::vector<Root>{{"file:///a"}}; };
  options.handlers.tools_changed = [&] { changes.add("tools"); };
  auto client = connect_sse(server, HttpTransport::sse, options);
  Notes progress;
  const auto result = client.call_tool(
      "work", nullptr, {.on_progress = [&](const Progress&) { progress.add("progress"); }});
  EXPECT_EQ(text_in(result), "file:///a");
  EXPECT_EQ(progress.all(), Names{"progress"});
  server.send(message_event(notification("notifications/tools/list_changed")));
  EXPECT_TRUE(changes.wait_for(1));
}

TEST(HttpSse, SendsNothingBeforeTheServerIsInitialized) {
  std::atomic<bool> ready = false;
  SseScript script = with_tool([&](const HttpCall& call) {
    EXPECT_TRUE(ready);
    return done_result(call);
  });
  script.post = [&](const HttpCall& call) -> HttpAnswer {
    if (call.method() != "notifications/initialized") return status_answer(0);
    return {.status = 202, .type = "text/plain", .stream = [&](HttpStream&) {
              ready = true;
              return true;
            }};
  };
  SseServer server(script);
  auto client = connect_sse(server);
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
}

TEST(HttpSse, AcceptsAResponseInThePost) {
  SseScript script;
  script.post = [](const HttpCall& call) {
    return call.method() == "tools/call" ? json_answer(done_result(call)) : status_answer(0);
  };
  SseServer server(script);
  auto client = connect_sse(server);
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
}

TEST(HttpSse, ReconnectsAfterTheStreamEnds) {
  for (const bool properly : {true, false}) {
    std::atomic<bool> answers = false;
    SseScript script =
        with_tool([&](const HttpCall& call) { return answers ? done_result(call) : Json(); });
    SseServer server(script);
    auto client = connect_sse(server);
    Notes results;
    for (int i = 0; i < 3; ++i) {
      client.start_tool("work", nullptr, {}, [&](const Result<CallToolResult>& result) {
        results.add(result                                                  ? "done"
                    : result.error().code() == ErrorCode::connection_closed ? result.error().what()
                                                                            : "wrong code");
      });
    }
    EXPECT_TRUE(eventually([&] { return server.http().calls("tools/call").size() == 3; }));
    server.end_stream(properly);
    ASSERT_TRUE(results.wait_for(3));
    const auto all = results.all();
    for (const auto& result : all) {
      EXPECT_EQ(result.find("The server is gone: its event stream ended"), 0U) << result;
    }
    answers = true;
    EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
    EXPECT_EQ(server.http().calls("initialize").size(), 2U);
    EXPECT_EQ(server.http().calls("initialize")[1].body["params"]["protocolVersion"], "2024-11-05");
  }
}

TEST(HttpSse, ReconnectsOverTheTransportThatItFound) {
  SseServer server(with_tool());
  auto client = connect_sse(server, HttpTransport::automatic);
  server.end_stream();
  EXPECT_TRUE(server.http().wait_until_idle());
  EXPECT_TRUE(eventually([&] {
    try {
      return text_in(client.call_tool("work", nullptr)) == "done";
    } catch (const Error&) {
      return false;  // the end of the stream was not noticed yet
    }
  }));
}

TEST(HttpSse, CancelsWithANotification) {
  SseServer server(with_tool([](const HttpCall&) { return Json(); }));
  auto client = connect_sse(server);
  std::stop_source stop;
  Notes results;
  client.start_tool("slow", nullptr, {.stop = stop.get_token()},
                    [&](const Result<CallToolResult>& result) {
                      results.add(result ? "done" : result.error().what());
                    });
  EXPECT_TRUE(
      server.http().wait_for([](const HttpCall& call) { return call.method() == "tools/call"; }));
  stop.request_stop();
  EXPECT_TRUE(results.wait_for(1));
  EXPECT_TRUE(server.http().wait_for(
      [](const HttpCall& call) { return call.method() == "notifications/cancelled"; }));
  EXPECT_EQ(server.http().calls("notifications/cancelled")[0].body["params"]["requestId"],
            server.http().calls("tools/call")[0].body["id"]);
}

TEST(HttpSse, CancelsOpenCallsBeforeItCloses) {
  SseServer server(with_tool([](const HttpCall&) { return Json(); }));
  {
    auto client = connect_sse(server);
    client.start_tool("slow", nullptr, {}, [](const Result<CallToolResult>&) {});
    EXPECT_TRUE(
        server.http().wait_for([](const HttpCall& call) { return call.method() == "tools/call"; }));
  }
  EXPECT_EQ(server.requests().back(), "POST notifications/cancelled");
}

}  // namespace
}  // namespace mcp::test::http_sse_test
