#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "http_client/transfer_loop.hpp"

namespace mcp::bridge {

using http::client::HttpRequest;
using http::client::ResponseHead;
using http::client::ResponseHeaders;

/// Receives a response while it arrives. Called on the thread that serves all exchanges, so it must
/// not wait. HttpExchange::send rethrows an exception, which ends this exchange.
class HttpResponseHandler {
 public:
  virtual ~HttpResponseHandler() = default;
  virtual void head(const ResponseHead& head) = 0;
  /// A decompressed piece of the body. Returns false to skip the rest.
  virtual bool body(std::string_view bytes) = 0;
};

/// How an exchange ended.
struct HttpResult {
  bool stopped = false;  ///< The stop token ended it.
  /// Why the response is incomplete; empty: it is complete, or the handler skipped the rest.
  std::string problem = {};
};

/// Sends requests and waits for their responses. Reuses connections. Any thread, any number of
/// requests at once; one thread receives all responses.
class HttpExchange {
 public:
  /// Blocks until the exchange ends. After that the handler is not called any more.
  HttpResult send(HttpRequest request, HttpResponseHandler& handler, const std::stop_token& stop);

  /// The loop that receives the responses. Another one may embed it.
  EmbeddableLoop& loop() { return loop_; }

 private:
  http::client::TransferLoop loop_;
};

}  // namespace mcp::bridge
