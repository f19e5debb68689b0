#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "http/http_era.hpp"
#include "http/server_stream.hpp"
#include "restarts.hpp"

namespace mcp::http::client {

class ServerLink;

/// The HTTP rules until 2025-11-25: there may be a session, the server may send messages on a GET
/// stream, and broken streams are resumed. On the loop's thread.
/// Spec: 2025-11-25 basic/transports, Streamable HTTP.
class LegacyHttp final : public HttpEra {
 public:
  explicit LegacyHttp(ServerLink& connection) : connection_(connection) {}

  /// Posts a notification or a response, and calls `done` when the POST has ended. Requests after
  /// `notifications/initialized` wait until its POST has ended.
  void post_message(const Message& message, std::function<void()> done = {});
  /// Closes the GET stream and ends the session at the server.
  void end_session(std::function<void()> done);

  void begin(std::shared_ptr<Exchange> exchange) override;
  Headers headers(const Request& request) override;
  bool settles(Exchange& exchange, Response& response) override;
  bool rescue(Exchange& exchange) override;
  void cancel(Exchange& exchange, const Notification& cancelled) override;

 private:
  Headers session_headers() const;
  void remember(const Request& request);
  void take_session(const Exchange& exchange, const Json& result);
  void initialized();
  void open_stream();
  void renew();
  void renewed(const Response& response);
  void lose(const std::string& why);
  void send_waiting();

  ServerLink& connection_;
  std::string session_id_;                          // empty: none
  std::string version_;                             // negotiated; empty: not yet
  std::vector<std::shared_ptr<Exchange>> waiting_;  // until the session is open
  bool opening_ = false;
  bool lost_ = false;  // the session has ended; the next request opens another
  Restarts renewals_;
  std::shared_ptr<ServerStream> stream_;

  // Parameters of the requests that renew a session.
  Json initialize_params_;
  Json log_level_;
  std::map<std::string, Json> subscriptions_;  // by URI
};

}  // namespace mcp::http::client
