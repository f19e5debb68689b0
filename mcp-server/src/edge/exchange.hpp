#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

#include "mcp/caller.hpp"
#include "mcp/transport.hpp"
#include "wire/server_wire.hpp"

namespace mcp {

/// One request until its response: its sender, its revision, and the sink for all messages that
/// belong to it. There is at most one response; after it, and after a cancellation, nothing more is
/// sent for the request. Any thread.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(Request request, CallerInfo caller, const ServerWire& wire, const Json& self,
           std::shared_ptr<Sink> sink);

  const Request& request() const { return request_; }
  const CallerInfo& caller() const { return caller_; }
  const ServerWire& wire() const { return wire_; }
  const Json& self() const { return self_; }
  const std::shared_ptr<Sink>& sink() const { return sink_; }
  std::stop_token stop() const { return stop_.get_token(); }

  /// Sends a notification that belongs to the request. False: the request has ended, or the peer is
  /// gone.
  bool notify(Notification notification);

  /// Responds with a complete result or an error, which the wire encodes.
  void succeed(Json neutral);
  void fail(const Error& error);
  /// Responds with a result that is already encoded.
  void answer(Json spelled);

  /// The peer has cancelled the request or is gone. Requests the handler to stop.
  void cancel();

  bool ended() const;
  /// Called once when the request ends, before the response is sent: the peer may reuse the id as
  /// soon as it has the response. Called at once when the request has ended already.
  void on_end(std::function<void()> callback);
  /// Keeps `lease` until the response was passed to the sink.
  void keep(std::shared_ptr<void> lease);

 private:
  void respond(std::variant<Json, Error> outcome);
  void end(std::optional<Response> response);
  void leave(std::optional<Response> response);

  const Request request_;
  const CallerInfo caller_;
  const ServerWire& wire_;
  const Json& self_;
  const std::shared_ptr<Sink> sink_;
  std::stop_source stop_;

  mutable std::mutex mutex_;
  bool ended_ = false;
  int sending_ = 0;  // notifications being sent; the last of them sends a `late_` response, too
  std::optional<Response> late_;
  std::shared_ptr<void> lease_;
  std::vector<std::function<void()>> on_end_;
};

using ExchangePointer = std::shared_ptr<Exchange>;

}  // namespace mcp
