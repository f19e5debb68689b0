#include <future>

#include "bridge/login_server.hpp"
#include "mcp/client/credential_store.hpp"
#include "started_servers.hpp"
#include "support/scratch.hpp"

/// Logins at servers, without a gateway.
namespace mcp::bridge::logins_test {
namespace {

using std::chrono::milliseconds;
using test::eventually;
using test::failure;
using test::LoginServer;

class Logins : public StartedServers {
 protected:
  static ServerConfig config_of(const LoginServer& server) {
    return {.name = "web", .url = server.url(), .era = Era::legacy};
  }

  static std::unique_ptr<Servers> start(const ServerConfig& config, ServersOptions options = {}) {
    auto servers = std::make_unique<Servers>(std::vector{config}, std::move(options));
    servers->receive_logins_at("http://127.0.0.1:9/oauth/callback");
    return servers;
  }

  static std::string page_of(const Servers& servers) {
    std::string page;
    EXPECT_TRUE(eventually([&] {
      page = status_of(servers, "web").login.url;
      return !page.empty();
    }));
    return page;
  }

  /// Hands a redirect to the bridge.
  static LoginResult follow(Servers& servers, const std::string& redirect) {
    const std::string query = redirect.substr(redirect.find('?') + 1);
    return servers.finish_login(query.substr(query.find("state=") + 6), query, {});
  }

  static LoginResult log_in(Servers& servers, const LoginServer& server) {
    return follow(servers, server.log_in_at(page_of(servers)));
  }

  static bool is_ready(const Servers& servers) {
    return eventually([&] { return status_of(servers, "web").state == ServerState::ready; });
  }

  /// A call of the tool by a session of its own, on a thread of its own.
  struct Call {
    Call(Servers& servers, milliseconds limit = {})
        : session(servers.open_session()), touch(tool(servers, "mcp__web__touch")) {
      handlers.limit = limit;
      handlers.login_wanted = [this](const std::string& at) { host = at, ++wanted; };
      handlers.login_ended = [this] { ++ended; };
      result = std::async(std::launch::async, [this] {
        return session->call(touch, Json::object(), handlers, stop.get_token());
      });
    }
    bool waits() {
      return eventually([&] { return wanted > ended; });
    }

    std::atomic<int> wanted = 0;
    std::atomic<int> ended = 0;
    std::string host;
    std::stop_source stop;
    std::unique_ptr<ServerSession> session;
    OfferedTool touch;
    ToolCallHandlers handlers;
    std::future<CallToolResult> result;
  };
};

TEST_F(Logins, AreWantedOnceTheServerIsUsed) {
  LoginServer server;
  const auto servers = start(config_of(server));
  EXPECT_EQ(status_of(*servers, "web").state, ServerState::stopped);
  EXPECT_TRUE(servers->tools()->tools.empty());
  const ServerStatus status = status_of(*servers, "web");
  EXPECT_EQ(status.state, ServerState::needs_login);
  EXPECT_TRUE(status.login.is_possible);
  EXPECT_FALSE(status.login.has_tokens);
  EXPECT_EQ(status.login.host, server.host());
  EXPECT_TRUE(servers->tools()->starting.empty());
  EXPECT_EQ(log_in(*servers, server), LoginResult::finished);
  EXPECT_TRUE(is_ready(*servers));
  EXPECT_TRUE(status_of(*servers, "web").login.has_tokens);
  EXPECT_EQ(servers->tools()->tools.size(), 1U);
}

TEST_F(Logins, StartOnDemand) {
  LoginServer server;
  const auto servers = start(config_of(server));
  const auto status = servers->log_in("web", {});
  ASSERT_TRUE(status);
  EXPECT_EQ(status->state, ServerState::needs_login);
  EXPECT_EQ(status->login.url, page_of(*servers));
  EXPECT_FALSE(servers->log_in("other", {}));
}

TEST_F(Logins, LetTheWaitingCallsOfAllSessionsGoOn) {
  LoginServer server(LoginServer::Needs::calls);
  const auto servers = start(config_of(server));
  Call one(*servers);
  Call other(*servers);
  ASSERT_TRUE(one.waits());
  ASSERT_TRUE(other.waits());
  EXPECT_EQ(one.host, server.host());
  EXPECT_EQ(server.calls, 0);
  EXPECT_EQ(log_in(*servers, server), LoginResult::finished);
  EXPECT_EQ(text_of_first(one.result.get()), "touched");
  EXPECT_EQ(text_of_first(other.result.get()), "touched");
  EXPECT_EQ(one.ended, 1);
  EXPECT_EQ(server.logins, 1);
  EXPECT_EQ(server.calls, 2);
}

TEST_F(Logins, DoNotCountAsTimeOfTheCall) {
  LoginServer server(LoginServer::Needs::calls);
  const auto servers = start(config_of(server));
  Call call(*servers, milliseconds(300));
  ASSERT_TRUE(call.waits());
  EXPECT_EQ(call.result.wait_for(milliseconds(900)), std::future_status::timeout);
  EXPECT_EQ(log_in(*servers, server), LoginResult::finished);
  EXPECT_EQ(text_of_first(call.result.get()), "touched");
}

TEST_F(Logins, GoOnForOthersWhenOneCallIsCancelled) {
  LoginServer server(LoginServer::Needs::calls);
  const auto servers = start(config_of(server));
  Call first(*servers);
  ASSERT_TRUE(first.waits());
  Call second(*servers);
  ASSERT_TRUE(second.waits());
  const std::string page = page_of(*servers);
  first.stop.request_stop();
  EXPECT_EQ(failure([&] { first.result.get(); }).code(), ErrorCode::request_cancelled);
  EXPECT_EQ(page_of(*servers), page);
  EXPECT_EQ(follow(*servers, server.log_in_at(page)), LoginResult::finished);
  EXPECT_EQ(text_of_first(second.result.get()), "touched");
}

TEST_F(Logins, EndWithTheLastSessionThatWaits) {
  LoginServer server(LoginServer::Needs::calls);
  const auto servers = start(config_of(server));
  Call call(*servers);
  ASSERT_TRUE(call.waits());
  const std::string redirect = server.log_in_at(page_of(*servers));
  call.session->close();
  EXPECT_THROW(call.result.get(), Error);
  EXPECT_TRUE(is_ready(*servers));
  EXPECT_EQ(follow(*servers, redirect), LoginResult::unknown);
}

TEST_F(Logins, FailTheirCallsWhenTheUserRefusesAtThePage) {
  LoginServer server(LoginServer::Needs::calls);
  const auto servers = start(config_of(server));
  Call call(*servers);
  ASSERT_TRUE(call.waits());
  EXPECT_EQ(follow(*servers, server.refuse_at(page_of(*servers))), LoginResult::failed);
  const Error error = failure([&] { call.result.get(); });
  EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
  EXPECT_NE(std::string(error.what()).find("access_denied"), std::string::npos) << error.what();
  EXPECT_NE(status_of(*servers, "web").login.error.find("access_denied"), std::string::npos);
}

TEST_F(Logins, TimeOut) {
  LoginServer server(LoginServer::Needs::calls);
  const auto servers = start(config_of(server), {.login_time = milliseconds(200)});
  Call call(*servers);
  const Error error = failure([&] { call.result.get(); });
  EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
  EXPECT_EQ(std::string(error.what()), "The login did not end within 200 ms; try again");
}

// The authorization server may have forgotten the client, so that its page leads nowhere.
TEST_F(Logins, GetANewPageWhileTheCallStillWaits) {
  LoginServer server(LoginServer::Needs::calls);
  const auto servers = start(config_of(server), {.login_page_time = milliseconds(300)});
  Call call(*servers);
  ASSERT_TRUE(call.waits());
  const std::string first = page_of(*servers);
  ASSERT_TRUE(eventually([&] { return page_of(*servers) != first; }));
  EXPECT_TRUE(status_of(*servers, "web").login.error.empty());
  EXPECT_EQ(follow(*servers, server.log_in_at(first)), LoginResult::unknown);
  EXPECT_EQ(call.wanted, 1);
  EXPECT_TRUE(eventually([&] { return log_in(*servers, server) == LoginResult::finished; }));
  EXPECT_EQ(text_of_first(call.result.get()), "touched");
}

TEST_F(Logins, IgnoreRedirectsOfOthers) {
  LoginServer server;
  const auto servers = start(config_of(server));
  servers->tools();
  const std::string redirect = server.log_in_at(page_of(*servers));
  EXPECT_EQ(servers->finish_login("", "code=x", {}), LoginResult::unknown);
  EXPECT_EQ(servers->finish_login("guess", "code=x&state=guess", {}), LoginResult::unknown);
  EXPECT_EQ(status_of(*servers, "web").state, ServerState::needs_login);
  EXPECT_EQ(follow(*servers, redirect), LoginResult::finished);
  EXPECT_EQ(follow(*servers, redirect), LoginResult::unknown);
  EXPECT_TRUE(is_ready(*servers));
}

TEST_F(Logins, AreRenewedSilently) {
  LoginServer server;
  const auto servers = start(config_of(server));
  servers->tools();
  ASSERT_EQ(log_in(*servers, server), LoginResult::finished);
  ASSERT_TRUE(is_ready(*servers));
  server.expire();
  Call call(*servers);
  EXPECT_EQ(text_of_first(call.result.get()), "touched");
  EXPECT_EQ(call.wanted, 0);
  EXPECT_EQ(server.refreshes, 1);
  EXPECT_EQ(server.logins, 1);
}

TEST_F(Logins, AreWantedAgainAfterRevocation) {
  LoginServer server;
  const auto servers = start(config_of(server));
  servers->tools();
  ASSERT_EQ(log_in(*servers, server), LoginResult::finished);
  ASSERT_TRUE(is_ready(*servers));
  server.revoke();
  Call call(*servers);
  ASSERT_TRUE(call.waits());
  EXPECT_EQ(status_of(*servers, "web").state, ServerState::needs_login);
  EXPECT_EQ(log_in(*servers, server), LoginResult::finished);
  EXPECT_EQ(text_of_first(call.result.get()), "touched");
  EXPECT_EQ(server.logins, 2);
}

TEST_F(Logins, OutliveTheBridge) {
  LoginServer server;
  const test::Scratch folder;
  const ServersOptions options{.credentials =
                                   file_credential_store(folder.path() / "credentials.json")};
  auto servers = start(config_of(server), options);
  servers->tools();
  ASSERT_EQ(log_in(*servers, server), LoginResult::finished);
  servers.reset();
  servers = start(config_of(server), options);
  EXPECT_EQ(servers->tools()->tools.size(), 1U);
  EXPECT_EQ(server.logins, 1);
}

TEST_F(Logins, EndWithALogout) {
  LoginServer server;
  const auto servers = start(config_of(server));
  servers->tools();
  ASSERT_EQ(log_in(*servers, server), LoginResult::finished);
  ASSERT_TRUE(is_ready(*servers));
  EXPECT_TRUE(servers->log_out("web", {}));
  EXPECT_EQ(server.revocations, 2);
  EXPECT_FALSE(page_of(*servers).empty());
  EXPECT_FALSE(status_of(*servers, "web").login.has_tokens);
  EXPECT_EQ(status_of(*servers, "web").state, ServerState::needs_login);
}

TEST_F(Logins, AreCancelledByALogout) {
  LoginServer server(LoginServer::Needs::calls);
  const auto servers = start(config_of(server));
  Call call(*servers);
  ASSERT_TRUE(call.waits());
  EXPECT_TRUE(servers->log_out("web", {}));
  const Error error = failure([&] { call.result.get(); });
  EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
  EXPECT_EQ(std::string(error.what()), "The login was cancelled");
}

TEST_F(Logins, AreNotOfferedWhereTheConfigurationSaysSo) {
  LoginServer server;
  ServerConfig config = config_of(server);
  config.auth.type = AuthType::none;
  const auto servers = start(config);
  servers->tools();
  EXPECT_EQ(status_of(*servers, "web").state, ServerState::failed);
  EXPECT_FALSE(status_of(*servers, "web").login.is_possible);
  EXPECT_FALSE(servers->log_in("web", {}));
  EXPECT_FALSE(servers->log_out("web", {}));
}

TEST_F(Logins, EndWithTheBridge) {
  LoginServer server(LoginServer::Needs::calls);
  auto servers = start(config_of(server));
  Call call(*servers);
  ASSERT_TRUE(call.waits());
  servers.reset();
  EXPECT_THROW(call.result.get(), Error);
}

}  // namespace
}  // namespace mcp::bridge::logins_test
