#pragma once

#include <stop_token>
#include <string>

#include "bridge/gateway/event_sink.hpp"
#include "mcp/http_exchange.hpp"

namespace mcp::bridge {

/// Sends server-sent events to the client of a request. Any thread. Source:
/// https://html.spec.whatwg.org/multipage/server-sent-events.html.
class ResponderSink final : public EventSink {
 public:
  /// `leaving` is stopped when the client has disconnected, by the sink or by its owner. Both
  /// arguments must outlive the sink.
  ResponderSink(http::Responder& responder, std::stop_source& leaving)
      : responder_(responder), leaving_(leaving) {}

  void send(const std::string& event, const Json& data) override {
    std::string text = "event: " + event +
                       "\ndata: " + data.dump(-1, ' ', false, Json::error_handler_t::replace) +
                       "\n\n";
    if (!responder_.write(std::move(text))) leaving_.request_stop();
  }
  std::stop_token stop() const override { return leaving_.get_token(); }

 private:
  http::Responder& responder_;
  std::stop_source& leaving_;
};

}  // namespace mcp::bridge
