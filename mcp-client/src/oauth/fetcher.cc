#include "oauth/fetcher.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "http/loopback.hpp"
#include "http_client/public_address.hpp"
#include "http_client/url.hpp"
#include "oauth/authorization_error.hpp"
#include "oauth/quotable.hpp"

namespace mcp::oauth {
namespace {

using namespace http::client;

constexpr std::size_t max_body_bytes = std::size_t{1} << 20;
constexpr std::chrono::milliseconds time_limit = std::chrono::seconds(30);

Error failed(const std::string& url, const std::string& why) {
  return authorization_error("No response from " + quotable(url) + ": " + why);
}

/// Collects a response, and lets another thread wait for its end.
class Collector final : public ResponseHandler {
 public:
  /// Waits for the end of the response, or for the stop: then it returns false.
  bool wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    return changed_.wait(lock, stop, [this] { return failure_.has_value(); });
  }
  /// After the end. The text of a failure; empty: none.
  const std::string& failure() const { return *failure_; }
  HttpReply take() { return std::move(reply_); }
  /// Sets how to cancel the transfer. On the loop's thread, before the response.
  void on_cancel(std::function<void()> cancel) { cancel_ = std::move(cancel); }

  void head(const ResponseHead& head) override { reply_.head = head; }
  void body(std::string_view bytes) override {
    if (reply_.body.size() + bytes.size() <= max_body_bytes) {
      reply_.body += bytes;
      return;
    }
    cancel_();
    done("its body is longer than 1 MiB");
  }
  void done(const std::string& failure) override {
    const std::scoped_lock lock(mutex_);
    failure_ = failure;
    changed_.notify_all();
  }

 private:
  HttpReply reply_;
  std::function<void()> cancel_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<std::string> failure_;
};

// Also refuses what the sockets could not, because a proxy connects, or is bypassed.
bool is_in_private_network(const std::string& host) {
  std::string address = host;
  if (address.starts_with('[')) address = address.substr(1, address.size() - 2);
  return http::is_loopback(host) || (is_address(address) && !is_public_address(address));
}

void check_url(const std::string& text, bool public_addresses_only) {
  const auto url = parse_url(text);
  if (!url || url->has_user) {
    throw authorization_error("Not an http or https URL: " + quotable(text));
  }
  if (!url->is_https() && !http::is_loopback(url->host)) {
    throw authorization_error("Not an https URL, which authorization requires: " + quotable(text));
  }
  if (public_addresses_only && is_in_private_network(url->host)) {
    throw authorization_error(
        "The URL leads into a private network, but the server is not in one: " + quotable(text));
  }
}

}  // namespace

HttpReply Fetcher::get(const std::string& url, const std::stop_token& stop) {
  return fetch({.url = url, .method = "GET", .headers = {{"Accept", "application/json"}}}, stop);
}

HttpReply Fetcher::post(const std::string& url, const char* type, std::string body, Headers headers,
                        const std::stop_token& stop) {
  headers.emplace_back("Content-Type", type);
  headers.emplace_back("Accept", "application/json");
  return fetch({.url = url,
                .method = "POST",
                .headers = std::move(headers),
                .body = std::make_shared<const std::string>(std::move(body))},
               stop);
}

HttpReply Fetcher::fetch(HttpRequest request, const std::stop_token& stop) {
  check_url(request.url, options_.public_addresses_only);
  request.limits.total = time_limit;
  request.ca_file = options_.ca_file;
  request.follows_redirects = true;
  request.public_addresses_only = options_.public_addresses_only;
  const auto collector = std::make_shared<Collector>();
  const auto start = [this, request, collector] {
    const auto id = loop_.start(request, collector);
    collector->on_cancel([this, id] { loop_.cancel(id); });
  };
  if (!loop_.post(start)) {
    throw failed(request.url, "the client has ended");
  }
  if (!collector->wait(stop)) throw Error(ErrorCode::request_cancelled, "Cancelled");
  if (!collector->failure().empty()) throw failed(request.url, collector->failure());
  return collector->take();
}

}  // namespace mcp::oauth
