#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "mcp/client/oauth.hpp"
#include "oauth/challenge.hpp"
#include "oauth/grant.hpp"
#include "oauth/tokens.hpp"
#include "oauth/turns.hpp"

namespace mcp::oauth {

/// The tokens for one server. `headers`, `must_renew` and `received` use the current tokens;
/// `authorize` replaces them, for one caller after the other. Any thread.
class OAuthProvider final : public TokenProvider {
 public:
  explicit OAuthProvider(OAuthOptions options);

  Headers headers(std::string_view method, const std::string& url) override;
  bool must_renew() override;
  void received(const std::map<std::string, std::string>& headers) override;
  bool authorize(const AuthorizationChallenge& challenge, const std::stop_token& stop) override;

 private:
  void load();
  std::optional<Tokens> current() const;
  void replace(std::optional<Tokens> tokens);
  void adopt_saved();
  std::string authorization() const;
  void check_type(const TokenResponse& response, bool has_key) const;

  void renew(const std::stop_token& stop);
  Protection find_protection(Fetcher& fetcher, const Challenge& challenge,
                             const std::stop_token& stop) const;
  std::string choose_issuer(const ResourceMetadata& resource) const;
  Scopes choose_scopes(const Challenge& challenge, const std::optional<ResourceMetadata>& resource,
                       const ServerMetadata& server) const;
  bool uses_dpop(const Challenge& challenge, const std::optional<ResourceMetadata>& resource,
                 const ServerMetadata& server) const;
  bool refresh(Fetcher& fetcher, const ServerMetadata& server, const std::stop_token& stop);
  void obtain(Fetcher& fetcher, Protection protection, Tokens tokens, const std::stop_token& stop);

  const OAuthOptions options_;
  const std::string key_;  // of the tokens in the store
  const std::shared_ptr<CredentialStore> store_;
  const std::unique_ptr<Grant> grant_;
  DpopNonces nonces_;

  Turns authorizing_;
  std::string
      refreshed_;  // The last `Authorization` from a refresh, used by the caller that authorizes.
  std::string obtained_;      // The last one from the grant.
  mutable std::mutex mutex_;  // guards the tokens
  bool loaded_ = false;
  std::optional<Tokens> tokens_;
};

}  // namespace mcp::oauth
