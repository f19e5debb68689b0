#pragma once

#include <string>
#include <vector>

namespace mcp::oauth {

/// The URLs at which the metadata of a protected resource may be, in the order to try.
/// Spec: RFC 9728 section 3.1; 2026-07-28 basic/authorization/authorization-server-discovery,
/// Protected Resource Metadata Discovery Requirements. Empty if `server_url` is not a URL.
std::vector<std::string> resource_metadata_urls(const std::string& server_url);

/// The same for the metadata of an authorization server: RFC 8414 section 3.1, OpenID Connect
/// Discovery 1.0 section 4. Empty if `issuer` is not a URL, or names a user.
std::vector<std::string> server_metadata_urls(const std::string& issuer);

/// The URL without query and fragment, scheme and host in lower case, without a slash at its end:
/// RFC 8707 section 2; 2026-07-28 basic/authorization, Canonical Server URI.
std::string canonical_server_url(const std::string& server_url);

/// Whether a token for `resource` may be sent to the server: it has the same origin, and its path
/// is the server's or one above it.
bool covers(const std::string& resource, const std::string& server_url);

}  // namespace mcp::oauth
