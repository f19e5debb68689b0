#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mcp/client/credential_store.hpp"
#include "mcp/client/token_provider.hpp"

/// Authorization of a client at servers over HTTP: OAuth 2.1.
/// Spec: 2026-07-28 and 2025-11-25 basic/authorization; 2025-03-26 for servers without protected
/// resource metadata.
namespace mcp {

/// Shows the user the authorization server's page, and receives its redirect. Any thread, but one
/// authorization at a time.
class UserAgent {
 public:
  virtual ~UserAgent() = default;

  /// Gets ready to receive a redirect, and returns the URI for it. `registered` is the URI that the
  /// client is registered with at this authorization server, to be used again if possible; empty:
  /// there is none. Throws Error.
  virtual std::string redirect_uri(const std::string& registered) = 0;

  /// Shows the page at `url` and waits until the browser is redirected. Returns the query of the
  /// redirect, still encoded, for example "code=1&state=2". Throws Error with `request_cancelled`
  /// soon after `stop` is requested, or when the user gives up.
  virtual std::string authorize(const std::string& url, const std::stop_token& stop) = 0;
};

/// A user agent that receives the redirect on a port of 127.0.0.1 and passes the page's URL to
/// `open_page`, which opens a browser or prints the URL. `port` 0: one that is free, or the one
/// that the client is registered with. Requests that do not have the `state` of the page's URL are
/// refused, and the login goes on. Spec: RFC 8252 section 7.3.
std::shared_ptr<UserAgent> loopback_user_agent(
    std::function<void(const std::string& url)> open_page, std::uint16_t port = 0);

/// A client that an authorization server knows already: pre-registration.
/// Spec: 2026-07-28 basic/authorization/client-registration, Pre-registration.
struct RegisteredClient {
  std::string client_id;
  std::string client_secret = {};  ///< Empty: none, or a private key is used.
  std::string private_key = {};    ///< PEM: authenticates with private_key_jwt (RFC 7523).
  /// The issuer identifier of its authorization server. If the server names others only, the
  /// authorization fails. Empty: the client is used at any.
  std::string issuer = {};
};

/// The user logs in in a browser. Without `client`, the client identifies itself by the URL of its
/// metadata document where the authorization server supports that, or registers dynamically.
struct AuthorizationCodeGrant {
  std::shared_ptr<UserAgent> user_agent;
  std::optional<RegisteredClient> client = {};
  std::string client_metadata_url = {};  ///< https, with a path; empty: there is no document.
  std::string client_name = "mcp-toolkit";
  /// How long the user may take.
  std::chrono::milliseconds timeout = std::chrono::minutes(5);
};

/// The client acts for itself, without a user: extension oauth-client-credentials.
struct ClientCredentialsGrant {
  RegisteredClient client;
};

/// What an assertion is needed for.
struct AssertionRequest {
  std::string issuer;  ///< Of the authorization server: the audience of the assertion.
  std::string resource;
  std::string scope = {};  ///< Separated by blanks; empty: none.
};

/// The client presents a token that another issuer signed: a workload's identity (RFC 7523), or an
/// identity assertion (see enterprise_assertion). Rejected assertions are not presented again.
struct JwtBearerGrant {
  /// Makes or reads an assertion. May wait. Throws Error.
  std::function<std::string(const AssertionRequest&, const std::stop_token& stop)> assertion;
  RegisteredClient client = {};  ///< Empty id: the assertion identifies the client.
};

/// The organisation's identity provider, which decides which servers its people may use.
struct IdentityProvider {
  std::string token_endpoint;
  RegisteredClient client = {};  ///< The client at the identity provider.
  /// An ID token of the user, who has logged in at the identity provider. May wait.
  std::function<std::string(const std::stop_token& stop)> id_token;
  std::string ca_file = {};
};

/// The assertion for JwtBearerGrant that the identity provider issues in exchange for an ID token.
/// Spec: extension enterprise-managed-authorization; RFC 8693.
std::function<std::string(const AssertionRequest&, const std::stop_token&)> enterprise_assertion(
    IdentityProvider provider);

/// Whether access tokens are bound to a key of the client: RFC 9449. `automatic`: if the server
/// asks for it and the authorization server supports it.
/// `always`: fails when the authorization server does not support it, or issues another token.
enum class DpopUse { automatic, always, never };

struct OAuthOptions {
  std::string server_url;  ///< Of the MCP endpoint.
  std::variant<AuthorizationCodeGrant, ClientCredentialsGrant, JwtBearerGrant> grant;
  /// Scopes to request besides those that the server names.
  std::vector<std::string> scopes = {};
  /// Null: in memory.
  std::shared_ptr<CredentialStore> store = {};
  DpopUse dpop = DpopUse::automatic;
  std::string ca_file = {};  ///< PEM: the certificates to trust instead of the system's.
};

/// Obtains access tokens for one server when it demands them, refreshes them, requests more scopes
/// when they do not suffice, and keeps them in the store. Tokens are sent to the server's origin
/// only. Metadata is not fetched from private networks unless the server is in one.
std::shared_ptr<TokenProvider> oauth_provider(OAuthOptions options);

/// What the store has for a server.
struct SavedLogin {
  std::string server_url;
  std::string issuer = {};
  std::string client_id = {};
  std::string scope = {};  ///< Separated by blanks; empty: unknown.
  std::optional<std::chrono::system_clock::time_point> expires_at = {};
  bool can_refresh = false;
  bool is_dpop_bound = false;
};

/// The logins in the store, sorted by URL. Throws Error when it cannot be read.
std::vector<SavedLogin> saved_logins(CredentialStore& store);

/// The login at one server; empty: there is none. Throws Error when the store cannot be read.
std::optional<SavedLogin> saved_login(const std::string& server_url, CredentialStore& store);

/// Removes the login of a server from the store, and revokes its tokens where the authorization
/// server supports that for tokens of their type (RFC 7009). Returns false when there was none.
/// Throws Error when the store cannot be written, or, after removal, when the tokens could not be
/// revoked.
bool log_out(const std::string& server_url, CredentialStore& store, const std::string& ca_file = {},
             const std::stop_token& stop = {});

}  // namespace mcp
