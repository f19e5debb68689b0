// A client over HTTP and servers of 2026-07-28: basic/transports/streamable-http.

#include <atomic>

#include "client/http_scripts.hpp"

namespace mcp::test::http_modern_test {
namespace {

using Names = std::vector<std::string>;

Json marked(const char* type, const char* header) {
  return {{"type", type}, {"x-mcp-header", header}};
}

Json tool(const std::string& name, Json properties = Json::object()) {
  return {{"name", name},
          {"inputSchema", {{"type", "object"}, {"properties", std::move(properties)}}}};
}

Json tools_result(Json tools) {
  return {{"resultType", "complete"}, {"tools", std::move(tools)}};
}

Script listing(Json tools) {
  return [tools = std::move(tools)](const HttpCall& call) {
    return json_answer(result_of(call, tools_result(tools)));
  };
}

Script saying(const std::string& text) {
  return [text](const HttpCall& call) { return json_answer(result_of(call, text_result(text))); };
}

TEST(ModernHttp, SendsEachRequestWithItsHeaders) {
  const HttpServer server(modern({
      {"tools/call", saying("done")},
      {"resources/read",
       [](const HttpCall& call) {
         return json_answer(
             result_of(call, {{"resultType", "complete"}, {"contents", Json::array()}}));
       }},
      {"prompts/get",
       [](const HttpCall& call) {
         return json_answer(
             result_of(call, {{"resultType", "complete"}, {"messages", Json::array()}}));
       }},
  }));
  {
    auto client = connect_http(server, {}, {.url = server.url(), .headers = {{"X-Key", "s3cret"}}});
    EXPECT_EQ(client.server_info().protocol_version, "2026-07-28");
    EXPECT_EQ(text_in(client.call_tool("w\xC3\xB6rk", nullptr)), "done");
    client.read_resource("note://one");
    client.get_prompt("greet");
  }
  EXPECT_EQ(server.methods(),
            (Names{"server/discover", "tools/call", "resources/read", "prompts/get"}));
  EXPECT_EQ(server.complaints(), Names());
  EXPECT_EQ(server.calls("tools/call")[0].header("mcp-name"), "=?base64?d8O2cms=?=");
  EXPECT_EQ(server.calls("resources/read")[0].header("mcp-name"), "note://one");
  const auto calls = server.calls();
  for (const auto& call : calls) {
    EXPECT_EQ(call.header("x-key"), "s3cret");
    EXPECT_EQ(call.port, calls[0].port) << "the connection was not used again";
  }
}

TEST(ModernHttp, MirrorsMarkedArguments) {
  const HttpServer server(modern({
      {"tools/list",
       listing({tool(
           "query",
           {{"region", marked("string", "Region")},
            {"text", marked("string", "Text")},
            {"dry", marked("boolean", "Dry")},
            {"none", marked("string", "None")},
            {"limits", {{"type", "object"}, {"properties", {{"most", marked("integer", "Most")}}}}},
            {"other", {{"type", "string"}}}})})},
      {"tools/call", saying("done")},
  }));
  auto client = connect_http(server);
  client.list_tools();
  client.call_tool("query", {{"region", "eu"},
                             {"text", " \xC5\xBC "},
                             {"dry", false},
                             {"none", nullptr},
                             {"limits", {{"most", 42}}},
                             {"other", "x"}});
  client.call_tool("query", {{"region", "us"}});
  const auto calls = server.calls("tools/call");
  EXPECT_EQ(calls[0].header("mcp-param-region"), "eu");
  EXPECT_EQ(calls[0].header("mcp-param-text"), "=?base64?IMW8IA==?=");
  EXPECT_EQ(calls[0].header("mcp-param-dry"), "false");
  EXPECT_EQ(calls[0].header("mcp-param-most"), "42");
  EXPECT_FALSE(calls[0].headers.contains("mcp-param-none"));
  EXPECT_FALSE(calls[0].headers.contains("mcp-param-other"));
  EXPECT_EQ(calls[1].header("mcp-param-region"), "us");
  EXPECT_FALSE(calls[1].headers.contains("mcp-param-dry"));
  EXPECT_EQ(server.complaints(), Names());
}

TEST(ModernHttp, LeavesOutToolsWhoseMarksAreInvalid) {
  const HttpServer server(
      modern({{"tools/list",
               listing({tool("good", {{"a", marked("string", "A")}}),
                        tool("number", {{"a", marked("number", "A")}}),
                        tool("twice", {{"a", marked("string", "A")}, {"b", marked("string", "a")}}),
                        tool("blank", {{"a", marked("string", "a b")}}), tool("plain")})}}));
  Notes warnings;
  ClientOptions options;
  options.handlers.warning = [&](const std::string& text) { warnings.add(text); };
  auto client = connect_http(server, options);
  Names names;
  const auto tools = client.list_tools();
  for (const auto& each : tools) names.push_back(each.name);
  EXPECT_EQ(names, (Names{"good", "plain"}));
  ASSERT_EQ(warnings.all().size(), 3U);
  EXPECT_NE(warnings.all()[0].find("`number`"), std::string::npos) << warnings.all()[0];
}

TEST(ModernHttp, ListsToolsAgainWhenHeadersDoNotMatch) {
  const auto strict = [](const HttpCall& call) {
    const bool right = call.header("mcp-param-region") == "eu";
    return right ? json_answer(result_of(call, text_result("done")))
                 : json_answer(error_of(call, -32020), 400);
  };
  const auto in_pages = [](const HttpCall& call) {
    const bool first = !call.body["params"].contains("cursor");
    Json result = first ? tools_result({tool("other")})
                        : tools_result({tool("query", {{"region", marked("string", "Region")}})});
    if (first) result["nextCursor"] = "2";
    return json_answer(result_of(call, result));
  };
  const HttpServer server(modern({{"tools/list", in_pages}, {"tools/call", strict}}));
  auto client = connect_http(server);
  EXPECT_EQ(text_in(client.call_tool("query", {{"region", "eu"}})), "done");
  EXPECT_EQ(server.methods(),
            (Names{"server/discover", "tools/call", "tools/list", "tools/list", "tools/call"}));
  const auto wrong = failure([&] { client.call_tool("query", {{"region", "us"}}); });
  EXPECT_EQ(wrong.code(), ErrorCode::header_mismatch);
  EXPECT_EQ(server.calls("tools/call").size(), 4U) << "once more, and not again and again";
  EXPECT_EQ(server.complaints(), Names());
}

TEST(ModernHttp, ReadsStreamsWithProgress) {
  const HttpServer server(
      modern({{"tools/call", [](const HttpCall& call) {
                 const Json token = call.body["params"]["_meta"]["progressToken"];
                 const Json progress = notification("notifications/progress",
                                                    {{"progressToken", token}, {"progress", 1}});
                 return sse_answer(": hello\n\n" + sse(progress) + "event: other\ndata: ?\n\n" +
                                   sse(result_of(call, text_result("done"))));
               }}}));
  auto client = connect_http(server);
  Notes progress;
  const auto result = client.call_tool(
      "slow", nullptr, {.on_progress = [&](const Progress&) { progress.add("progress"); }});
  EXPECT_EQ(text_in(result), "done");
  EXPECT_EQ(progress.all(), Names{"progress"});
}

// Sends progress, and no response until the connection closes.
HttpAnswer hanging(const HttpCall& call) {
  const Json token = call.body["params"]["_meta"].value("progressToken", Json());
  return {.type = "text/event-stream", .stream = [token](HttpStream& out) {
            out.write(sse(notification("notifications/progress",
                                       {{"progressToken", token}, {"progress", 1}})));
            EXPECT_TRUE(out.wait_until_closed()) << "the client did not close the stream";
            return false;
          }};
}

TEST(ModernHttp, CancelsByClosingTheStream) {
  const HttpServer server(modern({{"tools/call", hanging}}));
  auto client = connect_http(server);
  std::stop_source stop;
  const auto error = failure([&] {
    client.call_tool(
        "slow", nullptr,
        {.stop = stop.get_token(), .on_progress = [&](const Progress&) { stop.request_stop(); }});
  });
  EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
  EXPECT_TRUE(server.wait_until_idle());
  EXPECT_EQ(server.methods(), (Names{"server/discover", "tools/call"}));
}

TEST(ModernHttp, GivesUpOnAServerThatHangs) {
  const HttpServer server(modern({{"tools/call", hanging}}));
  auto client = connect_http(server);
  const auto error = failure([&] { client.call_tool("slow", nullptr, {.timeout = 500ms}); });
  EXPECT_EQ(error.code(), ErrorCode::request_timed_out);
  EXPECT_EQ(server.calls("tools/call").size(), 1U);
  EXPECT_TRUE(server.wait_until_idle());
}

TEST(ModernHttp, EndsOpenCallsWhenItCloses) {
  const HttpServer server(modern({{"tools/call", hanging}}));
  Notes ends;
  {
    auto client = connect_http(server);
    client.start_tool("slow", nullptr, {}, [&](const Result<CallToolResult>& result) {
      ends.add(result ? "?" : result.error().what());
    });
    EXPECT_TRUE(server.wait_for([](const auto& call) { return call.method() == "tools/call"; }));
  }
  EXPECT_EQ(ends.all().size(), 1U);
  EXPECT_TRUE(server.wait_until_idle());
}

TEST(ModernHttp, FailsOnlyTheCallWhoseStreamBreaks) {
  std::atomic<int> calls = 0;
  const HttpServer server(modern({{"tools/call", [&](const HttpCall& call) -> HttpAnswer {
                                     const int nth = calls++;
                                     if (nth == 0) return sse_answer("id: 1\nretry: 1\ndata:\n\n");
                                     if (nth == 1) {
                                       return {.type = "text/event-stream",
                                               .stream = [](HttpStream& out) {
                                                 out.write("id: 2\ndata: {\"js");
                                                 return false;
                                               }};
                                     }
                                     return saying("done")(call);
                                   }}}));
  auto client = connect_http(server);
  for (int i = 0; i < 2; ++i) {
    const auto error = failure([&] { client.call_tool("work", nullptr); });
    EXPECT_EQ(error.code(), ErrorCode::connection_closed) << error.what();
  }
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  EXPECT_EQ(server.methods(), (Names{"server/discover", "tools/call", "tools/call", "tools/call"}))
      << "streams are not continued in this era";
}

TEST(ModernHttp, KeepsASubscriptionOpen) {
  std::atomic<int> streams = 0;
  const auto listen = [&](const HttpCall& call) -> HttpAnswer {
    const bool breaks = streams++ == 0;
    const Json meta{{"io.modelcontextprotocol/subscriptionId", call.body["id"]}};
    return {.type = "text/event-stream", .stream = [breaks, meta](HttpStream& out) {
              out.write(sse(notification("notifications/subscriptions/acknowledged",
                                         {{"_meta", meta}, {"notifications", Json::object()}})));
              out.write(sse(notification("notifications/tools/list_changed", {{"_meta", meta}})));
              const bool closed = breaks || out.wait_until_closed();
              EXPECT_TRUE(closed);
              return false;
            }};
  };
  const HttpServer server(modern({{"subscriptions/listen", listen}}));
  Notes changes;
  ClientOptions options;
  options.handlers.tools_changed = [&] { changes.add("tools"); };
  auto client = connect_http(server, options);
  auto listening = client.listen({.tools = true});
  EXPECT_TRUE(changes.wait_for(2)) << "it is opened again when it breaks";
  listening.reset();
  EXPECT_TRUE(server.wait_until_idle()) << "the end of the subscription closes it";
  EXPECT_EQ(server.calls("subscriptions/listen").size(), 2U);
}

TEST(ModernHttp, WarnsOfRequestsAndDoesNotAnswerThem) {
  const HttpServer server(
      modern({{"tools/call", [](const HttpCall& call) {
                 return sse_answer(sse({{"jsonrpc", "2.0"}, {"id", 5}, {"method", "roots/list"}}) +
                                   sse(result_of(call, text_result("done"))));
               }}}));
  Notes warnings;
  ClientOptions options;
  options.handlers.warning = [&](const std::string& text) { warnings.add(text); };
  {
    auto client = connect_http(server, options);
    EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  }
  EXPECT_EQ(warnings.all().size(), 1U);
  EXPECT_EQ(server.calls().size(), 2U);
}

}  // namespace
}  // namespace mcp::test::http_modern_test
