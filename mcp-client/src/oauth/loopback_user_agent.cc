#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "http_client/url.hpp"
#include "io/wakeup.hpp"
#include "mcp/client/oauth.hpp"
#include "mcp/error.hpp"
#include "oauth/form.hpp"
#include "oauth/redirect_listener.hpp"

namespace mcp {
namespace {

std::string query_of(const std::string& url) {
  const auto parts = http::client::parse_url(url);
  return parts ? parts->query : "";
}

std::string state_in(std::string_view query) {
  const auto form = oauth::decode_form(query);
  const auto state = form.find("state");
  return state == form.end() ? "" : state->second;
}

class LoopbackUserAgent final : public UserAgent {
 public:
  LoopbackUserAgent(std::function<void(const std::string&)> open_page, std::uint16_t port)
      : open_page_(std::move(open_page)), port_(port) {}

  std::string redirect_uri(const std::string& registered) override {
    const auto before = http::client::parse_url(registered);
    const std::uint16_t wanted =
        port_ == 0 && before ? static_cast<std::uint16_t>(std::stoul(before->port)) : port_;
    listener_ = oauth::RedirectListener::on(wanted);
    if (!listener_ && port_ == 0) listener_ = oauth::RedirectListener::on(0);
    if (!listener_) {
      throw Error(ErrorCode::authorization_failed,
                  "The port " + std::to_string(wanted) +
                      " for the redirect of the login is in use; choose another one");
    }
    return listener_->uri();
  }

  // Any page that the user visits can send requests to this port, so those with another `state` are
  // refused, and the login goes on.
  std::string authorize(const std::string& url, const std::stop_token& stop) override {
    const auto listener = std::move(listener_);
    const std::string state = state_in(query_of(url));
    Wakeup stopped;
    const std::stop_callback on_stop(stop, [&stopped] { stopped.signal(); });
    open_page_(url);
    auto query = listener->wait(
        [&](std::string_view received) { return state_in(received) == state; }, stopped);
    if (query) return *std::move(query);
    throw Error(ErrorCode::request_cancelled, "Cancelled while waiting for the login");
  }

 private:
  const std::function<void(const std::string&)> open_page_;
  const std::uint16_t port_;
  std::unique_ptr<oauth::RedirectListener> listener_;
};

}  // namespace

std::shared_ptr<UserAgent> loopback_user_agent(
    std::function<void(const std::string& url)> open_page, std::uint16_t port) {
  return std::make_shared<LoopbackUserAgent>(std::move(open_page), port);
}

}  // namespace mcp
