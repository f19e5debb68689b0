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
// Complete streams that are kept for clients that may have missed the end.
constexpr std::size_t max_complete_streams = 32;

class StreamCall final : public Call {
 public:
  StreamCall(std::shared_ptr<EventStream> stream, const Responder* responder)
      : stream_(std::move(stream)), responder_(responder) {}

  // Spec: 2025-11-25 basic/transports: to leave is not to cancel.
  void disconnected() override { stream_->lost(responder_); }

 private:
  const std::shared_ptr<EventStream> stream_;
  const Responder* const responder_;
};

// What the exchange answers to. When it goes without an answer, because the client has cancelled
// the request, the HTTP response must end all the same.
class Answering final : public Sink {
 public:
  explicit Answering(std::shared_ptr<EventStream> stream) : stream_(std::move(stream)) {}
  ~Answering() override { stream_->end(); }

  bool send(Message message) override { return stream_->send(std::move(message)); }

 private:
  const std::shared_ptr<EventStream> stream_;
};

class Kept final : public Sink {
 public:
  bool send(Message message) override {
    response = std::get<Response>(std::move(message));
    return true;
  }
  std::optional<Response> response;
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
                         const EndpointOptions& options)
    : id_(to_base64url(random_bytes(session_id_bytes))),
      principal_(std::move(principal)),
      budget_(std::make_shared<ReplayBudget>(options.replay_bytes)),
      stream_options_{.retry = options.retry},
      own_stream_(std::make_shared<EventStream>(0, budget_, stream_options_)),
      connection_(std::move(core), own_stream_, principal_) {}

Response HttpSession::initialize(mcp::Request request) {
  const auto kept = std::make_shared<Kept>();
  connection_.receive(std::move(request), kept);  // is answered at once
  Response response = std::move(kept->response).value();
  if (const auto* result = std::get_if<Json>(&response.outcome)) {
    const Revision* revision =
        find_revision(legacy_revisions(), result->value("protocolVersion", std::string()));
    if (revision && revision->has_empty_events) {
      own_stream_->prime();
      std::scoped_lock lock(mutex_);
      stream_options_.primed = true;
    }
  }
  return response;
}

std::shared_ptr<EventStream> HttpSession::add_stream(const RequestId& request) {
  std::scoped_lock lock(mutex_);
  forget_streams();
  const auto stream = std::make_shared<EventStream>(next_stream_, budget_, stream_options_);
  streams_.emplace(next_stream_++, Carried{request, stream});
  return stream;
}

// The oldest of those that are complete.
void HttpSession::forget_streams() {
  std::size_t complete = 0;
  for (const auto& [number, each] : streams_) complete += each.stream->complete() ? 1 : 0;
  const auto too_much = [&] {
    return complete > max_complete_streams || (complete > 0 && budget_->used > budget_->limit);
  };
  for (auto at = streams_.begin(); at != streams_.end() && too_much();) {
    if (!at->second.stream->complete()) {
      ++at;
      continue;
    }
    at = streams_.erase(at);
    --complete;
  }
}

std::shared_ptr<Call> HttpSession::serve(mcp::Request message,
                                         std::shared_ptr<Responder> responder) {
  const auto stream = add_stream(message.id);
  auto call = std::make_shared<StreamCall>(stream, responder.get());
  stream->carry(std::move(responder));
  connection_.receive(std::move(message), std::make_shared<Answering>(stream));
  return call;
}

// The HTTP response of a cancelled request ends with it, however long its handler goes on.
void HttpSession::take(Message message) {
  std::optional<RequestId> cancelled;
  const auto* told = std::get_if<Notification>(&message);
  if (told && told->method == method::cancelled && told->params.is_object()) {
    cancelled = to_request_id(told->params.value("requestId", Json()));
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
  auto call = std::make_shared<StreamCall>(own_stream_, responder.get());
  own_stream_->resume(std::move(responder));
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
  const auto stream = id ? find_stream(id->stream) : nullptr;
  return stream && stream->exhausted(id->event);
}

std::shared_ptr<Call> HttpSession::resume(std::string_view last_event_id,
                                          std::shared_ptr<Responder> responder) {
  const auto id = parse_event_id(last_event_id);
  const auto stream = id ? find_stream(id->stream) : nullptr;
  if (!stream) return nullptr;
  auto call = std::make_shared<StreamCall>(stream, responder.get());
  stream->resume(std::move(responder), id->event);
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
