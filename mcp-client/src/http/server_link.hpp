#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/authorized_transfers.hpp"
#include "http/http_era.hpp"
#include "http/sse_parser.hpp"
#include "mcp/client/http.hpp"

namespace mcp::http::client {

using AnswerHandler = std::function<void(Response)>;

/// The connection as its parts use it: exchanges, eras and the server's GET stream. All functions
/// run on the loop's thread.
class ServerLink {
 public:
  virtual ~ServerLink() = default;

  virtual const HttpTarget& target() const = 0;
  virtual TransferLoop& loop() = 0;
  /// Starts and cancels HTTP transfers with the credentials for the server.
  virtual AuthorizedTransfers& transfers() = 0;
  virtual bool closing() const = 0;
  /// HTTP requests to the server, with `own` and the headers of every request.
  virtual HttpRequest post(Headers own, std::shared_ptr<const std::string> body) const = 0;
  virtual HttpRequest get(Headers own) const = 0;
  virtual HttpRequest request(const char* method, Headers own) const = 0;
  /// Makes a request of the channel itself; `done` gets the response.
  virtual void ask(HttpEra& era, std::string_view method, Json params, AnswerHandler done) = 0;
  /// Posts a notification or response. `done` gets the status; 0: the server was not reached.
  virtual void post_message(const Message& message, const Headers& headers,
                            std::function<void(int)> done) = 0;
  /// Handles a message from a stream. Returns its id if it is a server's request that may be
  /// cancelled.
  virtual std::optional<RequestId> take(const SseEvent& event) = 0;
  /// Cancels a server's request as if the server had.
  virtual void take_back(const RequestId& question) = 0;
  virtual void warn(const std::string& text) = 0;
  virtual void ended(const Exchange& exchange) = 0;
  /// Uses HTTP+SSE for a request that a POST to the URL did not reach, if that is allowed. False:
  /// the request has failed.
  virtual bool fall_back(Exchange& exchange) = 0;
  /// From now on messages use HTTP+SSE and are posted to this URL.
  virtual void use_endpoint(std::string url) = 0;
  /// Ends the connection, with its open requests, because it broke.
  virtual void lose(const std::string& why) = 0;
};

}  // namespace mcp::http::client
