#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "mcp/client/client.hpp"
#include "mcp/client/http.hpp"
#include "mcp/client/oauth.hpp"
#include "oauth/browser.hpp"
#include "oauth/protected_server.hpp"
#include "support/failure.hpp"
#include "support/scratch.hpp"

/// The client at a certified authorization server, with real HTTP on all ways.
namespace mcp::test {
namespace {

using Events = std::map<std::string, int>;

int count(const Events& events, const std::string& name) {
  const auto found = events.find(name);
  return found == events.end() ? 0 : found->second;
}

/// Logs in with a browser each time that the client asks for it.
class User {
 public:
  ~User() {
    for (auto& browser : browsers_) browser.join();
  }

  /// The user agent must not be used after the user is gone.
  std::shared_ptr<UserAgent> agent() {
    return loopback_user_agent([this](const std::string& url) {
      const std::scoped_lock lock(mutex_);
      browsers_.emplace_back([this, url] { show(log_in_with_browser(url)); });
    });
  }

  std::size_t logins() const {
    const std::scoped_lock lock(mutex_);
    return browsers_.size();
  }
  /// The page that the last login ended with.
  std::string last_page() const {
    const std::scoped_lock lock(mutex_);
    return last_page_;
  }

 private:
  void show(std::string page) {
    const std::scoped_lock lock(mutex_);
    last_page_ = std::move(page);
  }

  mutable std::mutex mutex_;
  std::vector<std::thread> browsers_;
  std::string last_page_;
};

class AuthorizationServer : public testing::TestWithParam<Era> {
 protected:
  void SetUp() override {
    if (!ProtectedServer::can_run()) GTEST_SKIP() << "run scripts/setup --tests first";
  }

  OAuthOptions login(const ProtectedServer& server, std::shared_ptr<CredentialStore> store = {}) {
    return {.server_url = server.url(),
            .grant = AuthorizationCodeGrant{.user_agent = user.agent(), .timeout = patience},
            .store = std::move(store)};
  }

  Client connect(const ProtectedServer& server, OAuthOptions options) {
    return connect(server, oauth_provider(std::move(options)));
  }

  Client connect(const ProtectedServer& server, std::shared_ptr<TokenProvider> tokens) {
    return Client::connect(over_http({.url = server.url(), .tokens = std::move(tokens)}),
                           {.era = GetParam()});
  }

  static std::string echo(Client& client, const std::string& text) {
    const auto result = client.call_tool("echo", {{"text", text}});
    return result.content.empty() ? "" : std::string(text_of(result.content.front()));
  }

  User user;
};

TEST_P(AuthorizationServer, LogsInAndRequestsMoreScopesWhenACallNeedsThem) {
  ProtectedServer server;
  const auto store = memory_credential_store();
  auto client = connect(server, login(server, store));
  EXPECT_FALSE(client.list_tools().empty());
  EXPECT_EQ(user.logins(), 1U);
  const auto before = saved_logins(*store);
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before[0].server_url, server.url());
  EXPECT_EQ(before[0].issuer, server.issuer());
  EXPECT_EQ(before[0].scope.find("mcp:write"), std::string::npos);
  EXPECT_TRUE(before[0].can_refresh);

  EXPECT_EQ(echo(client, "hello"), "hello");
  EXPECT_EQ(user.logins(), 2U);
  EXPECT_EQ(echo(client, "again"), "again");
  EXPECT_EQ(user.logins(), 2U);
  const auto after = saved_logins(*store);
  EXPECT_NE(after.at(0).scope.find("mcp:read"), std::string::npos) << after.at(0).scope;
  EXPECT_NE(after.at(0).scope.find("mcp:write"), std::string::npos) << after.at(0).scope;

  const auto events = server.events();
  // oidc-provider limits a client to the scopes that it registered for.
  EXPECT_EQ(count(events, "registration_create.success"), 2) << server.log();
  EXPECT_EQ(count(events, "grant.success authorization_code"), 2) << server.log();
  EXPECT_EQ(count(events, "rejected 403 insufficient_scope"), 1) << server.log();
}

TEST_P(AuthorizationServer, RefreshesTokensThatExpireByTheClientsClock) {
  ProtectedServer server(Json{{"ttl", 5}});  // the client refreshes ten seconds early
  auto options = login(server);
  options.scopes = {"mcp:write"};
  auto client = connect(server, std::move(options));
  EXPECT_EQ(echo(client, "one"), "one");
  EXPECT_EQ(echo(client, "two"), "two");
  EXPECT_EQ(user.logins(), 1U);
  const auto events = server.events();
  EXPECT_GE(count(events, "grant.success refresh_token"), 2) << server.log();
  EXPECT_EQ(count(events, "rejected 401 invalid_token"), 0) << server.log();
  EXPECT_EQ(count(events, "grant.error refresh_token invalid_grant"), 0) << server.log();
}

TEST_P(AuthorizationServer, RefreshesTokensThatExpireByTheServersClock) {
  ProtectedServer server;
  auto options = login(server);
  options.scopes = {"mcp:write"};
  auto client = connect(server, std::move(options));
  EXPECT_EQ(echo(client, "one"), "one");
  server.command("expire");
  EXPECT_EQ(echo(client, "two"), "two");
  EXPECT_EQ(user.logins(), 1U);
  const auto events = server.events();
  EXPECT_EQ(count(events, "grant.success refresh_token"), 1) << server.log();
}

// A refresh token is valid once: a second use revokes all tokens of the login.
TEST_P(AuthorizationServer, RotatesRefreshTokensForClientsThatShareAFile) {
  const Scratch scratch;
  const std::string file = scratch / "credentials.json";
  ProtectedServer server;
  const auto options = [&] {
    auto made = login(server, file_credential_store(file));
    made.scopes = {"mcp:write"};
    return made;
  };
  auto first = connect(server, options());
  EXPECT_EQ(echo(first, "1"), "1");
  auto second = connect(server, options());
  EXPECT_EQ(echo(second, "2"), "2");
  EXPECT_EQ(user.logins(), 1U);

  constexpr int rounds = 5;
  for (int round = 0; round < rounds; ++round) {
    server.command("expire");
    std::thread other([&] { EXPECT_EQ(echo(second, "3"), "3"); });
    EXPECT_EQ(echo(first, "4"), "4");
    other.join();
  }
  EXPECT_EQ(user.logins(), 1U);
  const auto events = server.events();
  EXPECT_EQ(count(events, "grant.success refresh_token"), rounds) << server.log();
  EXPECT_EQ(count(events, "grant.error refresh_token invalid_grant"), 0) << server.log();
}

TEST_P(AuthorizationServer, RevokesTokensAtTheLogout) {
  const auto store = memory_credential_store();
  ProtectedServer server;
  auto options = login(server, store);
  options.scopes = {"mcp:write"};
  auto client = connect(server, options);
  EXPECT_EQ(echo(client, "1"), "1");
  EXPECT_TRUE(log_out(server.url(), *store));
  EXPECT_TRUE(saved_logins(*store).empty());
  EXPECT_FALSE(log_out(server.url(), *store));
  EXPECT_EQ(count(server.events(), "grant.revoked"), 1) << server.log();

  EXPECT_EQ(echo(client, "2"), "2");
  EXPECT_EQ(user.logins(), 2U);
  const auto events = server.events();
  EXPECT_EQ(count(events, "grant.success refresh_token"), 0) << server.log();
  EXPECT_EQ(count(events, "registration_create.success"), 1) << server.log();
}

TEST_P(AuthorizationServer, BindsTokensToAKeyAndUsesTheServersNonces) {
  const Scratch scratch;
  const auto store = file_credential_store(scratch / "credentials.json");
  ProtectedServer server(Json{{"dpop", true}, {"nonces", true}});
  auto options = login(server, store);
  options.scopes = {"mcp:write"};
  auto client = connect(server, options);
  EXPECT_EQ(echo(client, "1"), "1");
  EXPECT_TRUE(saved_logins(*store).at(0).is_dpop_bound);
  server.command("nonce");
  EXPECT_EQ(echo(client, "2"), "2");
  server.command("expire");
  EXPECT_EQ(echo(client, "3"), "3");
  // Another process has the key, but no nonces.
  auto second = connect(server, options);
  EXPECT_EQ(echo(second, "4"), "4");
  EXPECT_EQ(user.logins(), 1U);
  const auto events = server.events();
  EXPECT_EQ(count(events, "rejected 401 use_dpop_nonce"), 2) << server.log();
  EXPECT_EQ(count(events, "grant.success refresh_token"), 1) << server.log();
}

TEST_P(AuthorizationServer, IssuesTokensToClientsThatActForThemselves) {
  for (const bool dpop : {false, true}) {
    ProtectedServer server(Json{{"dpop", dpop}, {"nonces", dpop}});
    for (const char* id : {"by-basic", "by-post", "by-key"}) {
      RegisteredClient self{.client_id = id, .issuer = server.issuer()};
      (self.client_id == "by-key" ? self.private_key : self.client_secret) =
          self.client_id == "by-key" ? server.private_key() : "s3cret:/ +%";
      auto client = connect(server, {.server_url = server.url(),
                                     .grant = ClientCredentialsGrant{self},
                                     .scopes = {"mcp:write"}});
      EXPECT_EQ(echo(client, id), id) << server.log();
      server.command("expire");
      EXPECT_EQ(echo(client, "again"), "again") << id << server.log();
    }
    EXPECT_EQ(count(server.events(), "grant.success client_credentials"), 6) << server.log();
  }
}

TEST_P(AuthorizationServer, KnowsAClientThatWasRegisteredBefore) {
  ProtectedServer server(Json{{"registration", false}});
  auto options = login(server);
  std::get<AuthorizationCodeGrant>(options.grant).client =
      RegisteredClient{.client_id = "registered-before", .issuer = server.issuer()};
  auto client = connect(server, std::move(options));
  EXPECT_FALSE(client.list_tools().empty());
  EXPECT_EQ(user.logins(), 1U);
}

TEST_P(AuthorizationServer, RegistersNoClients) {
  ProtectedServer server(Json{{"registration", false}});
  const Error error = failure([&] { (void)connect(server, login(server)); });
  EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
  EXPECT_NE(std::string(error.what()).find("give its client id"), std::string::npos)
      << error.what();
  EXPECT_EQ(user.logins(), 0U);
}

std::string name_of_era(const testing::TestParamInfo<Era>& info) {
  return info.param == Era::modern ? "Modern" : "Legacy";
}

INSTANTIATE_TEST_SUITE_P(Eras, AuthorizationServer, testing::Values(Era::modern, Era::legacy),
                         name_of_era);

}  // namespace
}  // namespace mcp::test
