#pragma once

#include <memory>

#include "http_client/transfer_loop.hpp"
#include "mcp/message.hpp"

namespace mcp::http::client {

class Exchange;

/// The HTTP rules of one era. All functions run on the loop's thread.
class HttpEra {
 public:
  virtual ~HttpEra() = default;

  /// Posts the request, in a legacy session as soon as the session is open.
  virtual void begin(std::shared_ptr<Exchange> exchange) = 0;
  /// The era's headers for a POST of the request.
  virtual Headers headers(const Request& request) = 0;
  /// Checks a response before the caller gets it. False: the request is sent again instead.
  virtual bool settles(Exchange& exchange, Response& response) = 0;
  /// Repeats or resumes a request whose HTTP response ended without a JSON-RPC response. False: the
  /// request has failed.
  virtual bool rescue(Exchange& exchange) = 0;
  /// Cancels the request at the server.
  virtual void cancel(Exchange& exchange, const Notification& cancelled) = 0;
};

}  // namespace mcp::http::client
