#pragma once

#include <string>

struct sockaddr;

namespace mcp::http::client {

/// Whether the address is reachable for everybody: not of this machine, a private network, a link,
/// a multicast group or a reserved range, also when it stands in an IPv6 address.
/// Spec: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890).
bool is_public(const sockaddr& address);

/// The same for an address as text; false for text that is not an address.
bool is_public_address(const std::string& text);

}  // namespace mcp::http::client
