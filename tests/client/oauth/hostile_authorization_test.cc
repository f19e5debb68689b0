#include <gtest/gtest.h>

#include "client/oauth/scripted_authorization.hpp"

/// Metadata, registrations and token responses that are missing, wrong or hostile.
namespace mcp::test {
namespace {

Script answers(HttpAnswer answer) {
  return [answer = std::move(answer)](const HttpCall&) { return answer; };
}

/// The usual document with one change.
Script changed(Json (*document)(const HttpCall&), const std::string& name, const Json& value) {
  return [=](const HttpCall& call) {
    Json made = document(call);
    made[name] = value;
    return json_answer(made);
  };
}

/// The usual document, made longer by blanks.
Script padded(Json (*document)(const HttpCall&), std::size_t bytes) {
  return [=](const HttpCall& call) {
    auto answer = json_answer(document(call));
    answer.body.resize(bytes, ' ');
    return answer;
  };
}

HttpAnswer endless(const HttpCall&) {
  HttpAnswer answer;
  answer.stream = [](HttpStream& stream) {
    while (stream.write(std::string(1 << 16, ' '))) {
    }
    return true;
  };
  return answer;
}

HttpAnswer redirect_to(const std::string& url) {
  auto answer = status_answer(302);
  answer.headers["Location"] = url;
  return answer;
}

constexpr std::size_t limit = std::size_t{1} << 20;

struct Fault {
  std::string name;
  std::string page;
  Script script;
  std::string message;  // a part of the error
  int logins = 0;
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.name;
}

class AuthorizationFault : public testing::TestWithParam<Fault> {};

TEST_P(AuthorizationFault, FailsTheCallWithAClearError) {
  const Fault& fault = GetParam();
  const HttpServer server(ScriptedAuthorization({{fault.page, fault.script}}));
  const auto user = std::make_shared<ScriptedUser>();
  const Error error = failure([&] { (void)connect_with(server, provider_for(server, user)); });
  EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
  const std::string text = error.what();
  EXPECT_NE(text.find(fault.message), text.npos) << text;
  EXPECT_EQ(text.find("secret-"), text.npos) << text;
  EXPECT_EQ(error.data().dump().find("secret-"), std::string::npos);
  EXPECT_LT(text.size(), 1'000U);
  EXPECT_EQ(user->logins, fault.logins);
  EXPECT_LE(server.calls().size(), 12U);
}

const std::string resource = resource_metadata_page;
const std::string metadata = server_metadata_page;

HttpAnswer token_error(const std::string& code, int status) {
  return json_answer({{"error", code}, {"error_description", "because"}}, status);
}

/// An error that repeats the request.
HttpAnswer echo(const HttpCall& call) {
  return json_answer({{"error", "invalid_grant"},
                      {"error_description", "secrets: " + oauth::decode_form(call.text)["code"]}},
                     400);
}

INSTANTIATE_TEST_SUITE_P(
    All, AuthorizationFault,
    testing::Values(
        Fault{"ResourceMissing", resource, answers(status_answer(404)), "There is no protected"},
        Fault{"ResourceServerFails", resource, answers(status_answer(503)), "HTTP 503"},
        Fault{"ResourceNotJson", resource, answers({.body = "<html>"}), "There is no protected"},
        Fault{"ResourceIsAList", resource, answers(json_answer(Json::array())),
              "There is no protected"},
        Fault{"ResourceOfWrongType", resource, changed(resource_metadata, "resource", 7),
              "has no `resource`"},
        Fault{"ResourceOfAnotherServer", resource,
              changed(resource_metadata, "resource", "https://other.example/mcp"),
              "for another server"},
        Fault{"ResourceWithControlCharacters", resource,
              changed(resource_metadata, "resource", "https://x/\x1b[2J\nsecond line"),
              "https://x/ [2J second line"},
        Fault{"NoAuthorizationServers", resource,
              changed(resource_metadata, "authorization_servers", Json::array()),
              "has no `authorization_servers`"},
        Fault{"AuthorizationServersOfWrongTypes", resource,
              changed(resource_metadata, "authorization_servers", {1, nullptr}),
              "has no `authorization_servers`"},
        Fault{"ResourceOneByteTooLong", resource, padded(resource_metadata, limit + 1),
              "longer than 1 MiB"},
        Fault{"ResourceEndless", resource, endless, "longer than 1 MiB"},
        Fault{"ResourceRedirected", resource, answers(redirect_to("http://127.0.0.1:1/elsewhere")),
              "There is no protected"},
        Fault{"ResourceRedirectedForEver", resource,
              [](const HttpCall& call) { return redirect_to(origin_of(call) + call.path); },
              "There is no protected"},
        Fault{"IssuerWithoutTls", resource,
              changed(resource_metadata, "authorization_servers", {"http://auth.example"}),
              "Not an https URL"},
        Fault{"IssuerIsAFile", resource,
              changed(resource_metadata, "authorization_servers", {"file:///etc/passwd"}),
              "There is no authorization server metadata"},
        Fault{"IssuerWithAUser", resource,
              changed(resource_metadata, "authorization_servers", {"https://me@auth.example"}),
              "There is no authorization server metadata"},
        Fault{"MetadataMissing", metadata, answers(status_answer(404)),
              "There is no authorization server metadata"},
        Fault{"MetadataServerFails", metadata, answers(status_answer(500)), "HTTP 500"},
        Fault{"MetadataNotJson", metadata, answers({.body = "\xff{"}),
              "There is no authorization server metadata"},
        Fault{"MetadataTooDeep", metadata, answers({.body = std::string(100'000, '[')}),
              "There is no authorization server metadata"},
        Fault{"MetadataEndless", metadata, endless, "longer than 1 MiB"},
        Fault{"MetadataOfAnotherIssuer", metadata,
              changed(server_metadata, "issuer", "https://other.example"), "has the issuer"},
        Fault{"NoTokenEndpoint", metadata, changed(server_metadata, "token_endpoint", 1),
              "has no `token_endpoint`"},
        Fault{"TokenEndpointWithoutTls", metadata,
              changed(server_metadata, "token_endpoint", "http://auth.example/token"),
              "Not an https URL", 1},
        Fault{"NoAuthorizationEndpoint", metadata,
              changed(server_metadata, "authorization_endpoint", nullptr),
              "has no `authorization_endpoint`"},
        Fault{"AuthorizationEndpointIsAScript", metadata,
              changed(server_metadata, "authorization_endpoint", "javascript:alert(1)"),
              "is not an https URL"},
        Fault{"AuthorizationEndpointWithoutTls", metadata,
              changed(server_metadata, "authorization_endpoint", "http://auth.example/"),
              "is not an https URL"},
        Fault{"NoPkce", metadata,
              changed(server_metadata, "code_challenge_methods_supported", {"plain"}),
              "PKCE with S256"},
        Fault{"RegistrationRefused", "/register", answers(token_error("invalid_redirect_uri", 400)),
              "invalid_redirect_uri (because)"},
        Fault{"RegistrationFails", "/register", answers(status_answer(500)), "HTTP 500"},
        Fault{"RegistrationWithoutId", "/register", answers(json_answer({{"client_id", 5}}, 201)),
              "has no `client_id`"},
        Fault{"TokenRefused", "/token", answers(token_error("invalid_grant", 400)),
              "invalid_grant (because)", 1},
        Fault{"TokenRefusedWithSuccess", "/token", answers(token_error("invalid_grant", 200)),
              "invalid_grant (because)", 1},
        Fault{"TokenErrorEchoesTheCode", "/token", echo, "secrets: [removed]", 1},
        Fault{"TokenServerFails", "/token", answers(status_answer(502)), "HTTP 502", 1},
        Fault{"TokenNotJson", "/token", answers({.body = "access_token=1"}),
              "no usable `access_token`", 1},
        Fault{"TokenMissing", "/token", answers(json_answer({{"token_type", "Bearer"}})),
              "no usable `access_token`", 1},
        Fault{"TokenSplitsAHeader", "/token",
              answers(json_answer({{"access_token", "a\r\nX: 1"}, {"token_type", "Bearer"}})),
              "no usable `access_token`", 1},
        Fault{"TokenOfUnknownType", "/token",
              answers(json_answer({{"access_token", "a"}, {"token_type", "mac\n"}})),
              "of the type `mac `", 1},
        Fault{"TokenBoundWithoutAKey", "/token",
              answers(json_answer({{"access_token", "a"}, {"token_type", "DPoP"}})),
              "of the type `dpop`", 1},
        Fault{"TokenRedirected", "/token", answers(redirect_to("http://127.0.0.1:1/token")),
              "HTTP 302", 1}),
    [](const auto& fault) { return fault.param.name; });

TEST(AuthorizationMetadata, MayBeAsLongAsTheLimit) {
  const HttpServer server(ScriptedAuthorization(
      {{resource, padded(resource_metadata, limit)}, {metadata, padded(server_metadata, limit)}}));
  const auto user = std::make_shared<ScriptedUser>();
  auto client = connect_with(server, provider_for(server, user));
  EXPECT_EQ(text_in(client.call_tool("t", Json::object())), "done");
}

TEST(TokenResponse, MayHaveAnyLifetime) {
  const ScriptedAuthorization script;
  for (const Json& lifetime : {Json(), Json("3600"), Json("soon"), Json(-1), Json(3600.5),
                               Json(INT64_MAX), Json(UINT64_MAX), Json(Json::array())}) {
    const HttpServer server(ScriptedAuthorization(
        {{"/token",
          [&](const HttpCall&) {
            Json tokens = script.new_tokens();
            tokens["expires_in"] = lifetime;
            return json_answer(tokens);
          }},
         {"/mcp", [&](const HttpCall& call) {
            return script.is_valid(call)
                       ? modern({{"tools/call",
                                  [](const HttpCall& tool) {
                                    return json_answer(result_of(tool, text_result("done")));
                                  }}})(call)
                       : ScriptedAuthorization::rejection(call);
          }}}));
    const auto user = std::make_shared<ScriptedUser>();
    auto client = connect_with(server, provider_for(server, user));
    EXPECT_EQ(text_in(client.call_tool("t", Json::object())), "done") << lifetime;
    EXPECT_EQ(text_in(client.call_tool("t", Json::object())), "done") << lifetime;
    EXPECT_EQ(user->logins, 1) << lifetime;
  }
}

struct Refusal {
  const char* code;
  int status;
  int logins;  // 1: the call fails
};

TEST(Refresh, ThatIsRefusedLeadsToALoginOrToAnError) {
  for (const Refusal& refusal :
       {Refusal{"invalid_grant", 400, 2}, Refusal{"invalid_client", 401, 2},
        Refusal{"unauthorized_client", 400, 2}, Refusal{"unsupported_grant_type", 400, 2},
        Refusal{"invalid_scope", 400, 2}, Refusal{"invalid_request", 400, 1},
        Refusal{"temporarily_unavailable", 503, 1}}) {
    const ScriptedAuthorization issuer;
    const auto token = [&](const HttpCall& call) {
      const bool is_refresh = oauth::decode_form(call.text).at("grant_type") == "refresh_token";
      return is_refresh ? token_error(refusal.code, refusal.status)
                        : json_answer(issuer.new_tokens());
    };
    const auto mcp = [&](const HttpCall& call) {
      if (!issuer.is_valid(call)) return ScriptedAuthorization::rejection(call);
      return modern({{"tools/call", [](const HttpCall& tool) {
                        return json_answer(result_of(tool, text_result("done")));
                      }}})(call);
    };
    const HttpServer server(ScriptedAuthorization({{"/token", token}, {"/mcp", mcp}}));
    const auto user = std::make_shared<ScriptedUser>();
    auto client = connect_with(server, provider_for(server, user));
    issuer.expire();
    if (refusal.logins == 2) {
      EXPECT_EQ(text_in(client.call_tool("t", Json::object())), "done") << refusal.code;
    } else {
      const Error error = failure([&] { client.call_tool("t", Json::object()); });
      EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
      EXPECT_NE(std::string(error.what()).find(refusal.code), std::string::npos) << error.what();
      EXPECT_EQ(std::string(error.what()).find("secret-"), std::string::npos) << error.what();
    }
    EXPECT_EQ(user->logins, refusal.logins) << refusal.code;
  }
}

}  // namespace
}  // namespace mcp::test
