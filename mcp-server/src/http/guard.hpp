#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mcp/server/http_endpoint.hpp"

namespace mcp::http {

/// Why a request is refused before its body is looked at.
struct Refusal {
  int status;
  Error error;
};

/// Whether the request is addressed to us, and whether the page that sends it, if a browser does,
/// may: 403 if not. `Host` is compared without its port, because a tunnel or a container may map
/// it; an `Origin` must have the scheme, name and port of the request's own address, or be allowed.
/// Spec: 2026-07-28 basic/transports/streamable-http, Security & Endpoint; RFC 6454 section 4.
std::optional<Refusal> check_origin(const Request& request, const EndpointOptions& options);

/// Whether the text can be an origin: `scheme://name` or `scheme://name:port`.
bool is_origin(std::string_view text);

/// Whether the client sends what can be read and takes what it will get: 415, 406.
std::optional<Refusal> check_post_content(const Request& request);
std::optional<Refusal> check_get_content(const Request& request);

/// Whether the client takes a response of that type; one that does not say takes all.
bool takes_type(const Request& request, std::string_view type);

/// Headers that mean something must not contradict each other: 400.
std::optional<Refusal> check_repeated(const Request& request);

}  // namespace mcp::http
