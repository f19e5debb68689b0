#pragma once

#include <string_view>

namespace mcp::http {

/// Whether an address or a name, as it stands in a URL or without brackets, means this machine.
inline bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host == "[::1]" || host.starts_with("127.");
}

}  // namespace mcp::http
