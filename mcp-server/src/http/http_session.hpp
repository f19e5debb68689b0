#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "edge/connection.hpp"
#include "http/event_stream.hpp"

namespace mcp::http {

/// The session of a legacy client, from its `initialize` to its DELETE. Any thread.
/// Spec: 2025-11-25 basic/transports, Session Management.
class HttpSession final : public ReplayKeeper, public std::enable_shared_from_this<HttpSession> {
 public:
  using Clock = Endpoint::Clock;

  /// All sessions share `budget`.
  HttpSession(std::shared_ptr<ServerCore> core, std::string principal,
              const EndpointOptions& options, std::shared_ptr<ReplayBudget> budget);

  const std::string& id() const { return id_; }
  const std::string& principal() const override { return principal_; }

  std::size_t kept_bytes() const override { return share_->used(); }
  void shed(std::size_t bytes) override;

  /// Handles the `initialize` request and calls `done` with its response; when it is an error,
  /// there is no session. At once, or later if there is a gateway.
  void initialize(mcp::Request request, std::function<void(Response)> done);

  /// Handles a request; its response goes to the responder.
  std::shared_ptr<Call> serve(mcp::Request message, std::shared_ptr<Responder> responder);
  /// Handles a notification or a response.
  void take(Message message);
  /// Opens the stream for messages that belong to no request.
  std::shared_ptr<Call> listen(std::shared_ptr<Responder> responder);
  /// Whether the stream ended with that event, so that there is nothing to resume.
  bool ended_with(std::string_view last_event_id);
  /// Resumes a stream after the event of that id. Null when there is no such stream.
  std::shared_ptr<Call> resume(std::string_view last_event_id,
                               std::shared_ptr<Responder> responder);

  /// The client has received that response of the stream; a stream that ended with it is forgotten.
  void delivered(std::uint64_t stream, std::uint64_t response);

  void touch(Clock::time_point now);
  /// The time of the last `touch`, if no request and no stream is open.
  std::optional<Clock::time_point> idle_since();
  bool wait_until_idle(std::chrono::milliseconds limit) {
    return connection_.wait_until_idle(limit);
  }
  /// Ends the stream for messages that belong to no request; the client may open it again.
  void end_own_stream() { own_stream_->pause(); }
  void end();

 private:
  void opened(const Response& response);
  std::shared_ptr<EventStream> find_stream(std::uint64_t number);
  struct Carried {
    RequestId request;
    std::shared_ptr<EventStream> stream;
  };

  std::uint64_t add_stream(const RequestId& request, std::shared_ptr<EventStream>& added);
  void forget_streams();
  std::vector<std::pair<std::uint64_t, std::shared_ptr<EventStream>>> request_streams();
  /// The streams that are not complete: of that request, or all.
  std::vector<std::shared_ptr<EventStream>> open_streams(const std::optional<RequestId>& request);

  const std::string id_;
  const std::string principal_;
  const std::shared_ptr<ReplayShare> share_;
  std::mutex mutex_;
  StreamOptions stream_options_;
  const std::shared_ptr<EventStream> own_stream_;
  std::map<std::uint64_t, Carried> streams_;
  std::set<std::uint64_t> lost_;  // streams that were dropped before they were received
  std::uint64_t next_stream_ = 1;
  Clock::time_point last_request_{};
  Connection connection_;
};

}  // namespace mcp::http
