#pragma once

#include <optional>
#include <string>

namespace mcp::http::client {

/// The parts of an absolute http or https URL, as libcurl reads it (RFC 3986).
struct Url {
  std::string scheme;  ///< In lower case.
  std::string host;    ///< An IPv6 address is in brackets.
  std::string port;    ///< The default one if the URL has none.
  std::string path;    ///< "/" if the URL has none.
  std::string query;   ///< Without the question mark.
  bool has_user = false;

  /// Scheme, host and port, without a default port: RFC 6454.
  std::string origin() const;
  bool is_https() const { return scheme == "https"; }
};

/// Empty when the text is not an absolute http or https URL.
std::optional<Url> parse_url(const std::string& text);

/// Whether both texts are URLs of one origin.
bool same_origin(const std::string& one, const std::string& other);

}  // namespace mcp::http::client
