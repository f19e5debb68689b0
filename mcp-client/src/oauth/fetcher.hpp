#pragma once

#include <stop_token>
#include <string>

#include "http_client/transfer_loop.hpp"

namespace mcp::oauth {

struct HttpReply {
  http::client::ResponseHead head;
  std::string body;

  int status() const { return head.status; }
};

struct FetcherOptions {
  std::string ca_file = {};            ///< PEM; empty: the system's certificates.
  bool public_addresses_only = false;  ///< See HttpRequest.
};

/// HTTP requests to authorization servers that wait for the whole response, at most 30 seconds and
/// 1 MiB. https only, but for loopback addresses. One thread.
/// Spec: 2026-07-28 basic/authorization/security-considerations, Communication Security.
class Fetcher {
 public:
  explicit Fetcher(FetcherOptions options) : options_(std::move(options)) {}

  /// Throws Error: `authorization_failed` when there is no response, `request_cancelled` soon after
  /// `stop` is requested.
  HttpReply get(const std::string& url, const std::stop_token& stop);
  /// Sends a body of the media type `type`.
  HttpReply post(const std::string& url, const char* type, std::string body,
                 http::client::Headers headers, const std::stop_token& stop);

 private:
  HttpReply fetch(http::client::HttpRequest request, const std::stop_token& stop);

  const FetcherOptions options_;
  http::client::TransferLoop loop_;
};

}  // namespace mcp::oauth
