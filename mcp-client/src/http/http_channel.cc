#include <algorithm>
#include <array>
#include <mutex>

#include "http/connection.hpp"
#include "http_client/url.hpp"
#include "mcp/client/http.hpp"
#include "text/ascii.hpp"

namespace mcp {
namespace {

Error misuse(const std::string& what) {
  return Error(ErrorCode::invalid_params, what);
}

void check_url(const std::string& url) {
  if (!http::client::parse_url(url)) throw misuse("Not an http or https URL: " + url);
}

// Headers that the transport sets itself, so callers must not.
bool is_ours(std::string_view name) {
  constexpr std::array ours = {"accept", "content-length", "content-type",
                               "expect", "last-event-id",  "transfer-encoding"};
  const std::string low = ascii::lower(name);
  return low.starts_with("mcp-") || std::ranges::find(ours, low) != ours.end();
}

void check_header(const std::string& name, const std::string& value) {
  if (!ascii::is_token(name)) throw misuse("Not a name for a header: " + name);
  if (is_ours(name)) throw misuse("The header " + name + " is the transport's own");
  if (value.find_first_of(std::string_view("\r\n\0", 3)) != value.npos) {
    throw misuse("The value of the header " + name + " has characters that no header may have");
  }
}

class HttpChannel final : public Channel {
 public:
  explicit HttpChannel(HttpTarget target) : target_(std::move(target)) {}
  ~HttpChannel() override { close(); }

  void start(Receiver& receiver) override {
    close();
    auto connection = std::make_shared<http::client::Connection>(target_, receiver);
    std::scoped_lock lock(mutex_);
    connection_ = std::move(connection);
  }

  bool send(Message message) override {
    const auto connection = current();
    return connection && connection->send(std::move(message));
  }

  void forget(const RequestId& id) override {
    if (const auto connection = current()) connection->forget(id);
  }

  void close() noexcept override {
    if (const auto connection = current()) connection->end();
  }

  std::string ending() const override {
    const auto connection = current();
    return connection ? connection->ending() : "disconnected";
  }

  bool is_authorizing() const override {
    const auto connection = current();
    return connection && connection->is_authorizing();
  }

  std::uint64_t authorizations() const override {
    const auto connection = current();
    return connection ? connection->authorizations() : 0;
  }

 private:
  std::shared_ptr<http::client::Connection> current() const {
    std::scoped_lock lock(mutex_);
    return connection_;
  }

  const HttpTarget target_;
  mutable std::mutex mutex_;
  std::shared_ptr<http::client::Connection> connection_;
};

}  // namespace

std::unique_ptr<Channel> over_http(HttpTarget target) {
  check_url(target.url);
  for (const auto& [name, value] : target.headers) {
    check_header(name, value);
    if (ascii::same(name, "authorization")) target.tokens.reset();
  }
  return std::make_unique<HttpChannel>(std::move(target));
}

}  // namespace mcp
