#include <future>
#include <mutex>

#include "matrix/matrix.hpp"

namespace mcp::test {
namespace {

class Questions : public Matrix {
 protected:
  /// A client whose user answers with `answers`, in this order.
  Client connect_with(std::vector<ElicitResult> answers) {
    ClientOptions options;
    options.handlers.elicit = [this, answers = std::move(answers)](const Elicitation& question,
                                                                   std::stop_token) {
      const std::scoped_lock lock(mutex_);
      asked_.push_back(question);
      return answers.at(asked_.size() - 1);
    };
    return connect(std::move(options));
  }

  std::vector<Elicitation> asked() {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }

 private:
  std::mutex mutex_;
  std::vector<Elicitation> asked_;
};

ElicitResult accept(Json content) {
  return {ElicitAction::accept, std::move(content)};
}

TEST_P(Questions, RunTheHandlerAgainForEveryRound) {
  auto client =
      connect_with({accept({{"yes", true}}), accept({{"region", "south"}, {"town", "ville"}})});
  EXPECT_EQ(text_of_first(client.call_tool("deploy", {{"app", "web"}})),
            "deployed to southville in 3 runs");
  const auto asked = this->asked();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].message, "Deploy web?");
  EXPECT_EQ(asked[0].requested_schema["properties"]["yes"]["type"], "boolean");
  EXPECT_EQ(asked[1].requested_schema["properties"]["region"]["enum"], Json({"north", "south"}));
}

TEST_P(Questions, MayBeDeclinedOrCancelled) {
  EXPECT_EQ(
      text_of_first(connect_with({{ElicitAction::decline}}).call_tool("deploy", {{"app", "a"}})),
      "declined");
}

TEST_P(Questions, MayBeCancelled) {
  EXPECT_EQ(
      text_of_first(connect_with({{ElicitAction::cancel}}).call_tool("deploy", {{"app", "a"}})),
      "cancelled");
}

TEST_P(Questions, OfEveryKindTravelTogether) {
  ClientOptions options;
  std::string url;
  options.handlers.elicit = [&](const Elicitation& question, std::stop_token) -> ElicitResult {
    if (question.url.empty()) return accept({{"yes", true}});
    url = question.url;
    return {ElicitAction::accept};
  };
  options.handlers.sample = [](const Json& params, std::stop_token) -> Json {
    EXPECT_EQ(params["maxTokens"], 10);
    return {{"role", "assistant"},
            {"model", "test"},
            {"content", {{"type", "text"}, {"text", "Lisbon"}}}};
  };
  options.handlers.roots = [] { return std::vector<Root>{{"file:///work"}}; };
  auto client = connect(std::move(options));
  EXPECT_EQ(text_of_first(client.call_tool("asks_all", nullptr)), "yes seen Lisbon file:///work");
  EXPECT_EQ(url, "https://example.com/page");
}

TEST_P(Questions, AreNotSentToAClientWithoutTheCapability) {
  auto client = connect();
  const auto error = failure([&] { client.call_tool("asks_all", nullptr); });
  EXPECT_EQ(error.code(), modern() && server_is_modern() ? ErrorCode::missing_client_capability
                                                         : ErrorCode::invalid_request);
  EXPECT_EQ(error.data()["requiredCapabilities"],
            Json({{"elicitation", {{"form", Json::object()}, {"url", Json::object()}}},
                  {"sampling", Json::object()},
                  {"roots", Json::object()}}));
}

// The client validates the user's input before it sends it.
TEST_P(Questions, WithAWrongAnswerFailTheCall) {
  auto client = connect_with({accept({{"yes", "certainly"}})});
  const auto error = failure([&] { client.call_tool("deploy", {{"app", "a"}}); });
  EXPECT_NE(std::string(error.what()).find("yes"), std::string::npos) << error.what();
}

TEST_P(Questions, WithAFailingHandlerFailTheCall) {
  ClientOptions options;
  options.handlers.elicit = [](const Elicitation&, std::stop_token) -> ElicitResult {
    throw std::runtime_error("no terminal");
  };
  auto client = connect(std::move(options));
  const auto error = failure([&] { client.call_tool("deploy", {{"app", "a"}}); });
  EXPECT_NE(std::string(error.what()).find("no terminal"), std::string::npos) << error.what();
}

TEST_P(Questions, EndWhenThereAreTooManyRounds) {
  auto client = connect_with(std::vector<ElicitResult>(30, accept({{"yes", true}})));
  const auto error = failure([&] { client.call_tool("asks_forever", nullptr); });
  EXPECT_EQ(error.code(), modern() && server_is_modern() ? ErrorCode::protocol_violation
                                                         : ErrorCode::internal_error);
}

TEST_P(Questions, MayComeFromResourcesAndPrompts) {
  auto client = connect_with({accept({{"yes", true}}), {ElicitAction::decline}});
  EXPECT_EQ(client.read_resource("test://guarded").contents[0].text, "secret");
  const auto prompt = client.get_prompt("guarded");
  EXPECT_EQ(text_of(prompt.messages[0].content), "hidden");
}

TEST_P(Questions, AreCancelledWithTheirCall) {
  std::stop_source stop;
  std::promise<void> taken_back;
  auto told = taken_back.get_future().share();
  ClientOptions options;
  options.handlers.elicit = [&](const Elicitation&, std::stop_token question) -> ElicitResult {
    const std::stop_callback on_stop(question, [&] { taken_back.set_value(); });
    stop.request_stop();
    told.wait();
    return {ElicitAction::cancel};
  };
  auto client = connect(std::move(options));
  const auto error = failure([&] {
    client.call_tool("deploy", {{"app", "a"}}, {.stop = stop.get_token()});
  });
  EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
  EXPECT_EQ(told.wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

MCP_MATRIX(Questions);

}  // namespace
}  // namespace mcp::test
