#include "http/connection.hpp"

#include "protocol/server_message.hpp"
#include "server_requests.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp::http::client {
namespace {

constexpr std::size_t max_open = 4096;
constexpr std::size_t max_telling = 4096;
constexpr std::chrono::milliseconds until_told = std::chrono::seconds(1);
// Timeout of requests that the channel itself makes.
constexpr std::chrono::milliseconds until_answered = std::chrono::seconds(30);

/// Handles the HTTP response to a notification or response: only its status matters.
class Told final : public ResponseHandler {
 public:
  explicit Told(std::function<void(int)> done) : done_(std::move(done)) {}

  void head(const ResponseHead& head) override { status_ = head.status; }
  void body(std::string_view) override {}
  void done(const std::string&) override { done_(status_); }

 private:
  const std::function<void(int)> done_;
  int status_ = 0;
};

// Modern requests carry their protocol version in `_meta`.
bool says_its_version(const Request& request) {
  return meta::find(request.params, meta::protocol_version) != nullptr;
}

}  // namespace

Connection::Connection(const HttpTarget& target, Receiver& receiver)
    : target_(target),
      receiver_(receiver),
      modern_(*this),
      legacy_(*this),
      sse_(*this),
      uses_sse_(target.transport == HttpTransport::sse),
      responses_([this](const Message& answer, std::function<void()> done) {
        post_legacy(answer, std::move(done));
      }),
      transfers_(loop_, target.tokens) {}

Connection::~Connection() {
  end();
}

bool Connection::send(Message message) {
  if (auto* request = std::get_if<Request>(&message)) {
    if (load_ >= max_open) return false;
    auto exchange = std::make_shared<Exchange>(
        *this, era_of(*request), std::move(*request),
        [this](Response response) { receiver_.receive(std::move(response)); });
    return loop_.post([this, exchange = std::move(exchange)] { open(exchange); });
  }
  if (const auto* notification = std::get_if<Notification>(&message)) {
    return loop_.post([this, notification = *notification] { send_notification(notification); });
  }
  if (!responses_.reserve()) return false;
  if (loop_.post([this, message = std::move(message)] { responses_.add(message); })) return true;
  responses_.release();
  return false;
}

void Connection::forget(const RequestId& id) {
  loop_.post([this, id] {
    const auto found = open_.find(id);
    if (found == open_.end()) return;
    const auto exchange = found->second;
    exchange->drop();
  });
}

void Connection::end() noexcept {
  std::call_once(end_, [this] {
    transfers_.stop();
    if (!loop_.post([this] { begin_closing(); })) loop_.stop();
    loop_.join();
    transfers_.join();
    report_closed();
  });
}

void Connection::report_closed() {
  std::call_once(report_closed_, [this] { receiver_.closed(); });
}

HttpEra& Connection::era_of(const Request& request) {
  if (uses_sse_) return sse_;
  return says_its_version(request) ? static_cast<HttpEra&>(modern_) : legacy_;
}

HttpRequest Connection::post(Headers own, std::shared_ptr<const std::string> body) const {
  own.emplace_back("Content-Type", "application/json");
  own.emplace_back("Accept", "application/json, text/event-stream");
  HttpRequest posted = request("POST", std::move(own));
  if (!endpoint_.empty()) posted.url = endpoint_;
  posted.body = std::move(body);
  return posted;
}

HttpRequest Connection::get(Headers own) const {
  own.emplace_back("Accept", "text/event-stream");
  return request("GET", std::move(own));
}

HttpRequest Connection::request(const char* method, Headers own) const {
  HttpRequest made{.url = target_.url,
                   .method = method,
                   .headers = target_.headers,
                   .limits = {.connect = target_.connect_timeout},
                   .ca_file = target_.ca_file,
                   .follows_redirects = true};
  made.headers.insert(made.headers.end(), own.begin(), own.end());
  return made;
}

void Connection::open(std::shared_ptr<Exchange> exchange) {
  if (closing_) return;
  open_.emplace(exchange->request().id, exchange);
  load_ = open_.size();
  exchange->era().begin(exchange);
}

void Connection::ended(const Exchange& exchange) {
  open_.erase(exchange.request().id);
  load_ = open_.size();
}

void Connection::ask(HttpEra& era, std::string_view method, Json params, AnswerHandler done) {
  const std::string id = "own-" + std::to_string(next_own_id_++);
  const auto exchange = std::make_shared<Exchange>(
      *this, era, Request{id, std::string(method), std::move(params)}, std::move(done));
  loop_.after(until_answered, [weak = std::weak_ptr(exchange)] {
    if (const auto self = weak.lock()) {
      self->fail(Error(ErrorCode::request_timed_out, "No response to " + self->request().method));
    }
  });
  open(exchange);
}

void Connection::post_message(const Message& message, const Headers& headers,
                              std::function<void(int)> done) {
  if (telling_ >= max_telling) return done(0);
  ++telling_;
  HttpRequest posted = post(headers, std::make_shared<const std::string>(to_text(message)));
  posted.limits.total = target_.connect_timeout;
  transfers_.start(std::move(posted),
                   std::make_shared<Told>([this, done = std::move(done)](int status) {
                     --telling_;
                     done(status);
                     if (telling_ == 0 && closing_) finish_closing();
                   }));
}

std::optional<RequestId> Connection::take(const SseEvent& event) {
  if (event.type != "message" || event.data.empty()) return std::nullopt;
  auto message = read_server_message(event.data, target_.limits);
  if (!message) {
    warn(std::string("The server sent an event that is not a message: ") +
         message.error().error.what());
    return std::nullopt;
  }
  const auto* question = std::get_if<Request>(&*message);
  const bool may_be_taken_back =
      question && question->method != method::ping && is_usable(question->id);
  const auto id = may_be_taken_back ? std::optional(question->id) : std::nullopt;
  take(*std::move(message));
  return id;
}

void Connection::take_back(const RequestId& question) {
  receiver_.receive(
      Notification{std::string(method::cancelled), {{"requestId", to_json(question)}}});
}

void Connection::take(Message message) {
  auto* response = std::get_if<Response>(&message);
  if (!response || !response->id) return receiver_.receive(std::move(message));
  const auto found = open_.find(*response->id);
  if (found == open_.end()) return;
  const auto exchange = found->second;
  exchange->answer(std::move(*response));
}

void Connection::post_legacy(const Message& message, std::function<void()> done) {
  if (uses_sse_) return sse_.post_message(message, std::move(done));
  legacy_.post_message(message, std::move(done));
}

bool Connection::fall_back(Exchange& exchange) {
  return target_.transport == HttpTransport::automatic && sse_.take_over(exchange);
}

void Connection::use_endpoint(std::string url) {
  endpoint_ = std::move(url);
  uses_sse_ = true;
}

void Connection::lose(const std::string& why) {
  closing_ = closed_ = true;
  ending_ = why;
  const auto open = open_;
  for (const auto& [id, exchange] : open) exchange->drop();
  loop_.stop();
  report_closed();
}

// A cancellation goes to the exchange of its request, or is dropped if the request has ended.
void Connection::send_notification(const Notification& notification) {
  const Json& params = notification.params;
  if (notification.method != method::cancelled || !params.is_object()) {
    return post_legacy(notification);
  }
  const auto id = to_request_id(params.value("requestId", Json()));
  const auto found = id ? open_.find(*id) : open_.end();
  if (found == open_.end()) return;
  const auto exchange = found->second;
  exchange->era().cancel(*exchange, notification);
}

// Cancels the open requests before the connection closes.
void Connection::begin_closing() {
  closing_ = true;
  const auto open = open_;
  for (const auto& [id, exchange] : open) {
    exchange->era().cancel(*exchange, {std::string(method::cancelled),
                                       {{"requestId", to_json(id)}, {"reason", "Disconnecting"}}});
  }
  loop_.after(until_told, [this] { finish_closing(); });
  if (telling_ == 0) finish_closing();
}

void Connection::finish_closing() {
  if (std::exchange(closed_, true)) return;
  sse_.close();
  legacy_.end_session([this] { loop_.stop(); });
}

}  // namespace mcp::http::client
