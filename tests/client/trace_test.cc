// Trace contexts are sent with every request of a call, in both eras.

#include <gtest/gtest.h>

#include "client/task_script.hpp"

namespace mcp::test::trace_test {
namespace {

const TraceContext trace{.traceparent = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
                         .tracestate = "vendor=value",
                         .baggage = "user=alice"};

class Trace : public ServedClient {
 protected:
  Client connect_echo(ClientOptions options = {}) {
    return connect([](const Request&) { return Outcome(tool_text("done")); }, std::move(options));
  }
  Json meta_of(const std::string& method, std::size_t number = 0) {
    return sent().of(method).at(number).value("_meta", Json::object());
  }
};

MCP_BOTH_ERAS(Trace);

TEST_P(Trace, IsSentWithTheCall) {
  auto client = connect_echo();
  client.call_tool("work", nullptr, {.trace = trace});
  EXPECT_EQ(meta_of("tools/call")["traceparent"], trace.traceparent);
  EXPECT_EQ(meta_of("tools/call")["tracestate"], "vendor=value");
  EXPECT_EQ(meta_of("tools/call")["baggage"], "user=alice");
  client.call_tool("work", nullptr, {.trace = {.traceparent = trace.traceparent}});
  EXPECT_FALSE(meta_of("tools/call", 1).contains("tracestate"));
  client.call_tool("work", nullptr);
  EXPECT_FALSE(meta_of("tools/call", 2).contains("traceparent"));
  client.request("ping", nullptr, {.trace = trace});
  EXPECT_EQ(meta_of("ping")["traceparent"], trace.traceparent) << "without parameters, too";
}

TEST_P(Trace, ComesFromAFunctionUnlessTheCallHasOne) {
  int calls = 0;
  ClientOptions options;
  options.trace = [&] {
    ++calls;
    return TraceContext{.baggage = "call=" + std::to_string(calls)};
  };
  auto client = connect_echo(std::move(options));
  client.call_tool("work", nullptr);
  client.call_tool("work", nullptr);
  client.call_tool("work", nullptr, {.trace = trace});
  EXPECT_EQ(meta_of("tools/call", 0)["baggage"], "call=1");
  EXPECT_EQ(meta_of("tools/call", 1)["baggage"], "call=2");
  EXPECT_EQ(meta_of("tools/call", 2)["baggage"], "user=alice");
  EXPECT_EQ(calls, 2);
}

TEST_P(Trace, OtherMetaStays) {
  auto client = connect_echo();
  const Json params{{"name", "work"}, {"_meta", {{"example.org/key", 7}}}};
  client.request("tools/call", params, {.trace = trace});
  EXPECT_EQ(meta_of("tools/call")["example.org/key"], 7);
  EXPECT_EQ(meta_of("tools/call")["traceparent"], trace.traceparent);
}

TEST_P(Trace, AMalformedOneFailsTheCall) {
  auto client = connect_echo();
  const Error error =
      failure([&] { client.call_tool("work", nullptr, {.trace = {.traceparent = "a"}}); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
  EXPECT_TRUE(sent().of("tools/call").empty());
}

TEST_P(Trace, GoesWithTheRequestsAboutATask) {
  TaskScript script(modern(), {working(), completed("done")});
  auto client = connect([&](const Request& request) { return script(request); },
                        {.tasks = TaskOptions{.min_poll_interval = std::chrono::milliseconds(1)}},
                        TaskScript::capabilities());
  client.call_tool("required", nullptr, {.trace = trace});
  EXPECT_EQ(meta_of("tasks/get")["traceparent"], trace.traceparent);
}

}  // namespace
}  // namespace mcp::test::trace_test
