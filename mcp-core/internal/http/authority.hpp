#pragma once

#include <optional>
#include <string_view>

#include "text/ascii.hpp"

namespace mcp::http {

/// Host and port, as in `Host` and after the scheme in `Origin`.
struct Authority {
  std::string_view host;  ///< An IPv6 address without its brackets.
  std::string_view port;  ///< Digits; empty: none is given.
};

/// Parses `name`, `name:port`, `[address]` or `[address]:port`. Empty when the text contains
/// anything else, so that an allowed name never matches a part of another. Spec: RFC 9110 section
/// 7.2.
inline std::optional<Authority> parse_authority(std::string_view text) {
  text = ascii::trimmed(text);
  const bool is_address = text.starts_with('[');
  const auto end = text.find(is_address ? ']' : ':');
  if (is_address && end == text.npos) return std::nullopt;
  const std::string_view host = is_address ? text.substr(1, end - 1) : text.substr(0, end);
  const std::string_view rest =
      end == text.npos ? std::string_view() : text.substr(is_address ? end + 1 : end);
  if (host.empty() || host.find_first_of("/?#@\\, \t") != host.npos) return std::nullopt;
  if (rest.empty()) return Authority{host, {}};
  const bool is_port = rest.front() == ':' && rest.size() <= 6 &&
                       rest.find_first_not_of("0123456789", 1) == rest.npos;
  if (!is_port) return std::nullopt;
  return Authority{host, rest.substr(1)};
}

/// Whether the host is a loopback name, which `Host` may always contain.
inline bool is_own_name(std::string_view host) {
  return ascii::same(host, "localhost") || host == "127.0.0.1" || host == "::1";
}

}  // namespace mcp::http
