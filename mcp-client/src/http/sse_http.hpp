#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/http_era.hpp"
#include "http/sse_stream.hpp"

namespace mcp::http::client {

class ServerLink;

/// The rules of the HTTP+SSE transport: the client posts its messages to the endpoint that the
/// server's event stream names, and the responses arrive on that stream. There are no sessions, and
/// a broken stream ends the connection. On the loop's thread.
/// Spec: 2024-11-05 basic/transports, HTTP with SSE.
class SseHttp final : public HttpEra {
 public:
  explicit SseHttp(ServerLink& connection) : connection_(connection) {}

  /// Sends a request with these rules if the response to its POST may be that of a server that has
  /// only this transport. False: it may not.
  /// Spec: 2026-07-28 basic/transports/streamable-http, HTTP+SSE Transport (2024-11-05).
  bool take_over(Exchange& exchange);

  /// Posts a notification or a response, and calls `done` when the POST has ended. Requests after
  /// `notifications/initialized` wait until its POST has ended.
  void post_message(const Message& message, std::function<void()> done = {});
  /// Closes the stream.
  void close();

  void begin(std::shared_ptr<Exchange> exchange) override;
  Headers headers(const Request&) override { return {}; }
  bool settles(Exchange&, Response&) override { return true; }
  bool rescue(Exchange& exchange) override;
  void cancel(Exchange& exchange, const Notification& cancelled) override;

 private:
  void wait(std::shared_ptr<Exchange> exchange);
  void open_stream();
  void opened(std::string endpoint);
  void ended(const Error& why);
  void send_waiting();

  ServerLink& connection_;
  std::shared_ptr<SseStream> stream_;               // null: not opened, or it could not be opened
  std::vector<std::shared_ptr<Exchange>> waiting_;  // until the stream is open, or the server is
  bool initializing_ = false;                       // initialized
};

}  // namespace mcp::http::client
