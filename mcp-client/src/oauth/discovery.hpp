#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "oauth/fetcher.hpp"
#include "oauth/metadata.hpp"

namespace mcp::oauth {

/// Finds the metadata of a protected resource at `named`, the URL from its challenge, or, if that
/// is empty, at the well-known URLs. Nothing when the server has none, as before 2025-06-18.
/// Throws Error with `authorization_failed` when a document is invalid, is for another resource, or
/// is missing where the challenge says that it is.
/// Spec: 2026-07-28 basic/authorization/authorization-server-discovery; RFC 9728 sections 3 and 5.
std::optional<ResourceMetadata> find_resource(Fetcher& fetcher, const std::string& server_url,
                                              const std::string& named,
                                              const std::stop_token& stop);

/// Finds the metadata of the authorization server with this issuer identifier, and checks that the
/// document has the same identifier. Throws Error with `authorization_failed`.
/// Spec: 2026-07-28 basic/authorization/authorization-server-discovery, Authorization Server
/// Metadata Discovery; RFC 8414 section 3.3.
ServerMetadata find_server(Fetcher& fetcher, const std::string& issuer,
                           const std::stop_token& stop);

/// The authorization server of a server without resource metadata: it is at the server's origin,
/// with metadata or with the default endpoints. Throws Error with `authorization_failed`.
/// Spec: 2025-03-26 basic/authorization, Server Metadata Discovery.
ServerMetadata find_server_at_origin(Fetcher& fetcher, const std::string& server_url,
                                     const std::stop_token& stop);

}  // namespace mcp::oauth
