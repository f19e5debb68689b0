// Operations with different messages in each era: ping, the log level, roots.

#include "client/served_client.hpp"

namespace mcp::test {
namespace {

Outcome unknown(const Request& request) {
  return Error(ErrorCode::method_not_found, "Unknown method " + request.method);
}

Outcome empty(const Request&) {
  return Json::object();
}

class Ping : public ServedClient {};

TEST_P(Ping, AsksWhatEveryServerAnswers) {
  Server server({"plain", "1"});
  auto client = connect(server);
  const auto before = sent().methods().size();
  EXPECT_NO_THROW(client.ping());
  const auto methods = sent().methods();
  ASSERT_EQ(methods.size(), before + 1);
  EXPECT_EQ(methods.back(), modern() ? "server/discover" : "ping");
}

TEST_P(Ping, FailsWhenTheServerDoesNotAnswer) {
  auto client = connect(empty, {.restart = false});
  EXPECT_NO_THROW(client.ping());
  kill_server();
  EXPECT_EQ(failure([&] { client.ping(); }).code(), ErrorCode::connection_closed);
}

TEST_P(Ping, IsCancelled) {
  auto client = connect(empty);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(failure([&] { client.ping({.stop = stop.get_token()}); }).code(),
            ErrorCode::request_cancelled);
}

MCP_BOTH_ERAS(Ping);

class LogLevels : public ServedClient {
 protected:
  LogLevels() : server({"logs", "1"}) {
    server.add_tool<NoArguments>({.name = "log"}, [](const NoArguments&, ToolContext& context) {
      for (const LogLevel level : {LogLevel::debug, LogLevel::info, LogLevel::error}) {
        context.log(level, "said");
      }
      return text("logged");
    });
  }

  ClientOptions options(std::optional<LogLevel> level = {}) {
    ClientOptions options{.log_level = level};
    options.handlers.log = [this](LogLevel logged, const Json&, const std::string&) {
      logged_.push_back(logged);
    };
    return options;
  }

  /// The levels of the log messages that arrive during a call.
  std::vector<LogLevel> logged_by_a_call(Client& client) {
    logged_.clear();
    client.call<void>("log");
    return logged_;
  }

  Server server;

 private:
  std::vector<LogLevel> logged_;
};

using Levels = std::vector<LogLevel>;

TEST_P(LogLevels, AreThoseSetLast) {
  auto client = connect(server, options(LogLevel::error));
  EXPECT_EQ(logged_by_a_call(client), Levels({LogLevel::error}));
  client.set_log_level(LogLevel::debug);
  EXPECT_EQ(logged_by_a_call(client), Levels({LogLevel::debug, LogLevel::info, LogLevel::error}));
  client.set_log_level(LogLevel::info);
  EXPECT_EQ(logged_by_a_call(client), Levels({LogLevel::info, LogLevel::error}));
  client.set_log_level(LogLevel::emergency);
  EXPECT_EQ(logged_by_a_call(client), Levels());
}

TEST_P(LogLevels, MayBeSetThoughNoneWasAskedForAtFirst) {
  auto client = connect(server, options());
  client.set_log_level(LogLevel::debug);
  EXPECT_EQ(logged_by_a_call(client), Levels({LogLevel::debug, LogLevel::info, LogLevel::error}));
}

TEST_P(LogLevels, AreSetAgainWhenTheServerIsStartedAgain) {
  auto client = connect(server, options(LogLevel::debug));
  client.set_log_level(LogLevel::error);
  kill_server();
  EXPECT_EQ(logged_by_a_call(client), Levels({LogLevel::error}));
  kill_server();
  client.set_log_level(LogLevel::info);
  EXPECT_EQ(logged_by_a_call(client), Levels({LogLevel::info, LogLevel::error}));
}

TEST_P(LogLevels, TravelAsTheEraSays) {
  auto client = connect(empty, {}, {{"logging", Json::object()}});
  client.set_log_level(LogLevel::warning);
  client.request("tools/list", nullptr);
  const auto requests = sent().of("logging/setLevel");
  const Json params = sent().of("tools/list").back();
  if (modern()) {
    EXPECT_EQ(requests.size(), 0U);
    EXPECT_EQ(params["_meta"]["io.modelcontextprotocol/logLevel"], "warning");
  } else {
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0], Json({{"level", "warning"}}));
    EXPECT_EQ(params, Json());
  }
}

MCP_BOTH_ERAS(LogLevels);

/// Behaviour of servers until 2025-11-25 only.
class LogLevelOfALegacyServer : public ServedClient {};

TEST_P(LogLevelOfALegacyServer, CannotBeSetUnlessItDeclaresLogging) {
  auto client = connect(empty);
  const auto error = failure([&] { client.set_log_level(LogLevel::debug); });
  EXPECT_EQ(error.code(), ErrorCode::method_not_found);
  EXPECT_NE(std::string(error.what()).find("logging"), std::string::npos) << error.what();
  EXPECT_EQ(sent().of("logging/setLevel").size(), 0U);
}

TEST_P(LogLevelOfALegacyServer, IsNotKeptWhenItRefuses) {
  auto client = connect(unknown, {}, {{"logging", Json::object()}});
  const auto error = failure([&] { client.set_log_level(LogLevel::debug); });
  EXPECT_EQ(error.code(), ErrorCode::method_not_found);
  EXPECT_EQ(sent().of("logging/setLevel").size(), 1U);
  kill_server();
  EXPECT_THROW(client.ping(), Error) << "it knows no ping, but is started again";
  EXPECT_EQ(sent().of("initialize").size(), 2U);
  EXPECT_EQ(sent().of("logging/setLevel").size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Eras, LogLevelOfALegacyServer, ::testing::Values(Era::legacy),
                         name_of_era);

class Roots : public ServedClient {
 protected:
  static ClientOptions with_roots() {
    ClientOptions options;
    options.handlers.roots = [] { return std::vector<Root>{{"file:///a"}}; };
    return options;
  }

  /// The capabilities that the client declared.
  Json declared() const {
    if (!modern()) return sent().of("initialize").at(0)["capabilities"];
    return sent()
        .of("server/discover")
        .at(0)["_meta"]["io.modelcontextprotocol/clientCapabilities"];
  }

  std::size_t notifications() const { return sent().of("notifications/roots/list_changed").size(); }
};

TEST_P(Roots, AreReportedWhenTheyChangeWhereTheEraHasThat) {
  auto client = connect(empty, with_roots());
  EXPECT_EQ(declared(), Json({{"roots", modern() ? Json::object() : Json{{"listChanged", true}}}}));
  const auto before = sent().methods().size();
  client.roots_changed();
  client.roots_changed();
  EXPECT_EQ(notifications(), modern() ? 0U : 2U);
  EXPECT_EQ(sent().methods().size() - before, notifications());
}

TEST_P(Roots, AreNotReportedByAClientThatHasNone) {
  auto client = connect(empty);
  EXPECT_EQ(declared(), Json::object());
  client.roots_changed();
  EXPECT_EQ(notifications(), 0U);
}

TEST_P(Roots, AreNotReportedToAServerThatIsGone) {
  auto client = connect(empty, with_roots());
  kill_server();
  EXPECT_NO_THROW(client.roots_changed());
  EXPECT_EQ(notifications(), 0U);
}

MCP_BOTH_ERAS(Roots);

}  // namespace
}  // namespace mcp::test
