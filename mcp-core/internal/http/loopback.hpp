#pragma once

#include <string_view>

namespace mcp::http {

/// Whether an address or a name, as it stands in a URL or without brackets, means this machine.
inline bool is_loopback(std::string_view host) {
  // A name such as 127.example.com has other characters than an IPv4 address.
  const bool is_ipv4 = host.find_first_not_of("0123456789.") == host.npos;
  return host == "localhost" || host == "::1" || host == "[::1]" ||
         (is_ipv4 && host.starts_with("127."));
}

}  // namespace mcp::http
