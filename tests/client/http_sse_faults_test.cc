// A client and faulty servers of the deprecated HTTP+SSE transport: 2024-11-05 basic/transports.

#include <atomic>
#include <filesystem>

#include "client/sse_server.hpp"
#include "support/eventually.hpp"

namespace mcp::test::http_sse_faults_test {
namespace {

using Names = std::vector<std::string>;

std::size_t entries(const char* directory) {
  const std::filesystem::directory_iterator all(directory);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST(HttpSseFaults, RejectsStreamsThatDoNotNameAnEndpoint) {
  struct Case {
    std::string begin;
    const char* text;
  };
  const Case cases[] = {
      {endpoint_event("https://127.0.0.1/message"), "another origin"},
      {endpoint_event("http://127.0.0.1:1/message"), "another origin"},
      {endpoint_event("//example.com/message"), "another origin"},
      {endpoint_event("javascript:alert(1)"), "no http or https URL"},
      {endpoint_event("file:///etc/passwd"), "no http or https URL"},
      {endpoint_event("/" + std::string(9000, 'a')), "larger than the limit"},
      {"event: endpoint\ndata: /a\ndata: /b\n\n", "no URL"},
      {"event: endpoint\ndata: \ndata\n\n", "no URL"},
      {message_event(notification("notifications/tools/list_changed")), "begins with a message"},
  };
  for (const auto& test : cases) {
    for (const auto transport : {HttpTransport::sse, HttpTransport::automatic}) {
      SseServer server({.begin = test.begin});
      const auto error = failure([&] { connect_sse(server, transport, {.era = Era::legacy}); });
      EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
      EXPECT_TRUE(mentions(error, test.text)) << error.what();
      const auto all = server.http().calls();
      for (const auto& call : all) EXPECT_NE(call.path, "/message");
      EXPECT_TRUE(server.http().wait_until_idle());
    }
  }
}

TEST(HttpSseFaults, RejectsResponsesThatAreNoStream) {
  struct Case {
    HttpAnswer answer;
    ErrorCode code;
    const char* text;
  };
  const Case cases[] = {
      {status_answer(404), ErrorCode::protocol_violation, "HTTP 404"},
      {status_answer(401), ErrorCode::protocol_violation, "HTTP 401"},
      {{.type = "text/html", .body = "<p>"}, ErrorCode::protocol_violation, "text/html"},
      {{.status = 302, .headers = {{"Location", "http://example.com/"}}},
       ErrorCode::protocol_violation,
       "example.com"},
      {sse_answer(""), ErrorCode::connection_closed, "ended before its `endpoint` event"},
      {sse_answer(": hello\n\nevent: ping\ndata: 1\n\n"), ErrorCode::connection_closed,
       "ended before its `endpoint` event"},
  };
  for (const auto& test : cases) {
    const HttpServer server([&](const HttpCall&) { return test.answer; });
    const auto error = failure([&] {
      connect_http(server, {.era = Era::legacy},
                   {.url = server.url(), .transport = HttpTransport::sse});
    });
    EXPECT_EQ(error.code(), test.code) << error.what();
    EXPECT_TRUE(mentions(error, test.text)) << error.what();
    EXPECT_EQ(server.methods(), Names{"GET"});
  }
}

// The stream stays open and sends bytes, but no `endpoint` event.
TEST(HttpSseFaults, WaitsForTheEndpointForALimitedTime) {
  for (const char* bytes : {"", ": hello\n\n", "event: ping\ndata: 1\n\n"}) {
    SseServer server({.begin = bytes});
    const auto start = std::chrono::steady_clock::now();
    const auto error = failure([&] {
      Client::connect(
          over_http(
              {.url = server.url(), .connect_timeout = 200ms, .transport = HttpTransport::sse}),
          {.era = Era::legacy});
    });
    EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
    EXPECT_TRUE(mentions(error, "no `endpoint` event within 200 ms")) << error.what();
    EXPECT_GE(std::chrono::steady_clock::now() - start, 200ms);
    EXPECT_TRUE(server.http().wait_until_idle());
  }
}

TEST(HttpSseFaults, ResolvesTheEndpointAgainstTheStream) {
  for (const std::string named : {"message", "/message", "../message", "//{authority}/message",
                                  "http://{authority}/message", "  /message#part"}) {
    SseScript script = with_tool();
    script.begin = "";
    SseServer server(script);
    std::string url = named;
    const std::string authority = server.url().substr(7, server.url().rfind('/') - 7);
    if (const auto at = url.find("{authority}"); at != url.npos) url.replace(at, 11, authority);
    server.send(endpoint_event(url));
    auto client = connect_sse(server);
    EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done") << url;
  }
}

// The endpoint is relative to the URL that responded, not to the one that was redirected.
TEST(HttpSseFaults, FollowsRedirectsWithinTheOrigin) {
  SseScript script = with_tool();
  script.begin = endpoint_event("message");
  script.other = [](const HttpCall& call) -> HttpAnswer {
    if (call.path != "/deep/stream") return status_answer(405);
    return {.status = 307, .headers = {{"Location", "/mcp"}}};
  };
  SseServer server(script);
  const std::string url = server.url().substr(0, server.url().rfind('/')) + "/deep/stream";
  auto client = Client::connect(over_http({.url = url, .transport = HttpTransport::sse}));
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
}

TEST(HttpSseFaults, IgnoresASecondEndpoint) {
  SseServer server(with_tool());
  Notes warnings;
  ClientOptions options;
  options.handlers.warning = [&](const std::string& text) { warnings.add(text); };
  auto client = connect_sse(server, HttpTransport::sse, options);
  server.send(endpoint_event("/elsewhere") + endpoint_event("http://example.com/"));
  EXPECT_TRUE(warnings.wait_for(1));
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  EXPECT_EQ(warnings.all(), Names{"The server sent a second `endpoint` event, which is ignored"});
}

TEST(HttpSseFaults, FailsTheRequestWhosePostIsRejected) {
  struct Case {
    HttpAnswer answer;
    ErrorCode code;
    const char* text;
  };
  const Case cases[] = {
      {status_answer(400), ErrorCode::protocol_violation, "HTTP 400"},
      {status_answer(404), ErrorCode::protocol_violation, "HTTP 404"},
      {{.status = 503, .type = "text/plain", .body = "later"},
       ErrorCode::protocol_violation,
       "503: later"},
      {{.status = 307, .headers = {{"Location", "http://example.com/"}}},
       ErrorCode::protocol_violation,
       "a redirect that is not followed"},
      {{.status = 302, .headers = {{"Location", "/other"}}},
       ErrorCode::protocol_violation,
       "a redirect that is not followed"},
      {{.status = 400,
        .body = R"({"jsonrpc": "2.0", "id": null, "error": {"code": -32602, "message": "no"}})"},
       ErrorCode::invalid_params,
       "no"},
  };
  for (const auto& test : cases) {
    std::atomic<bool> rejects = true;
    SseScript script = with_tool();
    script.post = [&](const HttpCall& call) {
      return call.method() == "tools/call" && rejects ? test.answer : status_answer(0);
    };
    SseServer server(script);
    auto client = connect_sse(server);
    const auto error = failure([&] { client.call_tool("work", nullptr); });
    EXPECT_EQ(error.code(), test.code) << error.what();
    EXPECT_TRUE(mentions(error, test.text)) << error.what();
    rejects = false;
    EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done") << "only that request failed";
    EXPECT_EQ(server.http().calls("initialize").size(), 1U);
  }
}

TEST(HttpSseFaults, FollowsARedirectOfThePostWithinTheOrigin) {
  SseScript script = with_tool();
  script.begin = endpoint_event("/old");
  script.other = [](const HttpCall&) -> HttpAnswer {
    return {.status = 307, .headers = {{"Location", "/message"}}};
  };
  SseServer server(script);
  auto client = connect_sse(server);
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
}

TEST(HttpSseFaults, LimitsTheSizeOfAnEvent) {
  constexpr std::size_t limit = 4096;
  const auto target = [](const SseServer& server) {
    return HttpTarget{
        .url = server.url(), .limits = {.max_bytes = limit}, .transport = HttpTransport::sse};
  };
  std::atomic<std::size_t> bytes = limit / 2;
  SseServer server(with_tool(
      [&](const HttpCall& call) { return result_of(call, text_result(std::string(bytes, 'x'))); }));
  auto client = Client::connect(over_http(target(server)));
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)).size(), limit / 2);
  bytes = limit;
  const auto error = failure([&] { client.call_tool("work", nullptr); });
  EXPECT_EQ(error.code(), ErrorCode::connection_closed);
  EXPECT_TRUE(mentions(error, "an event that is larger than the limit")) << error.what();
  bytes = 1;
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "x");

  SseServer endless({.begin = "event: " + std::string(2 * limit, 'x')});
  const auto first =
      failure([&] { Client::connect(over_http(target(endless)), {.era = Era::legacy}); });
  EXPECT_EQ(first.code(), ErrorCode::protocol_violation);
  EXPECT_TRUE(mentions(first, "larger than the limit")) << first.what();
}

TEST(HttpSseFaults, SkipsInvalidEvents) {
  std::atomic<SseServer*> sender = nullptr;
  SseServer server(with_tool([&](const HttpCall& call) {
    sender.load()->send(
        "event: message\ndata: {\"jsonrpc\": \"2.0\", \"method\": \"\xFF\xFE\"}\n\n"
        "event: message\ndata: {]\n\nevent: unknown\ndata: {}\n\ndata: [1]\n\nid\n:\n\n"
        "event: message\ndata\n\n");
    return done_result(call);
  }));
  sender = &server;
  Notes warnings;
  ClientOptions options;
  options.handlers.warning = [&](const std::string& text) { warnings.add(text); };
  auto client = connect_sse(server, HttpTransport::sse, options);
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  EXPECT_EQ(warnings.all().size(), 2U) << testing::PrintToString(warnings.all());
}

// A response that is no JSON fails its request at once; invalid UTF-8 is replaced.
TEST(HttpSseFaults, ReadsInvalidResponses) {
  std::atomic<SseServer*> sender = nullptr;
  SseServer server(with_tool([&](const HttpCall& call) -> Json {
    const bool is_json = call.body["params"]["name"] == "not UTF-8";
    const std::string result =
        is_json ? "{\"content\":[{\"type\":\"text\",\"text\":\"\xFF\"}]}" : "{]";
    sender.load()->send("data: {\"jsonrpc\":\"2.0\",\"id\":" + to_text(call.body["id"]) +
                        ",\"result\":" + result + "}\n\n");
    return nullptr;
  }));
  sender = &server;
  auto client = connect_sse(server);
  EXPECT_EQ(text_in(client.call_tool("not UTF-8", nullptr)), "\xEF\xBF\xBD");
  const auto error = failure([&] { client.call_tool("not JSON", nullptr); });
  EXPECT_EQ(error.code(), ErrorCode::protocol_violation) << error.what();
}

TEST(HttpSseFaults, StopsWhileItConnects) {
  for (const auto transport : {HttpTransport::sse, HttpTransport::automatic}) {
    SseServer server({.begin = ""});
    std::stop_source stop;
    const std::jthread stopper([&] {
      server.http().wait_for([](const HttpCall& call) { return call.verb == "GET"; });
      stop.request_stop();
    });
    const auto start = std::chrono::steady_clock::now();
    const auto error = failure([&] {
      Client::connect(over_http({.url = server.url(), .transport = transport}), {},
                      stop.get_token());
    });
    EXPECT_EQ(error.code(), ErrorCode::request_cancelled) << error.what();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  }
}

TEST(HttpSseFaults, ReportsAnUnreachableServer) {
  std::string url;
  {
    const SseServer gone(with_tool());
    url = gone.url();
  }
  const auto error =
      failure([&] { Client::connect(over_http({.url = url, .transport = HttpTransport::sse})); });
  EXPECT_EQ(error.code(), ErrorCode::connection_closed);
  EXPECT_TRUE(mentions(error, "Cannot reach the server")) << error.what();
}

class Warnings final : public Receiver {
 public:
  Notes warnings;

  void receive(Message) override {}
  void closed() override {}
  void warned(const std::string& text) override { warnings.add(text); }
};

TEST(HttpSseFaults, SendsNothingWithoutAnEndpoint) {
  const SseServer server(with_tool());
  Warnings receiver;
  const auto channel = over_http({.url = server.url(), .transport = HttpTransport::sse});
  channel->start(receiver);
  EXPECT_TRUE(channel->send(Notification{"notifications/initialized", nullptr}));
  EXPECT_TRUE(channel->send(Response{RequestId(1), Json::object()}));
  EXPECT_TRUE(receiver.warnings.wait_for(2));
  channel->close();
  EXPECT_EQ(server.requests(), Names());
}

TEST(HttpSseFaults, LeavesNoThreadsAndDescriptors) {
  SseServer server(with_tool());
  const auto use = [&](bool breaks) {
    auto client = connect_sse(server, HttpTransport::automatic);
    EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
    if (breaks) server.end_stream();
  };
  use(false);
  EXPECT_TRUE(server.http().wait_until_idle());
  const auto threads = entries("/proc/self/task");
  const auto descriptors = entries("/proc/self/fd");
  for (int i = 0; i < 10; ++i) use(i % 2 == 0);
  EXPECT_TRUE(eventually([&] {
    return entries("/proc/self/task") <= threads && entries("/proc/self/fd") <= descriptors;
  })) << entries("/proc/self/task") - threads
      << " threads, " << entries("/proc/self/fd") - descriptors << " descriptors";
}

}  // namespace
}  // namespace mcp::test::http_sse_faults_test
