#include "oauth/authorization_request.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "oauth/form.hpp"
#include "oauth/server_error.hpp"
#include "support/failure.hpp"

namespace mcp::oauth {
namespace {

ServerMetadata server_with_pkce() {
  return {.issuer = "https://auth.example",
          .authorization_endpoint = "https://auth.example/authorize?tenant=1",
          .token_endpoint = "https://auth.example/token",
          .supports_pkce_s256 = true};
}

AuthorizationRequest request_to(const ServerMetadata& server, const Scopes& scopes = {}) {
  return AuthorizationRequest(server, "client", "http://127.0.0.1:1/callback",
                              "https://mcp.example/mcp", scopes);
}

std::map<std::string, std::string> parameters_of(const AuthorizationRequest& request) {
  return decode_form(request.url().substr(request.url().find('?') + 1));
}

TEST(AuthorizationRequest, HasTheParametersOfTheSpecification) {
  const auto request = request_to(server_with_pkce(), {"read", "offline_access"});
  const auto parameters = parameters_of(request);
  EXPECT_TRUE(request.url().starts_with("https://auth.example/authorize?tenant=1&"));
  EXPECT_EQ(parameters.at("response_type"), "code");
  EXPECT_EQ(parameters.at("client_id"), "client");
  EXPECT_EQ(parameters.at("redirect_uri"), "http://127.0.0.1:1/callback");
  EXPECT_EQ(parameters.at("resource"), "https://mcp.example/mcp");
  EXPECT_EQ(parameters.at("scope"), "read offline_access");
  EXPECT_EQ(parameters.at("prompt"), "consent");
  EXPECT_EQ(parameters.at("code_challenge_method"), "S256");
  EXPECT_EQ(parameters.at("code_challenge").size(), 43U);
  EXPECT_EQ(request.code_verifier().size(), 43U);
  EXPECT_NE(parameters.at("code_challenge"), request.code_verifier());
}

TEST(AuthorizationRequest, WithoutScopesHasNone) {
  const auto parameters = parameters_of(request_to(server_with_pkce()));
  EXPECT_FALSE(parameters.contains("scope"));
  EXPECT_FALSE(parameters.contains("prompt"));
}

TEST(AuthorizationRequest, IsDifferentEachTime) {
  const auto one = request_to(server_with_pkce());
  const auto other = request_to(server_with_pkce());
  EXPECT_NE(parameters_of(one).at("state"), parameters_of(other).at("state"));
  EXPECT_NE(one.code_verifier(), other.code_verifier());
}

TEST(AuthorizationRequest, NeedsPkceAndAPageThatABrowserMayOpen) {
  auto server = server_with_pkce();
  server.supports_pkce_s256 = false;
  EXPECT_THROW(request_to(server), Error);
  for (const char* page : {"", "http://auth.example/authorize", "javascript:alert(1)",
                           "file:///etc/passwd", "/authorize"}) {
    server = server_with_pkce();
    server.authorization_endpoint = page;
    EXPECT_THROW(request_to(server), Error) << page;
  }
  server.authorization_endpoint = "http://localhost:8080/authorize";
  EXPECT_NO_THROW(request_to(server));
}

// Spec: 2026-07-28 basic/authorization, Authorization Response Validation.
TEST(AuthorizationResponse, IsCheckedForItsIssuer) {
  struct Case {
    bool advertised;
    const char* iss;  // null: absent
    bool accepted;
  };
  const Case cases[] = {{true, "https://auth.example", true},
                        {true, nullptr, false},
                        {true, "https://evil.example", false},
                        {true, "https://auth.example/", false},
                        {true, "https://AUTH.example", false},
                        {true, "https://auth.example:443", false},
                        {true, "", false},
                        {false, "https://auth.example", true},
                        {false, "https://evil.example", false},
                        {false, nullptr, true}};
  for (const Case& tested : cases) {
    auto server = server_with_pkce();
    server.returns_issuer = tested.advertised;
    const auto request = request_to(server);
    Form response = {{"code", "c"}, {"state", parameters_of(request).at("state")}};
    if (tested.iss) response.emplace_back("iss", tested.iss);
    const auto code = [&] { return request.code_in(encode_form(response)); };
    const std::string label = tested.iss ? tested.iss : "absent";
    if (tested.accepted) {
      EXPECT_EQ(code(), "c") << label;
    } else {
      EXPECT_EQ(test::failure(code).code(), ErrorCode::authorization_failed) << label;
    }
  }
}

// The text of another issuer must not be shown.
TEST(AuthorizationResponse, OfAnotherIssuerIsNotQuoted) {
  const auto request = request_to(server_with_pkce());
  const Form response = {{"error", "access_denied"},
                         {"error_description", "call 555"},
                         {"iss", "https://evil.example"},
                         {"state", parameters_of(request).at("state")}};
  const Error error = test::failure([&] { (void)request.code_in(encode_form(response)); });
  EXPECT_EQ(std::string(error.what()).find("555"), std::string::npos);
  EXPECT_EQ(code_of(error), "");
}

TEST(AuthorizationResponse, WithoutItsStateOrCodeIsRejected) {
  const auto request = request_to(server_with_pkce());
  const std::string state = parameters_of(request).at("state");
  EXPECT_THROW((void)request.code_in("code=c"), Error);
  EXPECT_THROW((void)request.code_in("code=c&state=other"), Error);
  EXPECT_THROW((void)request.code_in("state=" + state), Error);
  EXPECT_EQ(request.code_in("state=" + state + "&code=a%20b"), "a b");
}

TEST(AuthorizationResponse, ThatIsAnErrorSaysWhy) {
  const auto request = request_to(server_with_pkce());
  const Form response = {{"error", "access_denied"},
                         {"error_description", "The user said no"},
                         {"state", parameters_of(request).at("state")}};
  const Error error = test::failure([&] { (void)request.code_in(encode_form(response)); });
  EXPECT_EQ(code_of(error), "access_denied");
  EXPECT_STREQ(error.what(),
               "The authorization server refused the login: access_denied (The user said no)");
}

}  // namespace
}  // namespace mcp::oauth
