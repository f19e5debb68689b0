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

/// Until 2025-11-25: there may be a session, the server speaks on a stream of its own too, and
/// streams that break are continued. On the loop's thread.
/// Spec: 2025-11-25 basic/transports, Streamable HTTP.
class LegacyHttp final : public HttpEra {
 public:
  explicit LegacyHttp(ServerLink& connection) : connection_(connection) {}

  /// Posts a notification or a response, and calls `done` when that has ended. After
  /// `notifications/initialized` requests wait until the server has it.
  void tell(const Message& message, std::function<void()> done = {});
  /// Closes the stream and ends the session at the server.
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
  std::string version_;                             // as agreed; empty: not yet
  std::vector<std::shared_ptr<Exchange>> waiting_;  // for the session to be ready
  bool opening_ = false;
  bool lost_ = false;  // the session; the next request begins another
  Restarts renewals_;
  std::shared_ptr<ServerStream> stream_;

  // Requests that a new session needs first.
  Json initialize_params_;
  Json log_level_;
  std::map<std::string, Json> subscriptions_;  // by URI
};

}  // namespace mcp::http::client
