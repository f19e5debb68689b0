#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "http_client/transfer_loop.hpp"

namespace mcp::bridge {

using http::client::HttpRequest;
using http::client::ResponseHead;
using http::client::ResponseHeaders;

/// Receives a response while it arrives. On the exchange's thread, which serves all others too:
/// must not wait. An exception ends the exchange and comes out of HttpExchange::send.
class HttpResponseHandler {
 public:
  virtual ~HttpResponseHandler() = default;
  virtual void head(const ResponseHead& head) = 0;
  /// A decompressed piece of the body. Returns false to skip the rest.
  virtual bool body(std::string_view bytes) = 0;
};

/// How an exchange ended.
struct HttpResult {
  bool stopped = false;  ///< By the token.
  /// Why the response is not complete; empty: it is, or the handler had enough.
  std::string problem = {};
};

/// Sends requests and waits for their responses. Keeps connections for the next request. Any
/// thread, any number of requests at once; all responses arrive on one thread of its own.
class HttpExchange {
 public:
  /// Once it returns, the handler is not called any more.
  HttpResult send(HttpRequest request, HttpResponseHandler& handler, const std::stop_token& stop);

 private:
  http::client::TransferLoop loop_;
};

}  // namespace mcp::bridge
