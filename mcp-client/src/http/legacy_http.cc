#include "http/legacy_http.hpp"

#include <algorithm>
#include <utility>

#include "http/exchange.hpp"
#include "http/header_value.hpp"
#include "http/server_link.hpp"
#include "json/members.hpp"
#include "wire/methods.hpp"

namespace mcp::http::client {
namespace {

constexpr std::chrono::milliseconds until_session_ends = std::chrono::seconds(1);

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

/// Handles the response to the DELETE of the session: the session has ended, whatever the status.
class SessionEnd final : public ResponseHandler {
 public:
  explicit SessionEnd(std::function<void()> done) : done_(std::move(done)) {}
  void head(const ResponseHead&) override {}
  void body(std::string_view) override {}
  void done(const std::string&) override { done_(); }

 private:
  const std::function<void()> done_;
};

}  // namespace

void LegacyHttp::begin(std::shared_ptr<Exchange> exchange) {
  if (exchange->request().method == method::initialize) {
    session_id_.clear();
    version_.clear();
    initialize_params_ = exchange->request().params;
  } else {
    const bool lost = std::exchange(lost_, false);
    if (lost || opening_) {
      waiting_.push_back(std::move(exchange));
      if (lost) renew();
      return;
    }
  }
  exchange->set_session(session_id_);
  exchange->post();
}

Headers LegacyHttp::headers(const Request&) {
  return session_headers();
}

Headers LegacyHttp::session_headers() const {
  Headers all;
  if (!version_.empty()) all.emplace_back("MCP-Protocol-Version", version_);
  if (!session_id_.empty()) all.emplace_back("Mcp-Session-Id", session_id_);
  return all;
}

bool LegacyHttp::settles(Exchange& exchange, Response& response) {
  const auto* result = std::get_if<Json>(&response.outcome);
  if (!result) return true;
  if (exchange.request().method == method::initialize) take_session(exchange, *result);
  remember(exchange.request());
  return true;
}

void LegacyHttp::take_session(const Exchange& exchange, const Json& result) {
  version_ = to_header_value(text_in(result, "protocolVersion"));
  const std::string& id = exchange.response().header("mcp-session-id");
  if (is_visible(id)) {
    session_id_ = id;
  } else {
    connection_.warn("The server's session id has characters that it must not have");
  }
}

void LegacyHttp::remember(const Request& request) {
  if (request.method == method::set_log_level) log_level_ = request.params;
  const std::string uri = text_in(request.params, "uri");
  if (request.method == method::resources_subscribe) subscriptions_[uri] = request.params;
  if (request.method == method::resources_unsubscribe) subscriptions_.erase(uri);
}

void LegacyHttp::post_message(const Message& message, std::function<void()> done) {
  const auto* notification = std::get_if<Notification>(&message);
  const bool opens = notification && notification->method == method::initialized;
  if (opens) opening_ = true;
  connection_.post_message(
      message, session_headers(), [this, opens, done = std::move(done)](int status) {
        if (status / 100 != 2) {
          connection_.warn(status == 0 ? "A message did not reach the server"
                                       : "The server refused a message with HTTP " +
                                             std::to_string(status));
        }
        if (opens) initialized();
        if (done) done();
      });
}

void LegacyHttp::initialized() {
  opening_ = false;
  if (connection_.closing()) return;
  open_stream();
  send_waiting();
}

void LegacyHttp::open_stream() {
  if (stream_) stream_->close();
  stream_ =
      std::make_shared<ServerStream>(connection_, session_headers(), [this, session = session_id_] {
        if (session == session_id_) renew();
      });
  stream_->open();
}

void LegacyHttp::send_waiting() {
  const auto waiting = std::exchange(waiting_, {});
  for (const auto& exchange : waiting) {
    exchange->set_session(session_id_);
    exchange->post();
  }
}

// Changes the transport, renews the session if it has expired, or resumes the response's stream.
// Another request may have opened a new session meanwhile.
bool LegacyHttp::rescue(Exchange& exchange) {
  if (connection_.closing()) return false;
  if (!opening_ && connection_.fall_back(exchange)) return true;
  if (exchange.can_resume()) {
    exchange.resume(session_headers());
    return true;
  }
  const bool expired =
      exchange.response().status == 404 && !exchange.session().empty() && !exchange.resumed();
  if (!expired || !exchange.may_repeat()) return false;
  const bool renewed_already = exchange.session() != session_id_;
  waiting_.push_back(exchange.shared_from_this());
  if (!renewed_already) {
    renew();
  } else if (!opening_) {
    send_waiting();
  }
  return true;
}

void LegacyHttp::renew() {
  if (opening_ || connection_.closing()) return;
  if (stream_) stream_->close();
  if (!renewals_.allow()) return lose("the server ends sessions again and again");
  opening_ = true;
  connection_.ask(*this, method::initialize, initialize_params_,
                  [this](const Response& response) { renewed(response); });
}

void LegacyHttp::renewed(const Response& response) {
  if (const auto* error = std::get_if<Error>(&response.outcome)) return lose(error->what());
  post_message(Notification{std::string(method::initialized), nullptr});
  // Like all other requests, these wait until the session is open.
  const auto unheard = [](const Response&) {};
  if (!log_level_.is_null()) connection_.ask(*this, method::set_log_level, log_level_, unheard);
  for (const auto& [uri, params] : subscriptions_) {
    connection_.ask(*this, method::resources_subscribe, params, unheard);
  }
}

// Fails the requests that wait for the session; without any, the failure is only a warning.
void LegacyHttp::lose(const std::string& why) {
  opening_ = false;
  lost_ = true;
  const std::string text = "The session ended, and no new one began: " + why;
  const auto waiting = std::exchange(waiting_, {});
  if (waiting.empty()) connection_.warn(text);
  for (const auto& exchange : waiting) exchange->fail(Error(ErrorCode::connection_closed, text));
}

void LegacyHttp::cancel(Exchange& exchange, const Notification& cancelled) {
  // Spec: 2025-11-25 basic/utilities/cancellation: `initialize` is not cancelled.
  const bool silently = !exchange.sent() || exchange.waits_for_credentials() ||
                        exchange.request().method == method::initialize;
  if (silently) return exchange.drop();
  connection_.post_message(cancelled, session_headers(), [weak = exchange.weak_from_this()](int) {
    if (const auto same = weak.lock(); same && !same->ended()) same->abandon();
  });
}

void LegacyHttp::end_session(std::function<void()> done) {
  if (stream_) stream_->close();
  waiting_.clear();
  if (session_id_.empty()) return done();
  HttpRequest request = connection_.request("DELETE", session_headers());
  request.limits.total = until_session_ends;
  connection_.transfers().start(std::move(request), std::make_shared<SessionEnd>(std::move(done)));
}

}  // namespace mcp::http::client
