#pragma once

#include <string>
#include <string_view>

namespace mcp::bridge {

/// Whether an Accept-Encoding header accepts gzip. Source: RFC 9110 section 12.5.3.
bool accepts_gzip(std::string_view accept_encoding);

/// Decompresses (RFC 1952). Throws std::runtime_error when the data are damaged.
std::string from_gzip(std::string_view compressed);

}  // namespace mcp::bridge
