#pragma once

#include <string>
#include <string_view>

#include "oauth/metadata.hpp"
#include "oauth/scopes.hpp"

namespace mcp::oauth {

/// One authorization request with PKCE: the page for the user's browser, and what is needed to
/// check the response to it.
/// Spec: RFC 6749 section 4.1, RFC 7636; 2026-07-28 basic/authorization.
class AuthorizationRequest {
 public:
  /// Throws Error with `authorization_failed` when the server has no authorization endpoint or does
  /// not support PKCE with S256.
  AuthorizationRequest(const ServerMetadata& server, const std::string& client_id,
                       const std::string& redirect_uri, const std::string& resource,
                       const Scopes& scopes);

  const std::string& url() const { return url_; }
  const std::string& code_verifier() const { return code_verifier_; }

  /// The code of the authorization response, given the query of the redirect. Throws Error with
  /// `authorization_failed`: the response is not the one to this request, is of another issuer, or
  /// is an error. Spec: 2026-07-28 basic/authorization, Authorization Response Validation; RFC
  /// 9207.
  std::string code_in(std::string_view query) const;

 private:
  const std::string issuer_;
  const bool requires_issuer_;
  const std::string state_;
  const std::string code_verifier_;
  std::string url_;
};

}  // namespace mcp::oauth
