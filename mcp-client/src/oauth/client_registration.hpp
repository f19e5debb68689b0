#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "mcp/client/oauth.hpp"
#include "oauth/fetcher.hpp"
#include "oauth/metadata.hpp"
#include "oauth/signing_key.hpp"

namespace mcp::oauth {

/// The client as one authorization server knows it.
struct ClientRegistration {
  std::string client_id;
  std::string client_secret = {};
  /// How it authenticates at the token endpoint; empty: the server does not say.
  std::string token_auth_method = {};
  std::string redirect_uri = {};  ///< That it registered with; empty: unknown.
  std::optional<SigningKey> key = {};
};

ClientRegistration to_registration(const RegisteredClient& client);

/// The registration as a store keeps it, and back; empty when the value is none, or its secret has
/// expired.
Json to_saved(const ClientRegistration& registration);
std::optional<ClientRegistration> read_registration(const Json& saved);

/// Registers a client dynamically: RFC 7591. Throws Error with `authorization_failed` and the
/// server's reason.
/// Spec: 2026-07-28 basic/authorization/client-registration, Dynamic Client Registration.
ClientRegistration register_client(Fetcher& fetcher, const ServerMetadata& server,
                                   const std::string& client_name, const std::string& redirect_uri,
                                   const std::stop_token& stop);

/// The method with which the client authenticates at the server's token endpoint: one that both
/// support. Spec: RFC 6749 section 2.3, OpenID Connect Core 1.0 section 9.
std::string token_auth_method(const ClientRegistration& client, const ServerMetadata& server);

}  // namespace mcp::oauth
