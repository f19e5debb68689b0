// Client middleware in both eras: the requests that it gets, and how it may change them.

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "client/served_client.hpp"
#include "mcp/middleware.hpp"
#include "support/feature_server.hpp"

namespace mcp::test {
namespace {

using Names = std::vector<std::string>;

class ClientMiddleware : public ServedClient {
 protected:
  ClientMiddleware() : server_({"middleware", "1"}) {
    server_.add_tool({.name = "echo"}, ToolHandler([](const Json& arguments, ToolContext& context) {
                       const Json& meta = context.meta();
                       return ToolReply(structured(
                           {{"arguments", arguments},
                            {"trace", meta.is_object() ? meta.value("traceparent", "") : ""}}));
                     }));
    server_.add_resource({.uri = "test://text", .name = "text"},
                         [](const std::string& uri, RequestContext&) -> ResourceReply {
                           return text_resource(uri, "hello");
                         });
    server_.add_prompt({.name = "greet", .arguments = {{.name = "who"}}},
                       [](const Values&, RequestContext&) -> PromptReply {
                         return GetPromptResult{.messages = {user_message("hello")}};
                       });
    server_.add_prompt_completion("greet", "who", [](std::string_view, const Values&) {
      return Completion{.values = {"Ann"}};
    });
  }

  Client connect_through(std::vector<Middleware> middleware, ClientOptions options = {}) {
    options.middleware = std::move(middleware);
    return connect(server_, std::move(options));
  }

  Server server_;
};

/// Keeps the method of every request.
Middleware record(Names& methods) {
  return [&methods](PassingRequest request, const CallerInfo&, const Proceed& proceed,
                    Respond respond) {
    methods.push_back(request.method);
    proceed(std::move(request), std::move(respond));
  };
}

TEST_P(ClientMiddleware, SeesEveryRequestOfTheCaller) {
  Names methods;
  auto client = connect_through({record(methods)});
  EXPECT_EQ(methods, Names()) << "the opening does not go through it";
  client.ping();
  client.list_tools();
  client.call_tool("echo", {{"x", 1}});
  client.call<void>("echo");
  client.list_resources();
  client.list_resource_templates();
  client.read_resource("test://text");
  client.list_prompts();
  client.get_prompt("greet");
  client.complete_prompt("greet", "who", "A");
  client.request("tools/list", nullptr);
  const auto done = std::make_shared<std::promise<void>>();
  client.start_tool("echo", nullptr, {},
                    [done](const Result<CallToolResult>&) { done->set_value(); });
  done->get_future().wait();
  EXPECT_EQ(methods,
            Names({modern() ? "server/discover" : "ping", "tools/list", "tools/call", "tools/call",
                   "resources/list", "resources/templates/list", "resources/read", "prompts/list",
                   "prompts/get", "completion/complete", "tools/list", "tools/call"}));
}

TEST_P(ClientMiddleware, SeesACallWithQuestionsOnce) {
  FeatureServer server;
  Names methods;
  ClientOptions options{.middleware = {[](PassingRequest request, const CallerInfo&,
                                          const Proceed& proceed, Respond respond) {
                                         request.params["_meta"]["traceparent"] = "00-1";
                                         proceed(std::move(request), std::move(respond));
                                       },
                                       record(methods)}};
  options.handlers.elicit = [](const Elicitation& question, std::stop_token) {
    const bool first = question.requested_schema["properties"].contains("yes");
    return ElicitResult{ElicitAction::accept,
                        first ? Json{{"yes", true}} : Json{{"region", "north"}}};
  };
  auto client = connect(server, std::move(options));
  EXPECT_EQ(client.call<std::string>("deploy", Json{{"app", "web"}}),
            "deployed to north in 3 runs");
  EXPECT_EQ(methods, Names({"tools/call"}));
  const auto sent_calls = sent().of("tools/call");
  EXPECT_EQ(sent_calls.size(), modern() ? 3U : 1U);
  for (const Json& params : sent_calls) EXPECT_EQ(params["_meta"]["traceparent"], "00-1");
}

/// Adds a step when the request passes and another when its result passes.
Middleware enclose(Names& steps, const std::string& name) {
  return [&steps, name](PassingRequest request, const CallerInfo&, const Proceed& proceed,
                        Respond respond) {
    steps.push_back(name + " in");
    proceed(std::move(request), [&steps, name, respond = std::move(respond)](Result<Json> result) {
      steps.push_back(name + " out");
      respond(std::move(result));
    });
  };
}

TEST_P(ClientMiddleware, RunsInOrderAndTheAnswerTheOtherWay) {
  Names steps;
  auto client = connect_through({enclose(steps, "a"), enclose(steps, "b")});
  client.ping();
  EXPECT_EQ(steps, Names({"a in", "b in", "b out", "a out"}));
  steps.clear();
  EXPECT_THROW(client.call_tool("no such tool", nullptr), Error);
  EXPECT_EQ(steps, Names({"a in", "b in", "b out", "a out"})) << "of a failure, too";
}

TEST_P(ClientMiddleware, ChangesRequestsAndAnswers) {
  auto client = connect_through({[](PassingRequest request, const CallerInfo&,
                                    const Proceed& proceed, const Respond& respond) {
    request.params["_meta"]["traceparent"] = "00-2";
    request.params["arguments"]["x"] = 2;
    proceed(std::move(request), [respond](Result<Json> result) {
      if (result) (*result)["structuredContent"]["seen"] = true;
      respond(std::move(result));
    });
  }});
  EXPECT_EQ(client.call<Json>("echo", Json{{"x", 1}, {"y", 1}}),
            Json({{"arguments", {{"x", 2}, {"y", 1}}}, {"trace", "00-2"}, {"seen", true}}));
  const Json meta = sent().of("tools/call").back()["_meta"];
  EXPECT_EQ(meta.contains("io.modelcontextprotocol/protocolVersion"), modern());
}

TEST_P(ClientMiddleware, AnswersItself) {
  auto client =
      connect_through({[](const PassingRequest&, const CallerInfo&, const Proceed&,
                          const Respond& respond) { respond(encode(text("from a cache"))); }});
  EXPECT_EQ(client.call<std::string>("echo"), "from a cache");
  kill_server();
  EXPECT_EQ(client.call<std::string>("echo"), "from a cache") << "the server is not needed";
  EXPECT_EQ(sent().of("tools/call").size(), 0U);
}

TEST_P(ClientMiddleware, PassesARequestOnFromAnotherThread) {
  std::jthread later;
  auto client = connect_through(
      {[&](PassingRequest request, const CallerInfo&, const Proceed& proceed, Respond respond) {
        later = std::jthread([request = std::move(request), proceed, respond = std::move(respond)] {
          proceed(request, respond);
        });
      }});
  EXPECT_EQ(client.call<Json>("echo", Json{{"x", 1}})["arguments"], Json({{"x", 1}}));
  later.join();
}

TEST_P(ClientMiddleware, FailsTheCall) {
  const struct {
    const char* name;
    Middleware middleware;
    ErrorCode code;
    const char* text;
  } cases[] = {
      {"throws",
       [](const PassingRequest&, const CallerInfo&, const Proceed&, const Respond&) {
         throw std::runtime_error("no token");
       },
       ErrorCode::internal_error, "no token"},
      {"throws an Error",
       [](const PassingRequest&, const CallerInfo&, const Proceed&, const Respond&) {
         throw Error(ErrorCode::invalid_request, "too many calls");
       },
       ErrorCode::invalid_request, "too many calls"},
      {"responds with an error",
       [](const PassingRequest&, const CallerInfo&, const Proceed&, const Respond& respond) {
         respond(Error(ErrorCode::invalid_params, "not allowed"));
       },
       ErrorCode::invalid_params, "not allowed"},
      {"throws when the answer is there",
       [](PassingRequest request, const CallerInfo&, const Proceed& proceed, const Respond&) {
         proceed(std::move(request),
                 [](const Result<Json>&) { throw std::runtime_error("cannot log"); });
       },
       ErrorCode::internal_error, "cannot log"},
      {"forgets it",
       [](const PassingRequest&, const CallerInfo&, const Proceed&, const Respond&) {},
       ErrorCode::internal_error, ""},
  };
  for (const auto& [name, middleware, code, text] : cases) {
    SCOPED_TRACE(name);
    auto client = connect_through({middleware});
    const auto error = failure([&] { client.call_tool("echo", nullptr); });
    EXPECT_EQ(error.code(), code);
    EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
  }
}

TEST_P(ClientMiddleware, MayRepeatARequest) {
  std::atomic<int> attempts = 0;
  auto client = connect_through({[&](const PassingRequest& request, const CallerInfo&,
                                     const Proceed& proceed, const Respond& respond) {
    proceed(request, [&attempts, request, proceed, respond](Result<Json> result) {
      ++attempts;
      if (result) return respond(std::move(result));
      PassingRequest corrected = request;
      corrected.params["name"] = "echo";
      proceed(std::move(corrected), respond);
    });
  }});
  EXPECT_EQ(client.call<Json>("ecko", Json{{"x", 1}})["arguments"], Json({{"x", 1}}));
  EXPECT_EQ(attempts, 1);
  EXPECT_EQ(sent().of("tools/call").size(), 2U);
}

TEST_P(ClientMiddleware, KnowsTheClient) {
  std::vector<CallerInfo> callers;
  auto client = connect_through({[&](PassingRequest request, const CallerInfo& caller,
                                     const Proceed& proceed, Respond respond) {
                                  callers.push_back(caller);
                                  proceed(std::move(request), std::move(respond));
                                }},
                                {.self = {"tester", "2"}});
  client.call_tool("echo", nullptr);
  client.set_log_level(LogLevel::error);
  client.call_tool("echo", nullptr);
  ASSERT_GE(callers.size(), 2U);
  for (const auto& caller : callers) {
    EXPECT_EQ(caller.protocol_version, client.server_info().protocol_version);
    ASSERT_TRUE(caller.client);
    EXPECT_EQ(caller.client->name, "tester");
  }
  EXPECT_EQ(callers.front().log_threshold, std::nullopt);
  EXPECT_EQ(callers.back().log_threshold, LogLevel::error);
}

TEST_P(ClientMiddleware, SeesThatTheServerIsGone) {
  std::vector<ErrorCode> codes;
  auto client =
      connect_through({[&](PassingRequest request, const CallerInfo&, const Proceed& proceed,
                           const Respond& respond) {
                        proceed(std::move(request), [&codes, respond](Result<Json> result) {
                          if (!result) codes.push_back(result.error().code());
                          respond(std::move(result));
                        });
                      }},
                      {.restart = false});
  kill_server();
  EXPECT_EQ(failure([&] { client.ping(); }).code(), ErrorCode::connection_closed);
  EXPECT_EQ(codes, std::vector<ErrorCode>({ErrorCode::connection_closed}));
}

TEST_P(ClientMiddleware, PassesNoRequestOnThatWasStoppedMeanwhile) {
  std::stop_source stop;
  auto client = connect_through(
      {[&](PassingRequest request, const CallerInfo&, const Proceed& proceed, Respond respond) {
        stop.request_stop();
        proceed(std::move(request), std::move(respond));
      }});
  const auto error =
      failure([&] { client.call_tool("echo", nullptr, {.stop = stop.get_token()}); });
  EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
  EXPECT_EQ(sent().of("tools/call").size(), 0U);
}

MCP_BOTH_ERAS(ClientMiddleware);

}  // namespace
}  // namespace mcp::test
