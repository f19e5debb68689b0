#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mcp/error.hpp"

namespace mcp {

/// A response that demands authorization: RFC 9110 section 11.6.1.
struct AuthorizationChallenge {
  int status = 0;  ///< 401, or 403 for insufficient scope; 0: `must_renew` returned true.
  /// The fields `WWW-Authenticate`, joined by commas; may be empty.
  std::string www_authenticate = {};
  /// The field `Authorization` of the request; empty: it had none.
  std::string rejected = {};
  /// IP address of the server; empty: unknown, for example behind a proxy.
  std::string address = {};
  /// How often this request has been sent, at least 1; 0: it has not been sent yet.
  int attempt = 1;
};

/// Gives the requests to one server their credentials, and obtains new ones when the server
/// demands it: see oauth.hpp. Programs with credentials of their own implement it. Any thread.
class TokenProvider {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  virtual ~TokenProvider() = default;

  /// The header fields for one request, for example `Authorization`; empty: no credentials yet.
  /// Called for each HTTP request, also for repeated ones. Must not wait or throw.
  virtual Headers headers(std::string_view method, const std::string& url) = 0;

  /// Whether `authorize` must be called before the next request, for example because the
  /// credentials are not loaded yet, or have expired and can be refreshed. Must not wait.
  virtual bool must_renew() { return false; }

  /// Called with the header fields of each response, names in lower case. Must not wait or throw.
  virtual void received(const std::map<std::string, std::string>& headers) { (void)headers; }

  /// Obtains new credentials, for example by asking the user to log in: waits for that. True: the
  /// request is sent again. False: the provider cannot help, and the caller gets the response.
  /// Throws Error, with `authorization_failed` and what the user can do about it, or with
  /// `request_cancelled` soon after `stop` is requested. Runs on a thread of the client.
  virtual bool authorize(const AuthorizationChallenge& challenge, const std::stop_token& stop) = 0;
};

}  // namespace mcp
