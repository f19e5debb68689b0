#include "bridge/engine/messages_api.hpp"

#include <utility>

#include "bridge/engine/failures.hpp"
#include "bridge/engine/message_stream.hpp"
#include "json/members.hpp"
#include "json/parse.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

constexpr std::string_view limits_prefix = "anthropic-ratelimit-";
constexpr std::size_t max_error_body = std::size_t{64} << 10;
constexpr std::size_t max_event_bytes = std::size_t{16} << 20;
constexpr std::size_t max_model_list = std::size_t{1} << 20;

/// Keeps the first bytes of a body that is not a stream of events.
class WholeBody : public HttpResponseHandler {
 public:
  explicit WholeBody(std::size_t limit) : limit_(limit) {}

  void head(const ResponseHead& head) override { head_ = head; }
  bool body(std::string_view bytes) override {
    text_ += bytes.substr(0, limit_ - text_.size());
    return text_.size() < limit_;
  }

  int status() const { return head_.status; }
  const ResponseHeaders& headers() const { return head_.headers; }
  const std::string& text() const { return text_; }

 private:
  const std::size_t limit_;
  ResponseHead head_;
  std::string text_;
};

/// Handles a response: an event stream with a message, or an error.
class Answer final : public WholeBody {
 public:
  Answer(ModelListener& listener, const ModelRequest& request)
      : WholeBody(max_error_body),
        stream_(listener, ToolUseIds(request.messages)),
        parser_(max_event_bytes) {}

  void head(const ResponseHead& head) override {
    WholeBody::head(head);
    streams_ = head.status == 200 && head.content_type() == "text/event-stream";
  }

  bool body(std::string_view bytes) override {
    if (!streams_) return WholeBody::body(bytes);
    const bool fits =
        parser_.take(bytes, [this](const http::SseEvent& event) { stream_.take(event); });
    too_large_ = !fits;
    return fits && !stream_.ended();
  }

  RetryPolicy::Attempt finish(const HttpResult& result) {
    auto outcome = stream_.finish(failure(result));
    const auto id = headers().find("request-id");
    if (id != headers().end()) outcome.reply.request_id = id->second;
    if (outcome.failure && outcome.failure->request_id.empty()) {
      outcome.failure->request_id = outcome.reply.request_id;
    }
    return {.outcome = std::move(outcome), .published = stream_.published()};
  }

 private:
  std::optional<ModelFailure> failure(const HttpResult& result) const {
    if (result.stopped) return cancelled_failure();
    if (status() != 0 && !streams_) return failure_of(status(), headers(), text());
    if (too_large_) return network_failure("an event is too large");
    if (!result.problem.empty()) return network_failure(result.problem);
    return std::nullopt;
  }

  MessageStream stream_;
  http::SseParser parser_;
  bool streams_ = false;
  bool too_large_ = false;
};

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

MessagesApiOptions tidied(MessagesApiOptions options) {
  options.base_url = without_slash(std::move(options.base_url));
  options.api_key = ascii::trimmed(options.api_key, " \t\r\n");
  options.auth_token = ascii::trimmed(options.auth_token, " \t\r\n");
  return options;
}

bool fits_a_header(const std::string& secret) {
  return secret.find_first_of("\r\n") == std::string::npos;
}

void take_out(std::string& text, const std::string& secret) {
  if (secret.empty()) return;
  for (auto at = text.find(secret); at != text.npos; at = text.find(secret)) {
    text.replace(at, secret.size(), "");
  }
}

}  // namespace

MessagesApi::MessagesApi(MessagesApiOptions options, RetryPolicy retry)
    : options_(tidied(std::move(options))), retry_(std::move(retry)) {}

HttpRequest MessagesApi::http_request(const std::string& path, std::string body) const {
  HttpRequest request{
      .url = options_.base_url + path,
      .method = body.empty() ? "GET" : "POST",
      .headers = {{"anthropic-version", "2023-06-01"}, {"user-agent", "mcp-bridge"}},
      .limits = options_.limits,
      .accepts_gzip = true};
  if (!options_.api_key.empty()) request.headers.emplace_back("x-api-key", options_.api_key);
  if (!options_.auth_token.empty()) {
    request.headers.emplace_back("authorization", "Bearer " + options_.auth_token);
  }
  if (body.empty()) return request;
  request.headers.emplace_back("content-type", "application/json");
  request.headers.emplace_back("accept", "text/event-stream");
  request.body = std::make_shared<const std::string>(std::move(body));
  return request;
}

ModelOutcome MessagesApi::ask(const ModelRequest& request, ModelListener& listener,
                              std::stop_token stop) {
  if (!has_credentials()) {
    return {.failure = ModelFailure{
                .kind = ModelFailureKind::unauthorized,
                .detail = "no usable API key: set ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN"}};
  }
  const HttpRequest sent =
      http_request("/v1/messages", to_text(to_messages_request(request, options_.request)));
  auto outcome = retry_.run([&] { return attempt(request, sent, listener, stop); }, listener, stop);
  return outcome;
}

RetryPolicy::Attempt MessagesApi::attempt(const ModelRequest& request, const HttpRequest& sent,
                                          ModelListener& listener, const std::stop_token& stop) {
  Answer answer(listener, request);
  const HttpResult result = http_.send(sent, answer, stop);
  report_limits(answer.headers());
  auto attempt = answer.finish(result);
  attempt.outcome = without_key(std::move(attempt.outcome));
  return attempt;
}

// Removes the key itself: without_secrets finds only what looks like a key.
ModelOutcome MessagesApi::without_key(ModelOutcome outcome) const {
  if (!outcome.failure) return outcome;
  take_out(outcome.failure->detail, options_.api_key);
  take_out(outcome.failure->detail, options_.auth_token);
  return outcome;
}

bool MessagesApi::has_credentials() const {
  const bool any = !options_.api_key.empty() || !options_.auth_token.empty();
  return any && fits_a_header(options_.api_key) && fits_a_header(options_.auth_token);
}

void MessagesApi::report_limits(const ResponseHeaders& headers) const {
  RateLimits limits;
  for (const auto& [name, value] : headers) {
    if (name.starts_with(limits_prefix)) limits[name.substr(limits_prefix.size())] = value;
  }
  if (options_.on_rate_limits && !limits.empty()) options_.on_rate_limits(limits);
}

std::vector<std::string> MessagesApi::models(std::stop_token stop) {
  WholeBody list(max_model_list);
  if (!has_credentials()) return {};
  HttpRequest request = http_request("/v1/models?limit=1000", {});
  constexpr std::chrono::seconds patience(5);
  request.limits = {.connect = patience, .head = patience, .idle = patience};
  const auto result = http_.send(std::move(request), list, stop);
  if (result.stopped || !result.problem.empty() || list.status() != 200) return {};
  const auto body = json::parse(list.text());
  std::vector<std::string> ids;
  if (!body.ok()) return ids;
  for (const Json& entry : member(body.value(), "data")) {
    if (auto id = text_in(entry, "id"); !id.empty()) ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace mcp::bridge
