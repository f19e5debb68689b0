#include "http/http_session.hpp"

#include <algorithm>
#include <charconv>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "wire/methods.hpp"
#include "wire/revisions.hpp"

namespace mcp::http {
namespace {

constexpr std::size_t session_id_bytes = 24;
// Maximum complete streams kept for clients that may have missed the end.
constexpr std::size_t max_complete_streams = 32;
// Maximum numbers of dropped streams that are remembered, for clients that try to resume one.
constexpr std::size_t max_lost = 256;

// A response that carries a stream.
class StreamCall final : public Call {
 public:
  StreamCall(std::weak_ptr<HttpSession> session, std::uint64_t number,
             std::shared_ptr<EventStream> stream, const Responder* responder)
      : session_(std::move(session)),
        number_(number),
        stream_(std::move(stream)),
        responder_(responder) {}

  void carried_by(std::uint64_t response) { response_ = response; }

  // Spec: 2025-11-25 basic/transports: a disconnect does not cancel the request.
  void disconnected() override { stream_->lost(responder_); }
  bool resumable() const override { return stream_->resumable(); }
  void delivered() override {
    if (const auto session = session_.lock()) session->delivered(number_, response_);
  }

 private:
  const std::weak_ptr<HttpSession> session_;
  const std::uint64_t number_;
  const std::shared_ptr<EventStream> stream_;
  const Responder* const responder_;
  std::uint64_t response_ = 0;
};

// Receives the messages of an exchange. It is destroyed without a response when the client has
// cancelled the request; then the HTTP response must end as well.
class Answering final : public Sink {
 public:
  explicit Answering(std::shared_ptr<EventStream> stream) : stream_(std::move(stream)) {}
  ~Answering() override { stream_->end(); }

  bool send(Message message) override { return stream_->send(std::move(message)); }

 private:
  const std::shared_ptr<EventStream> stream_;
};

class ForResponse final : public Sink {
 public:
  explicit ForResponse(std::function<void(Response)> done) : done_(std::move(done)) {}

  bool send(Message message) override {
    done_(std::get<Response>(std::move(message)));
    return true;
  }

 private:
  const std::function<void(Response)> done_;
};

struct EventId {
  std::uint64_t stream = 0;
  std::uint64_t event = 0;
};

std::optional<EventId> parse_event_id(std::string_view text) {
  EventId id;
  const char* const end = text.data() + text.size();
  const auto stream = std::from_chars(text.data(), end, id.stream);
  if (stream.ec != std::errc() || stream.ptr == end || *stream.ptr != '-') return std::nullopt;
  const auto event = std::from_chars(stream.ptr + 1, end, id.event);
  if (event.ec != std::errc() || event.ptr != end) return std::nullopt;
  return id;
}

}  // namespace

HttpSession::HttpSession(std::shared_ptr<ServerCore> core, std::string principal,
                         const EndpointOptions& options, std::shared_ptr<ReplayBudget> budget)
    : id_(to_base64url(random_bytes(session_id_bytes))),
      principal_(std::move(principal)),
      share_(std::make_shared<ReplayShare>(options.replay_bytes, std::move(budget))),
      stream_options_{.retry = options.retry},
      own_stream_(std::make_shared<EventStream>(0, share_, stream_options_)),
      connection_(std::move(core), own_stream_, principal_) {}

void HttpSession::initialize(mcp::Request request, std::function<void(Response)> done) {
  connection_.receive(std::move(request),
                      std::make_shared<ForResponse>(
                          [self = shared_from_this(), done = std::move(done)](Response response) {
                            self->opened(response);
                            done(std::move(response));
                          }));
}

void HttpSession::opened(const Response& response) {
  if (const auto* result = std::get_if<Json>(&response.outcome)) {
    const Revision* revision =
        find_revision(legacy_revisions(), result->value("protocolVersion", std::string()));
    if (revision && revision->has_empty_events) {
      own_stream_->prime();
      std::scoped_lock lock(mutex_);
      stream_options_.primed = true;
    }
  }
}

std::uint64_t HttpSession::add_stream(const RequestId& request,
                                      std::shared_ptr<EventStream>& added) {
  std::scoped_lock lock(mutex_);
  forget_streams();
  added = std::make_shared<EventStream>(next_stream_, share_, stream_options_);
  streams_.emplace(next_stream_, Carried{request, added});
  return next_stream_++;
}

// Drops the oldest complete streams.
void HttpSession::forget_streams() {
  std::size_t complete = 0;
  for (const auto& [number, each] : streams_) complete += each.stream->complete() ? 1 : 0;
  const auto too_much = [&] {
    return complete > max_complete_streams || (complete > 0 && share_->exceeded());
  };
  for (auto at = streams_.begin(); at != streams_.end() && too_much();) {
    if (!at->second.stream->complete()) {
      ++at;
      continue;
    }
    if (at->second.stream->resumable()) lost_.insert(at->first);
    at = streams_.erase(at);
    --complete;
  }
  while (lost_.size() > max_lost) lost_.erase(lost_.begin());
}

std::shared_ptr<Call> HttpSession::serve(mcp::Request message,
                                         std::shared_ptr<Responder> responder) {
  std::shared_ptr<EventStream> stream;
  const std::uint64_t number = add_stream(message.id, stream);
  auto call = std::make_shared<StreamCall>(weak_from_this(), number, stream, responder.get());
  call->carried_by(stream->carry(std::move(responder)));
  connection_.receive(std::move(message), std::make_shared<Answering>(stream));
  return call;
}

std::vector<std::pair<std::uint64_t, std::shared_ptr<EventStream>>> HttpSession::request_streams() {
  std::scoped_lock lock(mutex_);
  std::vector<std::pair<std::uint64_t, std::shared_ptr<EventStream>>> streams;
  for (const auto& [number, each] : streams_) streams.emplace_back(number, each.stream);
  return streams;
}

// Drops events that were sent first, then those that belong to no request, then the oldest.
void HttpSession::shed(std::size_t bytes) {
  const auto streams = request_streams();
  std::size_t shed = own_stream_->shed(bytes, false);
  for (const auto& [number, stream] : streams) {
    if (shed < bytes) shed += stream->shed(bytes - shed, false);
  }
  if (shed < bytes) shed += own_stream_->shed(bytes - shed, true);
  for (const auto& [number, stream] : streams) {
    if (shed < bytes) shed += stream->shed(bytes - shed, true);
  }
  std::scoped_lock lock(mutex_);
  for (const auto& [number, stream] : streams) {
    if (!stream->resumable() || !stream->spent()) continue;
    if (streams_.erase(number) > 0) lost_.insert(number);
  }
  while (lost_.size() > max_lost) lost_.erase(lost_.begin());
}

void HttpSession::delivered(std::uint64_t stream, std::uint64_t response) {
  std::shared_ptr<EventStream> forgotten;  // destroyed without the lock
  std::scoped_lock lock(mutex_);
  const auto found = streams_.find(stream);
  if (found == streams_.end() || !found->second.stream->delivered(response)) return;
  forgotten = std::move(found->second.stream);
  streams_.erase(found);
}

// Ends the HTTP response of a cancelled request at once, even if its handler continues.
void HttpSession::take(Message message) {
  std::optional<RequestId> cancelled;
  const auto* notification = std::get_if<Notification>(&message);
  if (notification && notification->method == method::cancelled &&
      notification->params.is_object()) {
    cancelled = to_request_id(notification->params.value("requestId", Json()));
  }
  connection_.receive(std::move(message));
  if (!cancelled) return;
  for (const auto& stream : open_streams(cancelled)) stream->end();
}

std::vector<std::shared_ptr<EventStream>> HttpSession::open_streams(
    const std::optional<RequestId>& request) {
  std::scoped_lock lock(mutex_);
  std::vector<std::shared_ptr<EventStream>> open;
  for (const auto& [number, each] : streams_) {
    const bool meant = !request || each.request == *request;
    if (meant && !each.stream->complete()) open.push_back(each.stream);
  }
  return open;
}

std::shared_ptr<Call> HttpSession::listen(std::shared_ptr<Responder> responder) {
  auto call = std::make_shared<StreamCall>(weak_from_this(), 0, own_stream_, responder.get());
  call->carried_by(own_stream_->resume(std::move(responder)));
  return call;
}

std::shared_ptr<EventStream> HttpSession::find_stream(std::uint64_t number) {
  if (number == 0) return own_stream_;
  std::scoped_lock lock(mutex_);
  const auto found = streams_.find(number);
  return found == streams_.end() ? nullptr : found->second.stream;
}

bool HttpSession::ended_with(std::string_view last_event_id) {
  const auto id = parse_event_id(last_event_id);
  if (!id) return false;
  if (const auto stream = find_stream(id->stream)) return stream->exhausted(id->event);
  // A stream that is neither kept nor lost was received by the client.
  std::scoped_lock lock(mutex_);
  return id->stream < next_stream_ && !lost_.contains(id->stream);
}

std::shared_ptr<Call> HttpSession::resume(std::string_view last_event_id,
                                          std::shared_ptr<Responder> responder) {
  const auto id = parse_event_id(last_event_id);
  const auto stream = id ? find_stream(id->stream) : nullptr;
  if (!stream) return nullptr;
  auto call = std::make_shared<StreamCall>(weak_from_this(), id->stream, stream, responder.get());
  call->carried_by(stream->resume(std::move(responder), id->event));
  return call;
}

void HttpSession::touch(Clock::time_point now) {
  std::scoped_lock lock(mutex_);
  last_request_ = std::max(last_request_, now);
}

std::optional<HttpSession::Clock::time_point> HttpSession::idle_since() {
  if (own_stream_->carried() || !connection_.wait_until_idle({})) return std::nullopt;
  std::scoped_lock lock(mutex_);
  return last_request_;
}

void HttpSession::end() {
  connection_.closed();
  for (const auto& stream : open_streams({})) stream->end();
  own_stream_->end();
}

}  // namespace mcp::http
