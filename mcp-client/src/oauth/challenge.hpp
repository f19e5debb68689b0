#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::oauth {

/// One challenge of `WWW-Authenticate`: RFC 9110 section 11.6.1.
struct Challenge {
  std::string scheme;                             ///< In lower case.
  std::map<std::string, std::string> parameters;  ///< Names in lower case; the first of a name.

  /// Empty if there is no such parameter.
  std::string parameter(const std::string& name) const;
};

/// Parses the value of `WWW-Authenticate`, which may hold several challenges. Text that is not a
/// challenge is skipped.
std::vector<Challenge> parse_challenges(std::string_view text);

/// The challenge that says how to get an access token, of the schemes Bearer and DPoP; one without
/// parameters if there is none. A challenge with `resource_metadata` or `scope` is preferred.
Challenge token_challenge(std::string_view www_authenticate);

/// The `error` of that challenge: RFC 6750 section 3.
std::string error_of(std::string_view www_authenticate);

}  // namespace mcp::oauth
