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

/// One request on its way to its answer: who asked, in which revision, and where everything that
/// belongs to it goes. It is answered at most once; afterwards, and once it is cancelled, nothing
/// is sent for it any more. Any thread.
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

  /// Sends something that belongs to the request. False: too late, or the peer is gone.
  bool notify(Notification notification);

  /// Answers with a finished result or an error, spelled by the wire.
  void succeed(Json neutral);
  void fail(const Error& error);
  /// Answers with a result that is spelled already.
  void answer(Json spelled);

  /// The peer does not want the answer any more, or is gone. Asks the handler to stop.
  void cancel();

  bool ended() const;
  /// Called once when the request ends, before the answer is sent: the peer may use the id again as
  /// soon as it has the answer. At once when it has ended already.
  void on_end(std::function<void()> callback);
  /// Kept until the answer has been handed to the sink.
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
  int sending_ = 0;  // notifications on their way; the last of them brings a `late_` answer along
  std::optional<Response> late_;
  std::shared_ptr<void> lease_;
  std::vector<std::function<void()>> on_end_;
};

using ExchangePointer = std::shared_ptr<Exchange>;

}  // namespace mcp
