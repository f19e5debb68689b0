#include "bridge/gateway/event_stream.hpp"

#include <boost/asio/post.hpp>

#include "bridge/gateway/as_result.hpp"

namespace mcp::bridge {

namespace asio = boost::asio;

EventStream::EventStream(asio::any_io_executor executor, std::size_t max_unsent)
    : max_unsent_(max_unsent), signal_(std::move(executor)) {}

void EventStream::send(const std::string& event, const Json& data) {
  const std::string text = data.dump(-1, ' ', false, Json::error_handler_t::replace);
  bool too_slow = false;
  {
    std::scoped_lock lock(mutex_);
    too_slow = unsent_.size() > max_unsent_;
    if (!too_slow) unsent_ += "event: " + event + "\ndata: " + text + "\n\n";
  }
  too_slow ? leave() : wake();
}

void EventStream::end() {
  {
    std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  wake();
}

void EventStream::leave() {
  left_.request_stop();
  end();
}

void EventStream::wake() {
  asio::post(signal_.get_executor(), [self = shared_from_this()] { self->signal_.cancel(); });
}

asio::awaitable<std::optional<std::string>> EventStream::next(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    {
      std::scoped_lock lock(mutex_);
      if (!unsent_.empty()) co_return std::exchange(unsent_, {});
      if (ended_) co_return std::nullopt;
    }
    signal_.expires_at(deadline);
    const auto [woken] = co_await signal_.async_wait(as_result);
    if (!woken) co_return ":\n\n";
  }
}

}  // namespace mcp::bridge
