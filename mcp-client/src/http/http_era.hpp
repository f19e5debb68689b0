#pragma once

#include <memory>

#include "http_client/transfer_loop.hpp"
#include "mcp/message.hpp"

namespace mcp::http::client {

class Exchange;

/// How the requests of one era travel over HTTP. On the loop's thread.
class HttpEra {
 public:
  virtual ~HttpEra() = default;

  /// Posts the request, as soon as it may be.
  virtual void begin(std::shared_ptr<Exchange> exchange) = 0;
  /// The era's headers for a POST of the request.
  virtual Headers headers(const Request& request) = 0;
  /// Looks at an answer before the caller gets it. False: the request is made again instead.
  virtual bool settles(Exchange& exchange, Response& response) = 0;
  /// Goes on with a request whose response ended without an answer. False: it has failed.
  virtual bool rescue(Exchange& exchange) = 0;
  /// Lets the server know that the answer is not wanted any more.
  virtual void cancel(Exchange& exchange, const Notification& cancelled) = 0;
};

}  // namespace mcp::http::client
