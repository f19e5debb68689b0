#include "oauth/authorization_request.hpp"
#include "oauth/authorization_error.hpp"

#include <algorithm>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "http/loopback.hpp"
#include "http_client/url.hpp"
#include "oauth/form.hpp"
#include "oauth/quotable.hpp"
#include "oauth/server_error.hpp"
#include "oauth/sha256_base64url.hpp"

namespace mcp::oauth {
namespace {

constexpr std::size_t secret_bytes = 32;

// The page is opened in the user's browser, so it must not be a file or a script.
void check_page(const std::string& endpoint) {
  const auto url = http::client::parse_url(endpoint);
  if (!url || (!url->is_https() && !http::is_loopback(url->host))) {
    throw authorization_error("The `authorization_endpoint` is not an https URL: " +
                              quotable(endpoint));
  }
}

void check_server(const ServerMetadata& server) {
  if (server.authorization_endpoint.empty()) {
    throw authorization_error("The authorization server " + server.issuer +
                              " has no `authorization_endpoint`");
  }
  check_page(server.authorization_endpoint);
  if (!server.supports_pkce_s256) {
    throw authorization_error(
        "The authorization server " + server.issuer +
        " does not declare PKCE with S256 in `code_challenge_methods_supported`, which a "
        "login requires");
  }
}

}  // namespace

AuthorizationRequest::AuthorizationRequest(const ServerMetadata& server,
                                           const std::string& client_id,
                                           const std::string& redirect_uri,
                                           const std::string& resource, const Scopes& scopes)
    : issuer_(server.issuer),
      requires_issuer_(server.returns_issuer),
      state_(to_base64url(random_bytes(secret_bytes))),
      code_verifier_(to_base64url(random_bytes(secret_bytes))) {
  check_server(server);
  Form form = {{"response_type", "code"},
               {"client_id", client_id},
               {"redirect_uri", redirect_uri},
               {"state", state_},
               {"code_challenge", sha256_base64url(code_verifier_)},
               {"code_challenge_method", "S256"},
               {"resource", resource}};
  if (!scopes.empty()) form.emplace_back("scope", joined(scopes));
  // OpenID Connect Core 1.0 section 11: offline access needs the user's consent.
  if (includes(scopes, {"offline_access"})) form.emplace_back("prompt", "consent");
  url_ = with_query(server.authorization_endpoint, form);
}

std::string AuthorizationRequest::code_in(std::string_view query) const {
  const auto response = decode_form(query);
  const auto parameter = [&](const char* name) {
    const auto found = response.find(name);
    return found == response.end() ? std::string() : found->second;
  };
  if (parameter("state") != state_) {
    throw authorization_error(
        "The redirect does not belong to this login: its `state` is wrong; log in again");
  }
  // Checked before anything else of the response is used, an error included.
  const bool has_issuer = response.contains("iss");
  if (has_issuer ? parameter("iss") != issuer_ : requires_issuer_) {
    throw authorization_error("The redirect is not from the authorization server " + issuer_ +
                              ": its `iss` is " + (has_issuer ? "another one" : "missing") +
                              "; the login was not used");
  }
  if (response.contains("error")) {
    throw server_error("The authorization server refused the login", parameter("error"),
                       parameter("error_description"));
  }
  if (parameter("code").empty())
    throw authorization_error("The redirect has no `code`; log in again");
  return parameter("code");
}

}  // namespace mcp::oauth
