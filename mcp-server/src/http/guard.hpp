#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mcp/server/http_endpoint.hpp"

namespace mcp::http {

/// Why a request is rejected before its body is read.
struct Refusal {
  int status;
  Error error;
};

/// Rejects (403) a request that is addressed to another host, or that comes from a web page which
/// is not allowed. `Host` is compared without its port, because a tunnel or a container may map it;
/// an `Origin` must have the scheme, name and port of the request's own address, or be allowed.
/// Spec: 2026-07-28 basic/transports/streamable-http, Security & Endpoint; RFC 6454 section 4.
std::optional<Refusal> check_origin(const Request& request, const EndpointOptions& options);

/// Whether the text can be an origin: `scheme://name` or `scheme://name:port`.
bool is_origin(std::string_view text);

/// Checks the type of the body (415) and the types that the client accepts (406).
std::optional<Refusal> check_post_content(const Request& request);
std::optional<Refusal> check_get_content(const Request& request);

/// Whether the client accepts a response of that type; without `Accept` it accepts all.
bool takes_type(const Request& request, std::string_view type);

/// Rejects (400) repeated headers that must have one value.
std::optional<Refusal> check_repeated(const Request& request);

}  // namespace mcp::http
