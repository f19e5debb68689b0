#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "client/oauth/scripted_authorization.hpp"
#include "support/eventually.hpp"

/// Calls that wait for a login or a refresh.
namespace mcp::test {
namespace {

const Json nothing = Json::object();

std::size_t entries_of(const char* folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

std::size_t threads() {
  return entries_of("/proc/self/task");
}

std::size_t descriptors() {
  return entries_of("/proc/self/fd");
}

std::size_t count_token_requests(const HttpServer& server, const std::string& grant) {
  std::size_t count = 0;
  for (const auto& call : server.calls()) {
    if (call.path == "/token" && oauth::decode_form(call.text).at("grant_type") == grant) ++count;
  }
  return count;
}

/// Calls a tool `count` times at once.
void call_at_once(Client& client, int count) {
  std::vector<std::thread> callers;
  for (int i = 0; i < count; ++i) {
    callers.emplace_back([&] { EXPECT_EQ(text_in(client.call_tool("t", nothing)), "done"); });
  }
  for (auto& caller : callers) caller.join();
}

TEST(WaitingCalls, ShareOneLoginAndOneRefresh) {
  for (const int count : {2, 50}) {
    const ScriptedAuthorization script;
    const HttpServer server(script);
    const auto user = std::make_shared<ScriptedUser>();
    auto client = connect_with(server, provider_for(server, user));
    call_at_once(client, count);
    EXPECT_EQ(user->logins, 1);
    script.expire();
    call_at_once(client, count);
    EXPECT_EQ(user->logins, 1);
    EXPECT_EQ(count_token_requests(server, "refresh_token"), 1U) << count;
    EXPECT_EQ(count_token_requests(server, "authorization_code"), 1U) << count;
  }
}

TEST(WaitingCalls, OfTwoClientsShareTheProvider) {
  const ScriptedAuthorization script;
  const HttpServer server(script);
  const auto user = std::make_shared<ScriptedUser>();
  const auto tokens = provider_for(server, user);
  std::thread other([&] {
    auto client = connect_with(server, tokens);
    call_at_once(client, 3);
  });
  auto client = connect_with(server, tokens);
  call_at_once(client, 3);
  other.join();
  EXPECT_EQ(user->logins, 1);
  script.expire();
  call_at_once(client, 1);
  EXPECT_EQ(count_token_requests(server, "refresh_token"), 1U);
}

TEST(WaitingCalls, DoNotTimeOutDuringTheLogin) {
  const HttpServer server{ScriptedAuthorization()};
  const auto user = std::make_shared<ScriptedUser>([](const auto& url, const auto& stop) {
    (void)pause_for(400ms, stop);
    return ScriptedUser::response_to(url);
  });
  auto client = connect_with(server, provider_for(server, user),
                             {.era = Era::modern, .probe_timeout = 100ms});
  EXPECT_EQ(text_in(client.call_tool("t", nothing, {.timeout = 5s})), "done");
  EXPECT_EQ(user->logins, 1);
}

TEST(WaitingCalls, FailWhenTheLoginTakesTooLong) {
  const HttpServer server{ScriptedAuthorization()};
  const auto user = std::make_shared<ScriptedUser>(ScriptedUser::wait_for_stop);
  const auto tokens =
      oauth_provider({.server_url = server.url(),
                      .grant = AuthorizationCodeGrant{.user_agent = user, .timeout = 100ms}});
  const Error error = failure([&] { (void)connect_with(server, tokens); });
  EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
  EXPECT_STREQ(error.what(), "The login did not end within 100 ms; try again");
}

TEST(WaitingCalls, FailWhenTheUserRefusesTheLoginOnce) {
  for (const Era era : {Era::automatic, Era::modern, Era::legacy}) {
    const HttpServer server{ScriptedAuthorization()};
    const auto user = std::make_shared<ScriptedUser>([](const std::string& url, const auto&) {
      const auto state = oauth::decode_form(url.substr(url.find('?') + 1)).at("state");
      return oauth::encode_form({{"error", "access_denied"}, {"state", state}});
    });
    const Error error =
        failure([&] { (void)connect_with(server, provider_for(server, user), {.era = era}); });
    EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
    EXPECT_STREQ(error.what(), "The authorization server refused the login: access_denied");
    EXPECT_EQ(user->logins, 1);
  }
}

// The server may have forgotten the client, and then its page does not redirect.
TEST(WaitingCalls, AfterALoginThatTookTooLongRegisterTheClientAgain) {
  const HttpServer server{ScriptedAuthorization()};
  const auto user = std::make_shared<ScriptedUser>([](const auto& url, const auto& stop) {
    static std::atomic<int> logins = 0;
    return logins++ == 0 ? ScriptedUser::wait_for_stop(url, stop) : ScriptedUser::response_to(url);
  });
  const auto tokens =
      oauth_provider({.server_url = server.url(),
                      .grant = AuthorizationCodeGrant{.user_agent = user, .timeout = 100ms}});
  EXPECT_THROW((void)connect_with(server, tokens), Error);
  EXPECT_NO_THROW((void)connect_with(server, tokens));
  std::size_t registrations = 0;
  for (const auto& call : server.calls()) registrations += call.path == "/register" ? 1U : 0U;
  EXPECT_EQ(registrations, 2U);
}

Script legacy(std::map<std::string, Script> methods) {
  const auto server = std::make_shared<LegacyServer>(std::move(methods));
  return [server](const HttpCall& call) { return (*server)(call); };
}

class LoginDuring : public testing::TestWithParam<Era> {
 protected:
  // Valid for everything but tools, whose calls wait for a login.
  static HttpServer::Script script() {
    const ScriptedAuthorization gate;
    const auto done = [](const HttpCall& call) {
      return json_answer(result_of(call, text_result("done")));
    };
    const auto tool = [gate, done](const HttpCall& call) {
      return gate.is_valid(call) ? done(call) : ScriptedAuthorization::rejection(call);
    };
    const Script server =
        GetParam() == Era::modern ? modern({{"tools/call", tool}}) : legacy({{"tools/call", tool}});
    return ScriptedAuthorization({{"/mcp", server}, {"/token", [gate](const HttpCall&) {
                                                       return json_answer(gate.new_tokens());
                                                     }}});
  }
};

TEST_P(LoginDuring, ACancelledCallIsCancelledAndTheServerHearsNothing) {
  const HttpServer server(script());
  std::atomic<bool> patient = true;
  std::atomic<bool> was_stopped = false;
  const auto user = std::make_shared<ScriptedUser>([&](const auto& url, const auto& stop) {
    if (!patient) return ScriptedUser::response_to(url);
    (void)pause_for(patience, stop);
    was_stopped = stop.stop_requested();
    throw Error(ErrorCode::request_cancelled, "Cancelled");
  });
  auto client = connect_with(server, provider_for(server, user), {.era = GetParam()});
  std::stop_source stop;
  std::thread call([&] {
    const Error error =
        failure([&] { client.call_tool("t", nothing, {.stop = stop.get_token()}); });
    EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
  });
  EXPECT_TRUE(eventually([&] { return user->logins == 1; }));
  stop.request_stop();
  call.join();
  EXPECT_TRUE(eventually([&] { return was_stopped.load(); }));
  patient = false;
  EXPECT_EQ(text_in(client.call_tool("t", nothing)), "done");
  EXPECT_EQ(user->logins, 2);
  EXPECT_TRUE(server.calls("notifications/cancelled").empty());
  EXPECT_EQ(server.calls("tools/call").size(), 3U);
}

TEST_P(LoginDuring, TheEndOfTheClientIsStoppedWithoutLeaks) {
  const HttpServer server(script());
  const auto user = std::make_shared<ScriptedUser>(ScriptedUser::wait_for_stop);
  const auto run = [&] {
    std::optional client = connect_with(server, provider_for(server, user), {.era = GetParam()});
    const int before = user->logins;
    std::promise<bool> failed;
    client->start_tool("t", nothing, {},
                       [&](Result<CallToolResult> result) { failed.set_value(!result); });
    EXPECT_TRUE(eventually([&] { return user->logins == before + 1; }));
    const auto start = std::chrono::steady_clock::now();
    client.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
    EXPECT_TRUE(failed.get_future().get());
  };
  run();  // opens what stays open
  EXPECT_TRUE(server.wait_until_idle());
  const auto threads_before = threads();
  const auto descriptors_before = descriptors();
  for (int i = 0; i < 5; ++i) run();
  EXPECT_TRUE(eventually([&] { return threads() <= threads_before; }));
  EXPECT_TRUE(eventually([&] { return descriptors() <= descriptors_before + 8; }))
      << descriptors_before << ' ' << descriptors();
}

std::string name_of(const testing::TestParamInfo<Era>& info) {
  return info.param == Era::modern ? "Modern" : "Legacy";
}

INSTANTIATE_TEST_SUITE_P(Eras, LoginDuring, testing::Values(Era::modern, Era::legacy), name_of);

TEST(Rejections, ForEverEndAfterFewRequests) {
  const HttpServer server(ScriptedAuthorization({{"/mcp", ScriptedAuthorization::rejection}}));
  const auto user = std::make_shared<ScriptedUser>();
  const Error error = failure([&] { (void)connect_with(server, provider_for(server, user)); });
  EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
  EXPECT_NE(std::string(error.what()).find("has just issued"), std::string::npos) << error.what();
  EXPECT_EQ(user->logins, 1);
  EXPECT_LE(server.calls().size(), 10U);
}

TEST(Rejections, WithoutAChallengeLeadToTheWellKnownMetadata) {
  const ScriptedAuthorization issuer;
  const HttpServer server(ScriptedAuthorization(
      {{"/token", [&](const HttpCall&) { return json_answer(issuer.new_tokens()); }},
       {"/mcp", [&](const HttpCall& call) {
          return issuer.is_valid(call) ? modern({})(call) : status_answer(401);
        }}}));
  const auto user = std::make_shared<ScriptedUser>();
  EXPECT_NO_THROW((void)connect_with(server, provider_for(server, user)));
  EXPECT_EQ(user->logins, 1);
}

TEST(Rejections, ForOtherReasonsArePassedOn) {
  for (const char* challenge : {"", "Bearer error=\"invalid_request\"", "Basic realm=\"x\""}) {
    const HttpServer server(
        modern({{"tools/call", [&](const HttpCall&) {
                   HttpAnswer answer{.status = 403, .type = "text/plain", .body = "not for you"};
                   if (*challenge) answer.headers["WWW-Authenticate"] = challenge;
                   return answer;
                 }}}));
    const auto user = std::make_shared<ScriptedUser>();
    auto client = connect_with(server, provider_for(server, user));
    const Error error = failure([&] { client.call_tool("t", nothing); });
    EXPECT_STREQ(error.what(), "The server responded with HTTP 403: not for you");
    EXPECT_EQ(error.data(), (Json{{"httpStatus", 403}}));
    EXPECT_EQ(user->logins, 0);
    EXPECT_EQ(server.calls("tools/call").size(), 1U);
  }
}

TEST(Rejections, OfGrantedScopesEndWithAClearError) {
  std::atomic<int> named = 0;
  const ScriptedAuthorization issuer;
  const HttpServer server(ScriptedAuthorization(
      {{"/token", [&](const HttpCall&) { return json_answer(issuer.new_tokens()); }},
       {"/mcp", [&](const HttpCall& call) {
          auto answer = status_answer(403);
          answer.headers["WWW-Authenticate"] =
              "Bearer error=\"insufficient_scope\", scope=\"s" + std::to_string(named++) + '"';
          return issuer.is_valid(call) ? answer : ScriptedAuthorization::rejection(call);
        }}}));
  const auto user = std::make_shared<ScriptedUser>();
  // Each challenge names another scope.
  const Error error = failure([&] { (void)connect_with(server, provider_for(server, user)); });
  EXPECT_NE(std::string(error.what()).find("403"), std::string::npos) << error.what();
  EXPECT_LE(user->logins, 6);
}

TEST(StaticAuthorization, TurnsTheProviderOff) {
  const HttpServer server([](const HttpCall& call) {
    return call.header("authorization") == "Bearer mine" ? modern({})(call) : status_answer(401);
  });
  const auto user = std::make_shared<ScriptedUser>();
  EXPECT_NO_THROW((void)connect_http(server, {.era = Era::modern},
                                     {.url = server.url(),
                                      .headers = {{"authorization", "Bearer mine"}},
                                      .tokens = provider_for(server, user)}));
  EXPECT_EQ(user->logins, 0);
}

TEST(Tokens, AreNotSentToAnotherOrigin) {
  const HttpServer other([](const HttpCall&) { return status_answer(404); });
  const ScriptedAuthorization issuer;
  const HttpServer server(ScriptedAuthorization(
      {{"/token", [&](const HttpCall&) { return json_answer(issuer.new_tokens()); }},
       {"/mcp", [&](const HttpCall& call) {
          if (!issuer.is_valid(call)) return ScriptedAuthorization::rejection(call);
          auto answer = status_answer(307);
          answer.headers["Location"] = other.url();
          return answer;
        }}}));
  const auto user = std::make_shared<ScriptedUser>();
  const auto tokens = provider_for(server, user);
  const Error error = failure([&] { (void)connect_with(server, tokens); });
  EXPECT_NE(std::string(error.what()).find("redirect"), std::string::npos) << error.what();
  EXPECT_EQ(std::string(error.what()).find("secret-"), std::string::npos) << error.what();
  EXPECT_TRUE(other.calls().empty());
  EXPECT_TRUE(tokens->headers("POST", other.url()).empty());
  EXPECT_FALSE(tokens->headers("POST", server.url()).empty());
}

// Spec: 2025-11-25 basic/transports: the GET stream and the DELETE of the session.
TEST(LegacyStream, AndTheEndOfTheSessionUseTheToken) {
  const ScriptedAuthorization issuer;
  std::atomic<bool> rejects = false;
  const auto legacy = std::make_shared<LegacyServer>(std::map<std::string, Script>{
      {"GET",
       [](const HttpCall&) {
         HttpAnswer answer{.type = "text/event-stream"};
         answer.stream = [](HttpStream& stream) {
           return stream.write(":\n") && stream.wait_until_closed();
         };
         return answer;
       }},
      {"DELETE", [](const HttpCall&) { return status_answer(200); }}});
  const HttpServer server(ScriptedAuthorization(
      {{"/token", [&](const HttpCall&) { return json_answer(issuer.new_tokens()); }},
       {"/mcp", [&](const HttpCall& call) {
          return issuer.is_valid(call) && !rejects ? (*legacy)(call)
                                                   : ScriptedAuthorization::rejection(call);
        }}}));
  const auto user = std::make_shared<ScriptedUser>();
  for (const bool rejected : {false, true}) {
    rejects = false;
    std::optional client = connect_with(server, provider_for(server, user), {.era = Era::legacy});
    const auto is_open = [](const HttpCall& call) { return call.verb == "GET"; };
    EXPECT_TRUE(server.wait_for(is_open));
    rejects = rejected;
    const auto start = std::chrono::steady_clock::now();
    client.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
  }
  EXPECT_EQ(user->logins, 2);
  std::size_t ends = 0;
  for (const auto& call : server.calls()) ends += call.verb == "DELETE" ? 1U : 0U;
  EXPECT_EQ(ends, 2U);
}

}  // namespace
}  // namespace mcp::test
