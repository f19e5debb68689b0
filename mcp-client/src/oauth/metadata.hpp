#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp::oauth {

/// Protected resource metadata: RFC 9728 section 2. Unknown members are ignored.
struct ResourceMetadata {
  std::string resource;  ///< Sent as the parameter `resource`, byte for byte.
  std::vector<std::string> authorization_servers = {};
  std::optional<std::vector<std::string>> scopes_supported = {};
  bool dpop_bound = false;  ///< Whether access tokens must, or may, be bound by DPoP.
};

/// Authorization server metadata: RFC 8414 section 2, OpenID Connect Discovery 1.0 section 3.
struct ServerMetadata {
  std::string issuer;
  std::string authorization_endpoint = {};
  std::string token_endpoint = {};
  std::string registration_endpoint = {};
  std::string revocation_endpoint = {};
  std::vector<std::string> scopes_supported = {};
  /// Empty: the server does not say, which means client_secret_basic (RFC 8414).
  std::vector<std::string> token_auth_methods = {};
  std::vector<std::string> token_auth_algorithms = {};
  std::vector<std::string> dpop_algorithms = {};
  bool supports_pkce_s256 = false;
  bool returns_issuer = false;  ///< In authorization responses: RFC 9207.
  bool fetches_client_metadata = false;

  bool supports(std::string_view token_auth_method) const;
};

/// Errors: `authorization_failed`, with what is wrong with the document.
Result<ResourceMetadata> to_resource_metadata(const Json& document);
Result<ServerMetadata> to_server_metadata(const Json& document);

/// The endpoints of a server without metadata, below its base URL.
/// Spec: 2025-03-26 basic/authorization, Fallbacks for Servers without Metadata Discovery.
ServerMetadata default_endpoints(const std::string& base_url);

}  // namespace mcp::oauth
