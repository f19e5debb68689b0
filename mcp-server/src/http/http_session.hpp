#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "edge/connection.hpp"
#include "http/event_stream.hpp"

namespace mcp::http {

/// A legacy client between its `initialize` and its DELETE. Any thread.
/// Spec: 2025-11-25 basic/transports, Session Management.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  using Clock = Endpoint::Clock;

  HttpSession(std::shared_ptr<ServerCore> core, std::string principal,
              const EndpointOptions& options);

  const std::string& id() const { return id_; }
  const std::string& principal() const { return principal_; }

  /// Opens the session. The response is that to the `initialize` request; when it is an error,
  /// there is no session.
  Response initialize(mcp::Request request);

  /// Serves a request whose answer goes to the responder.
  std::shared_ptr<Call> serve(mcp::Request message, std::shared_ptr<Responder> responder);
  /// Takes a notification or a response.
  void take(Message message);
  /// The stream for what belongs to no request.
  std::shared_ptr<Call> listen(std::shared_ptr<Responder> responder);
  /// Whether the stream has ended with that event, so that nobody need come back for more.
  bool ended_with(std::string_view last_event_id);
  /// The rest of a stream after the event of that id. Null when there is no such stream.
  std::shared_ptr<Call> resume(std::string_view last_event_id,
                               std::shared_ptr<Responder> responder);

  void touch(Clock::time_point now);
  /// When it was touched last, if nothing is going on in it.
  std::optional<Clock::time_point> idle_since();
  bool wait_until_idle(std::chrono::milliseconds limit) {
    return connection_.wait_until_idle(limit);
  }
  /// Ends the stream for what belongs to no request; the client may open it again.
  void end_own_stream() { own_stream_->pause(); }
  void end();

 private:
  std::shared_ptr<EventStream> find_stream(std::uint64_t number);
  struct Carried {
    RequestId request;
    std::shared_ptr<EventStream> stream;
  };

  std::shared_ptr<EventStream> add_stream(const RequestId& request);
  void forget_streams();
  /// The streams that are not complete: of that request, or all.
  std::vector<std::shared_ptr<EventStream>> open_streams(const std::optional<RequestId>& request);

  const std::string id_;
  const std::string principal_;
  const std::shared_ptr<ReplayBudget> budget_;
  std::mutex mutex_;
  StreamOptions stream_options_;
  const std::shared_ptr<EventStream> own_stream_;
  std::map<std::uint64_t, Carried> streams_;
  std::uint64_t next_stream_ = 1;
  Clock::time_point last_request_{};
  Connection connection_;
};

}  // namespace mcp::http
