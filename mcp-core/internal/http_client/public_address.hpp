#pragma once

#include <string>

struct sockaddr;

namespace mcp::http::client {

/// Whether the address is reachable for everybody: not of this machine, a private network, a link,
/// a multicast group or a reserved range, also when it stands in an IPv6 address.
/// Spec: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890).
bool is_public(const sockaddr& address);

/// Whether the text is an IPv4 or IPv6 address, the latter without brackets.
bool is_address(const std::string& text);

/// Whether the text is an address that is public.
bool is_public_address(const std::string& text);

}  // namespace mcp::http::client
