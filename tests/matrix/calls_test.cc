#include <atomic>
#include <future>
#include <thread>

#include "matrix/matrix.hpp"

namespace mcp::test {
namespace {

class Calls : public Matrix {};

TEST_P(Calls, SaysWhoTheServerIs) {
  const auto server = connect().server_info();
  EXPECT_EQ(server.protocol_version, spelled("2025-11-25", "2026-07-28"));
  EXPECT_EQ(server.implementation.name, "feature-server");
  EXPECT_EQ(server.implementation.version, "1.2.3");
  EXPECT_EQ(server.instructions, "A server for tests.");
  EXPECT_TRUE(server.capabilities.tools_list_changed);
  EXPECT_TRUE(server.capabilities.resources_subscribe);
  EXPECT_TRUE(server.capabilities.prompts);
  EXPECT_TRUE(server.capabilities.completions);
}

TEST_P(Calls, RunsATool) {
  auto client = connect();
  EXPECT_EQ(text_of_first(client.call_tool("echo", {{"text", "ab"}, {"times", 2}})), "abab");
}

TEST_P(Calls, ReportsInvalidArgumentsToTheModel) {
  auto client = connect();
  const auto result = client.call_tool("echo", {{"text", ""}, {"tims", 2}});
  EXPECT_TRUE(result.is_error);
  const auto text = text_of_first(result);
  EXPECT_NE(text.find("tims"), std::string::npos) << text;
  EXPECT_NE(text.find("times"), std::string::npos) << text;
}

TEST_P(Calls, RefusesAnUnknownToolAsAProtocolError) {
  auto client = connect();
  const auto error = failure([&] { client.call_tool("nope", Json::object()); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
  EXPECT_STREQ(error.what(), "Unknown tool: nope");
}

TEST_P(Calls, RefusesMalformedParameters) {
  auto client = connect();
  for (const Json& params :
       {Json::object(), Json{{"name", 1}}, Json{{"name", "echo"}, {"arguments", 5}}}) {
    const auto error = failure([&] { client.request("tools/call", params); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_params) << to_text(params);
  }
}

TEST_P(Calls, RefusesAMethodThatTheRevisionDoesNotDefine) {
  auto client = connect();
  const char* other_era = spelled("server/discover", "logging/setLevel");
  for (const char* method : {"no/such", other_era}) {
    const auto error = failure([&] { client.request(method, Json::object()); });
    EXPECT_EQ(error.code(), ErrorCode::method_not_found) << method;
  }
}

TEST_P(Calls, CarriesEveryKindOfContent) {
  auto client = connect();
  const auto result = client.call_tool("all_content", nullptr);
  ASSERT_EQ(result.content.size(), 5U);
  EXPECT_EQ(std::get<TextContent>(result.content[0]).annotations.priority, 0.5);
  EXPECT_EQ(std::get<ImageContent>(result.content[1]).mime_type, "image/png");
  EXPECT_EQ(std::get<AudioContent>(result.content[2]).mime_type, "audio/wav");
  EXPECT_EQ(std::get<ResourceLink>(result.content[3]).resource.uri, "test://text");
  EXPECT_EQ(std::get<EmbeddedResource>(result.content[4]).resource.text, "inside");
  EXPECT_EQ(result.meta["example.com/note"], 1);
}

TEST_P(Calls, CarriesStructuredContentAndItsText) {
  auto client = connect();
  const auto result = client.call_tool("add", {{"a", 1.5}, {"b", 2}});
  EXPECT_EQ(result.structured, Json({{"sum", 3.5}}));
  EXPECT_EQ(text_of_first(result), R"({"sum":3.5})");
}

// Before 2026-07-28 structured content is an object; the text carries the rest.
TEST_P(Calls, CarriesStructuredContentThatIsNoObjectWhereItMay) {
  auto client = connect();
  const auto result = client.call_tool("raw", {{"x", "y"}});
  EXPECT_EQ(result.structured.has_value(), modern() && server_is_modern());
  EXPECT_EQ(text_of_first(result), R"(["y"])");
}

TEST_P(Calls, KeepsWhatAToolRefusesApartFromErrors) {
  auto client = connect();
  const auto refused = client.call_tool("refuses", nullptr);
  EXPECT_TRUE(refused.is_error);
  EXPECT_EQ(text_of_first(refused), "I will not");
  const auto error = failure([&] { client.call_tool("throws_error", nullptr); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
  EXPECT_EQ(error.data()["hint"], "otherwise");
}

TEST_P(Calls, HidesInternalErrors) {
  auto client = connect();
  for (const char* tool : {"throws_anything", "breaks_promise", "never_answers"}) {
    const auto error = failure([&] { client.call_tool(tool, nullptr); });
    EXPECT_EQ(error.code(), ErrorCode::internal_error) << tool;
    EXPECT_STREQ(error.what(), "Internal error") << tool;
  }
}

TEST_P(Calls, SendsProgressBeforeTheResultAndOnlyIfItGrows) {
  auto client = connect();
  std::vector<Progress> told;
  const auto result = client.call_tool(
      "counted", nullptr,
      {.on_progress = [&](const Progress& progress) { told.push_back(progress); }});
  EXPECT_EQ(text_of_first(result), "counted");
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[2].progress, 3);
  EXPECT_EQ(told[2].total, 3);
  EXPECT_EQ(told[2].message, "step 3");
  EXPECT_EQ(told[2].meta["example.com/step"], 3);
}

TEST_P(Calls, SendsLogMessagesOfTheLevelThatWasAskedFor) {
  std::vector<std::string> logged;
  ClientOptions options{.log_level = LogLevel::notice};
  options.handlers.log = [&](LogLevel level, const Json& data, const std::string& logger) {
    logged.push_back(encode(level).get<std::string>() + " " + to_text(data) + " " + logger);
  };
  auto client = connect(std::move(options));
  client.call_tool("logs", nullptr);
  EXPECT_EQ(logged, std::vector<std::string>({R"(warning {"what":"careful"} feature)"}));
}

TEST_P(Calls, AnswersLater) {
  auto client = connect();
  EXPECT_EQ(text_of_first(client.call_tool("deferred", {{"word", "x"}})), "later: x");
}

TEST_P(Calls, CancelsWhenTheCallerGivesUp) {
  auto client = connect();
  std::stop_source stop;
  const auto error = failure([&] {
    client.call_tool(
        "waits_for_stop", nullptr,
        {.stop = stop.get_token(), .on_progress = [&](const Progress&) { stop.request_stop(); }});
  });
  EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
  EXPECT_EQ(text_of_first(client.call_tool("echo", {{"text", "still there"}})), "still there");
}

TEST_P(Calls, CancelsWhenItTakesTooLong) {
  auto client = connect();
  const auto error = failure([&] {
    client.call_tool("waits_for_stop", nullptr, {.timeout = std::chrono::milliseconds(50)});
  });
  EXPECT_EQ(error.code(), ErrorCode::request_timed_out);
  EXPECT_EQ(text_of_first(client.call_tool("echo", {{"text", "still there"}})), "still there");
}

TEST_P(Calls, ServesManyAtOnce) {
  auto client = connect();
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const std::string word = std::to_string(t * 100 + i);
        right += text_of_first(client.call_tool("deferred", {{"word", word}})) == "later: " + word;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 200);
}

TEST_P(Calls, DoesNotWaitForTheAnswer) {
  auto client = connect();
  std::promise<Result<CallToolResult>> answer;
  client.start_tool("add", {{"a", 1}, {"b", 1}}, {},
                    [&](Result<CallToolResult> result) { answer.set_value(std::move(result)); });
  EXPECT_EQ(answer.get_future().get().value().structured, Json({{"sum", 2.0}}));
}

TEST_P(Calls, CarriesLargeMessages) {
  auto client = connect();
  const std::string large(3 << 20, 'x');
  EXPECT_EQ(text_of_first(client.call_tool("echo", {{"text", large}, {"times", 2}})).size(),
            2 * large.size());
}

TEST_P(Calls, FailsOpenCallsWhenTheClientGoes) {
  std::promise<Result<Json>> answer;
  {
    auto client = connect();
    std::promise<void> running;
    client.start_request("tools/call", {{"name", "waits_for_stop"}},
                         {.on_progress = [&](const Progress&) { running.set_value(); }},
                         [&](Result<Json> result) { answer.set_value(std::move(result)); });
    running.get_future().wait();
  }
  EXPECT_EQ(answer.get_future().get().error().code(), ErrorCode::connection_closed);
}

MCP_MATRIX(Calls);

}  // namespace
}  // namespace mcp::test
