#pragma once

#include <functional>
#include <map>
#include <string>

#include "bridge/engine/http_exchange.hpp"
#include "bridge/engine/messages_request.hpp"
#include "bridge/engine/model.hpp"
#include "bridge/engine/retry.hpp"

namespace mcp::bridge {

/// The provider's rate limits: the headers `anthropic-ratelimit-*` without that prefix, such as
/// {"requests-remaining", "49"}.
using RateLimits = std::map<std::string, std::string>;

struct MessagesApiOptions {
  /// Sent as `x-api-key`. Without it and `auth_token`, every request fails as `unauthorized` and is
  /// not sent.
  std::string api_key = {};
  /// Sent as `Authorization: Bearer`, as other servers of this API require; then no key is needed.
  std::string auth_token = {};
  std::string base_url = "https://api.anthropic.com";
  http::client::TransferLimits limits = {.head = std::chrono::minutes(2),
                                         .idle = std::chrono::minutes(2)};
  RequestOptions request = {};
  /// Called after each response with such headers, on the thread that called ask().
  std::function<void(const RateLimits&)> on_rate_limits = {};
};

/// The Messages API over HTTP, with streaming. Any thread, any number of requests at once; one
/// thread handles the responses of all of them.
/// Source: https://docs.anthropic.com/en/api/messages.
class MessagesApi final : public Model {
 public:
  explicit MessagesApi(MessagesApiOptions options, RetryPolicy retry = RetryPolicy(RetryOptions()));

  ModelOutcome ask(const ModelRequest& request, ModelListener& listener,
                   std::stop_token stop) override;
  std::vector<std::string> models(std::stop_token stop) override;

  /// The loop that receives the responses. Another one may embed it.
  EmbeddableLoop& loop() { return http_.loop(); }

 private:
  RetryPolicy::Attempt attempt(const ModelRequest& request, const HttpRequest& sent,
                               ModelListener& listener, const std::stop_token& stop);
  HttpRequest http_request(const std::string& path, std::string body) const;
  ModelOutcome without_key(ModelOutcome outcome) const;
  bool has_credentials() const;
  void report_limits(const ResponseHeaders& headers) const;

  const MessagesApiOptions options_;
  const RetryPolicy retry_;
  HttpExchange http_;
};

}  // namespace mcp::bridge
