// A client over HTTP in either era: how it detects the era, and how it handles faulty servers.

#include <algorithm>
#include <filesystem>

#include "client/http_scripts.hpp"

namespace mcp::test::http_channel_test {
namespace {

using Names = std::vector<std::string>;

std::size_t entries(const char* directory) {
  const std::filesystem::directory_iterator all(directory);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

bool mentions(const Error& error, const std::string& text) {
  return std::string(error.what()).find(text) != std::string::npos;
}

HttpAnswer done(const HttpCall& call) {
  return json_answer(result_of(call, text_result("done")));
}

TEST(HttpChannel, RejectsInvalidUrlsAndHeaders) {
  for (const char* url : {"", "localhost", "ftp://a/b", "http://", "file:///etc/passwd"}) {
    EXPECT_EQ(failure([&] { over_http({.url = url}); }).code(), ErrorCode::invalid_params) << url;
  }
  const std::pair<std::string, std::string> headers[] = {{"", "a"},
                                                         {"A b", "a"},
                                                         {"A", "a\r\nB: b"},
                                                         {"A", std::string("\0", 1)},
                                                         {"Accept", "a"},
                                                         {"mcp-session-id", "a"},
                                                         {"Content-Type", "a"}};
  for (const auto& header : headers) {
    const auto error =
        failure([&] { over_http({.url = "http://localhost", .headers = {header}}); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_params) << header.first;
  }
}

TEST(HttpChannel, ReportsAnUnreachableServer) {
  std::string url;
  {
    const HttpServer gone(modern({}));
    url = gone.url();
  }
  const auto error = failure([&] { Client::connect(over_http({.url = url})); });
  EXPECT_EQ(error.code(), ErrorCode::connection_closed);
  EXPECT_TRUE(mentions(error, "Cannot reach the server")) << error.what();
}

// Spec: 2026-07-28 basic/transports/streamable-http, Backward Compatibility.
TEST(HttpChannel, FallsBackWhateverAnOldServerAnswers) {
  const Json nameless{{"jsonrpc", "2.0"},
                      {"id", nullptr},
                      {"error", {{"code", -32000}, {"message", "Server not initialized"}}}};
  const Script answers[] = {
      [](const HttpCall&) { return status_answer(400); },
      [](const HttpCall&) { return status_answer(404); },
      [](const HttpCall&) { return status_answer(405); },
      [](const HttpCall&) { return status_answer(500); },
      [](const HttpCall&) { return status_answer(202); },
      [](const HttpCall&) { return HttpAnswer{.status = 400, .type = "text/html", .body = "<p>"}; },
      [](const HttpCall&) { return HttpAnswer{.status = 400, .body = "{\"error\": \"bad\"}"}; },
      [=](const HttpCall&) { return json_answer(nameless, 400); },
      [](const HttpCall& call) { return json_answer(error_of(call, -32601)); },
      [](const HttpCall& call) { return json_answer(error_of(call, -32600), 400); },
      [](const HttpCall& call) { return sse_answer(sse(error_of(call, -32602))); },
      [](const HttpCall&) { return sse_answer(""); },
  };
  for (const auto& answer : answers) {
    const HttpServer server([&](const HttpCall& call) {
      if (call.method() == "server/discover") return answer(call);
      if (call.method() == "initialize") return json_answer(result_of(call, initialize_result()));
      return status_answer(call.verb == "POST" ? 202 : 405);
    });
    auto client = connect_http(server);
    EXPECT_EQ(client.server_info().protocol_version, "2025-11-25");
  }
}

TEST(HttpChannel, AsksAgainWithAVersionThatAServerNames) {
  std::atomic<int> asked = 0;
  const HttpServer server([&](const HttpCall& call) {
    if (asked++ == 0) {
      return json_answer(error_of(call, -32022, {{"supported", {"2026-07-28"}}}), 400);
    }
    return modern({})(call);
  });
  for (const Era era : {Era::automatic, Era::modern}) {
    asked = 0;
    auto client = connect_http(server, {.era = era});
    EXPECT_EQ(client.server_info().protocol_version, "2026-07-28");
  }
  EXPECT_EQ(server.methods(), Names(4, "server/discover"));
}

TEST(HttpChannel, DoesNotFallBackFromAModernServer) {
  for (const int code : {-32020, -32021}) {
    const HttpServer server(
        [&](const HttpCall& call) { return json_answer(error_of(call, code), 400); });
    const auto error = failure([&] { connect_http(server); });
    EXPECT_EQ(static_cast<int>(error.code()), code);
    EXPECT_EQ(server.methods(), Names{"server/discover"});
  }
}

TEST(HttpChannel, ReportsStatusAndBodyOfErrors) {
  struct Case {
    HttpAnswer answer;
    const char* text;
  };
  const Case cases[] = {
      {status_answer(401), "HTTP 401"},
      {{.status = 503, .type = "text/plain", .body = "come back later"}, "503: come back later"},
      {{.type = "text/html", .body = "<p>"}, "text/html"},
      {{.body = "{}"}, "not a JSON-RPC response"},
      {{.body = "{\"jsonrpc\": \"2.0\", \"id\": 77, \"result\": {}}"}, "not a JSON-RPC response"},
      {{.body = "nonsense"}, "not a JSON-RPC response"},
      {{.status = 204, .body = ""}, "HTTP 204 and nothing"},
  };
  for (const auto& test : cases) {
    const HttpServer server(modern({{"tools/call", [&](const HttpCall&) { return test.answer; }}}));
    auto client = connect_http(server);
    const auto error = failure([&] { client.call_tool("work", nullptr); });
    EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
    EXPECT_TRUE(mentions(error, test.text)) << error.what();
  }
}

TEST(HttpChannel, SkipsInvalidEvents) {
  const HttpServer server(
      modern({{"tools/call", [](const HttpCall& call) {
                 return sse_answer(
                     std::string("\xFF\xFE garbage\n\r\r\ndata: {]\n\ndata: [1]\n\nid\n:\n\n") +
                     sse(result_of(call, text_result("done"))));
               }}}));
  Notes warnings;
  ClientOptions options;
  options.handlers.warning = [&](const std::string& text) { warnings.add(text); };
  auto client = connect_http(server, options);
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  EXPECT_EQ(warnings.all().size(), 2U);
}

TEST(HttpChannel, RejectsResponsesOverTheLimit) {
  const std::string large(200'000, 'x');
  const Script answers[] = {
      [&](const HttpCall& call) { return json_answer(result_of(call, text_result(large))); },
      [&](const HttpCall& call) { return sse_answer(sse(result_of(call, text_result(large)))); },
      [](const HttpCall&) -> HttpAnswer {
        return {.stream = [](HttpStream& out) {
          while (out.write(std::string(10'000, ' '))) {
          }
          return false;
        }};
      },
  };
  for (const auto& answer : answers) {
    const HttpServer server(modern({{"tools/call", answer}}));
    auto client = connect_http(server, {}, {.url = server.url(), .limits = {.max_bytes = 100'000}});
    const auto error = failure([&] { client.call_tool("work", nullptr); });
    EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
    EXPECT_TRUE(mentions(error, "larger than the limit")) << error.what();
    EXPECT_TRUE(server.wait_until_idle());
  }
}

// By default libcurl sends `Expect: 100-continue` before a body of this size; the test server
// reports that as a fault.
TEST(HttpChannel, SendsLargeBodiesWithoutAsking) {
  const HttpServer server(modern({{"tools/call", done}}));
  auto client = connect_http(server);
  const std::string large(3'000'000, 'x');
  EXPECT_EQ(text_in(client.call_tool("work", {{"text", large}})), "done");
  EXPECT_EQ(server.calls("tools/call")[0].body["params"]["arguments"]["text"], large);
  EXPECT_EQ(server.complaints(), Names());
}

TEST(HttpChannel, FollowsRedirectsWithinItsOrigin) {
  const std::string page(300'000, 'x');  // more than is buffered of a body
  for (const int status : {307, 308}) {
    const HttpServer server([&](const HttpCall& call) -> HttpAnswer {
      if (call.path == "/mcp/") return modern({{"tools/call", done}})(call);
      return {
          .status = status, .headers = {{"Location", "/mcp/"}}, .type = "text/plain", .body = page};
    });
    auto client = connect_http(server, {}, {.url = server.url(), .headers = {{"X-Key", "s3cret"}}});
    EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
    EXPECT_EQ(server.calls().back().header("x-key"), "s3cret");
    EXPECT_EQ(server.calls().size(), status == 308 ? 3U : 4U) << "a permanent one is remembered";
  }
}

TEST(HttpChannel, FollowsNoRedirectElsewhere) {
  const HttpServer other(modern({}));
  for (const int status : {301, 302, 303, 307, 308}) {
    const HttpServer server([&](const HttpCall&) -> HttpAnswer {
      return {.status = status, .headers = {{"Location", other.url()}}, .type = "text/plain"};
    });
    const auto error = failure([&] {
      connect_http(server, {}, {.url = server.url(), .headers = {{"X-Key", "s3cret"}}});
    });
    EXPECT_TRUE(mentions(error, "a redirect that is not followed, to " + other.url()))
        << error.what();
  }
  EXPECT_EQ(other.calls().size(), 0U);
}

TEST(HttpChannel, StopsARedirectLoop) {
  const HttpServer server([](const HttpCall& call) -> HttpAnswer {
    return {.status = 307, .headers = {{"Location", call.path}}, .type = "text/plain"};
  });
  const auto error = failure([&] { connect_http(server, {.era = Era::modern}); });
  EXPECT_TRUE(mentions(error, "307")) << error.what();
  EXPECT_LT(server.calls().size(), 10U);
}

TEST(HttpChannel, CancelsADiscoverWithoutAResponse) {
  LegacyServer legacy({});
  const HttpServer server([&](const HttpCall& call) -> HttpAnswer {
    if (call.method() != "server/discover") return legacy(call);
    return {.stream = [](HttpStream& out) {
      EXPECT_TRUE(out.wait_until_closed());
      return false;
    }};
  });
  auto client = connect_http(server, {.probe_timeout = 500ms});
  EXPECT_EQ(client.server_info().protocol_version, "2025-11-25");
  EXPECT_EQ(server.calls("server/discover").size(), 1U);
  EXPECT_TRUE(server.wait_until_idle());
}

TEST(HttpChannel, LeavesNothingBehind) {
  const HttpServer server(modern({{"tools/call", [](const HttpCall& call) {
                                     const Json answer = result_of(call, text_result("done"));
                                     return call.body["id"].get<int>() % 2 == 0
                                                ? json_answer(answer)
                                                : sse_answer(sse(answer));
                                   }}}));
  { connect_http(server); }
  const std::size_t threads_before = entries("/proc/self/task");
  const std::size_t descriptors_before = entries("/proc/self/fd");
  {
    auto client = connect_http(server);
    for (int i = 0; i < 980; ++i) client.call_tool("work", nullptr);
    Notes results;
    for (int i = 0; i < 20; ++i) {
      client.start_tool("work", nullptr, {}, [&](const Result<CallToolResult>& result) {
        results.add(result ? text_in(*result) : result.error().what());
      });
    }
    EXPECT_TRUE(results.wait_for(20));
    EXPECT_EQ(results.all(), Names(20, "done"));
    EXPECT_LE(entries("/proc/self/task"), threads_before + 8);
  }
  // The server closes its side of the connections once it notices that ours are closed.
  for (int i = 0; i < 1000 && entries("/proc/self/fd") > descriptors_before; ++i) {
    EXPECT_TRUE(server.wait_until_idle());
    std::this_thread::yield();
  }
  EXPECT_EQ(entries("/proc/self/task"), threads_before);
}

}  // namespace
}  // namespace mcp::test::http_channel_test
