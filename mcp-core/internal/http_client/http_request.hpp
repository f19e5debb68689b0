#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mcp/error.hpp"

/// Outgoing HTTP requests, and the handlers of their responses.
namespace mcp::http::client {

/// Identifies one request and its response in a TransferLoop.
using TransferId = std::uint64_t;
using Headers = std::vector<std::pair<std::string, std::string>>;
/// Names are in lower case; of several fields of one name the last one counts, but those of
/// `www-authenticate` are joined by commas (RFC 9110 section 11.6.1).
using ResponseHeaders = std::map<std::string, std::string>;

/// Longest times of a transfer; zero: no limit.
struct TransferLimits {
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds total{0};
  std::chrono::milliseconds head{0};  ///< From the start to the end of the response's head.
  std::chrono::milliseconds idle{0};  ///< Without a byte of the response's body.
};

struct HttpRequest {
  std::string url;
  const char* method = "POST";
  Headers headers = {};
  std::shared_ptr<const std::string> body = {};  ///< Null: none.
  TransferLimits limits = {};
  std::string ca_file = {};   ///< Empty: the system's certificates.
  bool accepts_gzip = false;  ///< The handler gets the body decompressed.
  /// Within the origin, if they keep the method: 307 and 308, and for GET also 301, 302 and 303.
  bool follows_redirects = false;
  /// Fails when the URL leads to an address of a private network, of this machine, or that is
  /// reserved. Not checked for names that a proxy resolves.
  bool public_addresses_only = false;
};

/// The status and the headers of a response.
struct ResponseHead {
  int status = 0;
  ResponseHeaders headers = {};
  std::string url = {};       ///< Of the request, or of the redirect that was followed.
  std::string redirect = {};  ///< Target of a redirect that is not followed.
  std::string address = {};   ///< IP address of the server; empty: a proxy may be between.

  /// Empty: there is no such header.
  std::string header(const std::string& name) const;
  /// In lower case, without parameters.
  std::string content_type() const;
  bool is_success() const { return status / 100 == 2; }
};

/// Receives the response to one request: a head, pieces of the body, and the end. On the loop's
/// thread, which serves all other transfers, too: must not wait. May start and cancel transfers.
class ResponseHandler {
 public:
  virtual ~ResponseHandler() = default;
  virtual void head(const ResponseHead& head) = 0;
  virtual void body(std::string_view bytes) = 0;
  /// The end of the response. `failure`: an error below HTTP; empty: none.
  virtual void done(const std::string& failure) = 0;
  /// Called instead of all others when there are no credentials for the request.
  virtual void unauthorized(const Error& error) { done(error.what()); }
};

}  // namespace mcp::http::client
