// Registration of clients, where an authorization server is looked for, and where tokens are sent.

#include "oauth/client_registration.hpp"

#include "client/http_scripts.hpp"
#include "oauth/discovery.hpp"

namespace mcp::oauth::registration_test {
namespace {

using test::HttpAnswer;
using test::HttpCall;
using test::HttpServer;

ClientRegistration register_at(const HttpServer& server, const std::string& redirect_uri) {
  Fetcher fetcher({});
  ServerMetadata metadata{.issuer = server.origin(), .token_endpoint = server.origin() + "/token"};
  metadata.registration_endpoint = server.origin() + "/register";
  return register_client(fetcher, metadata, "tester", redirect_uri, {"read"}, {});
}

// Spec: 2026-07-28 basic/authorization/client-registration, Application Type; basic/authorization,
// Refresh Tokens.
TEST(Registration, SaysWhatKindOfProgramTheClientIs) {
  const HttpServer server([](const HttpCall&) -> HttpAnswer {
    return {.status = 201, .body = R"({"client_id": "c1"})"};
  });
  const std::pair<const char*, const char*> cases[] = {{"http://127.0.0.1:4000/callback", "native"},
                                                       {"http://localhost:4000/callback", "native"},
                                                       {"https://app.example/callback", "web"}};
  for (const auto& [redirect, type] : cases) {
    EXPECT_EQ(register_at(server, redirect).client_id, "c1");
    const Json body = server.calls().back().body;
    EXPECT_EQ(body["application_type"], type) << redirect;
    EXPECT_EQ(body["redirect_uris"], Json::array({redirect}));
    EXPECT_EQ(body["grant_types"], Json::array({"authorization_code", "refresh_token"}));
    EXPECT_EQ(body["client_name"], "tester");
  }
}

// Spec: 2026-07-28 basic/authorization/authorization-server-discovery, Authorization Server
// Metadata Discovery; RFC 8414 section 3.3.
TEST(Discovery, RequestsEachWellKnownUrlInItsOrderUntilOneIsRight) {
  struct Case {
    std::string issuer_path;
    std::vector<std::string> paths;
  };
  const Case cases[] = {
      {"/tenant1",
       {"/.well-known/oauth-authorization-server/tenant1",
        "/.well-known/openid-configuration/tenant1", "/tenant1/.well-known/openid-configuration"}},
      {"", {"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"}}};
  for (const Case& test : cases) {
    const auto& issuer_path = test.issuer_path;
    const auto& paths = test.paths;
    for (std::size_t right = 0; right <= paths.size(); ++right) {
      SCOPED_TRACE(issuer_path + std::to_string(right));
      const HttpServer server([&](const HttpCall& call) -> HttpAnswer {
        const bool is_right = right < paths.size() && call.path == paths[right];
        if (!is_right && right < paths.size()) return {.status = 404, .body = "{}"};
        const std::string issuer = call.origin() + issuer_path;
        const Json document{{"issuer", is_right ? issuer : issuer + "/other"},
                            {"token_endpoint", issuer + "/token"}};
        return {.body = to_text(document)};
      });
      const std::string issuer = server.origin() + issuer_path;
      Fetcher fetcher({});
      const auto find = [&] { return find_server(fetcher, issuer, {}); };
      if (right < paths.size()) {
        EXPECT_EQ(find().issuer, issuer);
      } else {
        const Error error = test::failure(find);
        EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
        EXPECT_NE(std::string(error.what()).find("/other"), std::string::npos) << error.what();
      }
      std::vector<std::string> asked;
      for (const auto& call : server.calls()) asked.push_back(call.path);
      const auto last = std::min(right + 1, paths.size());
      EXPECT_EQ(asked, std::vector<std::string>(paths.begin(),
                                                paths.begin() + static_cast<std::ptrdiff_t>(last)));
    }
  }
}

class NoUserAgent final : public UserAgent {
 public:
  std::string redirect_uri(const std::string&) override {
    ADD_FAILURE() << "the client must not be used";
    return "http://127.0.0.1:1/callback";
  }
  std::string authorize(const std::string&, const std::stop_token&) override { return {}; }
};

// Spec: 2026-07-28 basic/authorization/client-registration, Authorization Server Binding.
TEST(RegisteredClients, AreNotUsedAtAnotherAuthorizationServer) {
  const HttpServer server([](const HttpCall& call) -> HttpAnswer {
    if (call.path != "/.well-known/oauth-protected-resource/mcp") return {.status = 404};
    return {.body = to_text(Json{{"resource", call.origin() + "/mcp"},
                                 {"authorization_servers", {"https://new.example"}}})};
  });
  const std::string url = server.url();
  const auto provider = oauth_provider(
      {.server_url = url,
       .grant = AuthorizationCodeGrant{
           .user_agent = std::make_shared<NoUserAgent>(),
           .client = RegisteredClient{.client_id = "c", .issuer = "https://old.example"}}});
  const AuthorizationChallenge challenge{
      .status = 401, .www_authenticate = "Bearer", .address = "127.0.0.1"};
  const Error error = test::failure([&] { (void)provider->authorize(challenge, {}); });
  EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
  for (const char* issuer : {"https://old.example", "https://new.example"}) {
    EXPECT_NE(std::string(error.what()).find(issuer), std::string::npos) << error.what();
  }
}

class FixedToken final : public TokenProvider {
 public:
  Headers headers(std::string_view, const std::string&) override {
    return {{"Authorization", "Bearer t0ken"}};
  }
  bool authorize(const AuthorizationChallenge&, const std::stop_token&) override { return false; }
};

// Spec: 2025-11-25 and 2026-07-28 basic/authorization, Token Requirements.
TEST(ProvidedTokens, AreInTheHeaderOfEveryRequest) {
  const auto done = [](const HttpCall& call) {
    return test::json_answer(test::result_of(call, test::text_result("done")));
  };
  test::LegacyServer legacy(
      {{"tools/call", done}, {"GET", [](const HttpCall&) { return test::sse_answer(""); }}});
  for (const Era era : {Era::legacy, Era::modern}) {
    const HttpServer server([&](const HttpCall& call) {
      return era == Era::legacy ? legacy(call) : test::modern({{"tools/call", done}})(call);
    });
    {
      auto client = test::connect_http(
          server, {.era = era}, {.url = server.url(), .tokens = std::make_shared<FixedToken>()});
      client.call_tool("work", nullptr);
      const auto is_get = [](const HttpCall& call) { return call.verb == "GET"; };
      EXPECT_TRUE(era == Era::modern || server.wait_for(is_get));
    }
    EXPECT_EQ(server.calls().back().verb, era == Era::legacy ? "DELETE" : "POST");
    for (const auto& call : server.calls()) {
      EXPECT_EQ(call.header("authorization"), "Bearer t0ken") << call.verb;
      EXPECT_EQ(call.target, "/mcp") << "nothing is added to the URL";
    }
  }
}

}  // namespace
}  // namespace mcp::oauth::registration_test
