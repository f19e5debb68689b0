#pragma once

#include <string>
#include <utility>

#include "doctor/http_client.hpp"
#include "doctor/peer.hpp"

namespace mcp::cli::doctor {

/// A server at a URL: each message is a POST.
class HttpPeer final : public Peer {
 public:
  /// `headers` are sent with every request, for example a token.
  HttpPeer(HttpClient& client, std::string url, Headers headers)
      : client_(client), url_(std::move(url)), headers_(std::move(headers)) {}

  Exchange exchange(const Sending& sending) override;
  /// A request with another verb and without a message. Only its head is awaited.
  Exchange request(const std::string& verb, const Headers& headers, Milliseconds patience);

  const std::string& url() const { return url_; }
  const Headers& headers() const { return headers_; }
  HttpClient& client() { return client_; }

 private:
  void answer_requests(const Exchange& exchange, const Sending& sending);

  HttpClient& client_;
  const std::string url_;
  const Headers headers_;
};

}  // namespace mcp::cli::doctor
